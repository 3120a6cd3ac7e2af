package embedded

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"zitadel-graphql/internal/embedded/domain"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Links name only two of the types of providers, so a client must not take UNSPECIFIED for a broken link.
func TestLinkTypes(t *testing.T) {
	for number := range idpv1.ProviderType_name {
		kind := idpv1.ProviderType(number)
		want := idpv1.IDPType_IDP_TYPE_UNSPECIFIED
		switch kind {
		case idpv1.ProviderType_PROVIDER_TYPE_OIDC:
			want = idpv1.IDPType_IDP_TYPE_OIDC
		case idpv1.ProviderType_PROVIDER_TYPE_JWT:
			want = idpv1.IDPType_IDP_TYPE_JWT
		default:
		}
		if got := linkType(kind); got != want {
			t.Errorf("%s: got %s, want %s", kind, got, want)
		}
	}
}

// Whoever picks a provider sees the organization's own and the instance's, each with its owner, and no other organization's.
// Pages are cut by offset and limit. The total counts all, and is missing beyond the end.
func TestListProviders(t *testing.T) {
	client := connect(t, open(t, Config{}), "localhost")
	const own, instance = domain.OwnerOrg, domain.OwnerSystem
	tests := []struct {
		name, org string
		query     *zitadelv1.ListQuery
		ids       []string
		want      []string
		owners    []idpv1.IDPOwnerType
		total     uint64
	}{
		{"own and the instance's", HomeOrgID, &zitadelv1.ListQuery{Asc: true}, nil, []string{CompanyLoginID, GitHubID, AcmeDirectoryID}, []idpv1.IDPOwnerType{instance, instance, own}, 3},
		{"the instance's", InheritingOrgID, &zitadelv1.ListQuery{Asc: true}, nil, []string{CompanyLoginID, GitHubID}, []idpv1.IDPOwnerType{instance, instance}, 2},
		{"a page", HomeOrgID, &zitadelv1.ListQuery{Asc: true, Offset: 1, Limit: 1}, nil, []string{GitHubID}, []idpv1.IDPOwnerType{instance}, 3},
		{"beyond the end", HomeOrgID, &zitadelv1.ListQuery{Offset: 1 << 63, Limit: 1}, nil, nil, nil, 0},
		{"in the same order without asc", InheritingOrgID, nil, nil, []string{CompanyLoginID, GitHubID}, []idpv1.IDPOwnerType{instance, instance}, 2},
		{"one by its id", HomeOrgID, nil, []string{AcmeDirectoryID}, []string{AcmeDirectoryID}, []idpv1.IDPOwnerType{own}, 1},
		{"another organization's by its id", InheritingOrgID, nil, []string{AcmeDirectoryID}, nil, nil, 0},
		{"one by two ids", HomeOrgID, nil, []string{AcmeDirectoryID, GitHubID}, nil, nil, 0},
	}
	for _, test := range tests {
		got, err := client.ListProviders(as(t, InstanceOwnerToken, "x-zitadel-orgid", test.org), &managementv1.ListProvidersRequest{Query: test.query, Queries: byID(test.ids)})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		var owners []idpv1.IDPOwnerType
		for _, p := range got.GetResult() {
			ids, owners = append(ids, p.GetId()), append(owners, p.GetOwner())
			if p.GetState() != idpv1.IDPState_IDP_STATE_ACTIVE || p.GetName() == "" || p.GetDetails().GetSequence() == 0 || p.GetDetails().GetResourceOwner() == "" {
				t.Errorf("%s: got %v", test.name, p)
			}
		}
		if !slices.Equal(ids, test.want) || !slices.Equal(owners, test.owners) || got.GetDetails().GetTotalResult() != test.total {
			t.Errorf("%s: got %v of %v, total %v", test.name, ids, owners, got.GetDetails())
		}
	}
}

func byID(ids []string) (queries []*managementv1.ProviderQuery) {
	for _, id := range ids {
		queries = append(queries, &managementv1.ProviderQuery{
			Query: &managementv1.ProviderQuery_IdpIdQuery{IdpIdQuery: &idpv1.IDPIDQuery{Id: id}}})
	}
	return queries
}

