package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"zitadel-graphql/graph/problem"
)

// lastWords is the time in which a stream that has been ended has to take what is still to be said.
const lastWords = time.Second

// OpenStream begins the response to the request that ctx belongs to, whose headers are set, with status 200, and makes it one that goes
// on: each Write of the result is sent at once, and may take writeGrace, as may a reader that is slow to take it. Closing it ends the
// time of the stream; the response itself ends when its handler returns.
//
// The context that it returns has the values of ctx, and Config.StreamTimeout in place of Config.RequestTimeout. It ends with
// the stream's time, with a *problem.Problem as its cause; likewise when the server drains or stops, as Serve says; when the client goes;
// and with Close. Outside of a request of this package's server it is ctx itself.
func OpenStream(ctx context.Context, w http.ResponseWriter) (context.Context, io.WriteCloser) {
	info := infoOf(ctx)
	if info != nil && info.uncompressed != nil {
		w = info.uncompressed // compression would keep events back
	}
	w.WriteHeader(http.StatusOK)
	s := &stream{ctx: ctx, w: w, controller: http.NewResponseController(w), end: func() {}}
	if info != nil {
		s.ctx, s.end = info.extend(ctx)
	}
	// The request's deadline for writing would end a response over HTTP/2 when it passes, even though nothing is being written. The
	// one for reading net/http itself takes away when the body has been read.
	s.err = s.controller.SetWriteDeadline(time.Time{})
	s.stopHurrying = context.AfterFunc(s.ctx, s.hurry)
	return s.ctx, s
}

// stream is the response of OpenStream. One goroutine writes to it.
type stream struct {
	ctx          context.Context //nolint:containedctx // it is as long as the stream itself
	w            http.ResponseWriter
	controller   *http.ResponseController
	end          context.CancelFunc
	stopHurrying func() bool
	err          error // of the beginning: nothing can be written then

	mu      sync.Mutex // guards the deadline for writing, of which HTTP/2 has one only while something is written
	writing bool
}

var _ io.WriteCloser = (*stream)(nil)

// Write implements io.Writer.
func (s *stream) Write(part []byte) (int, error) {
	if err := errors.Join(s.err, s.begin()); err != nil {
		return 0, fmt.Errorf("prepare to send: %w", err)
	}
	n, err := s.w.Write(part)
	if err == nil {
		err = s.controller.Flush()
	}
	if err = errors.Join(err, s.done()); err != nil {
		return n, fmt.Errorf("send: %w", err)
	}
	return n, nil
}

// begin gives a write its time: less of it once ctx has ended.
func (s *stream) begin() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writing = true
	return s.setDeadline()
}

func (s *stream) setDeadline() error {
	if s.ctx.Err() != nil {
		return s.controller.SetWriteDeadline(time.Now().Add(lastWords))
	}
	return s.controller.SetWriteDeadline(time.Now().Add(writeGrace))
}

// done takes the deadline away until the next write.
func (s *stream) done() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writing = false
	return s.controller.SetWriteDeadline(time.Time{})
}

// hurry cuts the time of a write under way, so that a reader that is slow doesn't hold up a server that stops.
func (s *stream) hurry() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writing {
		_ = s.controller.SetWriteDeadline(time.Now().Add(lastWords)) // a connection that is gone needs no deadline
	}
}

// Close implements io.Closer. It leaves net/http a deadline for the end of the response. After it nothing uses the connection,
// which may be another request's by then.
func (s *stream) Close() error {
	s.stopHurrying()
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.setDeadline()
	s.end()
	return err
}

// extend returns a context that has the values of ctx, which is the request's, and the time of a stream in place of the request's; and
// the function that ends it.
func (i *requestInfo) extend(ctx context.Context) (context.Context, context.CancelFunc) {
	endless, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	timed, release := context.WithTimeoutCause(endless, i.streamTimeout, streamTimedOut())
	clientGone := context.AfterFunc(i.connection, func() { cancel(context.Cause(i.connection)) })
	serverStops := i.ending.afterStream(endless, func() { cancel(serverStopping("The server is stopping, so it has ended this stream.")) })
	return timed, func() {
		clientGone()
		serverStops()
		release()
		cancel(nil)
	}
}

func streamTimedOut() *problem.Problem {
	return &problem.Problem{Code: problem.CodeGatewayTimeout, Reason: problem.ReasonRequestTimeout, Retryable: true,
		Message: "The stream took longer than --stream-timeout allows."}
}

func serverStopping(message string) *problem.Problem {
	return &problem.Problem{Code: problem.CodeServiceUnavailable, Reason: problem.ReasonServerStopping, Retryable: true, Message: message}
}
