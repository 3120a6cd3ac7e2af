package embedded

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// withDirectory gives the organization a provider of its own, "directory".
func withDirectory(t *testing.T) *org {
	t.Helper()
	o := newOrgState(t)
	o.must([]change{{topicSAMLAdded, &providerPayload{"directory", "Directory"}}}, nil)
	return o
}

// The first thing that is wrong decides the id, and a provider of the other owner doesn't exist.
func TestLinkChecksInOrder(t *testing.T) {
	o := withDirectory(t)
	o.wantRefused(codes.NotFound, "Org-Ffgw2")(addLink(o.situation(), linkPayload{"unknown", ownerOrg}))
	o.wantRefused(codes.NotFound, "Org-GVDfe")(removeLink(o.situation(), "unknown"))
	o.must(addCustomPolicy(o.situation(), customPolicy{links: []linkPayload{{CompanyLoginID, ownerSystem}}}))
	for _, link := range []linkPayload{{"unknown", ownerOrg}, {"directory", ownerSystem}, {CompanyLoginID, ownerOrg}} {
		o.wantRefused(codes.FailedPrecondition, "Org-3N9fs")(addLink(o.situation(), link))
	}
	o.wantRefused(codes.AlreadyExists, "Org-2B0ps")(addLink(o.situation(), linkPayload{CompanyLoginID, ownerSystem}))
	o.wantRefused(codes.NotFound, "Org-39fjs")(removeLink(o.situation(), "directory"))
	o.must(addLink(o.situation(), linkPayload{"directory", ownerOrg}))
	o.must(removeLink(o.situation(), CompanyLoginID))
	o.wantRefused(codes.NotFound, "Org-39fjs")(removeLink(o.situation(), CompanyLoginID))
	if want := []string{"directory"}; !slices.Equal(o.policy.links, want) {
		t.Errorf("got %v, want %v", o.policy.links, want)
	}
}

// Neither linking nor unlinking moves the policy's own sequence and date: who compares versions by it must know that it
// doesn't cover links.
func TestLinksLeaveThePolicyAlone(t *testing.T) {
	o := withDirectory(t)
	o.must(addCustomPolicy(o.situation(), customPolicy{
		second: []policyv1.SecondFactorType{otp}, links: []linkPayload{{CompanyLoginID, ownerSystem}, {GitHubID, ownerSystem}},
	}))
	before := *o.policy.row
	if before.sequence != o.sequence-2 {
		t.Errorf("the policy is at %d of %d, want the factor to be its last change", before.sequence, o.sequence)
	}
	o.must(addLink(o.situation(), linkPayload{"directory", ownerOrg}))
	o.must(removeLink(o.situation(), GitHubID))
	if row := o.policy.row; row.sequence != before.sequence || !row.change.Equal(before.change) {
		t.Errorf("got %d at %s, want %d at %s", row.sequence, row.change, before.sequence, before.change)
	}
	if want := []string{CompanyLoginID, "directory"}; !slices.Equal(o.policy.links, want) {
		t.Errorf("got %v, want %v, in the order of their addition", o.policy.links, want)
	}
}

// A provider has to exist, but whose the caller says it is doesn't matter, and one that is named twice is linked once.
func TestCustomPolicyTakesAnyProvider(t *testing.T) {
	o := withDirectory(t)
	o.wantRefused(codes.FailedPrecondition, "Org-FEd32")(addCustomPolicy(o.situation(), customPolicy{
		links: []linkPayload{{"directory", ownerSystem}, {"unknown", ownerOrg}},
	}))
	o.must(addCustomPolicy(o.situation(), customPolicy{
		links: []linkPayload{{"directory", ownerSystem}, {CompanyLoginID, ownerOrg}, {"directory", ownerOrg}},
	}))
	if want := []string{"directory", CompanyLoginID}; !slices.Equal(o.policy.links, want) {
		t.Errorf("got %v, want %v", o.policy.links, want)
	}
}

