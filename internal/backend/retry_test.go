package backend

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/wire"
)

// A write that may have been done is never made again, whatever it failed with; a read is, and what was never sent.
func TestRetryOnlyWhatCannotDoHarm(t *testing.T) {
	for _, method := range []string{readMethod, writeMethod} {
		for code := codes.OK; code <= codes.Unauthenticated; code++ {
			for _, seen := range [][2]bool{{false, false}, {true, false}, {true, true}} {
				synctest.Test(t, func(t *testing.T) {
					calls := 0
					conn := newRetry(connFunc(func(_ context.Context, method string) error {
						calls++
						return callError(method, code, seen[0], seen[1])
					}), 3, nil, func() float64 { return 1 })
					err := invoke(t.Context(), conn, method)
					want := 1
					if code == codes.Unavailable && (method == readMethod || !seen[0]) {
						want = 4
					}
					if calls != want || status.Code(err) != code {
						t.Errorf("%s, %s, sent and answered %v: %d calls, want %d; %v", method, code, seen, calls, want, err)
					}
				})
			}
		}
	}
}

// The waits double, are random by half at most, and none begins that the deadline would cut short.
func TestRetryWaits(t *testing.T) {
	for _, c := range []struct {
		random  float64
		timeout time.Duration
		want    []time.Duration // from the beginning
	}{
		{0, time.Minute, []time.Duration{0, 50 * time.Millisecond, 150 * time.Millisecond, 350 * time.Millisecond}},
		{1, time.Minute, []time.Duration{0, 100 * time.Millisecond, 300 * time.Millisecond, 700 * time.Millisecond}},
		{1, 300 * time.Millisecond, []time.Duration{0, 100 * time.Millisecond}},
	} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			var at []time.Duration
			conn := newRetry(connFunc(func(_ context.Context, method string) error {
				at = append(at, time.Since(began))
				return callError(method, codes.Unavailable, true, false)
			}), 3, nil, func() float64 { return c.random })
			ctx, cancel := context.WithTimeout(t.Context(), c.timeout)
			defer cancel()
			if err := invoke(ctx, conn, readMethod); status.Code(err) != codes.Unavailable || !slices.Equal(at, c.want) {
				t.Errorf("random %v, within %v: calls at %v, want %v; %v", c.random, c.timeout, at, c.want, err)
			}
			if ctx.Err() != nil {
				t.Error("it went on until the deadline")
			}
		})
	}
}

// However many retries are allowed, none comes at once: that would be a storm.
func TestRetryWaitsAfterMany(t *testing.T) {
	for n := range 200 {
		if wait := (retry{random: func() float64 { return 0 }}).backoff(n); wait < retryBase/2 || wait > retryCap {
			t.Fatalf("the retry %d waits %v", n, wait)
		}
	}
}

// A retry that this side refuses, or that has no time, doesn't hide why the call failed.
func TestRetryRefused(t *testing.T) {
	for _, again := range []*wire.CallError{
		{Method: writeMethod, Status: status.New(codes.Unavailable, ""), LocalRefusal: wire.CircuitOpen},
		callError(writeMethod, codes.DeadlineExceeded, false, false),
	} {
		synctest.Test(t, func(t *testing.T) {
			first := callError(writeMethod, codes.Unavailable, false, false)
			answers := []error{first, again}
			conn := newRetry(connFunc(func(context.Context, string) error {
				answer := answers[0]
				answers = answers[1:]
				return answer
			}), 3, nil, func() float64 { return 0 })
			if err := invoke(t.Context(), conn, writeMethod); !errors.Is(err, first) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// An outage isn't multiplied: all retries together are a burst, and then a tenth of the calls.
func TestRetryBudget(t *testing.T) {
	b := newRetryBudget(retryEarned, 2)
	spent := 0
	for range 100 {
		b.earn()
		for b.spend() {
			spent++
		}
	}
	if spent != 2+9 && spent != 2+10 {
		t.Errorf("%d retries for 100 calls, want 2 and a tenth", spent)
	}
}

// A read that a proxy throttled is made again once, when the proxy said to; a write never is, nor a read without such a time.
func TestRetryThrottled(t *testing.T) {
	throttled := func(method string, after time.Duration) *wire.CallError {
		failed := callError(method, codes.Unavailable, true, false)
		failed.Throttled, failed.RetryAfter = true, after
		return failed
	}
	for name, c := range map[string]struct {
		method  string
		after   time.Duration
		timeout time.Duration
		at      []time.Duration
	}{
		"a read":                           {readMethod, 2 * time.Second, 10 * time.Second, []time.Duration{0, 2 * time.Second}},
		"a read that has no time":          {readMethod, 10 * time.Second, 10 * time.Second, []time.Duration{0}},
		"a read, and nobody says how long": {readMethod, 0, 10 * time.Second, []time.Duration{0}},
		"a write":                          {writeMethod, time.Second, 10 * time.Second, []time.Duration{0}},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), c.timeout)
			defer cancel()
			conn, at := answering(throttled(c.method, c.after))
			if err := invoke(ctx, retrying(conn), c.method); !slices.Equal(*at, c.at) || status.Code(err) != codes.Unavailable || ctx.Err() != nil {
				t.Errorf("%s: asked at %v, want %v; got %v", name, *at, c.at, err)
			}
		})
	}
}
