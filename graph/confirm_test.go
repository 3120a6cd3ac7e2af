package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/wire"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const readPermissions = authv1.AuthService_ListMyZitadelPermissions_FullMethodName

func organizationIs(id string) proto.Message {
	return &managementv1.GetMyOrgResponse{Org: &orgv1.Org{Id: id, Details: &zitadelv1.ObjectDetails{ResourceOwner: id}}}
}

// What is answered about a named organization is what ZITADEL confirms to be about it. Only a caller whose roles don't allow
// the question, and a ZITADEL that doesn't know it, leave it open, which is warned of.
func TestReadsAreConfirmed(t *testing.T) {
	for name, c := range map[string]struct {
		reply proto.Message
		err   error
		want  string
	}{
		"it is the named one":         {organizationIs("200"), nil, "answered"},
		"it is another one":           {organizationIs("300"), nil, "ORGANIZATION_IGNORED"},
		"the reply is empty":          {nil, nil, "BACKEND_REPLY_INVALID"},
		"the permission is missing":   {nil, refused(readOrg, codes.PermissionDenied, "AUTH-5mWD2"), "warned"},
		"a refusal that isn't known":  {nil, refused(readOrg, codes.PermissionDenied, "AUTH-other"), "warned"},
		"there is no role":            {nil, refused(readOrg, codes.NotFound, "AUTHZ-cdgFk"), "warned"},
		"the call isn't known":        {nil, refused(readOrg, codes.Unimplemented, ""), "warned"},
		"there is no such one":        {nil, refused(readOrg, codes.PermissionDenied, "AUTH-Bs7Ds"), "ORGANIZATION_NOT_FOUND"},
		"the session has expired":     {nil, refused(readOrg, codes.PermissionDenied, "AUTHZ-EGDo3"), "SESSION_EXPIRED"},
		"a stronger login is wanted":  {nil, refused(readOrg, codes.PermissionDenied, "AUTHZ-Kl3p0"), "STRONGER_LOGIN_REQUIRED"},
		"the backend is unreachable":  {nil, &wire.CallError{Method: readOrg, Status: status.New(codes.Unavailable, "")}, "BACKEND_UNREACHABLE"},
		"it says so, but not ZITADEL": {nil, &wire.CallError{Method: readOrg, Status: status.New(codes.PermissionDenied, "")}, "BACKEND_NOT_ZITADEL_OR_WRONG_HOST"},
	} {
		for _, field := range []string{"viewer(orgId: \"200\") { canReadLoginPolicy }", "loginPolicy(orgId: \"200\") { isDefault }",
			"availableIdentityProviders(orgId: \"200\") { totalCount }", "loginPolicyChanges(orgId: \"200\") { nodes { message } }"} {
			s := &script{all: true, answer: func(method string, _ int) (proto.Message, error) {
				switch method {
				case readOrg:
					return c.reply, c.err
				case readPolicy:
					return shared(), nil
				}
				return nil, nil
			}}
			got := ask(t, t.Context(), nil, "{ "+field+" }", &lockedScript{script: s})
			if outcome := confirmed(got); outcome != c.want || s.calls[readOrg] != 1 {
				t.Errorf("%s: %s is %s after %v, want %s: %s", name, field, outcome, s.order, c.want, got.body)
			}
		}
	}
}

// confirmed is "answered", "warned", or the reason of the error.
func confirmed(got answer) string {
	switch warned := strings.Contains(got.body, `"ORGANIZATION_NOT_CONFIRMED"`); {
	case len(got.Errors) > 0:
		return fmt.Sprint(got.Errors[0].Extensions["reason"])
	case warned:
		return "warned"
	default:
		return "answered"
	}
}

// A panic in the question that is asked beside another call must not end the process.
func TestPanicBeside(t *testing.T) {
	s := &script{answer: func(method string, _ int) (proto.Message, error) {
		if method == readOrg {
			panic("boom")
		}
		return nil, nil
	}}
	got := ask(t, t.Context(), nil, `{ viewer(orgId: "200") { canReadLoginPolicy } }`, &lockedScript{script: s})
	if e := extensions(t, got); e["code"] != "INTERNAL_SERVER_ERROR" || strings.Contains(got.body, "boom") || !strings.Contains(got.log, "boom") {
		t.Errorf("got %s\nlog: %s", got.body, got.log)
	}
}

