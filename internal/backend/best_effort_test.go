package backend

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/wire"
)

// A call whose answer can be done without is made once, whatever becomes of it, as one that every observer hears of and that takes its
// turn among the others. However many of them fail, the backend doesn't seem to be gone.
func TestBestEffort(t *testing.T) {
	throttled := callError(readMethod, codes.Unavailable, true, true)
	throttled.Throttled, throttled.RetryAfter = true, time.Millisecond
	for name, failure := range map[string]*wire.CallError{
		"unreachable": callError(readMethod, codes.Unavailable, false, false), "throttled": throttled,
		"may be untrue": callError(readMethod, codes.Unauthenticated, true, true), "fails inside": callError(readMethod, codes.Internal, true, true),
		"no answer": callError(readMethod, codes.DeadlineExceeded, true, false),
	} {
		synctest.Test(t, func(t *testing.T) {
			made := 0
			r, conn := observedBy(func(_ context.Context, method string) error {
				if made++; method != readMethod {
					t.Errorf("%s: the failures have the backend probed", name)
				}
				return failure
			}, Config{CallTimeout: time.Minute, Retries: 2, Breaker: true, MaxConcurrent: 1})
			defer func() { _ = conn.Close() }()
			for range 2 * failuresToProbe {
				if err := invoke(t.Context(), conn.BestEffort(), readMethod); !errors.Is(err, failure) {
					t.Errorf("%s: got %v", name, err)
				}
				synctest.Wait()
			}
			if made != 2*failuresToProbe || len(r.told) != 4*made {
				t.Errorf("%s: made %d times, and told %q", name, made, r.told)
			}
		})
	}
}

// While the circuit is open, such a call isn't made either.
func TestBestEffortOfABackendThatIsGone(t *testing.T) {
	conn := guard(closable{func(context.Context, string) error { t.Error("it is asked"); return nil }},
		Config{CallTimeout: time.Minute, Breaker: true}, slog.New(slog.DiscardHandler), nil)
	defer func() { _ = conn.Close() }()
	conn.breaker.open.Store(true)
	refused, ok := errors.AsType[*wire.CallError](invoke(t.Context(), conn.BestEffort(), readMethod))
	if !ok || refused.LocalRefusal != wire.CircuitOpen {
		t.Errorf("got %v", refused)
	}
}
