package web

import (
	"context"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"
)

// ending is how far a server is on its way to its end, and which requests it has under way. Each request finds it in its context:
// the handlers, of which there may be new ones while the server runs, need no other tie to it. It may be used concurrently. A nil
// one is that of a request outside of Serve, which goes on.
type ending struct {
	delay    time.Duration // of draining
	draining context.Context
	stopping context.Context // draining, too, has ended then
	drain    context.CancelFunc
	stop     context.CancelFunc

	mu       sync.Mutex
	deadline time.Time // when draining has to be over; zero before it begins
	requests map[*requestInfo]struct{}
	idle     chan struct{} // closed when the last request ends; nil where nobody waits for that
}

type endingKey struct{}

func newEnding(delay time.Duration) *ending {
	e := &ending{delay: delay, requests: map[*requestInfo]struct{}{}}
	var stopDraining, stopServing context.CancelFunc
	e.draining, stopDraining = context.WithCancel(context.Background())
	e.stopping, stopServing = context.WithCancel(context.Background())
	e.drain = func() {
		e.mu.Lock()
		e.deadline = time.Now().Add(delay)
		e.mu.Unlock()
		stopDraining()
	}
	e.stop = func() {
		stopServing()
		stopDraining()
	}
	return e
}

// into returns a context in which endingOf finds e.
func (e *ending) into(ctx context.Context) context.Context {
	return context.WithValue(ctx, endingKey{}, e)
}

// endingOf returns nil outside of Serve.
func endingOf(ctx context.Context) *ending {
	e, _ := ctx.Value(endingKey{}).(*ending)
	return e
}

// isNear reports whether the server drains or stops.
func (e *ending) isNear() bool { return e != nil && e.draining.Err() != nil }

// closeConnections has each client connect anew once the server drains. net/http makes of the header a GOAWAY on HTTP/2.
func (e *ending) closeConnections(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if e.isNear() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// afterStream calls end when a stream has to end because the server does, unless ctx, the stream's own, has ended by then.
func (e *ending) afterStream(ctx context.Context, end func()) (release func() bool) {
	if e == nil {
		return func() bool { return true }
	}
	return context.AfterFunc(e.draining, func() { //nolint:contextcheck // ctx is looked at, too
		select {
		case <-time.After(e.streamDelay()):
			end()
		case <-e.stopping.Done():
			end()
		case <-ctx.Done():
		}
	})
}

// streamDelay is how long a stream goes on from now, while the server drains: until a random moment of what is left of the second
// half of the delay.
func (e *ending) streamDelay() time.Duration {
	e.mu.Lock()
	left := time.Until(e.deadline)
	e.mu.Unlock()
	if left <= 0 {
		return 0
	}
	firstHalf := max(left-e.delay/2, 0)
	return firstHalf + rand.N(left-firstHalf) //nolint:gosec // it need not be secret
}

// track has a request count as under way until untrack is called.
func (e *ending) track(info *requestInfo) {
	if e == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.requests[info] = struct{}{}
}

func (e *ending) untrack(info *requestInfo) {
	if e == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.requests, info)
	if len(e.requests) == 0 && e.idle != nil {
		close(e.idle)
		e.idle = nil
	}
}

// underWay returns the ids of the requests that are under way, in their order.
func (e *ending) underWay() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var ids []string
	for info := range maps.Keys(e.requests) {
		ids = append(ids, info.id[0])
	}
	slices.Sort(ids)
	return ids
}

// wait returns nil when no request is under way any more, or why ctx has ended before.
func (e *ending) wait(ctx context.Context) error {
	idle := make(chan struct{})
	e.mu.Lock()
	if len(e.requests) == 0 {
		close(idle)
	} else {
		e.idle = idle
	}
	e.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
