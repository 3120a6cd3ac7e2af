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
	"time"
)

const (
	requestIDHeader   = "X-Request-Id"
	maxRequestIDBytes = 64
)

// requestInfo is what this package knows of a request. It is a context of its own: the request's, which ends with the request's time.
type requestInfo struct {
	context.Context

	// connection ends when the client goes.
	connection    context.Context
	streamTimeout time.Duration
	// ending is that of the server, or nil outside of Serve.
	ending *ending

	// id is an array of one, so that the response's header can have a slice of it as its values, without an allocation.
	id     [1]string
	client netip.Addr
	// authorization are the values of the header, whose tokens have to be kept out of the log.
	authorization []string
	backendCalls  atomic.Int64
	// uncompressed is where a body can be written past the compression. It is nil where there is none.
	uncompressed http.ResponseWriter

	mu sync.Mutex
	// annotations are the attributes of Annotate. They begin in room, so that they seldom have to be allocated.
	annotations []slog.Attr
	room        [usualAnnotations]slog.Attr
	// ended is set when no more annotations are taken.
	ended bool
}

// usualAnnotations is how many attributes of Annotate there is room for: type and name of the operation, codes, reasons, warnings and
// the id of the trace.
const usualAnnotations = 6

type requestInfoKey struct{}

// Value implements context.Context.
func (i *requestInfo) Value(key any) any {
	if key == (requestInfoKey{}) {
		return i
	}
	return i.Context.Value(key)
}

// infoOf returns nil for a context outside of a request.
func infoOf(ctx context.Context) *requestInfo {
	info, _ := ctx.Value(requestInfoKey{}).(*requestInfo)
	return info
}

// identify notes who sent r, from the address client, and gives it its id. It is called before anything else is.
func (i *requestInfo) identify(r *http.Request, client netip.Addr) {
	i.client, i.authorization = client, r.Header["Authorization"]
	i.annotations = i.room[:0]
	i.id[0] = r.Header.Get(requestIDHeader)
	if !isRequestID(i.id[0]) || i.withoutToken(i.id[0]) != i.id[0] {
		i.id[0] = rand.Text()
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
		return info.id[0]
	}
	return ""
}

// Annotate adds attributes to the access log's line of the request that ctx belongs to. One takes the place of an earlier one of
// its key, so that a line has no key twice. Texts may come from the client: they are shortened, and the request's token is taken out
// of them. It may be called concurrently, and keeps no reference to attributes. Outside of a request, and once its line is written, it
// does nothing.
func Annotate(ctx context.Context, attributes ...slog.Attr) {
	info := infoOf(ctx)
	if info == nil {
		return
	}
	info.mu.Lock()
	defer info.mu.Unlock()
	if info.ended {
		return
	}
	for _, attribute := range attributes {
		if attribute.Value.Kind() == slog.KindString {
			attribute.Value = slog.StringValue(info.loggable(attribute.Value.String()))
		}
		info.annotate(attribute)
	}
}

// annotate puts an attribute behind the others, and takes an earlier one of its key out.
func (i *requestInfo) annotate(attribute slog.Attr) {
	i.annotations = append(slices.DeleteFunc(i.annotations, func(old slog.Attr) bool { return old.Key == attribute.Key }), attribute)
}

// endAnnotations returns the annotations, which nothing changes any more.
func (i *requestInfo) endAnnotations() []slog.Attr {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.ended = true
	return i.annotations
}
