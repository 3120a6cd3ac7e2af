package traces

import (
	"context"

	"go.opentelemetry.io/otel/trace"
)

// TraceID returns the id of the trace that ctx belongs to, or "" where it belongs to none.
func TraceID(ctx context.Context) string {
	span := trace.SpanContextFromContext(ctx)
	if !span.HasTraceID() {
		return ""
	}
	return span.TraceID().String()
}
