package endpoint

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/observe"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/graph/subscription"
)

// What is written between events. A line of completeEvent has empty data, without which a browser's EventSource drops the event;
// and no blank, which urql would try to read as JSON.
const (
	completeEvent    = "event: complete\ndata:\n\n"
	keepAliveComment = ":\n\n"
)

// nextEvent returns an event that has a response. The response is JSON as it is written here: it has no line breaks.
func nextEvent(response []byte) []byte {
	return slices.Concat([]byte("event: next\ndata: "), bytes.ReplaceAll(response, []byte("\n"), nil), []byte("\n\n"))
}

func setStreamHeaders(header http.Header) {
	header.Set("Content-Type", eventStream+"; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // nginx would keep events back until it has some kilobytes of them
}

// serveSubscription answers with the events of a subscription, for as long as it goes on and its stream may take. Once the stream
// has begun its status is 200, and every failure is an event.
func (h *Handler) serveSubscription(ctx context.Context, w http.ResponseWriter, accept acceptable, operation *graphql.OperationContext) {
	remove, err := h.streams.add(h.token(graphql.WithOperationContext(ctx, operation)), h.limits)
	if err != nil {
		setRetryAfter(w.Header())
		h.refuse(ctx, w, accept, err)
		return
	}
	defer remove()
	ctx, end := h.observers.Begin(ctx, operation)
	s := &stream{handler: h, ctx: withOperation(ctx, operation)}
	defer func() { end(s.failures) }()
	setStreamHeaders(w.Header())
	streamCtx, out := h.openStream(ctx, w)
	s.out = out
	results := make(chan *result)
	go h.resolve(streamCtx, operation, results)
	s.end(s.forward(streamCtx, results))
	_ = out.Close() // has the resolvers end; it has nothing left to write
	for range results {
	}
	h.annotate(ctx, slog.Int("events", s.events), slog.Any("codes", s.codes), slog.Any("reasons", s.reasons))
}

// result is one response of a subscription, encoded.
type result struct {
	body []byte
	errs gqlerror.List
}

// resolve runs a subscription and sends its responses, until there are no more or ctx ends. Then it closes results. A task of
// package subscription that is still under way sees for itself that ctx has ended.
func (h *Handler) resolve(ctx context.Context, operation *graphql.OperationContext, results chan<- *result) {
	defer close(results)
	operationCtx := withOperation(ctx, operation)
	send := func(response *graphql.Response) {
		select {
		case results <- h.encodeResult(operationCtx, response):
		case <-ctx.Done():
		}
	}
	defer func() {
		if cause := recover(); cause != nil {
			send(h.errorResponse(operationCtx, problem.Recovered(cause)))
		}
	}()
	var failure atomic.Pointer[gqlerror.Error]
	reporting := subscription.ReportFailures(ctx, func(fieldCtx context.Context, err error) {
		if ctx.Err() == nil { // else the client is told why that is
			failure.Store(h.present(fieldCtx, err))
		}
	})
	respond, inner := h.executor.begin(reporting, operation)
	for response := respond(inner); response != nil; response = respond(inner) {
		send(response)
	}
	if failed := failure.Load(); failed != nil {
		send(&graphql.Response{Errors: gqlerror.List{failed}})
	}
}

// encodeResult encodes a response at once: gqlgen's generated code uses the memory of its data for the next one.
func (h *Handler) encodeResult(ctx context.Context, response *graphql.Response) *result {
	encoded, err := h.encodings.of(response)
	if err != nil { // of an extension; an errorResponse has none but the presenter's
		return h.encodeResult(ctx, h.errorResponse(ctx, err))
	}
	return &result{encoded.whole(), response.Errors}
}

// stream writes the events of one subscription.
type stream struct {
	handler *Handler
	ctx     context.Context //nolint:containedctx // the operation's, of errors that belong to none of its fields
	out     io.Writer
	broken  error // is the failure to write after which nothing more is written
	events  int
	// codes and reasons are those of all events, each once.
	codes   []problem.Code
	reasons []problem.Reason
	// failures are the pairs of the two.
	failures []observe.Failure
}

// forward writes the results as they come, and comments where none come for a while. It returns nil after the last one, and else
// why it ended before: the cause of ctx's end, or the failure to write.
func (s *stream) forward(ctx context.Context, results <-chan *result) error {
	if err := s.write([]byte(keepAliveComment)); err != nil { // the client sees that the stream has begun
		return err
	}
	quiet := time.NewTimer(s.handler.limits.KeepAlive)
	defer quiet.Stop()
	for {
		var err error
		select {
		case next, ok := <-results:
			if !ok {
				return context.Cause(ctx)
			}
			err = s.next(next)
		case <-quiet.C:
			err = s.write([]byte(keepAliveComment))
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if err != nil {
			return err
		}
		quiet.Reset(s.handler.limits.KeepAlive)
	}
}

// next writes an event.
func (s *stream) next(next *result) error {
	codes, reasons := codesAndReasons(next.errs)
	s.codes, s.reasons = union(s.codes, codes), union(s.reasons, reasons)
	s.failures = union(s.failures, observe.Failures(next.errs))
	if err := s.write(nextEvent(next.body)); err != nil {
		return err
	}
	s.events++
	return nil
}

// write reports a client that doesn't take what it is sent. Nobody hears of that but the log.
func (s *stream) write(part []byte) error {
	if s.broken != nil {
		return s.broken
	}
	if _, err := s.out.Write(part); err != nil {
		s.broken = &problem.Problem{Code: problem.CodeCancelled, Reason: problem.ReasonClientCancelled,
			Message: "The client doesn't read the stream any more.", Cause: fmt.Errorf("write an event: %w", err)}
	}
	return s.broken
}

// end writes the last event, and before it why the stream ends if that isn't because all has been sent. A client that is gone
// doesn't get them.
func (s *stream) end(why error) {
	if why != nil && s.next(s.handler.encodeResult(s.ctx, s.handler.errorResponse(s.ctx, why))) != nil {
		return
	}
	_ = s.write([]byte(completeEvent)) // when the client is gone there is nobody left to tell
}

// union appends those values that aren't there yet.
func union[T comparable](all, more []T) []T {
	if all == nil {
		all = []T{}
	}
	for _, each := range more {
		if !slices.Contains(all, each) {
			all = append(all, each)
		}
	}
	return all
}
