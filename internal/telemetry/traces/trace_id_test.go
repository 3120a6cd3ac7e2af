package traces_test

import (
	"testing"

	"go.opentelemetry.io/otel/trace"

	"zitadel-graphql/internal/telemetry/traces"
)

// Ensures that the id by which a line of the audit trail leads to its trace is the trace's own, and that there is none outside of one.
func TestTraceID(t *testing.T) {
	t.Parallel()
	ctx := trace.ContextWithSpanContext(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{15: 7}, SpanID: trace.SpanID{1}}))
	if got := traces.TraceID(ctx); got != "00000000000000000000000000000007" {
		t.Errorf("got %q", got)
	}
	if got := traces.TraceID(t.Context()); got != "" {
		t.Errorf("outside of a trace: got %q", got)
	}
}
