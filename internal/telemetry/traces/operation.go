package traces

import (
	"context"
	"net/http"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"zitadel-graphql/graph/observe"
	"zitadel-graphql/graph/problem"
)

// maxNameBytes is how much of an operation's name a span has. A document may have a name of any length.
const maxNameBytes = 128

// OperationBegins implements observe.Observer. The span's name is the operation's type: its own name is the caller's, and spans
// are grouped by theirs.
func (t *Tracer) OperationBegins(ctx context.Context, operation observe.Operation) context.Context {
	if ctx.Value(notRecordedKey{}) != nil {
		return ctx
	}
	ctx, span := t.tracer.Start(ctx, operation.Type)
	if span.IsRecording() {
		span.SetAttributes(operationType.String(operation.Type))
		if operation.Name != "" {
			span.SetAttributes(operationName.String(operation.Name[:min(len(operation.Name), maxNameBytes)]))
		}
	}
	return ctx
}

// OperationEnds implements observe.Observer.
func (t *Tracer) OperationEnds(ctx context.Context, failures []observe.Failure) {
	span := trace.SpanFromContext(ctx) // that of the request, and not recorded, where OperationBegins made none
	span.SetAttributes(failed(failures)...)
	if serious := firstOwn(failures); serious != "" {
		span.SetAttributes(errorType.String(string(serious)))
		span.SetStatus(codes.Error, "")
	}
	span.End()
}

// firstOwn returns the first code that is this side's failure, or the backend's, rather than a refusal.
func firstOwn(failures []observe.Failure) problem.Code {
	for _, failure := range failures {
		if problem.HTTPStatus(failure.Code) >= http.StatusInternalServerError {
			return failure.Code
		}
	}
	return ""
}

// failed returns the failures' codes and reasons.
func failed(failures []observe.Failure) []attribute.KeyValue {
	var found []problem.Code
	var reasons []problem.Reason
	for _, failure := range failures {
		found = append(found, failure.Code)
		if failure.Reason != "" {
			reasons = append(reasons, failure.Reason)
		}
	}
	return appendNames(appendNames(nil, errorCodes, found), errorReasons, reasons)
}

// RootFieldEnds implements observe.Observer: it is an event of the operation's span. When the field began is the event's time less
// the duration.
func (t *Tracer) RootFieldEnds(ctx context.Context, field observe.Field) {
	span := trace.SpanFromContext(ctx)
	if !span.IsRecording() {
		return
	}
	attributes := append(failed(field.Failures), fieldType.String(field.Type), fieldName.String(field.Name),
		fieldDuration.Float64(float64(field.Duration)/float64(time.Millisecond)))
	span.AddEvent(fieldEnds, trace.WithAttributes(attributes...))
}
