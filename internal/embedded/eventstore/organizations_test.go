package eventstore

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"zitadel-graphql/internal/embedded/domain"
)

// Names are compared without their case, dates by time, and equal ones stay in the order of their creation, or of their ids:
// organizations that were created at the same moment would else change their positions from one answer to the next.
func TestOrganizationOrders(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }
	table := newOrganizationTable(map[string]domain.Aggregate{
		"1": {Type: domain.AggregateOrg, ID: "1", Name: "b", CreationDate: day(3)},
		"2": {Type: domain.AggregateOrg, ID: "2", Name: "A", CreationDate: day(1)},
		"3": {Type: domain.AggregateOrg, ID: "3", Name: "a", CreationDate: day(2)},
		"4": {Type: domain.AggregateInstance, ID: "4", Name: "a", CreationDate: day(1)},
		"5": {Type: domain.AggregateOrg, ID: "5", Name: "a", CreationDate: day(1)},
	})
	for order, want := range map[OrganizationOrder]string{
		OrganizationsOldestFirst: "2531", OrganizationsNewestFirst: "1325",
		OrganizationsByName: "2531", OrganizationsByNameDescending: "1253",
	} {
		if got := strings.Join(ids(table.page(order, 0, 0)), ""); got != want {
			t.Errorf("order %d: got %s, want %s", order, got, want)
		}
	}
}

func ids(listed []*listedOrganization) []string {
	var ids []string
	for _, org := range listed {
		ids = append(ids, org.id)
	}
	return ids
}

// Organizations that come one after the other are listed as those that were there at the start: any other position would repeat
// an organization on two pages, and leave another out.
func TestOrganizationsAreEnteredInOrder(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		all, entered := map[string]domain.Aggregate{}, &organizationTable{}
		for i := range chance.IntN(40) {
			org := domain.Aggregate{
				Type: domain.AggregateOrg, ID: strconv.Itoa(i), Name: string("aAbB"[chance.IntN(4)]), CreationDate: time.Unix(chance.Int64N(3), 0),
			}
			all[org.ID] = org
			entered.enter(org)
		}
		for order, list := range newOrganizationTable(all).sorted {
			if got, want := ids(entered.sorted[order]), ids(list); !slices.Equal(got, want) {
				t.Errorf("order %d: got %v one after the other, and %v at once", order, got, want)
			}
		}
	}
}

// An organization that was created a moment ago is in no late list, on no page and in no total, and its list stays as it was for
// who has it already.
func TestNewOrganizationsAreLate(t *testing.T) {
	s, clock := openLagging(t, Config{})
	before, total, _ := s.LateOrganizations(OrganizationsByName, 0, 0)
	added := domain.Aggregate{Type: domain.AggregateOrg, ID: "200000000000000003"}
	s.publish(added.Stamp(domain.OrganizationAdded("A first", "first.localhost"), editor, clock.now()))
	if now, still, _ := s.LateOrganizations(OrganizationsByName, 0, 0); len(now) != len(before) || still != total {
		t.Errorf("at once: got %d of %d, want %d of %d", len(now), still, len(before), total)
	}
	if _, found, _ := s.LateOrganization(added.ID); found {
		t.Error("at once: it is found by its id")
	}
	clock.advance(time.Second)
	now, more, asOf := s.LateOrganizations(OrganizationsByName, 0, 0)
	if more != total+1 || now[0].ID != added.ID || now[0].PrimaryDomain != "first.localhost" || !asOf.Equal(clock.now().Add(-time.Second)) {
		t.Errorf("later: got %v of %d as of %s", now, more, asOf)
	}
	if org, found, _ := s.LateOrganization(added.ID); !found || org.Name != "A first" {
		t.Errorf("later: got %v by its id", org)
	}
}

// A store that is filled from a file lists what the store that wrote it did.
func TestOrganizationsSurviveARestart(t *testing.T) {
	file := logFile(t)
	var lists [2][]domain.Aggregate
	for i := range lists {
		s, err := Open(Config{File: file}, newClock().now, seedTest, nil)
		if err != nil {
			t.Fatal(err)
		}
		lists[i], _, _ = s.LateOrganizations(OrganizationsByNameDescending, 0, 0)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	same := func(a, b domain.Aggregate) int { return cmp.Compare(a.ID, b.ID) }
	if len(lists[0]) != 2 || slices.CompareFunc(lists[0], lists[1], same) != 0 {
		t.Errorf("got %v and then %v", lists[0], lists[1])
	}
}

// BenchmarkEnterOrganization adds a hundred organizations to many, and reports what one of them costs.
func BenchmarkEnterOrganization(b *testing.B) {
	const added = 100
	for _, organizations := range []int{100, 1000, 10_000, 100_000} {
		all := map[string]domain.Aggregate{}
		for i := range organizations {
			id := strconv.Itoa(i)
			all[id] = domain.Aggregate{Type: domain.AggregateOrg, ID: id, Name: "Organization " + id}
		}
		table := newOrganizationTable(all)
		b.Run(fmt.Sprintf("organizations=%d", organizations), func(b *testing.B) {
			for b.Loop() {
				more := table.clone()
				for i := range added {
					more.enter(domain.Aggregate{Type: domain.AggregateOrg, ID: fmt.Sprint("more", i), Name: fmt.Sprint("Organization ", i*organizations/added, "a")})
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/added, "ns/organization")
		})
	}
}
