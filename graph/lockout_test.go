package graph_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"zitadel-graphql/graph"
	"zitadel-graphql/internal/wire"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// household is a backend with one caller, and the policies of organization 200 and of the instance, which don't change. It
// counts what the caller is asked for, and the writes.
type household struct {
	user      *userv1.User
	factors   []*userv1.AuthFactor
	passkeys  []*userv1.WebAuthNToken
	inherits  bool
	own       *policyv1.LoginPolicy // of organization 200
	shared    *policyv1.LoginPolicy // of the instance
	unhealthy map[string]codes.Code // by the method's name

	mu    sync.Mutex
	calls []string
}

func (h *household) Invoke(_ context.Context, method string, _, reply any, _ ...grpc.CallOption) error {
	name := method[strings.LastIndex(method, "/")+1:]
	h.mu.Lock()
	h.calls = append(h.calls, name)
	h.mu.Unlock()
	if code, ok := h.unhealthy[name]; ok {
		return &wire.CallError{Method: method, Status: status.New(code, ""), Sent: true, Answered: true}
	}
	switch reply := reply.(type) {
	case *authv1.GetMyUserResponse:
		reply.User = h.user
	case *authv1.ListMyAuthFactorsResponse:
		reply.Result = h.factors
	case *authv1.ListMyPasswordlessResponse:
		reply.Result = h.passkeys
	case *managementv1.GetLoginPolicyResponse:
		reply.Policy, reply.IsDefault = h.inForce(), h.inherits
	case *managementv1.GetDefaultLoginPolicyResponse:
		reply.Policy = policyOf("100", h.shared)
	default:
		return h.answerWrite(name, reply.(proto.Message))
	}
	return nil
}

func (h *household) inForce() *policyv1.LoginPolicy {
	if h.inherits {
		inherited := policyOf("100", h.shared)
		inherited.IsDefault = true
		return inherited
	}
	return policyOf("200", h.own)
}

func (h *household) answerWrite(name string, reply proto.Message) error {
	field := reply.ProtoReflect().Descriptor().Fields().ByName("details")
	if field == nil || name == "ListOrgChanges" || name == "ListEvents" || name == "GetMyOrg" {
		return &wire.CallError{Method: name, Status: status.New(codes.Unimplemented, ""), Sent: true, Answered: true}
	}
	reply.ProtoReflect().Set(field, protoreflect.ValueOfMessage(details().ProtoReflect()))
	return nil
}

func (*household) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, status.Error(codes.Unimplemented, "there are no streams")
}

func (h *household) asked(name string) int {
	return len(slices.DeleteFunc(slices.Clone(h.calls), func(call string) bool { return call != name }))
}

func policyOf(owner string, like *policyv1.LoginPolicy) *policyv1.LoginPolicy {
	policy := proto.CloneOf(like)
	if policy == nil {
		policy = &policyv1.LoginPolicy{}
	}
	policy.PasswordlessType = policyv1.PasswordlessType_PASSWORDLESS_TYPE_ALLOWED
	policy.Details = &zitadelv1.ObjectDetails{ResourceOwner: owner, Sequence: 7}
	return policy
}

func human(home string) *userv1.User {
	return &userv1.User{Id: "1", Details: &zitadelv1.ObjectDetails{ResourceOwner: home}, Type: &userv1.User_Human{Human: &userv1.Human{}}}
}

func machine() *userv1.User {
	return &userv1.User{Id: "1", Details: &zitadelv1.ObjectDetails{ResourceOwner: "200"}, Type: &userv1.User_Machine{Machine: &userv1.Machine{}}}
}

// What can't lock anybody out asks for nobody; a machine is asked for once, and a person only for what could lock out.
func TestWhoIsAskedFor(t *testing.T) {
	force := func(n int) string {
		var fields strings.Builder
		for i := range n {
			fmt.Fprintf(&fields, "m%d: updateLoginPolicy(patch: {forceMfa: true}) { sequence } ", i)
		}
		return "mutation { " + fields.String() + "}"
	}
	free := `mutation { a: updateLoginPolicy(patch: {passwordCheckLifetime: "PT1H"}) { sequence }
		b: removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence } c: updateLoginPolicy(patch: {allowRegister: true}) { sequence } }`
	for name, c := range map[string]struct {
		household *household
		document  string
		want      map[string]int
	}{
		"a machine, three times": {&household{user: machine()}, force(3),
			map[string]int{"GetMyUser": 1, "UpdateCustomLoginPolicy": 3}},
		"a person, nothing that demands more": {&household{user: human("200")}, free,
			map[string]int{"UpdateCustomLoginPolicy": 2, "RemoveSecondFactorFromLoginPolicy": 1}},
		"a person at home": {&household{user: human("200")}, force(1),
			map[string]int{"GetMyUser": 1, "ListMyAuthFactors": 1, "ListMyPasswordless": 1}},
		"a person from elsewhere": {&household{user: human("300")}, force(1), map[string]int{"GetMyUser": 1, "UpdateCustomLoginPolicy": 1}},
		"a person where it is forced": {&household{user: human("200"), own: &policyv1.LoginPolicy{ForceMfa: true}},
			"mutation { updateLoginPolicy(patch: {forceMfaLocalOnly: true}) { sequence } }", map[string]int{"UpdateCustomLoginPolicy": 1}},
		"who allows it": {&household{user: human("200")},
			"mutation { updateLoginPolicy(patch: {forceMfa: true}, allowLockingMyselfOut: true) { sequence } }",
			map[string]int{"UpdateCustomLoginPolicy": 1}},
		"a backend that doesn't tell": {&household{unhealthy: map[string]codes.Code{"GetMyUser": codes.Unimplemented}}, force(1),
			map[string]int{"GetMyUser": 1, "UpdateCustomLoginPolicy": 1}},
		"a backend that fails": {&household{unhealthy: map[string]codes.Code{"GetMyUser": codes.Unavailable}}, force(1), map[string]int{"GetMyUser": 1}},
		"a reset by a machine": {&household{user: machine(), shared: &policyv1.LoginPolicy{ForceMfa: true}},
			"mutation { a: resetLoginPolicy { sequence } b: resetLoginPolicy { sequence } }", map[string]int{"GetMyUser": 1, "ResetLoginPolicyToDefault": 2}},
		"a reset to what demands no more": {&household{user: human("200")}, "mutation { resetLoginPolicy { sequence } }",
			map[string]int{"GetMyUser": 1, "GetDefaultLoginPolicy": 1, "ResetLoginPolicyToDefault": 1}},
	} {
		h := c.household
		ask(t, t.Context(), nil, c.document, h)
		for _, call := range []string{"GetMyUser", "ListMyAuthFactors", "ListMyPasswordless", "GetDefaultLoginPolicy", "UpdateCustomLoginPolicy",
			"RemoveSecondFactorFromLoginPolicy", "ResetLoginPolicyToDefault"} {
			if got := h.asked(call); got != c.want[call] {
				t.Errorf("%s: %s was asked %d times, want %d; the calls were %v", name, call, got, c.want[call], h.calls)
			}
		}
	}
}

