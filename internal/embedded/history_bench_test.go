package embedded

import (
	"fmt"
	"testing"

	"zitadel-graphql/internal/embedded/domain"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// BenchmarkListOrgChanges asks for a page in the middle of an organization's log. What it costs must not grow with the log.
func BenchmarkListOrgChanges(b *testing.B) {
	for _, events := range []int{100, 1000, 10_000, 100_000} {
		s := openWith(b, Config{}, discard(), newClock().now)
		for range events / 100 {
			if _, err := s.store.Change(b.Context(), HomeOrgID, OrgOwnerID, manyEvents(100)); err != nil {
				b.Fatal(err)
			}
		}
		client, ctx := connect(b, s, "localhost"), as(b, OrgOwnerToken)
		request := &managementv1.ListOrgChangesRequest{Query: &changev1.ChangeQuery{Sequence: uint64(events / 2), Limit: 20}}
		b.Run(fmt.Sprintf("events=%d", events), func(b *testing.B) {
			for b.Loop() {
				if got, err := client.ListOrgChanges(ctx, request); err != nil || len(got.GetResult()) != 20 {
					b.Fatalf("got %v, %v", got, err)
				}
			}
		})
	}
}

// manyEvents decides for so many removals of one factor.
func manyEvents(count int) domain.Decision {
	return func(s domain.State) (all []domain.PendingEvent, err error) {
		one, err := domain.RemoveSecondFactor(u2f)(s)
		if err != nil {
			one, err = domain.AddSecondFactor(u2f)(s)
		}
		for range count {
			all = append(all, one...)
		}
		return all, err
	}
}
