package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// ErrTerminated makes Serve drain before it stops, if it is the cause with which Serve's context ends.
var ErrTerminated = errors.New("the program was told to end")

// maxLoggedIDs is how many ids of requests that were cut off are logged at most.
const maxLoggedIDs = 20

// CutError is Serve's error if it had to cut off requests when the time to stop was up. Their clients never learn whether they have
// written something.
type CutError struct {
	// Requests is how many were cut off; 0 if only connections were left.
	Requests int
	// After is how long the server had waited for them.
	After time.Duration

	err error
}

var _ error = (*CutError)(nil)

// Error implements error.
func (e *CutError) Error() string {
	return fmt.Sprintf("stop: %d requests were still under way after %s, and were cut: %v", e.Requests, e.After, e.err)
}

// Unwrap returns what ended the wait: context.DeadlineExceeded.
func (e *CutError) Unwrap() error { return e.err }

// Serve answers on l, with TLS where server has a TLSConfig, until ctx ends. It closes l, and changes server.
//
// Where ctx ends with ErrTerminated, Serve first drains for drainDelay. Load balancers need that time to notice that this server
// goes: /readyz answers 503, and all requests are served on, those of new connections too, but each answer asks its client to
// connect anew (Connection: close, or over HTTP/2 GOAWAY), which a load balancer leads to another server. Streams (OpenStream) end
// at random moments of the delay's second half, when new connections already lead elsewhere, so that their clients don't all come
// back at once.
//
// Then it takes no new connections, ends the streams that are left, which write nothing and could take much longer, and lets the
// requests under way end, for up to server.WriteTimeout, which any request has for its answer: one that is cut may have written
// something, and its client would never hear of it. Where some don't end in that time the error is a *CutError, and the log has
// their ids. Else stillAnswered is how many requests ended in that time.
func Serve(ctx context.Context, server *http.Server, l net.Listener, drainDelay time.Duration, log *slog.Logger) (stillAnswered int, err error) {
	ending := newEnding(drainDelay)
	server.BaseContext = func(net.Listener) context.Context { return ending.into(context.WithoutCancel(ctx)) }
	server.Handler = ending.closeConnections(server.Handler)
	failed := make(chan error, 1)
	go func() {
		if server.TLSConfig != nil {
			failed <- server.ServeTLS(l, "", "")
			return
		}
		failed <- server.Serve(l)
	}()
	select {
	case err := <-failed:
		return 0, fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	if errors.Is(context.Cause(ctx), ErrTerminated) && drainDelay > 0 {
		ending.drain()
		log.Info("draining: requests are served on, and /readyz answers 503, so that load balancers send no more", "for", drainDelay.String())
		select {
		case err := <-failed:
			return 0, fmt.Errorf("serve: %w", err)
		case <-time.After(drainDelay):
		}
	}
	return stop(context.WithoutCancel(ctx), server, ending, log)
}

// stop takes no new connections and waits for the requests under way, whose number it returns if all end in time.
func stop(ctx context.Context, server *http.Server, ending *ending, log *slog.Logger) (stillAnswered int, err error) {
	ending.stop()
	stillAnswered = len(ending.underWay())
	log.Info("stopping: no new requests; those under way may end", "within", server.WriteTimeout.String())
	inTime, cancel := context.WithTimeout(ctx, server.WriteTimeout)
	defer cancel()
	err = server.Shutdown(inTime)
	if err == nil {
		err = ending.wait(inTime) // net/http doesn't wait for the handler of a stream of HTTP/2 that was reset
	}
	if err == nil {
		return stillAnswered, nil
	}
	cut := ending.underWay()
	err = errors.Join(err, server.Close())
	inTime, cancel = context.WithTimeout(ctx, lastWords)
	defer cancel()
	_ = ending.wait(inTime) // until each has its line in the access log; what doesn't end in that time goes without
	log.Error("requests were cut off: their clients don't know whether their writes happened",
		"requests", len(cut), "requestIds", cut[:min(len(cut), maxLoggedIDs)])
	return 0, &CutError{Requests: len(cut), After: server.WriteTimeout, err: err}
}
