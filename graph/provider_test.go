package graph_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"

	"zitadel-graphql/internal/wire"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// linking answers for the organization 200, whose policy links the provider 8, and in whose history the provider 8 was linked; the
// list of providers is what list answers.
func linking(list func(n int) (proto.Message, error)) *script {
	return &script{answer: func(method string, n int) (proto.Message, error) {
		switch method {
		case readPolicy:
			reply := own().(*managementv1.GetLoginPolicyResponse)
			reply.Policy.Idps = []*idpv1.IDPLoginPolicyLink{{IdpId: "8", IdpName: "Company"}}
			return reply, nil
		case readOrg:
			return organizationIs("200"), nil
		case listChanges:
			return &managementv1.ListOrgChangesResponse{Result: []*changev1.Change{{Sequence: 7, ResourceOwnerId: "200",
				EventType: &zitadelv1.LocalizedMessage{Key: "EventTypes.org.policy.login.idpprovider.added"}}}}, nil
		case listEvents:
			payload, err := structpb.NewStruct(map[string]any{"idpConfigId": "8"})
			return &adminv1.ListEventsResponse{Events: []*eventv1.Event{{Sequence: 7, Payload: payload}}}, err
		case listProviders:
			return list(n)
		}
		return nil, nil
	}}
}

func listing8(int) (proto.Message, error) {
	return &managementv1.ListProvidersResponse{Result: providersOf("8")}, nil
}

// The fields of a provider, and what the list of providers tells of the provider 8.
const (
	allOfAProvider = "{ id name type state owner }"
	foundProvider  = "map[id:8 name:%s owner:IDP_OWNER_TYPE_SYSTEM state:IDP_STATE_ACTIVE type:PROVIDER_TYPE_SAML]"
)

// Ensures that what isn't told with a provider's id is looked up only where it is selected, and once for all fields of a query,
// wherever the provider stands.
func TestProvidersAreLookedUpOnce(t *testing.T) {
	linked := "loginPolicy(orgId: \"200\") { identityProviders { nodes %s edges { node %[1]s } } }"
	for query, want := range map[string]int{
		"{ " + fmt.Sprintf(linked, "{ id name }") + " }":                                                                                                    0,
		"{ " + fmt.Sprintf(linked, allOfAProvider) + " }":                                                                                                   1,
		"{ " + fmt.Sprintf(linked, allOfAProvider) + " availableIdentityProviders(first: 3) { nodes { id } } }":                                             2, // of two organizations
		"{ " + strings.ReplaceAll(fmt.Sprintf(linked, allOfAProvider), "(orgId: \"200\")", "") + " availableIdentityProviders(first: 3) { nodes { id } } }": 1,
		"{ loginPolicyChanges(orgId: \"200\") { nodes { identityProvider { id } } } }":                                                                      0,
		"{ loginPolicyChanges(orgId: \"200\") { nodes { identityProvider " + allOfAProvider + " } } }":                                                      1,
		"{ " + fmt.Sprintf(linked, allOfAProvider) + " again: " + fmt.Sprintf(linked, "{ type }") +
			" loginPolicyChanges(orgId: \"200\") { nodes { identityProvider " + allOfAProvider + " } } }": 1,
		"{ loginPolicyImpact(orgId: \"200\", change: {patch: {forceMfa: true}}) { before { identityProviders " + allOfAProvider +
			" } after { identityProviders " + allOfAProvider + " } } }": 1,
		// Mutations and subscriptions share no reads, but the fields of an answer one list.
		"mutation { addSecondFactor(orgId: \"200\", type: SECOND_FACTOR_TYPE_U2F) { organization { " + strings.ReplaceAll(fmt.Sprintf(linked, allOfAProvider), "(orgId: \"200\")", "") + " } } }": 1,
		"subscription { loginPolicyImpact(orgId: \"200\", change: {patch: {forceMfa: true}}) { impact { before { identityProviders " + allOfAProvider +
			" } after { identityProviders " + allOfAProvider + " } } } }": 1,
	} {
		s := linking(listing8)
		got := ask(t, t.Context(), s, query)
		if len(got.Errors) > 0 || s.calls[listProviders] != want || s.calls[readOrg] > 0 {
			t.Errorf("%s: %v, want %d lists: %s", query, s.order, want, got.body)
		}
	}
}

