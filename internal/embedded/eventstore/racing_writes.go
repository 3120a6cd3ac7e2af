package eventstore

import (
	"runtime"

	"zitadel-graphql/internal/embedded/domain"
)

// A racing write yields between its decision and its commit, until no call has arrived for quietYields yields in a row. Calls
// that are sent together nearly always race then, on a busy machine too, but nothing guarantees it. A call that is alone waits
// for about a millisecond.
const (
	quietYields = 5000
	maxYields   = 100_000 // where calls never stop arriving
)

// CallArrived counts a call that was let in. A racing write waits until the count stands still.
func (s *Store) CallArrived() { s.arrivals.Add(1) }

// decideOnArrival decides at once, on the state that the call finds, as ZITADEL does: it reads, decides and only then pushes,
// and no lock holds the three together. Calls that arrive before the commit decide on the same state, and all of their events
// are stored one after the other, even where they don't fit together. Sequences still follow each other, since they are given
// at the commit.
func (s *Store) decideOnArrival(id string, decide domain.Decision) domain.Decision {
	onArrival, _ := s.state(id)
	pending, err := decide(onArrival)
	if err == nil {
		s.waitForOtherCalls()
	}
	return func(domain.State) ([]domain.PendingEvent, error) { return pending, err }
}

func (s *Store) waitForOtherCalls() {
	before, quiet := s.arrivals.Load(), 0
	for range maxYields {
		runtime.Gosched()
		quiet++
		if now := s.arrivals.Load(); now != before {
			before, quiet = now, 0
		}
		if quiet == quietYields {
			return
		}
	}
}
