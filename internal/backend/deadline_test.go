package backend

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// A call ends when its own time is up, and before its request's is, so that its answer isn't late.
func TestDeadlines(t *testing.T) {
	for request, want := range map[time.Duration]time.Duration{
		time.Minute: 10 * time.Second, 10 * time.Second: 9900 * time.Millisecond, time.Second: 900 * time.Millisecond,
		50 * time.Millisecond: 0, 0: 10 * time.Second,
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			if request > 0 {
				ctx, cancel = context.WithTimeout(ctx, request)
			}
			defer cancel()
			began := time.Now()
			conn := deadline{connFunc(func(ctx context.Context, _ string) error {
				<-ctx.Done()
				return ctx.Err()
			}), 10 * time.Second}
			if err := invoke(ctx, conn, readMethod); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != want {
				t.Errorf("a request of %v: %v after %v, want %v", request, err, time.Since(began), want)
			}
		})
	}
}
