package backend

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/semaphore"

	"zitadel-graphql/internal/wire"
)

// No more calls than allowed are under way, those that wait have their turn in the order in which they came, and one without a
// turn in time is reported as never sent.
func TestLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, peak atomic.Int64
		var mu sync.Mutex
		var order []int
		conn := callLimit{connFunc(func(ctx context.Context, _ string) error {
			peak.Store(max(peak.Load(), now.Add(1)))
			defer now.Add(-1)
			mu.Lock()
			order = append(order, ctx.Value(numberKey{}).(int)) //nolint:forcetypeassert // a test's own
			mu.Unlock()
			time.Sleep(time.Second)
			return nil
		}), semaphore.NewWeighted(2)}
		ctx, cancel := context.WithTimeout(t.Context(), 4500*time.Millisecond)
		defer cancel()
		var callers sync.WaitGroup
		var refused atomic.Int64
		for i := range 12 {
			callers.Go(func() {
				err := invoke(context.WithValue(ctx, numberKey{}, i), conn, writeMethod)
				if late, ok := errors.AsType[*wire.CallError](err); ok && late.LocalRefusal == wire.Busy && !late.MayHaveWritten() {
					refused.Add(1)
				} else if err != nil {
					t.Error(err)
				}
			})
			synctest.Wait() // so that it is known who came first
		}
		callers.Wait()
		for i, caller := range order {
			if caller/2 != i/2 { // the two of a round may come in either order
				t.Errorf("the turns were %v", order)
			}
		}
		if len(order) != 10 || refused.Load() != 2 || peak.Load() != 2 {
			t.Errorf("%v had a turn, %d had none, %d at once", order, refused.Load(), peak.Load())
		}
	})
}

type numberKey struct{}