// Ensures that a provider is told the same wherever it stands, and that a link's own name is kept.
func TestOneProviderEverywhere(t *testing.T) {
	for query, name := range map[string]string{
		"{ at: loginPolicy { identityProviders { nodes " + allOfAProvider + " } } }":                                                       "Company",
		"{ at: availableIdentityProviders { nodes " + allOfAProvider + " } }":                                                              "Provider 8",
		"{ at: loginPolicyChanges { nodes { identityProvider " + allOfAProvider + " } } }":                                                 "Provider 8",
		"{ at: loginPolicyImpact(change: {patch: {forceMfa: true}}) { after { identityProviders " + allOfAProvider + " } } }":              "Company",
		"{ at: defaultLoginPolicyImpact(change: {addIdentityProviders: [\"8\"]}) { after { identityProviders " + allOfAProvider + " } } }": "Provider 8",
	} {
		s := linking(listing8)
		if strings.Contains(query, "defaultLoginPolicyImpact") {
			s.answer = func(method string, n int) (proto.Message, error) {
				if method == readPolicy {
					return inherited(), nil
				}
				return linking(listing8).answer(method, n)
			}
		}
		got := ask(t, t.Context(), s, query)
		if want := fmt.Sprintf(foundProvider, name); !strings.Contains(fmt.Sprint(got.Data), want) {
			t.Errorf("%s: got %s, want %s", query, got.body, want)
		}
	}
}

// Ensures that a provider which can't be looked up is told as far as it is known: null for who may not look, and where the list of
// the organization doesn't have it, and an error where ZITADEL fails, or may have shown another organization's list.
func TestProviderThatIsNotFound(t *testing.T) {
	for name, c := range map[string]struct {
		list    func(int) (proto.Message, error)
		org     string
		linked  string
		history string
		reason  string
	}{
		"the caller may not look": {func(int) (proto.Message, error) {
			return nil, refused(listProviders, codes.PermissionDenied, "AUTH-5mWD2")
		}, "200",
			"map[id:8 name:Company owner:<nil> state:<nil> type:<nil>]", "map[id:8 name:<nil> owner:<nil> state:<nil> type:<nil>]", ""},
		"ZITADEL is too old": {func(int) (proto.Message, error) { return nil, refused(listProviders, codes.Unimplemented, "") }, "200",
			"map[id:8 name:Company owner:<nil> state:<nil> type:<nil>]", "map[id:8 name:<nil> owner:<nil> state:<nil> type:<nil>]", ""},
		"it isn't listed": {func(int) (proto.Message, error) {
			return &managementv1.ListProvidersResponse{Result: providersOf("9")}, nil
		}, "200",
			"map[id:8 name:Company owner:<nil> state:<nil> type:<nil>]", "map[id:8 name:<nil> owner:<nil> state:<nil> type:<nil>]", ""},
		"nor at another organization": {func(int) (proto.Message, error) { return &managementv1.ListProvidersResponse{}, nil }, "300",
			"map[id:8 name:Company owner:<nil> state:<nil> type:<nil>]", "identityProvider:map[id:8 name:<nil> owner:<nil> state:<nil> type:<nil>]", "ORGANIZATION_IGNORED"},
		"ZITADEL fails": {func(int) (proto.Message, error) {
			return nil, &wire.CallError{Method: listProviders, Status: status.New(codes.Unavailable, "")}
		}, "200", "map[id:8 name:Company owner:<nil> state:<nil> type:<nil>]", "identityProvider:map[id:8 name:<nil> owner:<nil> state:<nil> type:<nil>]", "BACKEND_UNREACHABLE"},
		"a newer one has other values": {func(int) (proto.Message, error) {
			return &managementv1.ListProvidersResponse{Result: []*idpv1.Provider{{Id: "8", Name: "Future", Type: 99, State: 99, Owner: 99}}}, nil
		}, "200", "map[id:8 name:Company owner:<nil> state:<nil> type:<nil>]", "map[id:8 name:Future owner:<nil> state:<nil> type:<nil>]", ""},
	} {
		for field, want := range map[string]string{
			"loginPolicy(orgId: \"200\") { identityProviders { nodes " + allOfAProvider + " } }":       c.linked,
			"loginPolicyChanges(orgId: \"200\") { nodes { identityProvider " + allOfAProvider + " } }": c.history,
		} {
			s := linking(c.list)
			answer := s.answer
			s.answer = func(method string, n int) (proto.Message, error) {
				if method == readOrg {
					return organizationIs(c.org), nil
				}
				return answer(method, n)
			}
			got := ask(t, t.Context(), s, "{ "+field+" }")
			reason := ""
			if len(got.Errors) > 0 {
				reason = fmt.Sprint(got.Errors[0].Extensions["reason"])
			}
			if !strings.Contains(fmt.Sprint(got.Data), want) || reason != c.reason {
				t.Errorf("%s: %s: got %s, want %s with %q", name, field, got.body, want, c.reason)
			}
		}
	}
}

