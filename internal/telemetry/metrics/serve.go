package metrics

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const (
	readTimeout    = 10 * time.Second
	writeTimeout   = 30 * time.Second
	maxHeaderBytes = 16 << 10
	// maxScrapes is how many answers are made at once: more than one Prometheus, and no more than cost little.
	maxScrapes = 4
)

// Handler answers at /metrics, in Prometheus' text format, or in OpenMetrics, which has exemplars, where that is asked for. Every
// other path is 404.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorLog: slog.NewLogLogger(m.log.Handler(), slog.LevelError), EnableOpenMetrics: true, MaxRequestsInFlight: maxScrapes, Timeout: writeTimeout,
	}))
	return mux
}

// Serve serves Handler on a listener, until Close of the server that it returns, and doesn't block. Where serving fails later, failed
// is called.
func (m *Metrics) Serve(listener net.Listener, failed context.CancelCauseFunc) *Server {
	s := &Server{http: http.Server{Handler: m.Handler(), ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		MaxHeaderBytes: maxHeaderBytes, ErrorLog: slog.NewLogLogger(m.log.Handler(), slog.LevelWarn)}}
	go func() {
		if err := s.http.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			failed(fmt.Errorf("serve metrics: %w", err))
		}
	}()
	return s
}

// Server serves the metrics.
type Server struct{ http http.Server }

// Close ends the server and its connections.
func (s *Server) Close() error { return s.http.Close() }
