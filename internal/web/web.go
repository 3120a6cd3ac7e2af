package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"zitadel-graphql/graph/problem"
)

const (
	// maxHeadBytes is where net/http stops reading a request's head, and refuses it in plain text. It is well over
	// MaxHeaderBytes, so that a client that is a little over is told so in the error contract.
	maxHeadBytes = 256 << 10
	// readyTimeout bounds Handlers.Ready: a probe that waits longer gives up anyway.
	readyTimeout = 2 * time.Second
	// resourcePath is where OAuth 2.0's clients look for what a protected resource is (RFC 9728).
	resourcePath = "/.well-known/oauth-protected-resource"
	// writeGrace is the time in which a response has to be sent after the request's own time is up, and each part of a stream.
	writeGrace = 10 * time.Second
)

// Handlers are what the server serves.
type Handlers struct {
	// GraphQL serves /graphql.
	GraphQL http.Handler
	// MCP serves /mcp, behind the same checks as /graphql, and refuses all methods but POST. It may be nil.
	MCP http.Handler
	// Resource describes /mcp as a protected resource, at resourcePath and below it. It is there where MCP is.
	Resource http.Handler
	// Pages adds other pages: GraphiQL at /, where browsers that open /graphql are sent. It may be nil.
	Pages func(*http.ServeMux) error
	// Ready returns why requests can't be served now, or nil. Its context ends after two seconds. It isn't asked once the server
	// drains.
	Ready func(context.Context) error
	// Refuse answers with an error.
	Refuse Refuse
	// AccessLog gets a line for each request. Where it is nil, the server's own log does.
	AccessLog *slog.Logger
	// Observers are told of each request, in their order. It may be empty.
	Observers []Observer
}

// Refuse answers with err in place of a response, of which nothing has been written but headers. err is a *problem.Problem, an
// error of Handlers.Ready, or one of problem.Recovered. The client sees what package problem makes of it.
type Refuse func(w http.ResponseWriter, r *http.Request, err error)

// Server is the server without its listener. What it serves, and by which settings, can be exchanged while it does.
type Server struct {
	*http.Server

	log     *slog.Logger
	current atomic.Pointer[generation]
}

// generation is what a request passes. It is taken once a request, outermost, so that no request meets the settings of two.
type generation struct {
	handler http.Handler
	limiter *limiter
	// certificate is nil without TLS.
	certificate *certificate
}

// New returns the server without its listener. Its Handler is safe for concurrent use.
func New(config Config, handlers Handlers, log *slog.Logger) (*Server, error) {
	s := &Server{log: log}
	if err := s.Replace(config, handlers); err != nil {
		return nil, err
	}
	s.Server = &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.current.Load().handler.ServeHTTP(w, r) }),
		ReadHeaderTimeout: config.HeaderTimeout,
		ReadTimeout:       config.RequestTimeout,
		WriteTimeout:      config.RequestTimeout + writeGrace,
		IdleTimeout:       config.IdleTimeout,
		MaxHeaderBytes:    maxHeadBytes,
		// net/http's own answer to OPTIONS * has no security headers.
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	if config.CertFile != "" {
		s.TLSConfig = s.tlsConfig()
	}
	return s, nil
}

// Replace serves handlers by config from now on. A request that has begun, a stream too, goes on to its end as it began. Clients
// keep what they have used up of a rate limit that stays as it is. Config.Listen, HeaderTimeout, RequestTimeout and IdleTimeout
// have to be those that New got, and there has to be a certificate where there was one. Where it fails, nothing has changed.
func (s *Server) Replace(config Config, handlers Handlers) error {
	next, err := s.newGeneration(config, handlers)
	if err != nil {
		return err
	}
	s.current.Store(next)
	return nil
}

// newGeneration takes over from the current one what the same settings have led to.
func (s *Server) newGeneration(config Config, handlers Handlers) (*generation, error) {
	before := s.current.Load()
	if before == nil {
		before = &generation{}
	}
	certificate, err := before.certificate.forFiles(config, s.log)
	if err != nil {
		return nil, err
	}
	limiter, err := before.limiter.withLimit(config.RateLimit)
	if err != nil {
		return nil, err
	}
	handler, err := newHandler(config, handlers, limiter, s.log)
	if err != nil {
		return nil, err
	}
	return &generation{handler: handler, limiter: limiter, certificate: certificate}, nil
}

