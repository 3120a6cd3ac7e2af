package backend

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/semaphore"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

const (
	readMethod  = managementv1.ManagementService_GetLoginPolicy_FullMethodName
	writeMethod = managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName
)

// called is a connection whose calls are a function.
type called func(ctx context.Context, method string) error

func (c called) Invoke(ctx context.Context, method string, _, _ any, _ ...grpc.CallOption) error {
	return c(ctx, method)
}

func (called) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, errors.ErrUnsupported
}

func ask(ctx context.Context, conn grpc.ClientConnInterface, method string) error {
	return conn.Invoke(ctx, method, nil, nil)
}

func failed(method string, code codes.Code, sent, answered bool) *wire.CallError {
	return &wire.CallError{Method: method, Status: status.New(code, "test"), Sent: sent, Answered: answered}
}

// Every failure there is, for a read and a write: what may have been done is never done again.
func TestRetryOnlyWhatCannotDoHarm(t *testing.T) {
	for _, method := range []string{readMethod, writeMethod} {
		for code := codes.OK; code <= codes.Unauthenticated; code++ {
			for _, seen := range [][2]bool{{false, false}, {true, false}, {true, true}} {
				synctest.Test(t, func(t *testing.T) {
					calls := 0
					conn := retry{called(func(_ context.Context, method string) error {
						calls++
						return failed(method, code, seen[0], seen[1])
					}), 3, newBudget(retryEarned, retryBurst), newBudget(doubtEarned, retryBurst), func() float64 { return 1 }}
					err := ask(t.Context(), conn, method)
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

// The waits double, differ by half at most, and are never one that the deadline cuts short.
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
			conn := retry{called(func(_ context.Context, method string) error {
				at = append(at, time.Since(began))
				return failed(method, codes.Unavailable, true, false)
			}), 3, newBudget(retryEarned, retryBurst), newBudget(doubtEarned, retryBurst), func() float64 { return c.random }}
			ctx, cancel := context.WithTimeout(t.Context(), c.timeout)
			defer cancel()
			if err := ask(ctx, conn, readMethod); status.Code(err) != codes.Unavailable || !slices.Equal(at, c.want) {
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
		if wait := (retry{random: func() float64 { return 0 }}).wait(n); wait < retryBase/2 || wait > retryCap {
			t.Fatalf("the retry %d waits %v", n, wait)
		}
	}
}

// A retry that isn't made doesn't hide why the try before failed.
func TestRetryRefused(t *testing.T) {
	for _, again := range []*wire.CallError{
		{Method: writeMethod, Status: status.New(codes.Unavailable, ""), LocalRefusal: wire.CircuitOpen},
		failed(writeMethod, codes.DeadlineExceeded, false, false),
	} {
		synctest.Test(t, func(t *testing.T) {
			first := failed(writeMethod, codes.Unavailable, false, false)
			answers := []error{first, again}
			conn := retry{called(func(context.Context, string) error {
				answer := answers[0]
				answers = answers[1:]
				return answer
			}), 3, newBudget(retryEarned, retryBurst), newBudget(doubtEarned, retryBurst), func() float64 { return 0 }}
			if err := ask(t.Context(), conn, writeMethod); !errors.Is(err, first) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// The budget is for all: a burst, and then a tenth of the calls.
func TestBudget(t *testing.T) {
	b := newBudget(retryEarned, 2)
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
			conn := deadline{called(func(ctx context.Context, _ string) error {
				<-ctx.Done()
				return ctx.Err()
			}), 10 * time.Second}
			if err := ask(ctx, conn, readMethod); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != want {
				t.Errorf("a request of %v: %v after %v, want %v", request, err, time.Since(began), want)
			}
		})
	}
}

// switched is a backend that can be gone, behind a breaker that probes it.
type switched struct {
	*breaker

	failure atomic.Pointer[wire.CallError] // nil for a success
	calls   atomic.Int64
	probed  atomic.Pointer[wire.CallError]
	probes  atomic.Int64
}

func newSwitched(t *testing.T) *switched {
	t.Helper()
	s := &switched{}
	s.breaker = newBreaker(called(func(context.Context, string) error {
		s.calls.Add(1)
		if failure := s.failure.Load(); failure != nil {
			return failure
		}
		return nil
	}), func(context.Context) error {
		s.probes.Add(1)
		if failure := s.probed.Load(); failure != nil {
			return failure
		}
		return nil
	}, slog.New(slog.DiscardHandler))
	t.Cleanup(func() { s.Close() }) //nolint:errcheck // it never fails
	return s
}

func (s *switched) ask(t *testing.T, times int) (last error) {
	t.Helper()
	for range times {
		last = ask(t.Context(), s, readMethod)
	}
	synctest.Wait()
	return last
}

// The breaker opens when a probe finds the backend gone too, or failing at that too, refuses without a call, and closes by
// itself.
func TestBreakerOpensAndCloses(t *testing.T) {
	for _, gone := range []*wire.CallError{
		failed(readMethod, codes.Unavailable, false, false), failed(readMethod, codes.Internal, true, true),
		failed(readMethod, codes.Unknown, true, true), failed(readMethod, codes.DataLoss, true, true),
	} {
		opensAndCloses(t, gone)
	}
}

func opensAndCloses(t *testing.T, gone *wire.CallError) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := newSwitched(t)
		s.failure.Store(gone)
		s.probed.Store(gone)
		_ = s.ask(t, suspicious-1)
		if s.open.Load() || s.probes.Load() != 0 {
			t.Fatalf("%d failures opened it, or made %d probes", suspicious-1, s.probes.Load())
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
		s.failure.Store(nil)
		s.probed.Store(nil)
		time.Sleep(probePause)
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

// While the backend answers the probe, no failures of calls shut anybody out; nor does what isn't a sign of its absence
// even ask for a probe.
func TestBreakerStaysClosed(t *testing.T) {
	for name, c := range map[string]struct {
		failure *wire.CallError
		probes  bool
	}{
		"a connection that broke":    {failed(readMethod, codes.Unavailable, true, false), true},
		"slow calls":                 {failed(readMethod, codes.DeadlineExceeded, true, false), true},
		"the backend's own time-out": {failed(readMethod, codes.DeadlineExceeded, true, true), false},
		"refusals":                   {failed(readMethod, codes.PermissionDenied, true, true), false},
		"its own failures":           {failed(readMethod, codes.Internal, true, true), true},
		"a proxy with too many":      {&wire.CallError{Method: readMethod, Status: status.New(codes.Unavailable, ""), Sent: true, Throttled: true}, false},
		"replies that make no sense": {failed(readMethod, codes.Internal, true, false), false},
		"callers that went away":     {failed(readMethod, codes.Canceled, true, false), false},
		"calls that had no turn":     {noTurn(readMethod, context.DeadlineExceeded), false},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newSwitched(t)
			s.failure.Store(c.failure)
			_ = s.ask(t, 1000)
			if s.open.Load() || s.calls.Load() != 1000 || (s.probes.Load() > 0) != c.probes {
				t.Errorf("%s: open %t, %d calls, %d probes", name, s.open.Load(), s.calls.Load(), s.probes.Load())
			}
		})
	}
}

// A probe that goes down with the connection its callers lost must shut nobody out: the next one is answered.
func TestBreakerOneProbeLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gone := failed(readMethod, codes.Unavailable, true, false)
		probes := 0
		b := newBreaker(called(func(context.Context, string) error { return gone }), func(context.Context) error {
			if probes++; probes%2 == 1 {
				return gone
			}
			return nil
		}, slog.New(slog.DiscardHandler))
		defer b.Close() //nolint:errcheck // it never fails
		for range suspicious {
			_ = ask(t.Context(), b, readMethod)
		}
		synctest.Wait()
		if b.open.Load() || probes != 2 {
			t.Errorf("open %t after %d probes, want it closed after 2", b.open.Load(), probes)
		}
	})
}

// A call that took too long says nothing about a backend that answered others meanwhile.
func TestBreakerSlowBesideOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSwitched(t)
		s.probed.Store(failed(readMethod, codes.Unavailable, false, false)) // would open it
		for range 100 {
			before := s.lives.Load()
			s.judge(nil, before) // another's
			s.judge(failed(readMethod, codes.DeadlineExceeded, true, false), before)
		}
		synctest.Wait()
		if s.open.Load() || s.probes.Load() != 0 {
			t.Errorf("open %t, %d probes", s.open.Load(), s.probes.Load())
		}
	})
}

// As many calls as are allowed are under way, those who wait have their turn in the order in which they came, and who has
// no turn in time is told that nothing was sent.
func TestLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, peak atomic.Int64
		var mu sync.Mutex
		var order []int
		conn := limit{called(func(ctx context.Context, _ string) error {
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
				err := ask(context.WithValue(ctx, numberKey{}, i), conn, writeMethod)
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

// However many ask at once, and however often, the backend is asked once at a time and once a second; and whoever asked
// first may go away without taking the answer from the others.
func TestReadyIsAskedOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var probes atomic.Int64
		h := &health{conn: called(func(ctx context.Context, _ string) error {
			probes.Add(1)
			time.Sleep(100 * time.Millisecond)
			return ctx.Err()
		})}
		impatient, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		var callers sync.WaitGroup
		callers.Go(func() {
			if err := h.Ready(impatient); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the impatient one got %v", err)
			}
		})
		synctest.Wait() // until it has asked
		for range 100 {
			callers.Go(func() {
				for range 50 {
					if err := h.Ready(t.Context()); err != nil {
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
