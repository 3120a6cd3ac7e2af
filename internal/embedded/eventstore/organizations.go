package eventstore

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"zitadel-graphql/internal/embedded/domain"
)

// OrganizationOrder is an order in which organizations can be listed. Where two are equal, the older one comes first and of those
// that are equally old the one with the lower id, also in an order that descends.
type OrganizationOrder int

// The orders. Names are compared without their case.
const (
	OrganizationsOldestFirst OrganizationOrder = iota
	OrganizationsNewestFirst
	OrganizationsByName
	OrganizationsByNameDescending
	organizationOrders int = iota // how many orders there are
)

// listedOrganization is what organizations are sorted by. It never changes, since no event renames or deletes an organization.
type listedOrganization struct {
	id      string
	name    string // in lower case
	created time.Time
}

// organizationTable keeps all organizations sorted in every order, so that a page costs what is on it, and nothing for the
// organizations before and behind it.
type organizationTable struct {
	sorted [organizationOrders][]*listedOrganization
}

// newOrganizationTable sorts the organizations among the aggregates. To enter them one after the other would take time in proportion to
// the square of their number.
func newOrganizationTable(aggregates map[string]domain.Aggregate) *organizationTable {
	var all []*listedOrganization
	for _, a := range aggregates {
		if a.Type == domain.AggregateOrg {
			all = append(all, newListedOrganization(a))
		}
	}
	t := &organizationTable{}
	for order := range t.sorted {
		t.sorted[order] = slices.Clone(all)
		slices.SortFunc(t.sorted[order], OrganizationOrder(order).compare)
	}
	return t
}

func newListedOrganization(a domain.Aggregate) *listedOrganization {
	return &listedOrganization{id: a.ID, name: strings.ToLower(a.Name), created: a.CreationDate}
}

// enter adds an organization that the table doesn't have.
func (t *organizationTable) enter(a domain.Aggregate) {
	added := newListedOrganization(a)
	for order, list := range t.sorted {
		position, _ := slices.BinarySearchFunc(list, added, OrganizationOrder(order).compare)
		t.sorted[order] = slices.Insert(list, position, added)
	}
}

func (t *organizationTable) clone() *organizationTable {
	var c organizationTable
	for order, list := range t.sorted {
		c.sorted[order] = slices.Clone(list)
	}
	return &c
}

// page gives a part of the list: what follows after offset organizations, at most limit of them unless limit is 0.
func (t *organizationTable) page(order OrganizationOrder, offset uint64, limit uint32) []*listedOrganization {
	list := t.sorted[order]
	list = list[min(offset, uint64(len(list))):]
	if limit == 0 {
		return list
	}
	return list[:min(uint64(limit), uint64(len(list)))]
}

func (t *organizationTable) len() int { return len(t.sorted[OrganizationsOldestFirst]) }

// compare is 0 for an organization and itself alone.
func (o OrganizationOrder) compare(a, b *listedOrganization) int {
	var order int
	switch o {
	case OrganizationsByName:
		order = cmp.Compare(a.name, b.name)
	case OrganizationsByNameDescending:
		order = cmp.Compare(b.name, a.name)
	case OrganizationsNewestFirst:
		order = b.created.Compare(a.created)
	case OrganizationsOldestFirst: // as equal ones are in every order
	}
	return cmp.Or(order, a.created.Compare(b.created), cmp.Compare(a.id, b.id))
}

// LateOrganizations gives a page of all organizations: what follows after offset of them in this order, at most limit of them
// unless limit is 0. The total is of all, and the date is of the last event that the answer takes into account. It may be as
// late as the lag.
func (s *Store) LateOrganizations(order OrganizationOrder, offset uint64, limit uint32) (page []domain.Aggregate, total int, asOf time.Time) {
	s.readLate(func(p *projection) {
		for _, org := range p.organizations.page(order, offset, limit) {
			page = append(page, p.aggregates[org.id])
		}
		total, asOf = p.organizations.len(), p.asOf
	})
	return page, total, asOf
}

// LateOrganization gives one organization as lists show it, which may be as late as the lag. found is false for an id that no
// organization has, or that lists don't show yet. The date is of the last event that the answer takes into account.
func (s *Store) LateOrganization(id string) (org domain.Aggregate, found bool, asOf time.Time) {
	s.readLate(func(p *projection) { org, asOf = p.aggregates[id], p.asOf })
	return org, org.Type == domain.AggregateOrg, asOf
}