// The links go with the policy and don't come back with a new one.
func TestResetDropsLinks(t *testing.T) {
	o := newOrgState(t)
	o.must(addCustomPolicy(o.situation(), customPolicy{links: []linkPayload{{CompanyLoginID, ownerSystem}}}))
	o.must(resetPolicy(o.policy))
	o.must(addCustomPolicy(o.situation(), customPolicy{}))
	if len(o.policy.links) != 0 {
		t.Errorf("got %v", o.policy.links)
	}
	o.must(addLink(o.situation(), linkPayload{CompanyLoginID, ownerSystem}))
}

// Readers hold a state without a lock, its links and providers included.
func TestApplyLeavesTheOldLinks(t *testing.T) {
	o := withDirectory(t)
	o.must(addCustomPolicy(o.situation(), customPolicy{links: []linkPayload{{CompanyLoginID, ownerSystem}, {GitHubID, ownerSystem}}}))
	before := o.aggregate
	for _, changes := range [][]change{
		{{topicLinkRemoved, &unlinkPayload{CompanyLoginID}}},
		{{topicLinkAdded, &linkPayload{"directory", ownerOrg}}},
		{{topicOIDCAdded, &providerPayload{"another", "Another"}}, {topicOIDCAdded, &providerPayload{"third", "Third"}}},
	} {
		apply(before, before.stamp(changes, "tester", time.Time{})...)
		if want := []string{CompanyLoginID, GitHubID}; !slices.Equal(before.policy.links, want) || len(before.providers) != 1 {
			t.Errorf("after %v: got %v and %v", changes[0].Topic, before.policy.links, before.providers)
		}
	}
}

// Links name two of the kinds only, so a client must not take UNSPECIFIED for a broken link.
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

// Whoever picks a provider sees the organization's own and the instance's, each with its owner, and no other
// organization's; pages are cut by offset and limit and the total counts all, but for beyond the end, where there is none.
func TestListProviders(t *testing.T) {
	client := connect(t, open(t, Config{}), "localhost")
	const own, instance = ownerOrg, ownerSystem
	tests := []struct {
		name, org string
		query     *zitadelv1.ListQuery
		want      []string
		owners    []idpv1.IDPOwnerType
		total     uint64
	}{
		{"own and the instance's", HomeOrgID, &zitadelv1.ListQuery{Asc: true}, []string{CompanyLoginID, GitHubID, AcmeDirectoryID}, []idpv1.IDPOwnerType{instance, instance, own}, 3},
		{"the instance's", InheritingOrgID, &zitadelv1.ListQuery{Asc: true}, []string{CompanyLoginID, GitHubID}, []idpv1.IDPOwnerType{instance, instance}, 2},
		{"a page", HomeOrgID, &zitadelv1.ListQuery{Asc: true, Offset: 1, Limit: 1}, []string{GitHubID}, []idpv1.IDPOwnerType{instance}, 3},
		{"beyond the end", HomeOrgID, &zitadelv1.ListQuery{Offset: 1 << 63, Limit: 1}, nil, nil, 0},
		{"in the same order without asc", InheritingOrgID, nil, []string{CompanyLoginID, GitHubID}, []idpv1.IDPOwnerType{instance, instance}, 2},
	}
	for _, test := range tests {
		got, err := client.ListProviders(as(t, InstanceOwnerToken, "x-zitadel-orgid", test.org), &managementv1.ListProvidersRequest{Query: test.query})
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
	added, err := client.AddIDPToLoginPolicy(ctx, &managementv1.AddIDPToLoginPolicyRequest{IdpId: GitHubID, OwnerType: ownerSystem})
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
	_, err = client.AddIDPToLoginPolicy(ctx, &managementv1.AddIDPToLoginPolicyRequest{IdpId: CompanyLoginID, OwnerType: ownerSystem})
	if id, text := detailOf(t, err); id != "Org-2B0ps" || text != "Errors.Org.LoginPolicy.IDP.AlreadyExists" {
		t.Errorf("got %v, want the raw key", err)
	}
}

// Links vanish with their provider, wherever they are and whoever owns it, and no history says so: whoever follows the
// events of a policy's links to know them is wrong.
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
		if err := s.DeleteProvider(t.Context(), owner, id); !errors.Is(err, errNoProvider) {
			t.Errorf("%s, again: got %v", id, err)
		}
	}
}
