package wiretest

import (
	"context"
	"fmt"
	"slices"

	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
)

// listOrgCases are about the organizations that a caller can choose from. What a v2 service makes of the organization
// header isn't known, so nothing is demanded of it.
func listOrgCases() []testCase {
	byName := orgv2.OrganizationFieldName_ORGANIZATION_FIELD_NAME_NAME
	return []testCase{
		{
			name: "an organization owner is shown its own organization and no other",
			spec: "o.orgs",
			steps: []step{
				listOrgs(nil).as(OrgOwner).eventually(showsOnly("{org}")),
				listOrgs(nil).as(InstanceOwner).needing(foreignOrg()).eventually(shows("{org}", "{foreign org}")),
			},
		},
		{
			name:  "a caller without any membership is shown none",
			spec:  "o.orgs",
			steps: []step{listOrgs(nil).as(Nobody).must(showsOnly())},
		},
		{
			name:  "the total counts what the caller isn't shown",
			spec:  "o.orgs-total",
			steps: []step{sameTotals(listOrgs(nil).as(OrgOwner).in().needing(foreignOrg()), listOrgs(nil).as(InstanceOwner).in())},
		},
		{
			name: "beyond the end of the organizations there is no total",
			spec: "o.orgs-total",
			steps: []step{
				listOrgs(&orgv2.ListOrganizationsRequest{Query: &objectv2.ListQuery{Offset: 1_000_000}}).as(InstanceOwner).must(showsOnly(), withoutTotal),
			},
		},
		{
			name: "organizations are paged and sorted by name",
			spec: "o.orgs-pages",
			steps: []step{
				listOrgs(&orgv2.ListOrganizationsRequest{Query: &objectv2.ListQuery{Limit: 1}}).
					as(InstanceOwner).needing(foreignOrg()).eventually(showsPage(1)),
				listOrgs(&orgv2.ListOrganizationsRequest{Query: &objectv2.ListQuery{Limit: 1, Offset: 1}}).
					as(InstanceOwner).needing(foreignOrg()).eventually(showsPage(1)),
				pagesDiffer(
					&objectv2.ListQuery{Limit: 1, Asc: true},
					&objectv2.ListQuery{Limit: 1, Asc: true, Offset: 1},
				),
				reversed(
					listOrgs(&orgv2.ListOrganizationsRequest{SortingColumn: byName}).as(InstanceOwner),
					listOrgs(&orgv2.ListOrganizationsRequest{SortingColumn: byName, Query: &objectv2.ListQuery{Asc: true}}).as(InstanceOwner),
				),
			},
		},
	}
}

func orgList(r reply) (*orgv2.ListOrganizationsResponse, error) {
	if r.err != nil {
		return nil, fmt.Errorf("failed: %w", r.err)
	}
	m := r.message.(*orgv2.ListOrganizationsResponse)
	for _, o := range m.GetResult() {
		if err := checkOrg(o); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func checkOrg(o *orgv2.Organization) error {
	d := o.GetDetails()
	switch {
	case o.GetId() == "" || o.GetName() == "" || o.GetPrimaryDomain() == "" || o.GetState() == 0:
		return fmt.Errorf("%v lacks its id, name, domain or state", o)
	case d.GetResourceOwner() != o.GetId() || d.GetSequence() == 0:
		return fmt.Errorf("the details of %v aren't an organization's", o)
	case checkDate(d.GetCreationDate()) != nil:
		return checkDate(d.GetCreationDate())
	}
	return checkDate(d.GetChangeDate())
}

// shows demands these organizations among others.
func shows(ids ...string) want {
	return func(s *suite, r reply) error {
		m, err := orgList(r)
		if err != nil {
			return err
		}
		for _, id := range s.target.fill("", ids) {
			if !slices.Contains(orgIDs(m), id) {
				return fmt.Errorf("%s isn't among %v", id, orgIDs(m))
			}
		}
		return nil
	}
}

// showsOnly demands these organizations and no others.
func showsOnly(ids ...string) want {
	return func(s *suite, r reply) error {
		m, err := orgList(r)
		if err != nil {
			return err
		}
		return sameList("organizations", orgIDs(m), s.target.fill("", ids))
	}
}

// showsPage demands n organizations out of more.
func showsPage(n int) want {
	return func(_ *suite, r reply) error {
		m, err := orgList(r)
		if err != nil {
			return err
		}
		if len(m.GetResult()) != n || m.GetDetails().GetTotalResult() <= uint64(len(m.GetResult())) {
			return fmt.Errorf("shows %d of %d, want %d of more", len(m.GetResult()), m.GetDetails().GetTotalResult(), n)
		}
		return nil
	}
}

func withoutTotal(_ *suite, r reply) error {
	if total := r.message.(*orgv2.ListOrganizationsResponse).GetDetails().GetTotalResult(); total != 0 {
		return fmt.Errorf("the total is %d", total)
	}
	return nil
}

func orgIDs(m *orgv2.ListOrganizationsResponse) []string {
	ids := make([]string, len(m.GetResult()))
	for i, o := range m.GetResult() {
		ids[i] = o.GetId()
	}
	return ids
}

// sameTotals demands that both callers get the same total, though the first is shown only a part of it.
func sameTotals(part, whole call) step {
	return compared(part, whole, func(a, b *orgv2.ListOrganizationsResponse) error {
		total := a.GetDetails().GetTotalResult()
		if total != b.GetDetails().GetTotalResult() || total <= uint64(len(a.GetResult())) {
			return fmt.Errorf("the totals are %d and %d, beside %d organizations", total, b.GetDetails().GetTotalResult(), len(a.GetResult()))
		}
		return nil
	})
}

func pagesDiffer(first, second *objectv2.ListQuery) step {
	page := func(query *objectv2.ListQuery) call {
		byName := orgv2.OrganizationFieldName_ORGANIZATION_FIELD_NAME_NAME
		return listOrgs(&orgv2.ListOrganizationsRequest{SortingColumn: byName, Query: query}).as(InstanceOwner).needing(foreignOrg())
	}
	return compared(page(first), page(second), func(a, b *orgv2.ListOrganizationsResponse) error {
		if slices.Equal(orgIDs(a), orgIDs(b)) {
			return fmt.Errorf("both pages show %v", orgIDs(a))
		}
		return nil
	})
}

// reversed demands that two orders by name are each other's reverse.
func reversed(down, up call) step {
	return compared(down, up, func(a, b *orgv2.ListOrganizationsResponse) error {
		names := orgNames(b)
		slices.Reverse(names)
		return sameList("names", orgNames(a), names)
	})
}

func orgNames(m *orgv2.ListOrganizationsResponse) []string {
	names := make([]string, len(m.GetResult()))
	for i, o := range m.GetResult() {
		names[i] = o.GetName()
	}
	return names
}

func compared(a, b call, compare func(a, b *orgv2.ListOrganizationsResponse) error) step {
	return step{a.name + " beside " + b.name, slices.Concat(a.demands(), b.demands()), func(ctx context.Context, s *suite) error {
		first, err := orgList(s.send(ctx, a))
		if err != nil {
			return err
		}
		second, err := orgList(s.send(ctx, b))
		if err != nil {
			return err
		}
		return compare(first, second)
	}}
}
