package traces

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

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
func (t *Tracer) CallBegins(ctx context.Context, method string) context.Context {
	if headers, ok := ctx.Value(notRecordedKey{}).([]string); ok {
		return metadata.AppendToOutgoingContext(ctx, headers...)
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
	return metadata.AppendToOutgoingContext(ctx, headersOf(ctx)...)
}

// notRecordedKey is for the headers that go along with each call of a request that isn't recorded. No sampler that can be asked for
// decides otherwise for a span below it, and so none is made: they would cost more than all else that follows the request.
type notRecordedKey struct{}

// headersOf returns the headers that lead to the span of ctx, each name before its value.
func headersOf(ctx context.Context) []string {
	var headers sentHeaders
	propagation.TraceContext{}.Inject(ctx, &headers)
	return headers
}

// sentHeaders takes headers, each name before its value.
type sentHeaders []string

var _ propagation.TextMapCarrier = (*sentHeaders)(nil)

// Set implements propagation.TextMapCarrier.
func (h *sentHeaders) Set(name, value string) { *h = append(*h, name, value) }

// Get implements propagation.TextMapCarrier.
func (*sentHeaders) Get(string) string { return "" }

// Keys implements propagation.TextMapCarrier.
func (*sentHeaders) Keys() []string { return nil }

// CallEnds implements backend.Observer.
func (t *Tracer) CallEnds(ctx context.Context, _ string, _ time.Duration, err error) {
	made, ok := ctx.Value(callKey{}).(*call)
	if !ok {
		return
	}
	defer made.span.End()
	if !made.span.IsRecording() {
		return
	}
	outcome := statusName(err)
	made.span.SetAttributes(rpcStatus.String(outcome), callAttempts.Int64(made.attempts.Load()))
	if err == nil {
		return
	}
	made.span.SetAttributes(errorType.String(outcome))
	if refused, ok := errors.AsType[*wire.CallError](err); ok && refused.LocalRefusal != "" {
		made.span.SetAttributes(localRefusal.String(string(refused.LocalRefusal)))
	}
	made.span.SetStatus(codes.Error, "")
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
