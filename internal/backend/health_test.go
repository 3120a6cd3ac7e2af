package backend

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Those who ask whether the backend serves are no load on it, however many and however often: it is asked once at a time and
// once a second. Whoever asked first may go away without taking the answer from the others.
func TestReadyIsAskedOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var probes atomic.Int64
		h := &health{conn: connFunc(func(ctx context.Context, _ string) error {
			probes.Add(1)
			time.Sleep(100 * time.Millisecond)
			return ctx.Err()
		})}
		impatient, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		var callers sync.WaitGroup
		callers.Go(func() {
			if err := h.ready(impatient); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the impatient one got %v", err)
			}
		})
		synctest.Wait() // until it has asked
		for range 100 {
			callers.Go(func() {
				for range 50 {
					if err := h.ready(t.Context()); err != nil {
						t.Error(err)
					}
					time.Sleep(100 * time.Millisecond)
				}
			})
		}
		callers.Wait()
		if n := probes.Load(); n < 4 || n > 6 {
			t.Errorf("%d probes in five seconds, want one a second", n)
		}
	})
}
