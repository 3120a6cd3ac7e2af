package web

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"
)

// accessLog writes the lines of requests. It hands them to the log's handler itself: the logger would first find out, for microseconds,
// what line of the source this is.
type accessLog struct {
	slog.Handler

	// lines are those that have been written, whose memory the next ones use: it is more than all else that a request has here.
	lines sync.Pool // of *[]slog.Attr
}

func newAccessLog(log *slog.Logger) *accessLog {
	return &accessLog{Handler: log.Handler(), lines: sync.Pool{New: func() any { return &[]slog.Attr{} }}}
}

// logRequest writes the one line of a request, when it has ended. Query strings and headers, but for user-agent, aren't in it:
// variables and tokens are there. docs/telemetry.md describes its keys, those of annotations too.
func (x *exchange) logRequest(duration time.Duration, annotations []slog.Attr) {
	ctx, level := x.request.Context(), accessLogLevel(x.request)
	if !x.log.Enabled(ctx, level) {
		return
	}
	line := x.log.lines.Get().(*[]slog.Attr) //nolint:forcetypeassert // it has nothing else
	defer x.log.lines.Put(line)
	*line = append(x.appendCommon((*line)[:0], duration), annotations...)
	record := slog.NewRecord(x.began.Add(duration), level, "request", 0)
	record.AddAttrs(slog.Attr{Value: slog.GroupValue(*line...)}) // a group without a name is written as its attributes, and isn't copied
	_ = x.log.Handle(ctx, record)                                // a line that is lost is counted where it is
}

// accessLogLevel keeps the probes, which come every few seconds, out of the log at its usual level.
func accessLogLevel(r *http.Request) slog.Level {
	if IsProbe(r) {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// appendCommon appends the attributes that the line of every request has.
func (x *exchange) appendCommon(line []slog.Attr, duration time.Duration) []slog.Attr {
	r, info := x.request, &x.info
	return append(line,
		slog.String("requestId", info.id[0]),
		slog.String("client", info.client.String()),
		slog.String("userAgent", info.loggable(r.UserAgent())),
		slog.String("httpVersion", strings.TrimPrefix(r.Proto, "HTTP/")),
		slog.String("method", info.loggable(r.Method)),
		slog.String("path", info.loggable(r.URL.Path)),
		slog.Int("status", x.sent.status),
		slog.Int64("bytes", x.sent.bodyBytes(r)),
		slog.Float64("durationMs", float64(duration.Microseconds())/1000),
		slog.Int64("backendCalls", info.backendCalls.Load()),
	)
}

// BackendCalls counts the calls to the backend for the access log. It is an observer of internal/backend.
type BackendCalls struct{}

// CallBegins counts a call that belongs to a request. Its further attempts don't count.
func (BackendCalls) CallBegins(ctx context.Context, _ string) context.Context {
	if info := infoOf(ctx); info != nil {
		info.backendCalls.Add(1)
	}
	return ctx
}

// CallEnds does nothing.
func (BackendCalls) CallEnds(context.Context, string, time.Duration, error) {}

// CallRepeats does nothing.
func (BackendCalls) CallRepeats(context.Context, string, error) {}

// BreakerChanges does nothing.
func (BackendCalls) BreakerChanges(bool) {}
