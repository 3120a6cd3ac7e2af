package web

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// logRequests writes one line for each request when it has ended. Query strings and headers, but for user-agent, aren't in it:
// variables and tokens are there.
func logRequests(log *slog.Logger) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start := time.Now()
			recorder := &statusRecorder{ResponseWriter: w}
			defer func() {
				logRequest(log.Handler(), r, recorder, time.Since(start))
			}()
			next.ServeHTTP(recorder, r)
		})
	}
}

// logRequest hands the line to the log's handler itself: the logger would first find out, for microseconds, what line of the source
// this is.
func logRequest(log slog.Handler, r *http.Request, sent *statusRecorder, duration time.Duration) {
	level := accessLogLevel(r)
	if !log.Enabled(r.Context(), level) {
		return
	}
	line := slog.NewRecord(time.Now(), level, "request", 0)
	addAccessLogAttributes(&line, r, sent, duration)
	_ = log.Handle(r.Context(), line) // a line that is lost is counted where it is
}

// accessLogLevel keeps the probes, which come every few seconds, out of the log at its usual level.
func accessLogLevel(r *http.Request) slog.Level {
	if IsProbe(r) {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// addAccessLogAttributes is for a request that identifyRequest has seen. docs/telemetry.md describes the keys, those of Annotate too.
func addAccessLogAttributes(line *slog.Record, r *http.Request, sent *statusRecorder, duration time.Duration) {
	info := infoOf(r.Context())
	line.AddAttrs(
		slog.String("requestId", info.id),
		slog.String("client", info.client.String()),
		slog.String("userAgent", info.loggable(r.UserAgent())),
		slog.String("httpVersion", strings.TrimPrefix(r.Proto, "HTTP/")),
		slog.String("method", info.loggable(r.Method)),
		slog.String("path", info.loggable(r.URL.Path)),
		slog.Int("status", sent.status),
		slog.Int64("bytes", sent.bodyBytes(r)),
		slog.Float64("durationMs", float64(duration.Microseconds())/1000),
		slog.Int64("backendCalls", info.backendCalls.Load()),
	)
	info.mu.Lock()
	defer info.mu.Unlock()
	line.AddAttrs(info.attributes...)
}

// BackendCalls counts the calls to the backend for the access log. It is an observer of internal/backend.
type BackendCalls struct{}

// CallBegins counts a call that belongs to a request. Its further attempts don't count.
func (BackendCalls) CallBegins(ctx context.Context, _ string) (_ context.Context, end func(error)) {
	if info := infoOf(ctx); info != nil {
		info.backendCalls.Add(1)
	}
	return ctx, func(error) {}
}

// CallRepeats does nothing.
func (BackendCalls) CallRepeats(context.Context, string, error) {}

// BreakerChanges does nothing.
func (BackendCalls) BreakerChanges(bool) {}