// A query asks once an organization, and only where one is named and an answer doesn't name it.
func TestConfirmationsAreFew(t *testing.T) {
	for query, want := range map[string]int{
		`{ viewer { canReadLoginPolicy } availableIdentityProviders { totalCount } loginPolicyChanges { nodes { message } } loginPolicy { isDefault } }`: 0,
		`{ loginPolicy(orgId: "200") { isDefault } own: loginPolicy(orgId: "200") { forceMfa } }`:                                                        0,
		`{ viewer(orgId: "200") { canReadLoginPolicy } again: viewer(orgId: "200") { canResetLoginPolicy } organization(id: "200") { name }
			availableIdentityProviders(orgId: "200") { totalCount } loginPolicyChanges(orgId: "200") { nodes { message } } }`: 1,
	} {
		s := &script{all: true, answer: func(method string, _ int) (proto.Message, error) {
			switch method {
			case readOrg:
				return organizationIs("200"), nil
			case readPolicy:
				return own(), nil
			}
			return nil, nil
		}}
		got := ask(t, t.Context(), nil, query, &lockedScript{script: s})
		if len(got.Errors) > 0 || s.calls[readOrg] != want || s.calls[readPermissions] > 1 {
			t.Errorf("%s: %v, want %d times GetMyOrg: %s", query, s.order, want, got.body)
		}
	}
}

// A mutation of an organization that inherits asks once, before it writes, whatever it comes to.
func TestMutationConfirmsBeforeItWrites(t *testing.T) {
	for mutation, writes := range map[string]bool{
		`addSecondFactor(type: SECOND_FACTOR_TYPE_OTP, orgId: "200", whenInherited: CUSTOMIZE)`: true,
		`createLoginPolicy(input: {}, orgId: "200")`:                                            true,
		`addSecondFactor(type: SECOND_FACTOR_TYPE_OTP, orgId: "200")`:                           false,
		`removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP, orgId: "200")`:                        false,
		`updateLoginPolicy(patch: {forceMfa: true}, orgId: "200")`:                              false,
		`updateLoginPolicy(patch: {}, orgId: "200", whenInherited: CUSTOMIZE)`:                  false,
		`updateLoginPolicy(patch: {}, orgId: "200", expectedSequence: "1")`:                     false,
		`resetLoginPolicy(orgId: "200")`:                                                        false,
	} {
		for _, refusal := range []error{nil, refused(readOrg, codes.PermissionDenied, "AUTH-5mWD2")} {
			s := &script{answer: func(method string, n int) (proto.Message, error) {
				switch {
				case method == readOrg:
					return organizationIs("200"), refusal
				case method == createPolicy:
					return &managementv1.AddCustomLoginPolicyResponse{Details: &zitadelv1.ObjectDetails{ResourceOwner: "200", Sequence: 8}}, nil
				case method == readPolicy && writes && n > 1:
					return own(1), nil
				case method == readPolicy:
					return shared(), nil
				}
				return nil, nil
			}}
			asked(t, s, "mutation { a: "+mutation+" { sequence } b: setRestrictions(patch: {}) { sequence } }")
			question, write := slices.Index(s.order, "GetMyOrg"), slices.Index(s.order, "AddCustomLoginPolicy")
			if s.calls[readOrg] != 1 || writes != (write > question) {
				t.Errorf("%s: the calls were %v", mutation, s.order)
			}
		}
	}
}

// Nothing is judged by the history of another organization.
func TestLogIsTheOrganizations(t *testing.T) {
	for _, owner := range []string{"200", "300"} {
		s := &script{all: true, answer: func(method string, _ int) (proto.Message, error) {
			switch method {
			case listEvents:
				return nil, refused(method, codes.PermissionDenied, "AUTH-5mWD2")
			case listChanges:
				return &managementv1.ListOrgChangesResponse{Result: []*changev1.Change{{Sequence: 7, ResourceOwnerId: owner,
					EventType: &zitadelv1.LocalizedMessage{Key: "EventTypes.org.policy.login.added"}}}}, nil
			case addFactor:
				return &managementv1.AddSecondFactorToLoginPolicyResponse{Details: &zitadelv1.ObjectDetails{ResourceOwner: "200", Sequence: 8}}, nil
			}
			return own(1), nil
		}}
		got := ask(t, t.Context(), nil, `mutation { addSecondFactor(type: SECOND_FACTOR_TYPE_OTP, orgId: "200") { sequence } }`, &lockedScript{script: s})
		if want := map[string]string{"200": `sequence "8"`, "300": "BAD_GATEWAY ORGANIZATION_IGNORED NOT_EXECUTED"}[owner]; told(t, got) != want {
			t.Errorf("%s: got %s after %v", owner, got.body, s.order)
		}
	}
}

// Two mutations in one request are two: a header can get lost in between.
func TestEachMutationConfirms(t *testing.T) {
	s := &script{answer: func(method string, n int) (proto.Message, error) {
		if method == readOrg {
			return organizationIs([]string{"200", "300"}[n-1]), nil
		}
		return shared(), nil
	}}
	got := asked(t, s, `mutation { a: resetLoginPolicy(orgId: "200") { sequence } b: resetLoginPolicy(orgId: "200") { sequence } }`)
	if got.Data["a"] == nil || got.Data["b"] != nil || extensions(t, got)["reason"] != "ORGANIZATION_IGNORED" {
		t.Errorf("got %s", got.body)
	}
}
