package graph_test

import (
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"zitadel-graphql/graph"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Prevents that a guard or a digest gets lost between a mutation's arguments and its write. Every mutation of a policy is sent with
// the digest of another change, and those that can take something away with a guard whose figure can't be had: both refuse, and
// nothing is written, which would be without them. A mutation that is added has to be put into the list.
func TestEveryMutationIsGuarded(t *testing.T) {
	const otherDigest = "1.00.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	changes := map[string]string{
		"addSecondFactor": "type: SECOND_FACTOR_TYPE_U2F", "addDefaultSecondFactor": "type: SECOND_FACTOR_TYPE_U2F",
		"removeSecondFactor": "type: SECOND_FACTOR_TYPE_OTP", "removeDefaultSecondFactor": "type: SECOND_FACTOR_TYPE_OTP",
		"addMultiFactor": "type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION", "addDefaultMultiFactor": "type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION",
		"removeMultiFactor": "type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION", "removeDefaultMultiFactor": "type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION",
		"addLoginPolicyIdentityProvider": `id: "8"`, "addDefaultLoginPolicyIdentityProvider": `id: "8"`,
		"removeLoginPolicyIdentityProvider": `id: "7"`, "removeDefaultLoginPolicyIdentityProvider": `id: "7"`,
		"updateLoginPolicy": "patch: {allowRegister: true}", "updateDefaultLoginPolicy": "patch: {allowRegister: true}",
		"createLoginPolicy": "input: {allowRegister: true}", "resetLoginPolicy": "",
	}
	for _, mutation := range graph.Schema(true).Mutation.Fields {
		change, ok := changes[mutation.Name]
		if hasDigest := mutation.Arguments.ForName("expectedDigest") != nil; hasDigest != ok {
			t.Errorf("%s has expectedDigest: %t, and is listed: %t", mutation.Name, hasDigest, ok)
		}
		if !ok {
			continue
		}
		expectWrite(t, mutation.Name, change, "")
		expectWrite(t, mutation.Name, change+` expectedDigest: "`+otherDigest+`"`, "IMPACT_CHANGED")
		if mutation.Arguments.ForName("unless") != nil {
			expectWrite(t, mutation.Name, change+" unless: [LOCKS_OUT_SOMEBODY]", "IMPACT_NOT_KNOWN")
		}
	}
}

// expectWrite expects a mutation to write, or to be refused with a reason and to write nothing.
func expectWrite(t *testing.T, name, arguments, reason string) {
	t.Helper()
	inherits := name == "createLoginPolicy" || strings.Contains(name, "Default")
	withMultiFactor := strings.HasPrefix(name, "remove")
	s := &script{answer: guardedPolicy(inherits, withMultiFactor)}
	if arguments != "" {
		arguments = "(" + arguments + ")"
	}
	got := ask(t, t.Context(), s, "mutation { "+name+arguments+" { sequence } }")
	wrote := slices.ContainsFunc(s.order, func(call string) bool {
		return !strings.HasPrefix(call, "Get") && !strings.HasPrefix(call, "List")
	})
	if wrote != (reason == "") || (reason != "" && extensions(t, got)["reason"] != reason) {
		t.Errorf("%s%s, which has to be refused with %q: wrote %t: %s; %v", name, arguments, reason, wrote, got.body, s.order)
	}
}

// guardedPolicy answers for a machine whose roles don't show people, and an organization that inherits the instance's policy or has
// the same for its own.
func guardedPolicy(inherits, withMultiFactor bool) func(string, int) (proto.Message, error) {
	found := &policyv1.LoginPolicy{
		Details:       &zitadelv1.ObjectDetails{ResourceOwner: "200", Sequence: 7},
		SecondFactors: []policyv1.SecondFactorType{policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP},
		Idps:          []*idpv1.IDPLoginPolicyLink{{IdpId: "7"}},
	}
	if withMultiFactor {
		found.MultiFactors = []policyv1.MultiFactorType{policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION}
	}
	instance := proto.CloneOf(found)
	instance.Details.ResourceOwner = "100"
	answers := map[string]proto.Message{
		readPolicy: &managementv1.GetLoginPolicyResponse{Policy: found},
		readOrg:    organizationIs("200"),
		managementv1.ManagementService_GetDefaultLoginPolicy_FullMethodName: &managementv1.GetDefaultLoginPolicyResponse{Policy: instance},
	}
	if inherits {
		shown := proto.CloneOf(instance)
		shown.IsDefault = true
		answers[readPolicy] = &managementv1.GetLoginPolicyResponse{Policy: shown, IsDefault: true}
	}
	return func(method string, _ int) (proto.Message, error) { return answers[method], nil }
}
