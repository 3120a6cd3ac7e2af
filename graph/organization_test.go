package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

func organizationIs(id string) proto.Message {
	return &managementv1.GetMyOrgResponse{Org: &orgv1.Org{Id: id, Details: &zitadelv1.ObjectDetails{ResourceOwner: id}}}
}

// Prevents that another organization's data is shown as that of the named one: ZITADEL has to confirm whom it answers for. Where
// the caller's roles don't allow the question, or ZITADEL doesn't know it, the answer has a warning.
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
			"availableIdentityProviders(orgId: \"200\") { nodes { id } }", "loginPolicyChanges(orgId: \"200\") { nodes { message } }"} {
			s := &script{answer: func(method string, _ int) (proto.Message, error) {
				switch method {
				case readOrg:
					return c.reply, c.err
				case readPolicy:
					return inherited(), nil
				case listChanges:
					return &managementv1.ListOrgChangesResponse{}, nil // which names no owner
				}
				return nil, nil
			}}
			got := ask(t, t.Context(), s, "{ "+field+" }")
			if outcome := confirmation(got); outcome != c.want || s.calls[readOrg] != 1 {
				t.Errorf("%s: %s is %s after %v, want %s: %s", name, field, outcome, s.order, c.want, got.body)
			}
		}
	}
}

// confirmation is "answered", "warned", or the reason of the error.
func confirmation(got response) string {
	switch warned := strings.Contains(got.body, `"ORGANIZATION_NOT_CONFIRMED"`); {
	case len(got.Errors) > 0:
		return fmt.Sprint(got.Errors[0].Extensions["reason"])
	case warned:
		return "warned"
	default:
		return "answered"
	}
}

// Prevents that a panic in the question which is asked beside another call ends the program.
func TestPanicBeside(t *testing.T) {
	s := &script{answer: func(method string, _ int) (proto.Message, error) {
		if method == readOrg {
			panic("boom")
		}
		return nil, nil
	}}
	got := ask(t, t.Context(), s, `{ viewer(orgId: "200") { canReadLoginPolicy } }`)
	if e := extensions(t, got); e["code"] != "INTERNAL_SERVER_ERROR" || strings.Contains(got.body, "boom") || !strings.Contains(got.log, "boom") {
		t.Errorf("got %s\nlog: %s", got.body, got.log)
	}
}

// Ensures that of two mutations in one request each asks for itself: a header can get lost in between.
func TestEachMutationConfirms(t *testing.T) {
	s := &script{answer: func(method string, n int) (proto.Message, error) {
		switch method {
		case readOrg:
			return organizationIs([]string{"200", "300"}[n-1]), nil
		case readPolicy:
			return inherited(), nil
		}
		return nil, nil
	}}
	got := ask(t, t.Context(), s, `mutation { a: resetLoginPolicy(orgId: "200") { sequence } b: resetLoginPolicy(orgId: "200") { sequence } }`)
	if got.Data["a"] == nil || got.Data["b"] != nil || extensions(t, got)["reason"] != "ORGANIZATION_IGNORED" {
		t.Errorf("got %s", got.body)
	}
}

// Ensures that a query asks once whom ZITADEL answers for, and only where an organization is named that an answer doesn't name.
func TestQueryAsksOnce(t *testing.T) {
	for query, want := range map[string]int{
		`{ viewer { canReadLoginPolicy } availableIdentityProviders { nodes { id } } loginPolicyChanges { nodes { message } } loginPolicy { isDefault } }`: 0,
		`{ loginPolicy(orgId: "200") { isDefault } own: loginPolicy(orgId: "200") { forceMfa } }`:                                                          0,
		`{ viewer(orgId: "200") { canReadLoginPolicy } again: viewer(orgId: "200") { canResetLoginPolicy } organization(orgId: "200") { name }
			availableIdentityProviders(orgId: "200") { nodes { id } } loginPolicyChanges(orgId: "200") { nodes { message } } }`: 1,
	} {
		s := &script{answer: func(method string, _ int) (proto.Message, error) {
			switch method {
			case readOrg:
				return organizationIs("200"), nil
			case readPolicy:
				return own(), nil
			case listChanges:
				return &managementv1.ListOrgChangesResponse{}, nil // which names no owner
			}
			return nil, nil
		}}
		got := ask(t, t.Context(), s, query)
		if len(got.Errors) > 0 || s.calls[readOrg] != want || s.calls[readPermissions] > 1 {
			t.Errorf("%s: %v, want %d times GetMyOrg: %s", query, s.order, want, got.body)
		}
	}
}
