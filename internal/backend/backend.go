// Package backend is the way to a ZITADEL. It owns the connection that the generated clients of internal/wire call through,
// and turns every failure of a call into a *wire.CallError.
//
// There are three wires: native gRPC over HTTP/2 (grpc.go), and gRPC-Web and REST over HTTP/1.1, or HTTP/2 where TLS
// negotiates it (grpcweb.go and rest.go, on top of web.go). Around each wire stand the same guards: a deadline, retries, a
// circuit breaker and a limit on calls at once (guards.go has their order).
//
// The limits of each wire: a call takes at most Config.CallTimeout, a reply has at most Config.MaxReplyBytes, and its
// headers at most 64 KiB. Redirects are never followed, since the token would go along. A write is only ever sent again
// where it is certain that the server never looked at it. Of a reply that is to be reduced (wire.IsReduction) every wire decodes
// nothing else, since the rest may be secrets.
//
// Where the backend doesn't answer at the start, ReportUntilAnswered finds out why, and tells the operator what to set.
//
// It depends on internal/wire for the contract, on internal/certs for the files with certificates, and on internal/loopback.
// Package graph decides which token, language and organization go along with a call, and graph/problem what a client reads
// of a failure. backendtest has counterparts for tests: a gateway, and a DNS server that can fail.
package backend

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"time"

	"google.golang.org/grpc"

	"zitadel-graphql/internal/loopback"
)

const (
	maxHeaderBytes = 64 << 10
	// A connection attempt whose packets are lost is given up, and made anew, this soon after the backend's return.
	connectTimeout = 3 * time.Second
)

// Conn is a connection for any number of concurrent calls, each a unary one; every error of a call is a *wire.CallError. GRPC
// takes every grpc.CallOption; the other wires take grpc.Header and grpc.Trailer, and ignore the rest. Of the outgoing
// metadata those send no more than authorization, accept-language, x-zitadel-orgid, traceparent and tracestate.
type Conn interface {
	grpc.ClientConnInterface
	io.Closer
	// BestEffort returns the same connection for calls whose answer can be done without. Such a call is made once, whatever becomes
	// of it, and its failure doesn't count for the circuit breaker, so that a method that fails by itself can neither delay nor
	// shut out the calls that matter. Give it a deadline of its own.
	BestEffort() grpc.ClientConnInterface
	// Ready is nil while the backend serves, and otherwise the error of the call that found out. The answer is at most a
	// second old, so asking often costs the backend nothing.
	Ready(ctx context.Context) error
	// LastHealth is what the last probe found, whoever wanted to know, and asks nobody. known is false before the first one.
	LastHealth() (healthy, known bool)
}

// wireConn is a connection over one of the wires, without the guards.
type wireConn interface {
	grpc.ClientConnInterface
	io.Closer
}

// Dialer connects to a server in the same process, whatever the address.
type Dialer func(ctx context.Context, address string) (net.Conn, error)

// Dial makes a connection over Config.Transport: over the network where dialer is nil, and otherwise through dialer alone,
// without a proxy. It returns at once; the first call connects, and every call after a broken connection connects anew. The
// caller closes it. A Config that doesn't pass Validate is refused. The observers are told of each call, in their order.
func Dial(config Config, dialer Dialer, log *slog.Logger, observers ...Observer) (Conn, error) {
	e, err := newEndpoint(config, dialer, log)
	if err != nil {
		return nil, err
	}
	e.warnOfPlainText()
	conns, err := newPool(config.Connections, e.dialWire)
	if err != nil {
		return nil, err
	}
	return guard(conns, config, log, observers), nil
}

// endpoint is where a wire leads to, and all that it needs to get there.
type endpoint struct {
	Config

	url    *url.URL // of the Config
	proxy  *url.URL // the environment's; nil for none
	dialer Dialer   // nil for the network
	log    *slog.Logger
}

func newEndpoint(config Config, dialer Dialer, log *slog.Logger) (*endpoint, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	u, err := url.Parse(config.URL)
	if err != nil {
		return nil, fmt.Errorf("parse backend URL: %w", err)
	}
	e := &endpoint{Config: config, url: u, dialer: dialer, log: log}
	if dialer == nil {
		e.proxy, err = proxyFor(u)
	}
	return e, err
}

// warnOfPlainText warns the operator of secrets that can be read on the network.
func (e *endpoint) warnOfPlainText() {
	if e.url.Scheme == "http" && e.dialer == nil && !loopback.Host(e.url.Hostname()) {
		e.log.Warn("tokens cross the network in the clear: the backend is reached without TLS", "backend", e.url.Host)
	}
	if showsCredentials(e.proxy) {
		e.log.Warn("the proxy's password crosses the network in the clear: HTTPS_PROXY is without TLS", "proxy", e.proxy.Host)
	}
}

// dialWire makes one connection. Each has a tls.Config of its own, since gRPC and net/http change theirs.
func (e *endpoint) dialWire() (wireConn, error) {
	tlsConfig, err := e.tlsConfig()
	if err != nil {
		return nil, err
	}
	switch e.Transport {
	case GRPCWeb:
		return newWebConn(e, tlsConfig, grpcWeb{maxReplyBytes: e.MaxReplyBytes}), nil
	case REST:
		return newWebConn(e, tlsConfig, &rest{maxReplyBytes: e.MaxReplyBytes}), nil
	default:
		return dialGRPC(e, tlsConfig)
	}
}

// authority is the server's name in :authority and Host, by which ZITADEL selects the instance. The zone of an IPv6 address
// is left out: it means something on this machine only.
func (e *endpoint) authority() string {
	if e.Authority != "" {
		return e.Authority
	}
	address, rest, _ := strings.Cut(e.url.Host, "%")
	if _, port, zoned := strings.Cut(rest, "]"); zoned {
		return address + "]" + port
	}
	return e.url.Host
}

// serverName is the name that the server's certificate has to be for.
func (e *endpoint) serverName() string { return (&url.URL{Host: e.authority()}).Hostname() }

// dial is how a wire connects to an address.
func (e *endpoint) dial() dialFunc {
	direct := (&dialer{lookup: lookup(e.Resolver)}).dial
	switch {
	case e.dialer != nil:
		return func(ctx context.Context, _, address string) (net.Conn, error) { return e.dialer(ctx, address) }
	case e.proxy != nil:
		return (&tunnel{proxy: e.proxy, userAgent: e.UserAgent, dialProxy: direct}).dial
	default:
		return direct
	}
}
