package web

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"time"
)

// Observer follows requests, those that are refused and the probes too. It is called concurrently, and has to return at once. It
// mustn't panic.
type Observer interface {
	// RequestBegins is called before anything is done for a request, but for finding out its id and client. The context that it
	// returns is the request's from then on. It is made of ctx, which r doesn't have yet. fromTrustedProxy reports whether the other
	// end of the connection is one of Config.TrustedProxies: what others send in their headers is theirs to make up.
	RequestBegins(ctx context.Context, r *http.Request, fromTrustedProxy bool) context.Context
	// RequestEnds is called exactly once for each request that has begun, when its answer has been handed to the connection, or the
	// connection is to be cut. A stream ends with its last event. ctx is the request's own.
	RequestEnds(ctx context.Context, end RequestEnd)
}

// RequestEnd is what became of a request. It has nothing that a caller could make up, but for some of the annotations.
type RequestEnd struct {
	// Route is /graphql, /mcp, / (a page), /healthz or /readyz, and other for all other paths.
	Route string
	// Method is one of HTTP's (RFC 9110 and PATCH), or other.
	Method string
	// Status is that of the answer, or 0 where none was begun.
	Status   int
	Duration time.Duration
	// Annotations are those of the access log's line (Annotate). An observer mustn't change them.
	Annotations []slog.Attr
}

// Other is a RequestEnd's route or method that is none of those that have names.
const Other = "other"

func routeOf(r *http.Request) string {
	if slices.Contains([]string{"/graphql", "/mcp", "/", "/healthz", "/readyz"}, r.URL.Path) {
		return r.URL.Path
	}
	return Other
}

func methodOf(r *http.Request) string {
	known := []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodConnect, http.MethodOptions, http.MethodTrace}
	if slices.Contains(known, r.Method) {
		return r.Method
	}
	return Other
}
