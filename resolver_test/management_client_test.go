package resolver_test

import (
	"context"
	"slices"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	"zitadel-graphql/internal/embedded"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// What the embedded backend has at the start, as README.md lists it.
const (
	acme               = "200000000000000001" // an organization with a policy of its own
	acmeLabs           = "200000000000000002" // an organization that inherits the policy of the instance
	instanceOwnerToken = "dev-instance-owner" // a caller who may change both, and the instance
)

// readDirectly reads an organization's login policy from the embedded backend itself, past GraphQL and any relay.
func readDirectly(t *testing.T, backend *program, org string) *policyv1.LoginPolicy {
	t.Helper()
	ctx, cancel := organizationContext(org)
	defer cancel()
	reply, err := managementv1.NewManagementServiceClient(dial(t, backend.embeddedAddress)).GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
	if err != nil {
		t.Fatal(err)
	}
	policy := reply.GetPolicy()
	policy.IsDefault = reply.GetIsDefault()
	return policy
}

// resetDirectly takes an organization's own login policy away, in the embedded backend itself.
func resetDirectly(t *testing.T, backend *program, org string) {
	t.Helper()
	ctx, cancel := organizationContext(org)
	defer cancel()
	client := managementv1.NewManagementServiceClient(dial(t, backend.embeddedAddress))
	if _, err := client.ResetLoginPolicyToDefault(ctx, &managementv1.ResetLoginPolicyToDefaultRequest{}); err != nil {
		t.Fatal(err)
	}
}

// createDirectly gives an organization a login policy of its own without any factors, in the embedded backend itself.
func createDirectly(t *testing.T, backend *program, org string) {
	t.Helper()
	ctx, cancel := organizationContext(org)
	defer cancel()
	client := managementv1.NewManagementServiceClient(dial(t, backend.embeddedAddress))
	if _, err := client.AddCustomLoginPolicy(ctx, &managementv1.AddCustomLoginPolicyRequest{}); err != nil {
		t.Fatal(err)
	}
}

// organizationContext is for calls to the embedded backend about an organization, by the instance's owner.
func organizationContext(organization string) (context.Context, context.CancelFunc) {
	ctx := metadata.AppendToOutgoingContext(context.Background(), "authorization", "Bearer "+instanceOwnerToken, "x-zitadel-orgid", organization)
	return context.WithTimeout(ctx, patience)
}

// secondFactors returns every second factor that can be added to a policy.
func secondFactors() []policyv1.SecondFactorType {
	var factors []policyv1.SecondFactorType
	for number := range policyv1.SecondFactorType_name {
		if number != 0 {
			factors = append(factors, policyv1.SecondFactorType(number))
		}
	}
	slices.Sort(factors)
	return factors
}

// instanceOwnerContext is for calls to the embedded backend about the instance, by its owner.
func instanceOwnerContext(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	return metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+instanceOwnerToken), cancel
}

// dialEmbedded connects to an embedded backend in this process.
func dialEmbedded(t *testing.T, backend *embedded.Server) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient("passthrough:///localhost", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(backend.Dial))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}
