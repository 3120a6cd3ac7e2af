// Package otlp knows OpenTelemetry's environment variables as far as they say what is sent to a collector: which of them ask for it,
// and which values can't be used. Nothing is sent, and nothing dialled, unless one asks.
//
// Spans are internal/telemetry/traces', and metrics internal/telemetry/metrics': each opens its own exporter, by what is said here.
// The checks are part of those of the settings (internal/config). What the SDK itself reports goes to the program's log (RouteErrors).
package otlp

import (
	"log/slog"

	"github.com/go-logr/logr"
	"go.opentelemetry.io/otel"
)

// Signal is a kind of telemetry, by its name in the variables.
type Signal string

// The signals.
const (
	Traces  Signal = "TRACES"
	Metrics Signal = "METRICS"
)

// RouteErrors has the SDK write to log what it would else write to standard error in a format of its own. The SDK has nothing but
// functions of the whole process for that. What it reports most, a collector that can't be reached, doesn't pass here.
func RouteErrors(log *slog.Logger) {
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("OpenTelemetry's SDK reports a problem", "error", err) }))
	otel.SetLogger(logr.FromSlogHandler(log.Handler()))
}
