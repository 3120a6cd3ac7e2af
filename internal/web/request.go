package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

const (
	requestIDHeader   = "X-Request-Id"
	maxRequestIDBytes = 64
)

// requestInfo travels in a request's context.
type requestInfo struct {
	id     string
	client netip.Addr
	// authorization are the values of the header, whose tokens have to be kept out of the log.
	authorization []string
	backendCalls  atomic.Int64
	// uncompressed is where a body can be written past the compression. It is nil where there is none.
	uncompressed http.ResponseWriter

	mu         sync.Mutex
	attributes []slog.Attr // of the access log's line
}

type requestInfoKey struct{}

// infoOf returns nil for a context outside of a request.
func infoOf(ctx context.Context) *requestInfo {
	info, _ := ctx.Value(requestInfoKey{}).(*requestInfo)
	return info
}

// identifyRequest gives the request its id and finds out its client's address, for all that follows.
func identifyRequest(trustedProxies []netip.Prefix) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			info := &requestInfo{client: clientAddress(r, trustedProxies), authorization: r.Header.Values("Authorization")}
			info.id = r.Header.Get(requestIDHeader)
			if !isRequestID(info.id) || info.withoutToken(info.id) != info.id {
				info.id = rand.Text()
			}
			w.Header().Set(requestIDHeader, info.id)
			defer endingOf(r.Context()).track(info)()
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestInfoKey{}, info)))
		})
	}
}

// isRequestID keeps out of the log and the response what could be mistaken there for something else.
func isRequestID(text string) bool {
	const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
	return text != "" && len(text) <= maxRequestIDBytes && strings.Trim(text, allowed) == ""
}

// RequestID returns the id of the request that ctx belongs to, or "" outside of one. It is the client's own x-request-id
// where that is 1 to 64 letters, digits, dots, underscores and hyphens without the request's token, else a random one. The
// response carries it in the same header.
func RequestID(ctx context.Context) string {
	if info := infoOf(ctx); info != nil {
		return info.id
	}
	return ""
}

// Annotate adds attributes to the access log's line of the request that ctx belongs to. One takes the place of an earlier one of
// its key, so that a line has no key twice. Texts may come from the client: they are shortened, and the request's token is taken out of
// them. It may be called concurrently. Outside of a request it does nothing.
func Annotate(ctx context.Context, attributes ...slog.Attr) {
	if info := infoOf(ctx); info != nil {
		info.mu.Lock()
		defer info.mu.Unlock()
		for _, attribute := range attributes {
			info.attributes = slices.DeleteFunc(info.attributes, func(old slog.Attr) bool { return old.Key == attribute.Key })
			if attribute.Value.Kind() == slog.KindString {
				attribute.Value = slog.StringValue(info.loggable(attribute.Value.String()))
			}
			info.attributes = append(info.attributes, attribute)
		}
	}
}

// annotations returns a copy of what Annotate has added so far.
func (i *requestInfo) annotations() []slog.Attr {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.attributes)
}
