package backend

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// recorder writes down what observers are told.
type recorder struct {
	mu   sync.Mutex
	told []string
	took atomic.Int64 // of the last call that ended
}

func (r *recorder) notef(format string, arguments ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.told = append(r.told, fmt.Sprintf(format, arguments...))
}

type observerKey struct{}

// recordingObserver tells recorder, under a name, and adds it to the context.
type recordingObserver struct {
	*recorder

	name string
}

func (o recordingObserver) CallBegins(ctx context.Context, method string) context.Context {
	_, name, _ := strings.Cut(method[1:], "/")
	o.notef("%s: %s begins", o.name, name)
	before, _ := ctx.Value(observerKey{}).(string)
	return context.WithValue(ctx, observerKey{}, before+o.name)
}

func (o recordingObserver) CallEnds(ctx context.Context, _ string, took time.Duration, err error) {
	o.notef("%s: ends %v", o.name, shortly(err))
	if of := ctx.Value(observerKey{}); of != "AB" {
		o.notef("%s: the context is of %v", o.name, of)
	}
	o.took.Store(int64(took))
}

func (o recordingObserver) CallRepeats(ctx context.Context, _ string, failed error) {
	o.notef("%s: repeats after %v in context %v", o.name, shortly(failed), ctx.Value(observerKey{}))
}

func (o recordingObserver) BreakerChanges(open bool) { o.notef("%s: breaker open %v", o.name, open) }

func shortly(err error) any {
	if errors.Is(err, errNotReturned) {
		return "without a result"
	}
	return status.Code(err)
}

// closable is a wire of these answers.
type closable struct{ connFunc }

func (closable) Close() error { return nil }

// observedBy puts all guards and the observers A and B around a wire.
func observedBy(wire connFunc, config Config) (*recorder, *guardedConn) {
	r := &recorder{}
	return r, guard(closable{wire}, config, slog.New(slog.DiscardHandler), observers{recordingObserver{r, "A"}, recordingObserver{r, "B"}})
}

// Each call begins and ends once for every observer, in their order, whatever becomes of it, with what it returns; and each
// further attempt is told between the two, in the context that they made.
func TestObservedCalls(t *testing.T) {
	gone := callError(readMethod, codes.Unavailable, true, false)
	refused := callError(readMethod, codes.PermissionDenied, true, true)
	begins := "A: GetLoginPolicy begins"
	repeats := "A: repeats after Unavailable in context AB"
	for name, test := range map[string]struct {
		answers []error
		want    []string
	}{
		"a success":      {[]error{nil}, []string{begins, "A: ends OK"}},
		"a refusal":      {[]error{refused}, []string{begins, "A: ends PermissionDenied"}},
		"the third time": {[]error{gone, gone, nil}, []string{begins, repeats, repeats, "A: ends OK"}},
		"never":          {[]error{gone}, []string{begins, repeats, repeats, "A: ends Unavailable"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			wire, _ := answering(test.answers...)
			r, conn := observedBy(wire, Config{CallTimeout: time.Minute, Retries: 2, MaxConcurrent: 1})
			began := time.Now()
			_ = invoke(t.Context(), conn, readMethod)
			expectTold(t, name, r, test.want)
			if took := time.Duration(r.took.Load()); took != time.Since(began) {
				t.Errorf("%s: it took %v, and was told as %v", name, time.Since(began), took)
			}
		})
	}
}

// expectTold checks what A was told, and that B was told the same right after it.
func expectTold(t *testing.T, name string, r *recorder, want []string) {
	t.Helper()
	var both []string
	for _, line := range want {
		both = append(both, line, "B"+line[1:])
	}
	if !slices.Equal(r.told, both) {
		t.Errorf("%s: told\n%s\nwant\n%s", name, strings.Join(r.told, "\n"), strings.Join(both, "\n"))
	}
}

// A call that panics, or is given up while it waits for its turn, ends too.
func TestObservedCallsThatAreCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, conn := observedBy(func(ctx context.Context, _ string) error {
			<-ctx.Done()
			return status.FromContextError(ctx.Err()).Err()
		}, Config{CallTimeout: time.Hour, MaxConcurrent: 1})
		first, giveUpFirst := context.WithCancel(t.Context())
		second, giveUpSecond := context.WithCancel(t.Context())
		var calls sync.WaitGroup
		calls.Go(func() { _ = invoke(first, conn, readMethod) })
		synctest.Wait()
		calls.Go(func() { _ = invoke(second, conn, readMethod) })
		synctest.Wait()
		giveUpSecond()
		synctest.Wait()
		giveUpFirst()
		calls.Wait()
		expectTold(t, "given up", r, []string{"A: GetLoginPolicy begins", "A: GetLoginPolicy begins", "A: ends Canceled", "A: ends Canceled"})
	})
	r, conn := observedBy(func(context.Context, string) error { panic("boom") }, Config{CallTimeout: time.Minute})
	func() {
		defer func() { _ = recover() }()
		_ = invoke(t.Context(), conn, readMethod)
	}()
	expectTold(t, "a panic", r, []string{"A: GetLoginPolicy begins", "A: ends without a result"})
}

// The observers hear once that the circuit opens, and once that it closes. A call that it refuses begins and ends; the probes
// of the backend's health are no calls.
func TestObservedBreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var back atomic.Bool
		r, conn := observedBy(func(context.Context, string) error {
			if back.Load() {
				return nil
			}
			return callError(writeMethod, codes.Unavailable, true, false)
		}, Config{CallTimeout: time.Minute, Breaker: true})
		defer func() { _ = conn.Close() }()
		for range failuresToProbe {
			_ = invoke(t.Context(), conn, writeMethod)
		}
		synctest.Wait()
		_ = invoke(t.Context(), conn, writeMethod)
		back.Store(true)
		time.Sleep(2 * probeInterval)
		synctest.Wait()
		called := []string{"A: RemoveSecondFactorFromLoginPolicy begins", "A: ends Unavailable"}
		expectTold(t, "the breaker", r, slices.Concat(called, called, called, []string{"A: breaker open true"}, called, []string{"A: breaker open false"}))
	})
}
