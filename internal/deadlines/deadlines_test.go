package deadlines_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"zitadel-graphql/internal/deadlines"
)

const (
	limit = 10 * time.Second
	slack = limit / 100
)

type valueKey struct{}

// request returns the context of a request whose calls share a timer.
func request(t *testing.T) (ctx context.Context, cancel context.CancelFunc) {
	t.Helper()
	ctx, cancel = context.WithCancel(t.Context())
	t.Cleanup(cancel)
	shared := deadlines.For(ctx)
	return context.WithValue(ctx, deadlines.Key{}, &shared), cancel
}

// begin returns the context of a call that begins now, and one that gRPC would derive from it.
func begin(t *testing.T, ctx context.Context) (call, derived context.Context) { //nolint:revive // t comes first
	t.Helper()
	call, release := deadlines.With(ctx, time.Now().Add(limit), slack)
	t.Cleanup(release)
	derived, cancel := context.WithCancel(call)
	t.Cleanup(cancel)
	return call, derived
}

// Ensures that calls which begin together end together and in time, each with its own values, and that a later one has all of its time.
func TestCallsOfARequestShareATimer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, _ := request(t)
		began := time.Now()
		first, derived := begin(t, context.WithValue(ctx, valueKey{}, "first"))
		time.Sleep(slack)
		second, _ := begin(t, context.WithValue(ctx, valueKey{}, "second"))
		time.Sleep(time.Nanosecond)
		later, derivedLater := begin(t, ctx)
		if first.Done() != second.Done() || first.Done() == later.Done() {
			t.Error("the first two calls have two timers, or the third one has theirs")
		}
		if first.Value(valueKey{}) != "first" || second.Value(valueKey{}) != "second" || later.Value(valueKey{}) != nil {
			t.Error("a call has the values of another")
		}
		<-derived.Done()
		if took := time.Since(began); took != limit || !errors.Is(derived.Err(), context.DeadlineExceeded) {
			t.Errorf("the first call ends after %v: %v", took, derived.Err())
		}
		<-derivedLater.Done()
		if took := time.Since(began); took != limit+slack+1 {
			t.Errorf("the last call ends after %v", took)
		}
	})
}

// Prevents that a call which has less time than the first one of its request ends as late as that.
func TestACallWithLessTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, _ := request(t)
		began := time.Now()
		begin(t, ctx)
		shorter, release := deadlines.With(ctx, began.Add(limit-1), slack)
		defer release()
		<-shorter.Done()
		if took := time.Since(began); took != limit-1 {
			t.Errorf("it ends after %v", took)
		}
	})
}

// Ensures that a call ends with its request, and with a context of its own that ends earlier.
func TestACallEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancelRequest := request(t)
		_, ofRequest := begin(t, ctx)
		own, cancelOwn := context.WithCancel(ctx)
		_, ofOwn := begin(t, own)
		cancelOwn()
		synctest.Wait()
		if ofRequest.Err() != nil || !errors.Is(ofOwn.Err(), context.Canceled) {
			t.Errorf("the calls ended with %v and %v", ofRequest.Err(), ofOwn.Err())
		}
		cancelRequest()
		synctest.Wait()
		if !errors.Is(ofRequest.Err(), context.Canceled) {
			t.Errorf("a call of the request is over with %v", ofRequest.Err())
		}
	})
}

// Ensures that a call which belongs to no request ends in time, too.
func TestACallOutsideARequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		_, derived := begin(t, t.Context())
		<-derived.Done()
		if time.Since(began) != limit {
			t.Errorf("it ends after %v", time.Since(began))
		}
	})
}

// Prevents that a call loses a value because its key is of the type by which package context finds contexts.
func TestAValueOfACall(t *testing.T) {
	ctx, _ := request(t)
	key := new(int)
	call, _ := begin(t, context.WithValue(ctx, key, "the value"))
	if got := call.Value(key); got != "the value" {
		t.Errorf("got %v", got)
	}
}

// Prevents that deriving a context from a call's begins a goroutine, which would cost more than the timer that is saved.
func TestDerivingAContext(t *testing.T) {
	ctx, _ := request(t)
	call, _ := begin(t, ctx)
	most := testing.AllocsPerRun(100, func() {
		_, cancel := context.WithCancel(ctx)
		cancel()
	})
	if got := testing.AllocsPerRun(100, func() {
		_, cancel := context.WithCancel(call)
		cancel()
	}); got > most {
		t.Errorf("%v allocations, and %v from a context of package context", got, most)
	}
}
