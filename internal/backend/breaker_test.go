package backend

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/wire"
)

// fakeBackend is a backend whose calls and probes can be made to fail, behind a breaker.
type fakeBackend struct {
	*breaker

	callFailure  atomic.Pointer[wire.CallError] // nil for a success
	calls        atomic.Int64
	probeFailure atomic.Pointer[wire.CallError] // nil for a success
	probes       atomic.Int64
}

func newFakeBackend(t *testing.T) *fakeBackend {
	t.Helper()
	s := &fakeBackend{}
	s.breaker = newBreaker(connFunc(func(context.Context, string) error {
		s.calls.Add(1)
		if failure := s.callFailure.Load(); failure != nil {
			return failure
		}
		return nil
	}), func(context.Context) error {
		s.probes.Add(1)
		if failure := s.probeFailure.Load(); failure != nil {
			return failure
		}
		return nil
	}, nil, slog.New(slog.DiscardHandler))
	t.Cleanup(s.close)
	return s
}

func (s *fakeBackend) ask(t *testing.T, times int) (last error) {
	t.Helper()
	for range times {
		last = invoke(t.Context(), s, readMethod)
	}
	synctest.Wait()
	return last
}

// The breaker opens when the probes fail too, then refuses without a call, and closes by itself soon after the backend's
// return.
func TestBreakerOpensAndCloses(t *testing.T) {
	for _, gone := range []*wire.CallError{
		callError(readMethod, codes.Unavailable, false, false), callError(readMethod, codes.Internal, true, true),
		callError(readMethod, codes.Unknown, true, true), callError(readMethod, codes.DataLoss, true, true),
	} {
		demandOpensAndCloses(t, gone)
	}
}

func demandOpensAndCloses(t *testing.T, gone *wire.CallError) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeBackend(t)
		s.callFailure.Store(gone)
		s.probeFailure.Store(gone)
		_ = s.ask(t, failuresToProbe-1)
		if s.open.Load() || s.probes.Load() != 0 {
			t.Fatalf("%d failures opened it, or made %d probes", failuresToProbe-1, s.probes.Load())
		}
		_ = s.ask(t, 1)
		made := s.calls.Load()
		refused, ok := errors.AsType[*wire.CallError](s.ask(t, 100))
		if !ok || refused.LocalRefusal != wire.CircuitOpen || refused.Sent || refused.MayHaveWritten() || s.calls.Load() != made {
			t.Errorf("open: got %v after %d more calls", refused, s.calls.Load()-made)
		}
		time.Sleep(10 * time.Second)
		if n := s.probes.Load(); n < 39 || n > 42 {
			t.Errorf("%d probes in ten seconds, want one every quarter of a second", n)
		}
		s.callFailure.Store(nil)
		s.probeFailure.Store(nil)
		time.Sleep(probeInterval)
		synctest.Wait()
		if err := s.ask(t, 1); err != nil {
			t.Errorf("a quarter of a second after its return: %v", err)
		}
		before := s.probes.Load()
		time.Sleep(time.Minute)
		if s.probes.Load() != before {
			t.Error("the probes go on")
		}
	})
}

// While the backend answers the probe, no failures of calls shut anybody out; and those that don't mean that it is gone cause
// no probe.
func TestBreakerStaysClosed(t *testing.T) {
	for name, c := range map[string]struct {
		failure *wire.CallError
		probes  bool
	}{
		"a connection that broke":    {callError(readMethod, codes.Unavailable, true, false), true},
		"slow calls":                 {callError(readMethod, codes.DeadlineExceeded, true, false), true},
		"the backend's own time-out": {callError(readMethod, codes.DeadlineExceeded, true, true), false},
		"refusals":                   {callError(readMethod, codes.PermissionDenied, true, true), false},
		"its own failures":           {callError(readMethod, codes.Internal, true, true), true},
		"a proxy with too many":      {&wire.CallError{Method: readMethod, Status: status.New(codes.Unavailable, ""), Sent: true, Throttled: true}, false},
		"replies that make no sense": {callError(readMethod, codes.Internal, true, false), false},
		"callers that went away":     {callError(readMethod, codes.Canceled, true, false), false},
		"calls that had no turn":     {wire.NoTurn(readMethod, context.DeadlineExceeded), false},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newFakeBackend(t)
			s.callFailure.Store(c.failure)
			_ = s.ask(t, 1000)
			if s.open.Load() || s.calls.Load() != 1000 || (s.probes.Load() > 0) != c.probes {
				t.Errorf("%s: open %t, %d calls, %d probes", name, s.open.Load(), s.calls.Load(), s.probes.Load())
			}
		})
	}
}

// A probe that is lost with the connection that its callers lost shuts nobody out: the next one is answered.
func TestBreakerOneProbeLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gone := callError(readMethod, codes.Unavailable, true, false)
		probes := 0
		b := newBreaker(connFunc(func(context.Context, string) error { return gone }), func(context.Context) error {
			if probes++; probes%2 == 1 {
				return gone
			}
			return nil
		}, nil, slog.New(slog.DiscardHandler))
		defer b.close()
		for range failuresToProbe {
			_ = invoke(t.Context(), b, readMethod)
		}
		synctest.Wait()
		if b.open.Load() || probes != 2 {
			t.Errorf("open %t after %d probes, want it closed after 2", b.open.Load(), probes)
		}
	})
}

// A call that took too long raises no suspicion of a backend that answered others meanwhile.
func TestBreakerSlowBesideOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeBackend(t)
		s.probeFailure.Store(callError(readMethod, codes.Unavailable, false, false)) // would open it
		for range 100 {
			before := s.signsOfLife.Load()
			s.record(nil, before) // another's
			s.record(callError(readMethod, codes.DeadlineExceeded, true, false), before)
		}
		synctest.Wait()
		if s.open.Load() || s.probes.Load() != 0 {
			t.Errorf("open %t, %d probes", s.open.Load(), s.probes.Load())
		}
	})
}
