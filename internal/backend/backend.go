// Package backend is the way to a ZITADEL: it makes the connection that the generated clients of internal/wire call
// through, and turns every call that fails into a *wire.CallError. What goes along with a call (token, language,
// organization) is package graph's, as is what a caller is told about a failure.
//
// There are three wires, each a file: native gRPC over HTTP/2 (grpc.go), gRPC-Web (grpcweb.go) and REST (rest.go), the
// latter two over HTTP/1.1, or HTTP/2 where TLS negotiates it. Limits of each: one call takes at most
// Config.CallTimeout, a reply has at most Config.MaxReplyBytes, and its headers at most 64 KiB. Redirects are never
// followed. A write is never sent again but where it is certain that the server never looked at it.
//
// guard.go is what stands around every wire, and in which order: deadline.go, retry.go with budget.go, breaker.go, limit.go
// and pool.go; health.go is what /readyz asks. resolver.go and dialer.go find the server; socket.go, report.go and overhear.go are
// what was sent.
package backend

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"

	"zitadel-graphql/internal/loopback"
)

// The wires, as Config.Transport names them.
const (
	GRPC    = "grpc"
	GRPCWeb = "grpc-web"
	REST    = "rest"
)

const (
	maxHeaderBytes = 64 << 10
	// A gRPC server closes a connection that is pinged more often than every five minutes, unless told otherwise.
	keepaliveTime    = 6 * time.Minute
	keepaliveTimeout = 5 * time.Second
	// A connection attempt whose packets are lost is given up, and made anew, this soon after the backend's return.
	connectTimeout = 3 * time.Second
)

// Config says where a ZITADEL is and how long to wait for it.
type Config struct {
	// URL is https://host[:port], or http://host[:port] for no TLS: HTTP/2 with GRPC, HTTP/1.1 with the other wires.
	URL string
	// Transport is the wire: GRPC, GRPCWeb or REST. Empty is GRPC.
	Transport string
	// Authority takes the URL's host's place in :authority and Host, by which ZITADEL selects the instance, and in the
	// check of the server's certificate. Empty keeps the host.
	Authority string
	// Insecure allows http to a host that isn't loopback: tokens then cross the network in the clear.
	Insecure bool
	// CAFile holds in PEM the certificates that the server's has to lead to. Empty takes the system's.
	CAFile string
	// CertFile and KeyFile are this side's certificate and key in PEM, for a server that asks for one (mTLS).
	CertFile, KeyFile string
	// Resolver is the address and port of the DNS server to ask for the URL's host, or for the proxy's where there is one. Empty
	// asks whom the system asks.
	Resolver string
	// Connections is how many connections take turns: each is one of HTTP/2 (to each address, with GRPC), or a set of those
	// of HTTP/1.1. 0 is one.
	Connections int
	// MaxConcurrent bounds the calls under way at once; the others wait for their turn. 0 is no bound.
	MaxConcurrent int
	// Retries is how often a call may be made again. 0 is never.
	Retries int
	// Breaker refuses calls while the backend is gone, instead of trying each.
	Breaker bool
	// CallTimeout bounds each call, with all its waiting and retries; a deadline of its context that is nearer, less
	// AnswerMargin, wins.
	CallTimeout time.Duration
	// MaxReplyBytes bounds one reply: the message of the gRPC wires, the JSON of REST.
	MaxReplyBytes int
	// UserAgent goes before gRPC's own, and is all of it on the other wires.
	UserAgent string
	// Dialer replaces the network, for a server in the same process. Nil dials TCP.
	Dialer func(ctx context.Context, address string) (net.Conn, error)
	// Log is told what an operator should know. Nil drops it.
	Log *slog.Logger

	proxy *url.URL // of the environment; nil for none
}

// dial is how a wire connects to an address on the network.
func (c Config) dial() dialFunc {
	switch direct := (&dialer{lookup: lookup(c.Resolver)}).dial; {
	case c.Dialer != nil:
		return func(ctx context.Context, _, address string) (net.Conn, error) { return c.Dialer(ctx, address) }
	case c.proxy != nil:
		return (&tunnel{proxy: c.proxy, userAgent: c.UserAgent, dial: direct}).through
	default:
		return direct
	}
}

