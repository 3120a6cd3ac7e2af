package metrics

import (
	"log/slog"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	sdk "go.opentelemetry.io/otel/sdk/metric"
)

// New returns metrics that are only served.
func New(t testing.TB, operations ...string) *Metrics {
	t.Helper()
	return newFor(t, true, operations)
}

// NewUntraced returns metrics of requests without spans.
func NewUntraced(t testing.TB, operations ...string) *Metrics {
	t.Helper()
	return newFor(t, false, operations)
}

// NewPushed returns metrics that reader collects, too.
func NewPushed(t testing.TB, reader sdk.Reader, operations ...string) *Metrics {
	t.Helper()
	return newFor(t, true, operations, reader)
}

func newFor(t testing.TB, isTraced bool, operations []string, readers ...sdk.Reader) *Metrics {
	t.Helper()
	m, err := newMetrics(t.Context(), prometheus.NewRegistry(), isTraced, operations, NewLogEvents(), slog.New(slog.DiscardHandler), readers...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}
