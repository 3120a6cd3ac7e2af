package web

import (
	"net/http"
	"path"
	"slices"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/loopback"
)

// middleware wraps a handler. What it needs besides is an argument of the function that makes it.
type middleware = func(next http.Handler) http.Handler

// chain wraps handler in middlewares. The first is the outermost: it sees a request first.
func chain(handler http.Handler, middlewares ...middleware) http.Handler {
	for _, wrap := range slices.Backward(middlewares) {
		handler = wrap(handler)
	}
	return handler
}

// check returns why a request is refused, or nil. It may set headers of the refusal.
type check = func(w http.ResponseWriter, r *http.Request) *problem.Problem

// refuseIf passes on the requests that all checks let through. The first one that doesn't says why.
func refuseIf(refuse Refuse, checks ...check) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, check := range checks {
				if found := check(w, r); found != nil {
					refuse(w, r, found)
					return
				}
			}
			next.ServeHTTP(w, r)
		})
	}
}

// closeAfterChunkedBody ends the connection after a body in chunks, and refuses nothing. net/http doesn't tell whether the request had
// a length as well. A proxy that went by the length would see the end of the request elsewhere, and what it takes for part of this
// request, or for the next one, must not be read as another.
func closeAfterChunkedBody(w http.ResponseWriter, r *http.Request) *problem.Problem {
	if len(r.TransferEncoding) > 0 {
		w.Header().Set("Connection", "close")
	}
	return nil
}

// requireCanonicalPath refuses the paths that ServeMux would answer with a redirect in HTML to a cleaner path, and a request
// without a path: OPTIONS *, which asks about the server itself.
func requireCanonicalPath(_ http.ResponseWriter, r *http.Request) *problem.Problem {
	if !path.IsAbs(r.URL.Path) || path.Clean(r.URL.Path) != r.URL.Path {
		return notFound()
	}
	return nil
}

// MaxHeaderBytes bounds a request's headers: the sum of their names and values.
const MaxHeaderBytes = 64 << 10

// limitHeaders refuses headers over MaxHeaderBytes.
func limitHeaders(_ http.ResponseWriter, r *http.Request) *problem.Problem {
	size := 0
	for name, values := range r.Header {
		for _, value := range values {
			size += len(name) + len(value)
		}
	}
	if size > MaxHeaderBytes {
		return headersTooLarge()
	}
	return nil
}

// requireLoopbackHost refuses a Host that isn't this machine: a web page can have a name of its own resolve to this machine,
// and would then be of the same origin as this server (DNS rebinding).
func requireLoopbackHost(_ http.ResponseWriter, r *http.Request) *problem.Problem {
	if !loopback.Address(r.Host) {
		return hostNotAllowed()
	}
	return nil
}

// statusRecorder remembers the status that was sent, 0 where nothing was, and how many bytes of a body were written.
type statusRecorder struct {
	http.ResponseWriter

	status  int
	written int64
}

// WriteHeader implements http.ResponseWriter.
func (s *statusRecorder) WriteHeader(status int) {
	if s.status == 0 {
		s.status = status
	}
	s.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (s *statusRecorder) Write(body []byte) (int, error) {
	if s.status == 0 {
		s.status = http.StatusOK
	}
	n, err := s.ResponseWriter.Write(body)
	s.written += int64(n)
	return n, err
}

// bodyBytes returns how many bytes of a body were sent, compressed where it was. An answer to HEAD has none.
func (s *statusRecorder) bodyBytes(r *http.Request) int64 {
	if r.Method == http.MethodHead {
		return 0
	}
	return s.written
}

// Unwrap lets http.ResponseController reach the connection.
func (s *statusRecorder) Unwrap() http.ResponseWriter { return s.ResponseWriter }