// Validate reports everything that is wrong with it, joined, each starting with a setting's name; a proxy of the environment
// that can't be used is wrong, too.
func (c Config) Validate() error {
	u, err := url.Parse(c.URL)
	if err != nil {
		return errors.New("backend: the URL can't be parsed; want https://host[:port]")
	}
	var problems []error
	if u.Scheme != "https" && u.Scheme != "http" {
		problems = append(problems, fmt.Errorf("backend: the scheme is %q; want https or http", u.Scheme))
	}
	if u.Hostname() == "" {
		problems = append(problems, errors.New("backend: the URL has no host; want https://host[:port]"))
	}
	// Never quoted in full: a URL that was pasted together may hold a secret.
	if u.User != nil || (u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.Fragment != "" {
		problems = append(problems, errors.New("backend: the URL has more than scheme, host and port"))
	}
	if u.Port() != "" && !isPort(u.Port()) {
		problems = append(problems, fmt.Errorf("backend: %s is no port", u.Port()))
	}
	if c.Authority != "" && !isAuthority(c.Authority) {
		problems = append(problems, fmt.Errorf("backend-authority: %q is no host[:port]", c.Authority))
	}
	if u.Scheme == "http" && u.Hostname() != "" && !c.Insecure && !loopback.Host(u.Hostname()) {
		problems = append(problems, fmt.Errorf(
			"backend: http to %q would send tokens over the network in the clear; use https, or set backend-insecure", u.Hostname()))
	}
	return errors.Join(append(problems, c.validateWire(u)...)...)
}

// validateWire reports what is wrong with the wire and its certificates.
func (c Config) validateWire(u *url.URL) []error {
	_, unusable := proxyFor(u)
	problems := []error{validateResolver(c.Resolver), unusable}
	if (c.CertFile == "") != (c.KeyFile == "") {
		problems = append(problems, errors.New("backend-cert, backend-key: a certificate for the backend needs its key too, and a key its certificate"))
	}
	if u.Scheme == "http" && (c.CAFile != "" || c.CertFile != "") {
		problems = append(problems, errors.New("backend-ca, backend-cert: have no effect with http"))
	}
	switch c.Transport {
	case "", GRPC, GRPCWeb, REST:
	default:
		problems = append(problems, fmt.Errorf("backend: the transport is %q; want grpc, grpc-web or rest", c.Transport))
	}
	return problems
}

// Conn is a connection for any number of concurrent calls, each a unary one. GRPC takes every grpc.CallOption; the other
// wires take grpc.Header and grpc.Trailer, and ignore the rest. Of the outgoing metadata they send no more than
// authorization, accept-language and x-zitadel-orgid.
type Conn interface {
	grpc.ClientConnInterface
	io.Closer
	// Ready is nil while the backend serves; otherwise it is why not. What it says is at most a second old, and asking it
	// often costs the backend nothing.
	Ready(ctx context.Context) error
}

// wireConn is a connection over one of the wires, as bare as it comes.
type wireConn interface {
	grpc.ClientConnInterface
	io.Closer
}

// isAuthority is strict, since an authority without a host has no name that a certificate could be checked for.
func isAuthority(text string) bool {
	u, err := url.Parse("//" + text)
	return err == nil && u.Host == text && u.Hostname() != "" && (u.Port() == "" && !strings.HasSuffix(text, ":") || isPort(u.Port()))
}

func isPort(text string) bool {
	port, err := strconv.ParseUint(text, 10, 16)
	return err == nil && port > 0
}

// Dial makes a connection by Config.Transport. It returns at once; the first call connects, and every call after a
// broken connection connects anew. The caller closes it. A Config that doesn't pass Validate is refused.
func Dial(config Config) (Conn, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	u, err := url.Parse(config.URL)
	if err != nil {
		return nil, fmt.Errorf("parse backend URL: %w", err)
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if u.Scheme == "http" && config.Dialer == nil && !loopback.Host(u.Hostname()) {
		config.Log.Warn("tokens cross the network in the clear: the backend is reached without TLS", "backend", u.Host)
	}
	proxy, err := proxyFor(u)
	if err != nil {
		return nil, err
	}
	if config.Dialer != nil {
		proxy = nil
	}
	if showsCredentials(proxy) {
		config.Log.Warn("the proxy's password crosses the network in the clear: HTTPS_PROXY is without TLS", "proxy", proxy.Host)
	}
	config.proxy = proxy
	wires, err := newPool(config.Connections, func() (wireConn, error) { return dialWire(u, config) })
	if err != nil {
		return nil, err
	}
	return guard(wires, config), nil
}

// dialWire makes one connection. Each has TLS of its own, since the wires set it up in their ways.
func dialWire(u *url.URL, config Config) (wireConn, error) {
	security, err := trust(config, (&url.URL{Host: authority(u, config)}).Hostname())
	if err != nil {
		return nil, err
	}
	switch config.Transport {
	case GRPCWeb:
		return newWebConn(u, config, security, grpcWeb{maxReplyBytes: config.MaxReplyBytes}), nil
	case REST:
		return newWebConn(u, config, security, &rest{maxReplyBytes: config.MaxReplyBytes}), nil
	default:
		return dialGRPC(u, config, security)
	}
}

// authority is what the server is called, by which ZITADEL selects the instance. The zone of an address means something on
// this machine only, and is no part of it.
func authority(u *url.URL, config Config) string {
	if config.Authority != "" {
		return config.Authority
	}
	address, rest, _ := strings.Cut(u.Host, "%")
	if _, port, zoned := strings.Cut(rest, "]"); zoned {
		return address + "]" + port
	}
	return u.Host
}