// newHandler wraps what is served in the middlewares, from the outside in.
func newHandler(config Config, handlers Handlers, limiter *limiter, log *slog.Logger) (http.Handler, error) {
	served, err := newRoutes(config, handlers)
	if err != nil {
		return nil, err
	}
	if handlers.AccessLog != nil {
		log = handlers.AccessLog
	}
	refuse := handlers.Refuse
	checks := []check{closeAfterChunkedBody, limitHeaders}
	if config.OnlyLoopbackHosts {
		checks = append(checks, requireLoopbackHost)
	}
	middlewares := []middleware{
		handleExchanges(config, handlers, log),
		allowOrigins(config.CORSOrigins, slices.Concat(config.CORSHeaders, mcpHeaders(handlers.MCP != nil))), // around all that refuse, so that a page can read why
		refuseIf(refuse, append(checks, limiter.limitRate)...),
		redirectToPage(handlers.Pages != nil, refuse),
		refuseIf(refuse, requireCanonicalPath),
	}
	if config.Gzip {
		compression, err := compress()
		if err != nil {
			return nil, err
		}
		middlewares = append(middlewares, compression) // innermost, since a stream writes past it
	}
	return chain(served, middlewares...), nil
}

// newRoutes gives each path its handler.
func newRoutes(config Config, handlers Handlers) (http.Handler, error) {
	origins, err := newAllowedOrigins(config.CORSOrigins)
	if err != nil {
		return nil, err
	}
	protect := func(next http.Handler) http.Handler { return next }
	if config.CSRFPrevention {
		protect = refuseIf(handlers.Refuse, preventCSRF(origins))
	}
	mux := http.NewServeMux()
	if handlers.MCP != nil {
		mux.Handle("POST /mcp", protect(handlers.MCP))
		mux.Handle("/mcp", handlers.MCP) // which refuses all other methods: a client tries GET, and takes no other refusal for a no
		mux.Handle(resourcePath, handlers.Resource)
		mux.Handle(resourcePath+"/", handlers.Resource)
	}
	mux.Handle("/healthz", probe(handlers, func(context.Context) error { return nil }))
	mux.Handle("/readyz", probe(handlers, readiness(handlers.Ready)))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { handlers.Refuse(w, r, notFound()) })
	if handlers.Pages != nil {
		if err := handlers.Pages(mux); err != nil {
			return nil, fmt.Errorf("add pages: %w", err)
		}
	}
	return graphQLFirst(protect(handlers.GraphQL), mux), nil
}

// graphQLFirst serves /graphql, where nearly all requests go, without having a mux look for it.
func graphQLFirst(graphQL, others http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/graphql" {
			graphQL.ServeHTTP(w, r)
			return
		}
		others.ServeHTTP(w, r)
	})
}

// readiness is not ready once the server drains, and otherwise what ready says.
func readiness(ready func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		if endingOf(ctx).isNear() {
			return serverStopping("The server is stopping, so send requests to another one.")
		}
		return ready(ctx)
	}
}

// IsProbe reports whether a request asks whether the program lives or can serve. Such come every few seconds.
func IsProbe(r *http.Request) bool { return r.URL.Path == "/healthz" || r.URL.Path == "/readyz" }

// probe answers GET and HEAD with ok, or with the error of health.
func probe(handlers Handlers, health func(context.Context) error) http.Handler {
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
		defer cancel()
		if err := health(ctx); err != nil {
			handlers.Refuse(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("ok\n")) // a probe that went away needs no answer
	})
	return refuseIf(handlers.Refuse, requireReadMethod)(answer)
}

func requireReadMethod(w http.ResponseWriter, r *http.Request) *problem.Problem {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	w.Header().Set("Allow", "GET, HEAD")
	return methodNotAllowed("GET or HEAD")
}
