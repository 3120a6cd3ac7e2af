package graph_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
)

// Ensures that a query asks once whom ZITADEL answers for, and only where an organization is named that an answer doesn't name.
func TestQueryAsksOnce(t *testing.T) {
	for query, want := range map[string]int{
		`{ viewer { canReadLoginPolicy } availableIdentityProviders { totalCount } loginPolicyChanges { nodes { message } } loginPolicy { isDefault } }`: 0,
		`{ loginPolicy(orgId: "200") { isDefault } own: loginPolicy(orgId: "200") { forceMfa } }`:                                                        0,
		`{ viewer(orgId: "200") { canReadLoginPolicy } again: viewer(orgId: "200") { canResetLoginPolicy } organization(id: "200") { name }
			availableIdentityProviders(orgId: "200") { totalCount } loginPolicyChanges(orgId: "200") { nodes { message } } }`: 1,
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

// Ensures that a mutation which had to wait for other calls until the request ended says every time that nothing was written.
func TestRequestEndsWhileCallsWait(t *testing.T) {
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		s := &script{answer: func(method string, _ int) (proto.Message, error) {
			cancel()
			return nil, &wire.CallError{Method: method, Status: status.New(codes.Canceled, "")}
		}}
		got := ask(t, ctx, s, `mutation { a: removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence }
			b: removeSecondFactor(type: SECOND_FACTOR_TYPE_U2F) { sequence } }`)
		for _, e := range got.Errors {
			if e.Extensions["outcome"] != "NOT_EXECUTED" {
				t.Fatalf("got %s", got.body)
			}
		}
	}
}

// Prevents that a small document makes very many calls, as one does that nests a page in every entry of a page.
func TestTotalBackendCalls(t *testing.T) {
	s := &script{answer: func(method string, n int) (proto.Message, error) {
		switch method {
		case listOrgs:
			reply := &orgv2.ListOrganizationsResponse{}
			for i := range 100 {
				reply.Result = append(reply.Result, &orgv2.Organization{Id: fmt.Sprint(n, ".", i)})
			}
			return reply, nil
		case readPolicy:
			return inherited(), nil
		case readOrg:
			return nil, refused(method, codes.Unimplemented, "")
		}
		return nil, nil
	}}
	var pages strings.Builder
	for i := range 3 { // each step has organizations of its own, so that no call is shared
		fmt.Fprintf(&pages, "a%d: organizations(first: 100, after: %q) { nodes { loginPolicy { isDefault } } } ", i,
			base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "organization:%d", i*1000)))
	}
	got := ask(t, t.Context(), s, "{ viewer { "+pages.String()+"} }")
	if total := len(s.order); total > 320 {
		t.Errorf("%d calls were made", total)
	}
	if len(got.Errors) == 0 || got.Errors[0].Extensions["reason"] != "TOO_MANY_BACKEND_CALLS" {
		t.Errorf("got %.300s", got.body)
	}
}
