// Package backend is the way to a ZITADEL: it makes the connection that the generated clients of internal/wire call
// through, and turns every call that fails into a *wire.CallError. What goes along with a call (token, language,
// organization) is package graph's, as is what a caller is told about a failure.
//
// This is native gRPC over HTTP/2. Limits: one call takes at most Config.CallTimeout, a reply has at most
// Config.MaxReplyBytes, and its headers at most 64 KiB. Redirects are never followed. Nothing is retried but what gRPC
// itself knows the server never looked at.
package backend

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"

	"zitadel-graphql/internal/loopback"
)

const (
	maxHeaderListBytes = 64 << 10
	// A gRPC server closes a connection that is pinged more often than every five minutes, unless told otherwise.
	keepaliveTime    = 6 * time.Minute
	keepaliveTimeout = 20 * time.Second
)

// Config says where a ZITADEL is and how long to wait for it.
type Config struct {
	// URL is https://host[:port], or http://host[:port] for HTTP/2 without TLS.
	URL string
	// Authority takes the URL's host's place in :authority, by which ZITADEL selects the instance, and in the check of
	// the server's certificate. Empty keeps the host.
	Authority string
	// Insecure allows http to a host that isn't loopback: tokens then cross the network in the clear.
	Insecure bool
	// CallTimeout bounds each call; a shorter deadline of its context wins.
	CallTimeout time.Duration
	// MaxReplyBytes bounds one decoded reply.
	MaxReplyBytes int
	// UserAgent goes before gRPC's own.
	UserAgent string
	// Dialer replaces the network, for a server in the same process. Nil dials TCP.
	Dialer func(ctx context.Context, address string) (net.Conn, error)
}

// Validate reports everything that is wrong with the URL, joined, each starting with "backend".
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
	if port, err := strconv.ParseUint(u.Port(), 10, 16); u.Port() != "" && (err != nil || port == 0) {
		problems = append(problems, fmt.Errorf("backend: %s is no port", u.Port()))
	}
	if strings.ContainsAny(c.Authority, "/ @?#") {
		problems = append(problems, errors.New("backend-authority: it has more than host and port"))
	}
	if u.Scheme == "http" && u.Hostname() != "" && !c.Insecure && !loopback.Host(u.Hostname()) {
		problems = append(problems, fmt.Errorf(
			"backend: http to %q would send tokens over the network in the clear; use https, or allow it", u.Hostname()))
	}
	return errors.Join(problems...)
}

// Dial makes a connection for any number of concurrent calls. It returns at once; the first call connects, and every
// call after a broken connection connects anew. The caller closes it. A Config that doesn't pass Validate is refused.
func Dial(config Config) (*grpc.ClientConn, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	u, err := url.Parse(config.URL)
	if err != nil {
		return nil, fmt.Errorf("parse backend URL: %w", err)
	}
	conn, err := grpc.NewClient(target(u, config), options(u, config)...)
	if err != nil {
		return nil, fmt.Errorf("dial backend: %w", err)
	}
	return conn, nil
}

func target(u *url.URL, config Config) string {
	if config.Dialer != nil {
		return "passthrough:///" + u.Host
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return "dns:///" + net.JoinHostPort(u.Hostname(), port)
}

func options(u *url.URL, config Config) []grpc.DialOption {
	authority := config.Authority
	if authority == "" {
		authority = u.Host
	}
	options := []grpc.DialOption{
		grpc.WithTransportCredentials(transportCredentials(u)),
		grpc.WithAuthority(authority),
		grpc.WithUserAgent(config.UserAgent),
		// A service config that came by DNS could switch on retries of writes.
		grpc.WithDisableServiceConfig(),
		grpc.WithDisableRetry(),
		grpc.WithMaxHeaderListSize(maxHeaderListBytes),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(config.MaxReplyBytes)),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: keepaliveTime, Timeout: keepaliveTimeout}),
		grpc.WithStatsHandler(witness{}),
		grpc.WithChainUnaryInterceptor(deadline(config.CallTimeout), report),
	}
	if config.Dialer != nil {
		options = append(options, grpc.WithContextDialer(config.Dialer))
	}
	return options
}

func transportCredentials(u *url.URL) credentials.TransportCredentials {
	if u.Scheme == "http" {
		return insecure.NewCredentials()
	}
	return credentials.NewTLS(&tls.Config{MinVersion: tls.VersionTLS12})
}
