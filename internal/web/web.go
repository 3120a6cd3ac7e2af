// Package web is everything between the socket and GraphQL: TLS, the server's timeouts, the limits on a request's size and
// time and on how often a client may ask, who that client is, the request's id, what a browser may send and read, the
// headers that fence every answer in, the way to the page for who opens the endpoint in a browser, the access log, the
// probes, and a net under panics.
//
// It knows no GraphQL: what it refuses it has rendered by Handlers.Refuse, so that there is one error contract, which is
// package graph's. Which certificate is served is internal/certs's; connections are net/http's.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const (
	// maxHeadBytes is what is read of a request's head at all; net/http refuses more by itself, in plain text. It is well
	// over MaxHeaderBytes, so that a client who is a little over is told so in the contract.
	maxHeadBytes = 256 << 10
	readyTimeout = 2 * time.Second
	// writeGrace is what a response may take after its request's time is up.
	writeGrace = 10 * time.Second
)

// Config bounds what clients may do.
type Config struct {
	// Listen is host:port; port 0 takes any free one.
	Listen string
	// CertFile and KeyFile are the server's certificate and key in PEM. Empty: no TLS.
	CertFile, KeyFile string
	// CORSOrigins are the origins whose pages may call: scheme://host[:port] each, or * alone for all. Empty: none.
	CORSOrigins []string
	// CORSHeaders are headers of requests that those pages may send besides the usual ones.
	CORSHeaders []string
	// CSRFPrevention refuses what another site could have had a browser send.
	CSRFPrevention bool
	// TrustedProxies are the ranges whose word on x-forwarded-for is believed.
	TrustedProxies []netip.Prefix
	RateLimit      RateLimit
	// HeaderTimeout is how long a request's head may take to arrive, and IdleTimeout how long a connection may go without
	// a request. They must be positive.
	HeaderTimeout, IdleTimeout time.Duration
	// RequestTimeout bounds one request from its first header to the end of its execution. It must be positive.
	RequestTimeout time.Duration
	// MaxBodyBytes bounds a request's body. It must be positive.
	MaxBodyBytes int64
	// AllowedHost says whether a Host header (with its port, if any) is answered. Nil answers every one.
	AllowedHost func(host string) bool
}

// Validate reports everything that is wrong, joined.
func (c Config) Validate() error {
	problems := []error{c.validateTLS(), c.validateClients(), c.validateCORS()}
	if !isAddress(c.Listen) {
		problems = append(problems, fmt.Errorf("listen: %q is no host:port", c.Listen))
	}
	return errors.Join(problems...)
}

// validateCORS is about the pages that may call.
func (c Config) validateCORS() error {
	var problems []error
	for _, origin := range c.CORSOrigins {
		if origin != "*" && !isOrigin(origin) {
			problems = append(problems, fmt.Errorf("cors-origin: %q is no origin such as https://app.example.com", origin))
		}
		if origin == "*" && len(c.CORSOrigins) > 1 {
			problems = append(problems, errors.New("cors-origin: * allows every origin; name no others beside it"))
		}
	}
	for _, header := range c.CORSHeaders {
		if strings.Trim(header, tokenCharacters) != "" {
			problems = append(problems, fmt.Errorf("cors-header: %q is no header's name such as x-my-trace-id", header))
		}
	}
	if len(c.CORSHeaders) > 0 && len(c.CORSOrigins) == 0 {
		problems = append(problems, errors.New("cors-header: has no effect without cors-origin"))
	}
	return errors.Join(problems...)
}

// tokenCharacters are those of a header's name (RFC 9110, 5.6.2) but for the asterisk, which alone would allow every header.
const tokenCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'+-.^_`|~"

// validateClients is about telling clients apart, and limiting each.
func (c Config) validateClients() error {
	var problems []error
	if c.RateLimit.PerMinute == 0 && c.RateLimit.Burst != 0 {
		problems = append(problems, errors.New("rate-limit-burst: has no effect without rate-limit"))
	}
	for _, trusted := range c.TrustedProxies {
		if trusted.Bits() == 0 {
			problems = append(problems, fmt.Errorf("trusted-proxy: %s is everybody, who could each claim any address; name the proxies' own range", trusted))
		}
	}
	return errors.Join(problems...)
}