// Every mutation that can make a login policy demand more refuses to lock its caller out, and none has written then; each
// has the argument that allows it. A mutation that is added has to be in one of the two lists.
func TestEveryMutationGuardsItsCaller(t *testing.T) {
	smsReady := []*userv1.AuthFactor{{State: userv1.AuthFactorState_AUTH_FACTOR_STATE_READY, Type: &userv1.AuthFactor_OtpSms{OtpSms: &userv1.AuthFactorOTPSMS{}}}}
	passkeyReady := []*userv1.WebAuthNToken{{State: userv1.AuthFactorState_AUTH_FACTOR_STATE_READY}}
	bare := func() *household { return &household{user: human("200")} }
	withAll := func(inherits bool) *household {
		return &household{user: human("200"), factors: smsReady, passkeys: passkeyReady, inherits: inherits}
	}
	forcing := bare()
	forcing.shared = &policyv1.LoginPolicy{ForceMfa: true}
	inheriting := bare()
	inheriting.inherits = true
	guarded := map[string]struct {
		arguments string
		household *household
	}{
		"updateLoginPolicy":        {"patch: {forceMfa: true}", bare()},
		"createLoginPolicy":        {"input: {forceMfaLocalOnly: true}", inheriting},
		"resetLoginPolicy":         {"", forcing},
		"addSecondFactor":          {"type: SECOND_FACTOR_TYPE_OTP_SMS", withAll(false)},
		"addMultiFactor":           {"type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION", withAll(false)},
		"addDefaultSecondFactor":   {"type: SECOND_FACTOR_TYPE_OTP_SMS", withAll(true)},
		"addDefaultMultiFactor":    {"type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION", withAll(true)},
		"updateDefaultLoginPolicy": {"patch: {forceMfa: true}", withAll(true)},
	}
	// These can only demand more by copying what is written at the instance and not in force there yet.
	copying := []string{"removeSecondFactor", "removeMultiFactor", "addLoginPolicyIdentityProvider", "removeLoginPolicyIdentityProvider"}
	// And these can't.
	harmless := []string{"removeDefaultSecondFactor", "removeDefaultMultiFactor", "addDefaultLoginPolicyIdentityProvider",
		"removeDefaultLoginPolicyIdentityProvider", "setRestrictions"}
	for _, mutation := range mutations(t) {
		c, isGuarded := guarded[mutation.Name]
		hasArgument := mutation.Arguments.ForName("allowLockingMyselfOut") != nil
		switch {
		case hasArgument == slices.Contains(harmless, mutation.Name), !isGuarded && hasArgument && !slices.Contains(copying, mutation.Name):
			t.Errorf("%s has allowLockingMyselfOut: %t, and is guarded: %t", mutation.Name, hasArgument, isGuarded)
		case isGuarded:
			demandGuard(t, mutation.Name, c.arguments, c.household)
		}
	}
}

func mutations(t *testing.T) ast.FieldList {
	t.Helper()
	text, err := graph.FederationSDL()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := parser.ParseSchema(&ast.Source{Input: text})
	if err != nil {
		t.Fatal(err)
	}
	return schema.Definitions.ForName("Mutation").Fields
}

func demandGuard(t *testing.T, name, arguments string, h *household) {
	t.Helper()
	for _, allow := range []bool{false, true} {
		h.calls = nil
		got := ask(t, t.Context(), nil, fmt.Sprintf("mutation { %s(%s allowLockingMyselfOut: %t) { sequence } }", name, arguments, allow), h)
		refused := len(got.Errors) > 0 && got.Errors[0].Extensions["reason"] == "WOULD_LOCK_YOU_OUT"
		wrote := slices.ContainsFunc(h.calls, func(call string) bool {
			return strings.HasPrefix(call, "Add") || strings.HasPrefix(call, "Update") || strings.HasPrefix(call, "Reset")
		})
		if refused == allow || wrote != allow {
			t.Errorf("%s, allowed %t: refused %t, wrote %t: %s; %v", name, allow, refused, wrote, got.body, h.calls)
		}
	}
}
