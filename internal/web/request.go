package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

const (
	requestIDHeader = "X-Request-Id"
	maxRequestID    = 64
)

// request is what is known of a request while it is served.
type request struct {
	id     string
	client netip.Addr

	mu         sync.Mutex
	attributes []slog.Attr
}

type requestKey struct{}

// RequestID returns the id of the request that ctx belongs to, or "" outside of one. It is the client's own
// x-request-id where that is 1 to 64 letters, digits, dots, underscores and hyphens, else a random one; the response
// carries it in the same header.
func RequestID(ctx context.Context) string {
	if request, ok := ctx.Value(requestKey{}).(*request); ok {
		return request.id
	}
	return ""
}

// Annotate adds to the access log line of the request that ctx belongs to. It may be called concurrently.
func Annotate(ctx context.Context, attributes ...slog.Attr) {
	if request, ok := ctx.Value(requestKey{}).(*request); ok {
		request.mu.Lock()
		defer request.mu.Unlock()
		request.attributes = append(request.attributes, attributes...)
	}
}

// clientOf returns the address of the client whose request ctx belongs to; see clientAddress.
func clientOf(ctx context.Context) netip.Addr {
	if request, ok := ctx.Value(requestKey{}).(*request); ok {
		return request.client
	}
	return netip.Addr{}
}

func identified(trusted []netip.Prefix) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			id := r.Header.Get(requestIDHeader)
			if !usable(id) {
				id = rand.Text()
			}
			w.Header().Set(requestIDHeader, id)
			known := &request{id: id, client: clientAddress(r, trusted)}
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestKey{}, known)))
		})
	}
}

// usable keeps out of the log and the response what could be mistaken for something else there.
func usable(id string) bool {
	const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
	return id != "" && len(id) <= maxRequestID && strings.Trim(id, allowed) == ""
}

// logged writes one line for each request: never its query string or its headers, where variables and tokens are.
func logged(log *slog.Logger) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start := time.Now()
			tracked := &response{ResponseWriter: w}
			defer func() { //nolint:contextcheck // the request's own context is used
				log.LogAttrs(r.Context(), lineLevel(r), "request", line(r, tracked, time.Since(start))...)
			}()
			next.ServeHTTP(tracked, r)
		})
	}
}

// lineLevel keeps the probes, which come every few seconds, out of the usual log.
func lineLevel(r *http.Request) slog.Level {
	if isProbe(r) {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

func isProbe(r *http.Request) bool { return r.URL.Path == "/healthz" || r.URL.Path == "/readyz" }

func line(r *http.Request, tracked *response, duration time.Duration) []slog.Attr {
	attributes := []slog.Attr{
		slog.String("requestId", RequestID(r.Context())),
		slog.String("client", clientOf(r.Context()).String()),
		slog.String("method", r.Method),
		slog.String("path", r.URL.Path),
		slog.Int("status", tracked.status),
		slog.Float64("durationMs", float64(duration.Microseconds())/1000),
	}
	if request, ok := r.Context().Value(requestKey{}).(*request); ok {
		request.mu.Lock()
		defer request.mu.Unlock()
		attributes = append(attributes, request.attributes...)
	}
	return attributes
}

// response remembers the status that was sent; 0 means that nothing was.
type response struct {
	http.ResponseWriter

	status int
}

// WriteHeader implements http.ResponseWriter.
func (r *response) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *response) Write(body []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(body)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *response) Unwrap() http.ResponseWriter { return r.ResponseWriter }