func isAddress(address string) bool {
	_, port, err := net.SplitHostPort(address)
	number, portErr := strconv.ParseUint(port, 10, 16)
	return err == nil && portErr == nil && strconv.FormatUint(number, 10) == port
}

// isOrigin is RFC 6454's serialization, which browsers send: without a path, a trailing slash or the port that goes without
// saying, and with an international host in its ASCII form. Any other would be equal to none that arrives. Capitals are
// the same as small letters.
func isOrigin(text string) bool {
	text = strings.ToLower(text)
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || text != u.Scheme+"://"+u.Host || strings.Contains(text, "*") {
		return false
	}
	implied := map[string]string{"http": "80", "https": "443"}[u.Scheme]
	return isASCII(text) && !strings.HasSuffix(u.Host, ":") && (u.Port() == "" || u.Port() != implied)
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
}

// Handlers are what is served, and how a refusal looks.
type Handlers struct {
	// GraphQL serves /graphql.
	GraphQL http.Handler
	// Pages adds what else is served: GraphiQL at /, to which a browser is led that opens /graphql. It may be nil.
	Pages func(*http.ServeMux) error
	// Ready says why requests can't be served now. It has two seconds.
	Ready func(context.Context) error

	// Refuse is how a refusal looks.
	Refuse Refuse
}

// Refuse answers with an error instead of what was asked for: a *problem.Problem, what Handlers.Ready returned, or a panic. Its
// text is for the client only where it is a *problem.Problem. Nothing of the response has been written but headers.
type Refuse func(http.ResponseWriter, *http.Request, error)

// New returns the whole server but for its listener. Its Handler is safe for concurrent use.
func New(config Config, handlers Handlers, log *slog.Logger) (*http.Server, error) {
	secured, err := security(config, log)
	if err != nil {
		return nil, err
	}
	limiter, err := newLimiter(config.RateLimit)
	if err != nil {
		return nil, err
	}
	paths, err := routes(config, handlers)
	if err != nil {
		return nil, err
	}
	refuse := handlers.Refuse
	handler := layered(paths, // from the outside in
		identified(config.TrustedProxies),
		logged(log),
		fenced,
		caught(refuse),
		crossOrigin(config.CORSOrigins, config.CORSHeaders), // around the refusals, so that a page can read them
		unambiguous,
		shortHeaders(refuse),
		onlyHosts(config.AllowedHost, refuse),
		rationed(limiter, refuse),
		bounded(config),
		guided(handlers.Pages != nil, refuse),
		canonical(refuse),
	)
	return &http.Server{
		TLSConfig:         secured,
		Handler:           handler,
		ReadHeaderTimeout: config.HeaderTimeout,
		ReadTimeout:       config.RequestTimeout,
		WriteTimeout:      config.RequestTimeout + writeGrace,
		IdleTimeout:       config.IdleTimeout,
		MaxHeaderBytes:    maxHeadBytes,
		// net/http's own answer has none of the headers that fence an answer in.
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}, nil
}

// routes says what is served at which path.
func routes(config Config, handlers Handlers) (*http.ServeMux, error) {
	origins, err := originsOf(config.CORSOrigins)
	if err != nil {
		return nil, err
	}
	graphQL := handlers.GraphQL
	if config.CSRFPrevention {
		graphQL = unforged(origins, handlers.Refuse)(graphQL)
	}
	mux := http.NewServeMux()
	mux.Handle("/graphql", graphQL)
	mux.Handle("/healthz", readOnly(handlers, func(w http.ResponseWriter, _ *http.Request) { answerOK(w) }))
	mux.Handle("/readyz", readOnly(handlers, ready(handlers)))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { handlers.Refuse(w, r, notFound()) })
	if handlers.Pages != nil {
		if err := handlers.Pages(mux); err != nil {
			return nil, fmt.Errorf("add pages: %w", err)
		}
	}
	return mux, nil
}

func ready(handlers Handlers) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
		defer cancel()
		if err := handlers.Ready(ctx); err != nil {
			handlers.Refuse(w, r, err)
			return
		}
		answerOK(w)
	}
}

// readOnly refuses what isn't GET or HEAD.
func readOnly(handlers Handlers, next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			handlers.Refuse(w, r, methodNotAllowed("GET, HEAD"))
			return
		}
		next(w, r)
	})
}

func answerOK(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n")) // a probe that went away needs no answer
}
