// Package traces makes spans of requests, operations and calls of the backend, and exports them as OpenTelemetry's environment variables
// say. Unless one of these asks for traces, it makes no spans, opens no connection and starts no goroutine.
//
// It owns the names of spans and attributes (conventions.go), the decision whose trace id is believed, and which headers of a trace are
// passed on to the backend. If the collector can't be reached, no request waits, and the log has one line.
//
// A span has names, codes and reasons. The name of the operation is the only text in it that a caller can choose: there are no variables,
// documents, headers, paths, addresses or texts of errors, any of which may name people or hold a secret.
//
// It depends on OpenTelemetry's SDK, on internal/telemetry/otlp, which reads the variables, and on the packages whose Observer it
// implements: internal/web, graph/observe and internal/backend.
// Metrics are internal/telemetry/metrics'.
package traces

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strconv"
	"time"

	"go.opentelemetry.io/contrib/exporters/autoexport"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"zitadel-graphql/graph/observe"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/telemetry/otlp"
	"zitadel-graphql/internal/web"
)

// flushTimeout bounds how long the program's end waits for a collector.
const flushTimeout = 5 * time.Second

// Tracer makes the spans, as an observer of requests, operations and calls. It is safe for concurrent use.
type Tracer struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
	// backend has the attributes of each call that tell where it goes.
	backend []attribute.KeyValue
	log     *slog.Logger
}

var (
	_ web.Observer     = (*Tracer)(nil)
	_ observe.Observer = (*Tracer)(nil)
	_ backend.Observer = (*Tracer)(nil)
)

// Service describes this program in the spans.
type Service struct {
	Version string
	// Backend is the URL of the ZITADEL that is called. It may be empty.
	Backend string
}

// Open returns the tracer that the environment asks for, or nil where it asks for none. The error names every variable that has a
// value which can't be used. What goes wrong later is logged. The caller closes the tracer.
func Open(ctx context.Context, service Service, log *slog.Logger) (*Tracer, error) {
	if !otlp.Traces.Asked(os.Getenv) {
		return nil, nil //nolint:nilnil // no tracer is no failure
	}
	if err := otlp.Validate(os.Getenv, false, otlp.Traces); err != nil {
		return nil, fmt.Errorf("open traces: %w", err)
	}
	otlp.RouteErrors(log)
	exporter, err := autoexport.NewSpanExporter(ctx)
	if err != nil {
		return nil, fmt.Errorf("open traces: %w", err)
	}
	about, err := resource.New(ctx, resource.WithTelemetrySDK(),
		resource.WithAttributes(serviceName.String("zitadel-graphql"), serviceVersion.String(service.Version)),
		resource.WithFromEnv()) // last, since it has the last word
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open traces: OTEL_RESOURCE_ATTRIBUTES: %w", err), exporter.Shutdown(ctx))
	}
	return newTracer(sdk.NewBatchSpanProcessor(&reportingExporter{SpanExporter: exporter, log: log}), about, service, log), nil
}

func newTracer(processor sdk.SpanProcessor, about *resource.Resource, service Service, log *slog.Logger) *Tracer {
	provider := sdk.NewTracerProvider(sdk.WithSpanProcessor(processor), sdk.WithResource(about))
	return &Tracer{provider: provider, tracer: provider.Tracer("zitadel-graphql"), backend: addressOf(service.Backend), log: log}
}

// addressOf returns where a URL leads, and nothing else of it.
func addressOf(backend string) []attribute.KeyValue {
	attributes := []attribute.KeyValue{rpcSystem.String(grpcSystem)}
	u, err := url.Parse(backend)
	if err != nil || u.Host == "" {
		return attributes
	}
	attributes = append(attributes, serverAddress.String(u.Hostname()))
	if port, err := strconv.Atoi(u.Port()); err == nil {
		attributes = append(attributes, serverPort.Int(port))
	}
	return attributes
}

// Close sends the spans that have ended and aren't sent yet. It waits five seconds for that at most, and logs when they are lost:
// that the collector is gone is no failure of this program.
func (t *Tracer) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), flushTimeout)
	defer cancel()
	if err := t.provider.Shutdown(ctx); err != nil {
		t.log.Warn("the last spans are lost: the collector didn't take them in time", "error", err)
	}
	return nil
}

// reportingExporter logs when spans begin to be lost, and when they no longer are, instead of each failure.
type reportingExporter struct {
	sdk.SpanExporter

	log     *slog.Logger
	failing bool // the batch processor exports one batch after the other
}

// ExportSpans implements sdk.SpanExporter. It never fails: the SDK would report each failure to the whole process.
func (e *reportingExporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	err := e.SpanExporter.ExportSpans(ctx, spans)
	switch {
	case err != nil && !e.failing:
		e.log.Warn("spans can't be exported, and are lost until they can; requests are served as before", "error", err)
	case err == nil && e.failing:
		e.log.Info("spans are exported again")
	}
	e.failing = err != nil
	return nil
}
