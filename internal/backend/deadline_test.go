package backend

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/deadlines"
	"zitadel-graphql/internal/wire"
)

// A call ends when its own time is up, and before its request's is, so that its answer isn't late.
func TestDeadlines(t *testing.T) {
	for request, want := range map[time.Duration]time.Duration{
		time.Minute: 10 * time.Second, 10 * time.Second: 9900 * time.Millisecond, time.Second: 900 * time.Millisecond,
		AnswerMargin + timerSlack: timerSlack, 0: 10 * time.Second,
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

// A call that begins a good deal after the first of its request has its own time, and no part of the first one's.
func TestCallsOfOneRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		shared := deadlines.For(ctx)
		ctx = context.WithValue(ctx, deadlines.Key{}, &shared)
		conn := deadline{connFunc(func(ctx context.Context, method string) error {
			if method == writeMethod {
				<-ctx.Done()
			}
			return ctx.Err()
		}), 10 * time.Second}
		if err := invoke(ctx, conn, readMethod); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Second)
		began := time.Now()
		if err := invoke(ctx, conn, writeMethod); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 10*time.Second {
			t.Errorf("the second call ends with %v after %v", err, time.Since(began))
		}
	})
}

// A write that is sent in the last moment of a request would be one that nobody hears the answer of.
func TestCallWithoutTimeLeft(t *testing.T) {
	for _, left := range []time.Duration{timerSlack - 1, 0, -time.Second} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), AnswerMargin+left)
			defer cancel()
			conn := deadline{connFunc(func(context.Context, string) error {
				t.Error("the call is made")
				return nil
			}), 10 * time.Second}
			err := invoke(ctx, conn, writeMethod)
			if failed, ok := errors.AsType[*wire.CallError](err); !ok || failed.Sent || failed.Status.Code() != codes.DeadlineExceeded {
				t.Errorf("%v left: got %v, want a call that wasn't sent in time", left, err)
			}
		})
	}
}
