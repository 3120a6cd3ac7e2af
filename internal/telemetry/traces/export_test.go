package traces

import (
	"log/slog"

	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// New returns a tracer that exports each span as it ends.
func New(to sdk.SpanExporter, backend string) *Tracer {
	return newTracer(sdk.NewSimpleSpanProcessor(to), resource.Empty(), Service{Backend: backend}, slog.New(slog.DiscardHandler))
}

// NewBatching returns a tracer that exports as the program's does.
func NewBatching(to sdk.SpanExporter, log *slog.Logger) *Tracer {
	return newTracer(sdk.NewBatchSpanProcessor(&reportingExporter{SpanExporter: to, log: log}), resource.Empty(), Service{}, log)
}
