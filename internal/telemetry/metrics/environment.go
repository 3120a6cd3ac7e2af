package metrics

import (
	"context"
	"fmt"
	"log/slog"

	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetricgrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/stdout/stdoutmetric"
	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// newPushingReader sends the metrics, and the producer's, to where the environment says, once a minute (OTEL_METRIC_EXPORT_INTERVAL).
func newPushingReader(ctx context.Context, getenv func(string) string, producer sdk.Producer, log *slog.Logger) (sdk.Reader, error) {
	to, err := newExporter(ctx, getenv)
	if err != nil {
		return nil, err
	}
	return sdk.NewPeriodicReader(&reportingExporter{Exporter: to, log: log}, sdk.WithProducer(producer)), nil
}

// newExporter chooses as OpenTelemetry's specification does. contrib/exporters/autoexport isn't used, since what it returns
// can't be kept from reporting every single failure.
func newExporter(ctx context.Context, getenv func(string) string) (sdk.Exporter, error) {
	switch named := getenv("OTEL_METRICS_EXPORTER"); named {
	case "", "otlp":
		return newOTLP(ctx, getenv)
	case "console":
		return stdoutmetric.New()
	default:
		return nil, fmt.Errorf("OTEL_METRICS_EXPORTER: %q is none of otlp, console, none", named)
	}
}

func newOTLP(ctx context.Context, getenv func(string) string) (sdk.Exporter, error) {
	variable := "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"
	if getenv(variable) == "" {
		variable = "OTEL_EXPORTER_OTLP_PROTOCOL"
	}
	switch protocol := getenv(variable); protocol {
	case "", "http/protobuf":
		return otlpmetrichttp.New(ctx)
	case "grpc":
		return otlpmetricgrpc.New(ctx)
	default:
		return nil, fmt.Errorf("%s: %q is none of grpc, http/protobuf", variable, protocol)
	}
}

// reportingExporter logs when metrics begin to be lost, and when they no longer are, instead of each failure.
type reportingExporter struct {
	sdk.Exporter

	log     *slog.Logger
	failing bool // the periodic reader exports one time after the other
}

// Export implements sdk.Exporter. It never fails: the SDK would report each failure to the whole process.
func (e *reportingExporter) Export(ctx context.Context, figures *metricdata.ResourceMetrics) error {
	err := e.Exporter.Export(ctx, figures)
	switch {
	case err != nil && !e.failing:
		e.log.Warn("metrics can't be exported until their collector is back; requests are served as before", "error", err)
	case err == nil && e.failing:
		e.log.Info("metrics are exported again")
	}
	e.failing = err != nil
	return nil
}
