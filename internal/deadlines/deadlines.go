// Package deadlines ends the calls of one request in time, by one timer where they begin at about the same time.
//
// A timer for each call costs seven allocations, and most of a request's calls begin so close together that one timer does for all.
// graph/calls puts the timer (Shared) into a request's context, and internal/backend, which knows how much time a call has, asks for
// each call's own context (With). Neither imports the other; both import this package, which depends on nothing of this project.
package deadlines

import (
	"context"
	"sync"
	"time"
)

// Key is the key of a request's *Shared in its context.
type Key struct{}

// Shared is the timer of one request. It is made by For, and is safe for concurrent use.
type Shared struct {
	request context.Context

	mu    sync.Mutex
	timed context.Context // ends when the first call has to; nil before that call
	// stop is never called, since timed ends with the request. It is kept because go vet wants no such function thrown away.
	stop context.CancelFunc
}

// For returns a timer for the calls of a request whose context this is. The timer ends with the request, which somebody therefore has to
// cancel.
func For(request context.Context) Shared { return Shared{request: request} }

// With returns a context for one call, that ends at this time, or earlier by at most slack. Its values are those of ctx. Whoever calls
// it has to call release when the call is over. The call has a timer of its own where ctx belongs to no request, or can end before
// its request does.
func With(ctx context.Context, at time.Time, slack time.Duration) (_ context.Context, release context.CancelFunc) {
	shared, ok := ctx.Value(Key{}).(*Shared)
	if ok && ctx.Done() != nil && ctx.Done() == shared.request.Done() { // ctx ends with the request, and not before
		if timed := shared.until(at, slack); timed != nil {
			return call{ctx, timed}, func() {}
		}
	}
	return context.WithDeadline(ctx, at)
}

// until returns a context of the request that ends at this time, or earlier by at most slack: the one of the first call, or nil.
func (s *Shared) until(at time.Time, slack time.Duration) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.timed == nil {
		s.timed, s.stop = context.WithDeadline(s.request, at) //nolint:gosec // the request ends it, too
	}
	if ends, _ := s.timed.Deadline(); ends.After(at) || at.Sub(ends) > slack {
		return nil
	}
	return s.timed
}

// call is a context with the values of one and the end of another.
type call struct {
	context.Context

	timed context.Context
}

// Deadline implements context.Context.
func (c call) Deadline() (time.Time, bool) { return c.timed.Deadline() }

// Done implements context.Context.
func (c call) Done() <-chan struct{} { return c.timed.Done() }

// Err implements context.Context.
func (c call) Err() error { return c.timed.Err() }

// Value implements context.Context. Who derives a context from this one, as gRPC does for each call, has package context look for the
// context that ends it, by a key of its own, an *int. Where it doesn't find timed by that, it begins a goroutine that waits for the
// end, which costs more than the timer that is saved.
func (c call) Value(key any) any {
	if _, isPerhapsItsKey := key.(*int); isPerhapsItsKey {
		if found, ok := c.timed.Value(key).(context.Context); ok {
			return found
		}
	}
	return c.Context.Value(key)
}
