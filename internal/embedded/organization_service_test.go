package embedded

import (
	"errors"
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
)

// GetMyOrg answers for the organization of the header, and its sequence and change date follow every event at once, whatever the
// lag.
func TestMyOrg(t *testing.T) {
	clock := newClock()
	client := connect(t, openWith(t, Config{Lag: time.Hour}, discard(), clock.now), "localhost")
	ctx := as(t, InstanceOwnerToken, "x-zitadel-orgid", InheritingOrgID)
	start := clock.now().UTC().Truncate(time.Microsecond)
	clock.advance(time.Minute)
	if err := addSMS(ctx, client); err != nil {
		t.Fatal(err)
	}
	got, err := client.GetMyOrg(ctx, &managementv1.GetMyOrgRequest{})
	if err != nil {
		t.Fatal(err)
	}
	org := got.GetOrg()
	if org.GetId() != InheritingOrgID || org.GetName() != "Acme Labs" || org.GetPrimaryDomain() != "acme-labs.localhost" || org.GetState() != orgv1.OrgState_ORG_STATE_ACTIVE {
		t.Errorf("got %v", org)
	}
	d := org.GetDetails()
	if d.GetSequence() != 6 || d.GetResourceOwner() != InheritingOrgID || !d.GetCreationDate().AsTime().Equal(start) || !d.GetChangeDate().AsTime().Equal(start.Add(time.Minute)) {
		t.Errorf("got %v", d)
	}
	_, err = client.GetMyOrg(as(t, NobodyToken), &managementv1.GetMyOrgRequest{})
	if id, _ := detailOf(t, err); status.Code(err) != codes.NotFound || id != "AUTHZ-cdgFk" {
		t.Errorf("nobody: got %v", err)
	}
}

// Callers see the organizations that they may read and no others, while the total counts all: a page that shows it would tell
// everybody how many customers there are.
func TestListOrganizations(t *testing.T) {
	client := orgv2.NewOrganizationServiceClient(dial(t, open(t, Config{}), "localhost"))
	const byName, byDate = orgv2.OrganizationFieldName_ORGANIZATION_FIELD_NAME_NAME, orgv2.OrganizationFieldName_ORGANIZATION_FIELD_NAME_CREATION_DATE
	both := []string{HomeOrgID, InheritingOrgID}
	turned := []string{InheritingOrgID, HomeOrgID}
	tests := []struct {
		name, token string
		column      orgv2.OrganizationFieldName
		query       *objectv2.ListQuery
		want        []string
	}{
		{"the instance's owner", InstanceOwnerToken, 0, nil, both},
		{"the viewer of both", ViewerToken, 0, nil, both},
		{"an organization's owner", OrgOwnerToken, 0, nil, both[:1]},
		{"nobody", NobodyToken, 0, nil, nil},
		{"by name", InstanceOwnerToken, byName, &objectv2.ListQuery{Asc: true}, both},
		{"by name, descending", InstanceOwnerToken, byName, nil, turned},
		{"by date", InstanceOwnerToken, byDate, &objectv2.ListQuery{Asc: true}, both},
		{"a page", InstanceOwnerToken, byName, &objectv2.ListQuery{Asc: true, Offset: 1, Limit: 1}, both[1:]},
		{"a page before it is filtered", OrgOwnerToken, byName, &objectv2.ListQuery{Limit: 1}, nil},
		{"beyond the end", InstanceOwnerToken, 0, &objectv2.ListQuery{Offset: 2}, nil},
	}
	for _, test := range tests {
		got, err := client.ListOrganizations(as(t, test.token), &orgv2.ListOrganizationsRequest{SortingColumn: test.column, Query: test.query})
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		var ids []string
		for _, org := range got.GetResult() {
			ids = append(ids, org.GetId())
			if org.GetName() == "" || org.GetPrimaryDomain() == "" || org.GetState() != orgv2.OrganizationState_ORGANIZATION_STATE_ACTIVE || org.GetDetails().GetResourceOwner() != org.GetId() {
				t.Errorf("%s: got %v", test.name, org)
			}
		}
		total := uint64(2)
		if test.query.GetOffset() >= total {
			total = 0 // nobody is told beyond the end
		}
		if !slices.Equal(ids, test.want) || got.GetDetails().GetTotalResult() != total || got.GetSortingColumn() != test.column {
			t.Errorf("%s: got %v, %v, want %v of %d", test.name, ids, got.GetDetails(), test.want, total)
		}
	}
}

