package resolver_test

import (
	"sync"
	"testing"
	"time"
)

// patience is how long anything here may take before it counts as a hang. It only ends what would never end by itself, so
// it is longer than anything takes on a machine that is busy with other tests.
const patience = 2 * time.Minute

// await takes a value from c, or fails the test when that takes too long.
func await[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case value := <-c:
		return value
	case <-time.After(patience):
		t.Fatalf("waited in vain: %s", what)
		panic("unreachable")
	}
}

// eventually asks until ok, at most every 50 ms.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	late, tick := time.After(patience), time.NewTicker(50*time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// barrier holds calls until all of them have arrived.
type barrier struct {
	mu      sync.Mutex
	missing int
	waited  int
	open    chan struct{}
}

func newBarrier(callers int) *barrier { return &barrier{missing: callers, open: make(chan struct{})} }

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

// gaveUp is how many waited in vain.
func (b *barrier) gaveUp() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.waited
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
