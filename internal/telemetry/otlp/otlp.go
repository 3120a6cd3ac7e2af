// Package otlp knows OpenTelemetry's environment variables as far as they say what is sent to a collector: which of them ask for it,
// and which values can't be used. Nothing is sent, and nothing dialled, unless one asks.
//
// Spans are internal/telemetry/traces', and metrics internal/telemetry/metrics': each opens its own exporter, by what is said here.
// The checks are part of those of the settings (internal/config). What the SDK itself reports goes to the program's log (RouteErrors).
package otlp

import (
	"context"
	"errors"
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

// RouteErrors makes the SDK log to log, instead of writing to standard error in a format of its own. The SDK can do that for the whole
// process only. An export that the program's end has cancelled isn't logged, since a last one follows it. Failures of exports don't get
// here: the exporters log when a collector is gone, and when it is back.
func RouteErrors(log *slog.Logger) {
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		if !errors.Is(err, context.Canceled) {
			log.Warn("OpenTelemetry's SDK reports a problem", "error", err)
		}
	}))
	otel.SetLogger(logr.FromSlogHandler(log.Handler()))
}
