package metrics

import (
	"log/slog"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// New returns metrics that nothing is sent from.
func New(t testing.TB, operations ...string) *Metrics {
	t.Helper()
	m, err := newMetrics(t.Context(), prometheus.NewRegistry(), operations, NewLogEvents(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}
