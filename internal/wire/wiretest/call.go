package wiretest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

const (
	orgKey      = "x-zitadel-orgid"
	authKey     = "authorization"
	languageKey = "accept-language"
)

type client = managementv1.ManagementServiceClient

// call is one request, who sends it and with which metadata. Its methods return altered copies.
type call struct {
	name      string
	role      Role // "" is the target's driver
	metadata  metadata.MD
	wrongHost bool
	needs     []need
	send      func(context.Context, grpc.ClientConnInterface, ...grpc.CallOption) (proto.Message, error)
}

// reply is what came back, error or not.
type reply struct {
	message proto.Message
	header  metadata.MD
	err     error
}

func newCall[Req, Res proto.Message](name string, method func(client, context.Context, Req, ...grpc.CallOption) (Res, error), request Req) call {
	return call{
		name:     name,
		metadata: metadata.MD{authKey: {"Bearer {token}"}, orgKey: {"{own}"}},
		send: func(ctx context.Context, cc grpc.ClientConnInterface, opts ...grpc.CallOption) (proto.Message, error) {
			return method(managementv1.NewManagementServiceClient(cc), ctx, request, opts...)
		},
	}
}

// as sends the call with the role's token.
func (c call) as(role Role) call {
	c.role = role
	c.name = fmt.Sprintf("%s as %s", c.name, role)
	return c.needing(token(role))
}

// in sends the call with these values of the organization header; none leaves the header out.
func (c call) in(values ...string) call {
	all := strings.Join(values, " ")
	if strings.Contains(all, "{foreign}") {
		c = c.needing(foreignOrg())
	}
	if strings.Contains(all, "{instance}") {
		c = c.needing(instanceID())
	}
	return c.with(orgKey, values...)
}

// authorized sends the call with these values in place of the token's; none leaves the header out.
func (c call) authorized(values ...string) call { return c.with(authKey, values...) }

// saying sends the call with this language preference.
func (c call) saying(language string) call { return c.with(languageKey, language) }

// elsewhere sends the call under an authority that is no instance.
func (c call) elsewhere() call {
	c.wrongHost = true
	c.name += " under another authority"
	return c.needing(otherAuthority())
}

func (c call) with(key string, values ...string) call {
	c.metadata = maps.Clone(c.metadata)
	c.metadata[key] = values
	c.name = fmt.Sprintf("%s with %s %q", c.name, key, values)
	return c
}

func (c call) needing(n need) call {
	c.needs = append(slices.Clip(c.needs), n)
	return c
}

func healthz() call {
	return newCall("Healthz", client.Healthz, &managementv1.HealthzRequest{})
}

func getPolicy() call {
	return newCall("GetLoginPolicy", client.GetLoginPolicy, &managementv1.GetLoginPolicyRequest{})
}

func getDefault() call {
	return newCall("GetDefaultLoginPolicy", client.GetDefaultLoginPolicy, &managementv1.GetDefaultLoginPolicyRequest{})
}

// addPolicy creates the organization's own policy with these factors and every setting false, empty or zero.
func addPolicy(seconds []policyv1.SecondFactorType, multis ...policyv1.MultiFactorType) call {
	return addPolicyLike(&managementv1.AddCustomLoginPolicyRequest{SecondFactors: seconds, MultiFactors: multis})
}

func addPolicyLike(request *managementv1.AddCustomLoginPolicyRequest) call {
	return newCall(fmt.Sprintf("AddCustomLoginPolicy{%v}", request), client.AddCustomLoginPolicy, request)
}

func updatePolicy(settings *managementv1.UpdateCustomLoginPolicyRequest) call {
	return newCall(fmt.Sprintf("UpdateCustomLoginPolicy{%v}", settings), client.UpdateCustomLoginPolicy, settings)
}

func resetPolicy() call {
	return newCall("ResetLoginPolicyToDefault", client.ResetLoginPolicyToDefault, &managementv1.ResetLoginPolicyToDefaultRequest{})
}

func listSecond() call {
	return newCall("ListLoginPolicySecondFactors", client.ListLoginPolicySecondFactors, &managementv1.ListLoginPolicySecondFactorsRequest{})
}

func addSecond(f policyv1.SecondFactorType) call {
	return newCall(fmt.Sprintf("AddSecondFactor(%v)", f), client.AddSecondFactorToLoginPolicy, &managementv1.AddSecondFactorToLoginPolicyRequest{Type: f})
}

func removeSecond(f policyv1.SecondFactorType) call {
	return newCall(fmt.Sprintf("RemoveSecondFactor(%v)", f), client.RemoveSecondFactorFromLoginPolicy, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: f})
}

func listMulti() call {
	return newCall("ListLoginPolicyMultiFactors", client.ListLoginPolicyMultiFactors, &managementv1.ListLoginPolicyMultiFactorsRequest{})
}

func addMulti(f policyv1.MultiFactorType) call {
	return newCall(fmt.Sprintf("AddMultiFactor(%v)", f), client.AddMultiFactorToLoginPolicy, &managementv1.AddMultiFactorToLoginPolicyRequest{Type: f})
}

func removeMulti(f policyv1.MultiFactorType) call {
	return newCall(fmt.Sprintf("RemoveMultiFactor(%v)", f), client.RemoveMultiFactorFromLoginPolicy, &managementv1.RemoveMultiFactorFromLoginPolicyRequest{Type: f})
}

// readers are the methods that ask for policy.read.
func readers() []call { return []call{getPolicy(), getDefault(), listSecond(), listMulti()} }

// writers are the methods that ask for policy.write or policy.delete, each with a request that is valid.
func writers() []call {
	return []call{
		removeSecond(otp), addSecond(sms), removeMulti(passkey), addMulti(passkey),
		addPolicy(nil), updatePolicy(&managementv1.UpdateCustomLoginPolicyRequest{ForceMfa: true}), resetPolicy(),
	}
}

// guarded are all methods that need a token, the reads first: where a check is broken a case ends before it writes.
func guarded() []call { return append(readers(), writers()...) }
