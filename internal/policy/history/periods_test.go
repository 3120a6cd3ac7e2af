package history

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// Whatever the dates of events, a time counts as inherited exactly where it is in one of the periods that they make: dates that don't
// follow the sequences make some that overlap, and some that end before they begin.
func TestJoinedPeriodsHaveTheSameTimes(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	moment := func() time.Time { // sometimes the zero time, which is no end
		if n := chance.Int64N(12); n > 0 {
			return time.Unix(n, 0)
		}
		return time.Time{}
	}
	for range 2000 {
		var all periods
		for range chance.IntN(5) {
			all = append(all, period{moment(), moment()})
		}
		joined := slices.Clone(all).joined()
		for second := range int64(13) {
			at := time.Unix(second, 0)
			want := slices.ContainsFunc(all, func(one period) bool {
				return at.After(one.from) && (one.until.IsZero() || !at.After(one.until))
			})
			if got := joined.have(at); got != want {
				t.Fatalf("%v, joined %v, have %d: got %t", all, joined, second, got)
			}
		}
	}
}

// BenchmarkMerge takes as many events of the instance as an organization had periods. What one event costs must not grow with them.
func BenchmarkMerge(b *testing.B) {
	for _, count := range []int{100, 1000, 5000} {
		at := func(i int) time.Time { return time.Unix(int64(i), 0) }
		var inherited periods
		var events []Change
		for i := range count {
			inherited = append(inherited, period{at(2*i + 1), at(2*i + 2)})
			events = append(events, Change{Sequence: uint64(count - i), Date: at(2 * (count - i)), Topic: policyPrefix + "changed"})
		}
		b.Run(fmt.Sprintf("periods=%d", count), func(b *testing.B) {
			for b.Loop() {
				m := newMerge(count+1, Position{})
				m.organization, m.inherited = stream{ended: true}, inherited
				m.instance.add(events, true)
				if m.advance() != nil || len(m.found) != count {
					b.Fatalf("found %d of %d", len(m.found), count)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*count), "ns/event")
		})
	}
}
