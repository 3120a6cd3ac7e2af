package web

import (
	"context"
	"net/http"
	"path"
	"slices"
	"zitadel-graphql/graph/problem"
)

// middleware puts a layer around what is served next. What a layer needs besides is handed to the function that makes it.
type middleware = func(next http.Handler) http.Handler

// layered puts layers, the outermost first, around what is innermost.
func layered(innermost http.Handler, layers ...middleware) http.Handler {
	handler := innermost
	for _, layer := range slices.Backward(layers) {
		handler = layer(handler)
	}
	return handler
}

// unambiguous ends the connection after a body in chunks. net/http doesn't say whether the request had a length as well,
// and what a proxy takes by its length for the end of this request, or for the next, must not be read as another.
func unambiguous(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TransferEncoding) > 0 {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// bounded limits a request's time and its body.
func bounded(config Config) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, cancel := context.WithTimeout(r.Context(), config.RequestTimeout)
			defer cancel()
			r = r.WithContext(ctx)
			r.Body = http.MaxBytesReader(w, r.Body, config.MaxBodyBytes)
			next.ServeHTTP(w, r)
		})
	}
}

// canonical refuses the paths that ServeMux would answer with a redirect, in HTML, to a path that it finds cleaner, and
// what has none: the server itself, which OPTIONS * asks about.
func canonical(refuse Refuse) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !path.IsAbs(r.URL.Path) || path.Clean(r.URL.Path) != r.URL.Path {
				refuse(w, r, notFound())
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// MaxHeaderBytes bounds a request's headers: the sum of their names and values.
const MaxHeaderBytes = 64 << 10

func shortHeaders(refuse Refuse) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			size := 0
			for name, values := range r.Header {
				for _, value := range values {
					size += len(name) + len(value)
				}
			}
			if size > MaxHeaderBytes {
				refuse(w, r, headersTooLarge())
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// onlyHosts refuses what is addressed to another host; nil allows every one.
func onlyHosts(allowed func(host string) bool, refuse Refuse) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if allowed != nil && !allowed(r.Host) {
				refuse(w, r, hostNotAllowed())
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// caught renders a panic, unless the response has begun: then the connection is cut, so that half an answer can't be
// taken for a whole one.
func caught(refuse Refuse) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			tracked := &response{ResponseWriter: w}
			defer func() {
				cause := recover()
				switch {
				case cause == nil:
				case tracked.status != 0, cause == http.ErrAbortHandler: //nolint:errorlint // a recovered value, compared as net/http does
					panic(http.ErrAbortHandler) // what net/http has for this
				default:
					refuse(w, r, problem.Recovered(cause))
				}
			}()
			next.ServeHTTP(tracked, r)
		})
	}
}
