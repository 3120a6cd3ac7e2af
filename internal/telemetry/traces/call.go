package traces

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/wire"
)

// call is one of the backend, as it travels in its context.
type call struct {
	span     trace.Span
	attempts atomic.Int64
}

type callKey struct{}

// CallBegins implements backend.Observer. traceparent and tracestate go along with the call, and no baggage: that is a caller's
// own text, for whoever comes after.
func (t *Tracer) CallBegins(ctx context.Context, method string) (context.Context, func(error)) {
	if headers, ok := ctx.Value(notRecordedKey{}).([]string); ok {
		return metadata.AppendToOutgoingContext(ctx, headers...), func(error) {}
	}
	name := strings.TrimPrefix(method, "/")
	ctx, span := t.tracer.Start(ctx, name, trace.WithSpanKind(trace.SpanKindClient))
	if span.IsRecording() {
		span.SetAttributes(t.backend...)
		span.SetAttributes(rpcMethod.String(name))
	}
	made := &call{span: span}
	made.attempts.Store(1)
	ctx = context.WithValue(ctx, callKey{}, made)
	return metadata.AppendToOutgoingContext(ctx, headersOf(ctx)...), made.end
}

// notRecordedKey is for the headers that go along with each call of a request that isn't recorded. No sampler that can be asked for
// decides otherwise for a span below it, and so none is made: they would cost more than all else that follows the request.
type notRecordedKey struct{}

// headersOf returns the headers that lead to the span of ctx, each name before its value.
func headersOf(ctx context.Context) []string {
	headers := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, headers)
	var pairs []string
	for name, value := range headers {
		pairs = append(pairs, name, value)
	}
	return pairs
}

func (c *call) end(err error) {
	defer c.span.End()
	if !c.span.IsRecording() {
		return
	}
	outcome := statusName(err)
	c.span.SetAttributes(rpcStatus.String(outcome), callAttempts.Int64(c.attempts.Load()))
	if err == nil {
		return
	}
	c.span.SetAttributes(errorType.String(outcome))
	if refused, ok := errors.AsType[*wire.CallError](err); ok && refused.LocalRefusal != "" {
		c.span.SetAttributes(localRefusal.String(string(refused.LocalRefusal)))
	}
	c.span.SetStatus(codes.Error, "")
}

// statusName is the status of a call as gRPC's specification writes it, such as NOT_FOUND.
func statusName(err error) string {
	if failed, ok := errors.AsType[*wire.CallError](err); ok {
		return code.Code(failed.Status.Code()).String() //nolint:gosec // gRPC's codes are 0 to 16
	}
	return code.Code(status.Code(err)).String() //nolint:gosec // as above
}

// CallRepeats implements backend.Observer.
func (t *Tracer) CallRepeats(ctx context.Context, _ string, failed error) {
	made, ok := ctx.Value(callKey{}).(*call)
	if !ok {
		return
	}
	made.attempts.Add(1)
	if made.span.IsRecording() {
		made.span.AddEvent(callRepeats, trace.WithAttributes(rpcStatus.String(statusName(failed))))
	}
}

// BreakerChanges implements backend.Observer. It belongs to no trace.
func (t *Tracer) BreakerChanges(bool) {}
