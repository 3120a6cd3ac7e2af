package web

import (
	"log/slog"
	"net/http"
	"time"
)

// logRequests writes one line for each request when it has ended. Query strings and headers aren't in it: variables and
// tokens are there.
func logRequests(log *slog.Logger) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start := time.Now()
			recorder := &statusRecorder{ResponseWriter: w}
			defer func() { //nolint:contextcheck // the request's own context is used
				log.LogAttrs(r.Context(), accessLogLevel(r), "request", accessLogLine(r, recorder.status, time.Since(start))...)
			}()
			next.ServeHTTP(recorder, r)
		})
	}
}

// accessLogLevel keeps the probes, which come every few seconds, out of the log at its usual level.
func accessLogLevel(r *http.Request) slog.Level {
	if IsProbe(r) {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// accessLogLine is for a request that identifyRequest has seen.
func accessLogLine(r *http.Request, status int, duration time.Duration) []slog.Attr {
	info := infoOf(r.Context())
	return append([]slog.Attr{
		slog.String("requestId", info.id),
		slog.String("client", info.client.String()),
		slog.String("method", r.Method),
		slog.String("path", r.URL.Path),
		slog.Int("status", status),
		slog.Float64("durationMs", float64(duration.Microseconds())/1000),
	}, info.annotations()...)
}
