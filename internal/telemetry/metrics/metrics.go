// Package metrics counts and times what the program does. It serves the metrics to Prometheus, and exports them as OpenTelemetry's
// environment variables say. If neither is asked for, it counts nothing, and opens neither a socket nor a connection.
//
// It owns every metric's name, labels and help text (instruments.go and sources.go; docs/telemetry.md lists them for operators), the
// values that a label may have, and the server of /metrics. Clients can't make up values of labels: operations that the operator hasn't
// named are counted as "other", and so are methods that this program doesn't call. So the number of series is bounded.
//
// It depends on OpenTelemetry's SDK, on internal/telemetry/otlp, which reads the variables, and on the packages whose Observer it
// implements: internal/web, graph/observe and internal/backend.
// What other packages count themselves is read when the metrics are collected (Sources). Spans are internal/telemetry/traces'.
package metrics

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/otlptranslator"
	prometheusbridge "go.opentelemetry.io/contrib/bridges/prometheus"
	"go.opentelemetry.io/otel/attribute"
	exporter "go.opentelemetry.io/otel/exporters/prometheus"
	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"

	"zitadel-graphql/graph/observe"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/build"
	"zitadel-graphql/internal/telemetry/otlp"
	"zitadel-graphql/internal/web"
)

const (
	// flushTimeout bounds how long the program's end waits for a collector.
	flushTimeout = 5 * time.Second
	// mostSeries is how many series one metric of OpenTelemetry's may have. The labels' values are bounded by themselves; this is for an
	// operator who has thousands of trusted documents.
	mostSeries = 20000
)

// Metrics counts what it is told as an observer of requests, operations and calls. It is safe for concurrent use.
type Metrics struct {
	provider    *sdk.MeterProvider
	registry    *prometheus.Registry
	instruments *instruments
	sources     atomic.Pointer[Sources]
	events      *LogEvents
	log         *slog.Logger

	// operations are the names that the settings have, and methods those of ZITADEL that this program knows.
	operations, methods map[string]bool
	// isTrusted is nil, or reports whether a trusted document has an operation of this name.
	isTrusted atomic.Pointer[func(name string) bool]

	requestsInFlight, callsInFlight atomic.Int64
	circuitOpen                     atomic.Bool
	circuitOpenings                 atomic.Int64
}

var (
	_ web.Observer     = (*Metrics)(nil)
	_ observe.Observer = (*Metrics)(nil)
	_ backend.Observer = (*Metrics)(nil)
)

// Open returns the metrics that the settings or the environment ask for, or nil where neither does. events are the lines of the log
// that are to be counted. What goes wrong later is logged. The caller closes the metrics.
func Open(ctx context.Context, config Config, events *LogEvents, log *slog.Logger) (*Metrics, error) {
	isPushed := otlp.Metrics.Asked(os.Getenv)
	if !isPushed && config.Listen == "" {
		return nil, nil //nolint:nilnil // no metrics are no failure
	}
	if err := otlp.Validate(os.Getenv, config.Listen != "", otlp.Metrics); err != nil {
		return nil, fmt.Errorf("open metrics: %w", err)
	}
	otlp.RouteErrors(log)
	direct := prometheus.NewRegistry()
	if err := errors.Join(
		direct.Register(collectors.NewGoCollector()),
		direct.Register(collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})),
	); err != nil {
		return nil, fmt.Errorf("open metrics: %w", err)
	}
	var readers []sdk.Reader
	if isPushed {
		reader, err := newPushingReader(ctx, os.Getenv, prometheusbridge.NewMetricProducer(prometheusbridge.WithGatherer(direct)), log)
		if err != nil {
			return nil, fmt.Errorf("open metrics: %w", err)
		}
		readers = append(readers, reader)
	}
	m, err := newMetrics(ctx, direct, otlp.Traces.Asked(os.Getenv), config.Operations, events, log, readers...)
	if err != nil {
		return nil, fmt.Errorf("open metrics: %w", err)
	}
	return m, nil
}

// newMetrics makes all metrics but Go's. Those that OpenTelemetry doesn't measure go to direct, which is served too.
func newMetrics(ctx context.Context, direct *prometheus.Registry, isTraced bool, operations []string, events *LogEvents, log *slog.Logger, readers ...sdk.Reader) (*Metrics, error) {
	m := &Metrics{registry: prometheus.NewRegistry(), operations: map[string]bool{}, methods: backendMethods(), events: events, log: log}
	m.sources.Store(&Sources{})
	for _, name := range operations {
		m.operations[name] = true
	}
	pulled, err := exporter.New(exporter.WithRegisterer(m.registry), exporter.WithoutScopeInfo(), exporter.WithoutTargetInfo(),
		exporter.WithTranslationStrategy(otlptranslator.UnderscoreEscapingWithoutSuffixes))
	if err != nil {
		return nil, err
	}
	about, err := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithAttributes(
		attribute.String("service.name", "zitadel-graphql"), attribute.String("service.version", build.Read().Version)),
		resource.WithFromEnv()) // last, since it has the last word
	if err != nil {
		return nil, fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	options := []sdk.Option{sdk.WithReader(pulled), sdk.WithResource(about), sdk.WithCardinalityLimit(mostSeries)}
	for _, reader := range readers {
		options = append(options, sdk.WithReader(reader))
	}
	m.provider = sdk.NewMeterProvider(options...)
	to := target{meter: m.provider.Meter("zitadel-graphql"), registry: direct, isPushed: len(readers) > 0, isTraced: isTraced}
	return m, errors.Join(m.register(to), m.registry.Register(direct))
}

// Read makes the metrics read these sources from now on, in place of previous ones.
func (m *Metrics) Read(sources Sources) { m.sources.Store(&sources) }

// TellApart makes the metrics count an operation under its own name if isTrusted reports true for the name, or the settings have it; all
// others are counted as "other". It replaces the function of a previous call. isTrusted is called for each request, concurrently, and
// may be nil for none.
func (m *Metrics) TellApart(isTrusted func(name string) bool) {
	if isTrusted == nil {
		m.isTrusted.Store(nil)
		return
	}
	m.isTrusted.Store(&isTrusted)
}

// Close sends the last figures to the collector, if there is one. It waits five seconds for that at most, and logs when they are
// lost: that the collector is gone is no failure of this program.
func (m *Metrics) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), flushTimeout)
	defer cancel()
	if err := m.provider.Shutdown(ctx); err != nil {
		m.log.Warn("the last metrics are lost: the collector didn't take them in time", "error", err)
	}
	return nil
}
