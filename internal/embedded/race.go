package embedded

import "runtime"

// A racing call lets others go first, between its decision and its commit: it yields until that many times in a row no
// call has arrived at the server. Calls that are sent together nearly always race then, on a busy machine too, but nothing
// guarantees it. A call that is alone waits for about a millisecond.
const (
	quietYields = 5000
	maxYields   = 100_000 // where calls never stop arriving
)

// decideEarly decides on the state that the call finds when it arrives, as ZITADEL does: it reads, decides and only then
// pushes, and no lock holds the three together. The calls that arrive before the commit decide on the same state, and
// what they decided is written one after the other, even where it doesn't fit what the first has written. Sequences
// still follow each other: they are given at the commit.
func (s *eventStore) decideEarly(id string, decide decision) decision {
	now, _ := s.situation(id)
	changes, err := decide(now)
	if err == nil {
		s.letOthersDecide()
	}
	return func(situation) ([]change, error) { return changes, err }
}

func (s *eventStore) letOthersDecide() {
	seen, quiet := s.arrivals.Load(), 0
	for range maxYields {
		runtime.Gosched()
		quiet++
		if arrived := s.arrivals.Load(); arrived != seen {
			seen, quiet = arrived, 0
		}
		if quiet == quietYields {
			return
		}
	}
}
