package resolver_test

import (
	"sync"
	"testing"
	"time"

	"zitadel-graphql/internal/racetest"
)

// patience is how long a test waits for anything before it fails. It ends only what would never end by itself, so it is
// far longer than anything takes on a machine that is busy with other tests.
const patience = 2 * time.Minute

// stretched is a time-out as an argument of a program that may have the race detector.
func stretched(timeout time.Duration) string { return racetest.Stretch(timeout).String() }

// await returns the next value of c. The test fails after patience; what says what was waited for.
func await[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case value := <-c:
		return value
	case <-time.After(patience):
		t.Fatalf("timed out waiting for this: %s", what)
		panic("unreachable")
	}
}

// awaitFor returns when c is closed, or after this time.
func awaitFor(atMost time.Duration, c <-chan struct{}) {
	select {
	case <-c:
	case <-time.After(atMost):
	}
}

// eventually waits until ok returns true, and asks every 50 ms. The test fails after patience.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	late, tick := time.After(patience), time.NewTicker(50*time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("timed out waiting for this: %s", what)
		}
	}
}

// barrier holds calls on their way through a relay until a number of them has arrived, so that all are under way at the
// same moment.
type barrier struct {
	mu      sync.Mutex
	missing int
	waited  int
	open    chan struct{}
}

func newBarrier(callers int) *barrier { return &barrier{missing: callers, open: make(chan struct{})} }

// arrive returns when all calls have arrived, when the call is cancelled, or after half of patience.
func (b *barrier) arrive(call *relayed) {
	b.mu.Lock()
	b.missing--
	if b.missing == 0 {
		close(b.open)
	}
	b.mu.Unlock()
	select {
	case <-b.open:
	case <-call.ctx.Done():
		b.giveUp()
	case <-time.After(patience / 2):
		b.giveUp()
	}
}

func (b *barrier) giveUp() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waited++
}

// gaveUp returns how many calls went on although not all had arrived. A test that is about concurrency has shown
// nothing unless it is 0.
func (b *barrier) gaveUp() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.waited
}

// isClosed reports whether c is closed, for a channel that nothing is sent on.
func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