// Pages of links are cut by offset and limit in the order of addition, whatever asc says; an organization that inherits
// lists the instance's, of which there are none at first.
func TestListLinks(t *testing.T) {
	client := connect(t, open(t, Config{}), "localhost")
	list := func(org string, query *zitadelv1.ListQuery) (ids []string, total uint64) {
		t.Helper()
		got, err := client.ListLoginPolicyIDPs(as(t, InstanceOwnerToken, "x-zitadel-orgid", org), &managementv1.ListLoginPolicyIDPsRequest{Query: query})
		if err != nil {
			t.Fatal(err)
		}
		for _, link := range got.GetResult() {
			ids = append(ids, link.GetIdpId())
		}
		return ids, got.GetDetails().GetTotalResult()
	}
	both := []string{AcmeDirectoryID, CompanyLoginID}
	tests := []struct {
		query *zitadelv1.ListQuery
		want  []string
		total uint64
	}{
		{nil, both, 2},
		{&zitadelv1.ListQuery{Asc: true}, both, 2},
		{&zitadelv1.ListQuery{Limit: 1}, both[:1], 2},
		{&zitadelv1.ListQuery{Offset: 1, Limit: 5}, both[1:], 2},
		{&zitadelv1.ListQuery{Offset: 2}, nil, 0},
	}
	for _, test := range tests {
		if got, total := list(HomeOrgID, test.query); !slices.Equal(got, test.want) || total != test.total {
			t.Errorf("%v: got %v of %d, want %v of %d", test.query, got, total, test.want, test.total)
		}
	}
	if got, total := list(InheritingOrgID, nil); len(got) != 0 || total != 0 {
		t.Errorf("inheriting: got %v of %d", got, total)
	}
}

// The answers to linking carry the sequence of the organization, not the policy's, and the date that tells an addition
// from a change.
func TestLinkAnswers(t *testing.T) {
	client := connect(t, open(t, Config{}), "localhost")
	ctx := as(t, OrgOwnerToken)
	added, err := client.AddIDPToLoginPolicy(ctx, &managementv1.AddIDPToLoginPolicyRequest{IdpId: GitHubID, OwnerType: domain.OwnerSystem})
	if d := added.GetDetails(); err != nil || d.GetSequence() != 15 || d.GetCreationDate() == nil || d.GetChangeDate() != nil || d.GetResourceOwner() != HomeOrgID {
		t.Errorf("got %v, %v", added, err)
	}
	removed, err := client.RemoveIDPFromLoginPolicy(ctx, &managementv1.RemoveIDPFromLoginPolicyRequest{IdpId: GitHubID})
	if d := removed.GetDetails(); err != nil || d.GetSequence() != 16 || d.GetCreationDate() != nil || d.GetChangeDate() == nil || d.GetResourceOwner() != HomeOrgID {
		t.Errorf("got %v, %v", removed, err)
	}
	_, err = client.RemoveIDPFromLoginPolicy(ctx, &managementv1.RemoveIDPFromLoginPolicyRequest{IdpId: GitHubID})
	if id, text := detailOf(t, err); id != "Org-39fjs" || text != "Errors.Org.LoginPolicy.IDP.NotExisting" {
		t.Errorf("got %v, want the raw key", err)
	}
	_, err = client.AddIDPToLoginPolicy(ctx, &managementv1.AddIDPToLoginPolicyRequest{IdpId: CompanyLoginID, OwnerType: domain.OwnerSystem})
	if id, text := detailOf(t, err); id != "Org-2B0ps" || text != "Errors.Org.LoginPolicy.IDP.AlreadyExists" {
		t.Errorf("got %v, want the raw key", err)
	}
}

// Links vanish with their provider, whoever owns it, and no history tells it: a client that follows a policy's links by its events
// gets them wrong.
func TestLinksVanishWithTheirProvider(t *testing.T) {
	for owner, id := range map[string]string{HomeOrgID: AcmeDirectoryID, InstanceID: CompanyLoginID} {
		s := open(t, Config{})
		client, ctx := connect(t, s, "localhost"), as(t, OrgOwnerToken)
		before, err := client.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.DeleteProvider(t.Context(), owner, id); err != nil {
			t.Fatal(err)
		}
		after, err := client.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
		if err != nil || len(before.GetPolicy().GetIdps()) != 2 || len(after.GetPolicy().GetIdps()) != 1 || after.GetPolicy().GetIdps()[0].GetIdpId() == id {
			t.Errorf("%s: got %v, %v", id, after, err)
		}
		if after.GetPolicy().GetDetails().GetSequence() != before.GetPolicy().GetDetails().GetSequence() {
			t.Errorf("%s: the policy's sequence moved", id)
		}
		list, err := client.ListLoginPolicyIDPs(ctx, &managementv1.ListLoginPolicyIDPsRequest{})
		if err != nil || list.GetDetails().GetTotalResult() != 1 {
			t.Errorf("%s: listed are %v, %v", id, list, err)
		}
		changes, err := client.ListOrgChanges(ctx, &managementv1.ListOrgChangesRequest{})
		if err != nil || slices.ContainsFunc(changes.GetResult(), func(c *changev1.Change) bool {
			return strings.HasSuffix(c.GetEventType().GetKey(), "policy.login.idpprovider.removed")
		}) {
			t.Errorf("%s: the history tells it: %v, %v", id, changes, err)
		}
		if err := s.DeleteProvider(t.Context(), owner, id); !errors.Is(err, domain.ErrNoProvider) {
			t.Errorf("%s, again: got %v", id, err)
		}
	}
}
