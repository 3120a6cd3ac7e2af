package wiretest_test

import (
	"context"
	"errors"
	"testing"

	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/wire/wiretest"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// TestEmbeddedRestoresInstance holds the suite to its promise to leave an instance that it may write as it found it, links,
// order of factors, restrictions and all; and to run on an instance that isn't fresh.
func TestEmbeddedRestoresInstance(t *testing.T) {
	target := inMemory(t, openEmbedded(t, embedded.Config{}))
	target.FreshInstance = false
	alterInstance(t, target)
	before, restricted := defaultPolicyOf(t, target), restrictionsOf(t, target)
	report := wiretest.Run(t, target)
	if after := defaultPolicyOf(t, target); !proto.Equal(before, after) {
		t.Errorf("the instance's policy was %v, after the run it is %v", before, after)
	}
	if after := restrictionsOf(t, target); !proto.Equal(restricted, after) {
		t.Errorf("the restrictions were %v, after the run they are %v", restricted, after)
	}
	demandNotRun(t, report, "races/", onceValid, "reads/a fresh instance")
}

// policyOf reads the login policy in force in the organization that a run rewrites, without the details of its writes.
func policyOf(t *testing.T, target wiretest.Target, token string) *policyv1.LoginPolicy {
	t.Helper()
	ctx := metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+token, "x-zitadel-orgid", target.Org)
	reply, err := managementv1.NewManagementServiceClient(target.Conn).GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
	if err != nil {
		t.Fatal(err)
	}
	reply.GetPolicy().Details = nil
	return reply.GetPolicy()
}

// asOwner sends as the instance's owner.
func asOwner(t *testing.T) context.Context {
	t.Helper()
	return metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+embedded.InstanceOwnerToken)
}

// instanceOf is the instance's latest event.
func instanceOf(t *testing.T, target wiretest.Target) proto.Message {
	t.Helper()
	reply, err := adminv1.NewAdminServiceClient(target.Conn).ListEvents(asOwner(t), &adminv1.ListEventsRequest{
		AggregateId: embedded.InstanceID, Limit: 1,
	})
	if err != nil || len(reply.GetEvents()) != 1 {
		t.Fatal(err, reply)
	}
	return reply.GetEvents()[0]
}

// alterInstance makes the instance's settings differ from a fresh one's in everything that a run has to restore.
func alterInstance(t *testing.T, target wiretest.Target) {
	t.Helper()
	client, no := adminv1.NewAdminServiceClient(target.Conn), true
	otp, sms := policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP, policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS
	_, removed := client.RemoveSecondFactorFromLoginPolicy(asOwner(t), &adminv1.RemoveSecondFactorFromLoginPolicyRequest{Type: otp})
	_, first := client.AddSecondFactorToLoginPolicy(asOwner(t), &adminv1.AddSecondFactorToLoginPolicyRequest{Type: sms})
	_, second := client.AddSecondFactorToLoginPolicy(asOwner(t), &adminv1.AddSecondFactorToLoginPolicyRequest{Type: otp})
	_, linked := client.AddIDPToLoginPolicy(asOwner(t), &adminv1.AddIDPToLoginPolicyRequest{IdpId: embedded.GitHubID})
	_, updated := client.UpdateLoginPolicy(asOwner(t), &adminv1.UpdateLoginPolicyRequest{ForceMfa: true, DefaultRedirectUri: "https://example.com"})
	_, restricted := client.SetRestrictions(asOwner(t), &adminv1.SetRestrictionsRequest{
		DisallowPublicOrgRegistration: &no, AllowedLanguages: &adminv1.SelectLanguages{List: []string{"en", "fr"}},
	})
	if err := errors.Join(removed, first, second, linked, updated, restricted); err != nil {
		t.Fatal(err)
	}
}

// defaultPolicyOf reads the instance's login policy, without the details of its writes.
func defaultPolicyOf(t *testing.T, target wiretest.Target) *policyv1.LoginPolicy {
	t.Helper()
	reply, err := adminv1.NewAdminServiceClient(target.Conn).GetLoginPolicy(asOwner(t), &adminv1.GetLoginPolicyRequest{})
	if err != nil {
		t.Fatal(err)
	}
	reply.GetPolicy().Details = nil
	return reply.GetPolicy()
}

func restrictionsOf(t *testing.T, target wiretest.Target) *adminv1.GetRestrictionsResponse {
	t.Helper()
	reply, err := adminv1.NewAdminServiceClient(target.Conn).GetRestrictions(asOwner(t), &adminv1.GetRestrictionsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	reply.Details = nil
	return reply
}