// Prevents that a provider of which an id alone is there takes a preview along when it can't be looked up.
func TestPreviewStaysWithoutANameOfAProvider(t *testing.T) {
	s := linking(func(int) (proto.Message, error) { return nil, refused(listProviders, codes.Internal, "") })
	answer := s.answer
	s.answer = func(method string, n int) (proto.Message, error) {
		if method == readPolicy {
			return inherited(), nil
		}
		return answer(method, n)
	}
	got := ask(t, t.Context(), s, `{ defaultLoginPolicyImpact(change: {addIdentityProviders: ["8"]}) { after { identityProviders { id name } } } }`)
	if len(got.Errors) != 1 || !strings.Contains(fmt.Sprint(got.Data), "map[id:8 name:<nil>]") {
		t.Errorf("got %s", got.body)
	}
}

// Ensures that the list of providers is read to its end, and of an endless one no more than there may be calls.
func TestManyProviders(t *testing.T) {
	page := func(from int) (proto.Message, error) {
		ids := make([]string, 101)
		for i := range ids {
			ids[i] = strconv.Itoa(from + i)
		}
		return &managementv1.ListProvidersResponse{Result: providersOf(ids...)}, nil
	}
	for name, c := range map[string]struct {
		list  func(n int) (proto.Message, error)
		calls int
		want  string
	}{
		"on the third page": {func(n int) (proto.Message, error) {
			if n == 3 {
				return listing8(n)
			}
			return page(1000 * n)
		}, 3, "map[owner:IDP_OWNER_TYPE_SYSTEM]"},
		"on none of many": {func(n int) (proto.Message, error) { return page(1000 * n) }, 10, "map[owner:<nil>]"},
	} {
		s := linking(c.list)
		got := ask(t, t.Context(), s, "{ loginPolicy { identityProviders { nodes { owner } } } }")
		if len(got.Errors) > 0 || s.calls[listProviders] != c.calls || !strings.Contains(fmt.Sprint(got.Data), c.want) {
			t.Errorf("%s: %d calls, %s", name, s.calls[listProviders], got.body)
		}
		lists := slices.DeleteFunc(s.texts, func(text string) bool { return !strings.HasPrefix(text, listProviders) })
		if last := strings.ReplaceAll(lists[len(lists)-1], " ", ""); !strings.Contains(last, fmt.Sprintf("offset:%d", 101*(c.calls-1))) {
			t.Errorf("%s: the last call is %s", name, last)
		}
	}
}
