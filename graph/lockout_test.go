package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"zitadel-graphql/graph"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Ensures that every mutation which can make a login policy demand more has an argument that allows it to lock its caller out,
// and that without it the mutation refuses to, before it writes. A mutation that is added has to be put into one of the lists.
func TestEveryMutationGuardsItsCaller(t *testing.T) {
	guarded := map[string]struct {
		arguments string
		inherits  bool
	}{
		"updateLoginPolicy":        {"patch: {forceMfa: true}", false},
		"createLoginPolicy":        {"input: {forceMfaLocalOnly: true}", true},
		"resetLoginPolicy":         {"", false},
		"addSecondFactor":          {"type: SECOND_FACTOR_TYPE_OTP_SMS", false},
		"addDefaultSecondFactor":   {"type: SECOND_FACTOR_TYPE_OTP_SMS", true},
		"updateDefaultLoginPolicy": {"patch: {forceMfa: true}", true},
	}
	// These can only demand more by copying what is written at the instance and not in force there yet.
	copying := []string{"removeSecondFactor", "addMultiFactor", "removeMultiFactor", "addLoginPolicyIdentityProvider",
		"removeLoginPolicyIdentityProvider"}
	// And these can't: no multi factor makes ZITADEL refuse a token.
	harmless := []string{"removeDefaultSecondFactor", "addDefaultMultiFactor", "removeDefaultMultiFactor", "addDefaultLoginPolicyIdentityProvider",
		"removeDefaultLoginPolicyIdentityProvider", "setRestrictions", "removeUserSecondFactor", "removeSecondFactorFromUsers"}
	for _, mutation := range graph.Schema(true).Mutation.Fields {
		c, isGuarded := guarded[mutation.Name]
		hasArgument := mutation.Arguments.ForName("allowLockingMyselfOut") != nil
		switch {
		case hasArgument == slices.Contains(harmless, mutation.Name), !isGuarded && hasArgument && !slices.Contains(copying, mutation.Name):
			t.Errorf("%s has allowLockingMyselfOut: %t, and is guarded: %t", mutation.Name, hasArgument, isGuarded)
		case isGuarded:
			expectGuard(t, mutation.Name, c.arguments, c.inherits)
		}
	}
}

func expectGuard(t *testing.T, name, arguments string, inherits bool) {
	t.Helper()
	for _, allow := range []bool{false, true} {
		s := &script{answer: asPerson(inherits)}
		got := ask(t, t.Context(), s, fmt.Sprintf("mutation { %s(%s allowLockingMyselfOut: %t) { sequence } }", name, arguments, allow))
		refused := len(got.Errors) > 0 && got.Errors[0].Extensions["reason"] == "WOULD_LOCK_YOU_OUT"
		wrote := slices.ContainsFunc(s.order, func(call string) bool {
			return strings.HasPrefix(call, "Add") || strings.HasPrefix(call, "Update") || strings.HasPrefix(call, "Reset")
		})
		if refused == allow || wrote != allow {
			t.Errorf("%s, allowed %t: refused %t, wrote %t: %s; %v", name, allow, refused, wrote, got.body, s.order)
		}
	}
}

// asPerson answers for a person at home in the organization 200 who has set up SMS, which no policy allows yet. The
// organization inherits, or has a policy of its own that demands less than the instance's.
func asPerson(inherits bool) func(string, int) (proto.Message, error) {
	answers := map[string]proto.Message{
		readUser: &authv1.GetMyUserResponse{User: &userv1.User{Id: "1", Details: &zitadelv1.ObjectDetails{ResourceOwner: "200"},
			Type: &userv1.User_Human{Human: &userv1.Human{}}}},
		authv1.AuthService_ListMyAuthFactors_FullMethodName: &authv1.ListMyAuthFactorsResponse{Result: []*userv1.AuthFactor{
			{State: userv1.AuthFactorState_AUTH_FACTOR_STATE_READY, Type: &userv1.AuthFactor_OtpSms{OtpSms: &userv1.AuthFactorOTPSMS{}}}}},
		authv1.AuthService_ListMyPasswordless_FullMethodName: &authv1.ListMyPasswordlessResponse{},
		readPolicy: own(),
		managementv1.ManagementService_GetDefaultLoginPolicy_FullMethodName: &managementv1.GetDefaultLoginPolicyResponse{
			Policy: &policyv1.LoginPolicy{ForceMfa: true, Details: &zitadelv1.ObjectDetails{ResourceOwner: "100", Sequence: 7}}},
	}
	if inherits {
		answers[readPolicy] = inherited()
	}
	return func(method string, _ int) (proto.Message, error) { return answers[method], nil }
}