// Pages that follow each other are the whole list, in every order, and each tells how many organizations there are.
func TestPagesOfOrganizations(t *testing.T) {
	const more = 23
	client := orgv2.NewOrganizationServiceClient(dial(t, open(t, Config{Organizations: more}), "localhost"))
	list := func(column orgv2.OrganizationFieldName, query *objectv2.ListQuery) (names []string, total uint64) {
		t.Helper()
		got, err := client.ListOrganizations(as(t, InstanceOwnerToken), &orgv2.ListOrganizationsRequest{SortingColumn: column, Query: query})
		if err != nil {
			t.Fatal(err)
		}
		for _, org := range got.GetResult() {
			names = append(names, org.GetName())
		}
		return names, got.GetDetails().GetTotalResult()
	}
	for column, name := range orgv2.OrganizationFieldName_name {
		for _, asc := range []bool{false, true} {
			column := orgv2.OrganizationFieldName(column)
			whole, _ := list(column, &objectv2.ListQuery{Asc: asc})
			var joined []string
			for offset := 0; offset < more+2; offset += 10 {
				names, total := list(column, &objectv2.ListQuery{Asc: asc, Offset: uint64(offset), Limit: 10})
				if total != more+2 {
					t.Errorf("%s, asc %t: got a total of %d", name, asc, total)
				}
				joined = append(joined, names...)
			}
			if len(whole) != more+2 || !slices.Equal(joined, whole) {
				t.Errorf("%s, asc %t: the pages have %q, the list has %q", name, asc, joined, whole)
			}
		}
	}
}

// A search by ids has to fit all of them, and is cut like any list.
func TestOrganizationsByID(t *testing.T) {
	client := orgv2.NewOrganizationServiceClient(dial(t, open(t, Config{}), "localhost"))
	byID := func(ids ...string) (queries []*orgv2.SearchQuery) {
		for _, id := range ids {
			queries = append(queries, &orgv2.SearchQuery{Query: &orgv2.SearchQuery_IdQuery{IdQuery: &orgv2.OrganizationIDQuery{Id: id}}})
		}
		return queries
	}
	tests := []struct {
		name    string
		queries []*orgv2.SearchQuery
		offset  uint64
		want    []string
	}{
		{"one", byID(InheritingOrgID), 0, []string{InheritingOrgID}},
		{"the same twice", byID(HomeOrgID, HomeOrgID), 0, []string{HomeOrgID}},
		{"two", byID(HomeOrgID, InheritingOrgID), 0, nil},
		{"behind the only one", byID(HomeOrgID), 1, nil},
		{"none of this id", byID("299999999999999999"), 0, nil},
		{"an id of something else", byID(InstanceID), 0, nil},
	}
	for _, test := range tests {
		got, err := client.ListOrganizations(as(t, InstanceOwnerToken), &orgv2.ListOrganizationsRequest{
			Queries: test.queries, Query: &objectv2.ListQuery{Offset: test.offset}})
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		var ids []string
		for _, org := range got.GetResult() {
			ids = append(ids, org.GetId())
		}
		if !slices.Equal(ids, test.want) || got.GetDetails().GetTotalResult() != uint64(len(test.want)) {
			t.Errorf("%s: got %v of %d, want %v", test.name, ids, got.GetDetails().GetTotalResult(), test.want)
		}
	}
}

// A test with many clients needs an organization for each, and nobody's changes show in another's.
func TestFurtherOrganizations(t *testing.T) {
	const many = 40
	var memberships []Membership
	for i := range many {
		memberships = append(memberships, Membership{Resource: OrganizationID(i), Roles: []string{RoleOrgOwner}})
	}
	owner := User{ID: "300000000000000099", Token: "owner-of-many", HomeOrg: HomeOrgID, Memberships: memberships}
	s := open(t, Config{Organizations: many, Users: []User{owner}})
	client := connect(t, s, "localhost")
	for i := range many {
		ctx := as(t, owner.Token, "x-zitadel-orgid", OrganizationID(i))
		got, err := client.AddCustomLoginPolicy(ctx, &managementv1.AddCustomLoginPolicyRequest{})
		if err != nil || got.GetDetails().GetResourceOwner() != OrganizationID(i) || got.GetDetails().GetSequence() != 5 {
			t.Fatalf("%d: got %v, %v", i, got, err)
		}
	}
	if _, err := Open(Config{Organizations: -1}, discard()); !errors.Is(err, errNegativeOrganizations) {
		t.Errorf("got %v", err)
	}
}
