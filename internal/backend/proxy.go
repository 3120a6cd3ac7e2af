package backend

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/net/http/httpproxy"

	"zitadel-graphql/internal/invalid"
	"zitadel-graphql/internal/loopback"
)

// proxyFor is the environment's proxy for a backend: that of HTTPS_PROXY, unless NO_PROXY exempts the host. It is nil where
// there is none, and without TLS, where a proxy would see the token. Errors don't repeat the value, which may have a password.
func proxyFor(u *url.URL) (*url.URL, error) {
	if u.Scheme != "https" {
		return nil, nil //nolint:nilnil // none
	}
	environment := httpproxy.FromEnvironment()
	proxy, err := environment.ProxyFunc()(u)
	switch {
	case proxy == nil && (environment.HTTPSProxy == "" || exempt(u, environment)):
		return nil, nil //nolint:nilnil // none
	case err != nil || proxy == nil || proxy.Path != "" && proxy.Path != "/":
		return nil, unusableProxy("this isn't the URL of a proxy")
	case proxy.Scheme != "http" && proxy.Scheme != "https":
		return nil, unusableProxy(fmt.Sprintf("proxies of the kind %q can't be used", proxy.Scheme))
	case proxy.Hostname() == "":
		return nil, unusableProxy("the URL has no host")
	}
	return proxy, nil
}

func unusableProxy(problem string) error {
	return invalid.Setting{Name: "HTTPS_PROXY", Problem: problem, Remedy: "write http://host:port or https://host:port"}
}

// exempt reports whether NO_PROXY exempts the URL. httpproxy tells that only of an HTTPS_PROXY that it can read, so one is
// put in.
func exempt(u *url.URL, environment *httpproxy.Config) bool {
	readable := *environment
	readable.HTTPSProxy = "http://proxy.example"
	proxy, err := readable.ProxyFunc()(u)
	return proxy == nil && err == nil
}

// showsCredentials reports whether a proxy's user and password cross the network in the clear.
func showsCredentials(proxy *url.URL) bool {
	return proxy != nil && proxy.User != nil && proxy.Scheme == "http" && !loopback.Host(proxy.Hostname())
}

// tunnel makes connections through a proxy, by CONNECT. Every wire uses it: net/http would check a proxy's certificate for
// the backend's name, and gRPC would speak to one that wants TLS in the clear, password included. What goes through has TLS
// of its own, with the backend.
type tunnel struct {
	proxy     *url.URL
	userAgent string
	dialProxy dialFunc
}

// dial is a dialFunc that leaves it to the proxy to look the address's name up. Reaching the proxy may take as long as
// dialProxy allows; for the rest the proxy has connectTimeout.
func (t *tunnel) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := t.dialProxy(ctx, network, hostPort(t.proxy))
	if err != nil {
		return nil, &tunnelError{step: "connect to the proxy", err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	through, err := t.connect(ctx, conn, address)
	if err != nil {
		return nil, errors.Join(&tunnelError{step: "connect through the proxy", status: statusOf(err), err: err}, conn.Close())
	}
	return through, nil
}

// hostPort is a URL's host with its port, or with its scheme's.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// connect asks the proxy for the tunnel. The proxy's certificate has to be for the proxy, and to lead to one of the system's.
func (t *tunnel) connect(ctx context.Context, raw net.Conn, address string) (net.Conn, error) {
	stop := context.AfterFunc(ctx, func() { raw.SetDeadline(time.Unix(1, 0)) }) //nolint:errcheck,gosec // then it has ended otherwise
	defer stop()
	conn := raw
	if t.proxy.Scheme == "https" {
		secured := tls.Client(raw, &tls.Config{ServerName: t.proxy.Hostname(), MinVersion: tls.VersionTLS12})
		if err := secured.HandshakeContext(ctx); err != nil {
			return nil, fmt.Errorf("TLS with the proxy: %w", err)
		}
		conn = secured
	}
	if err := t.request(address).Write(conn); err != nil {
		return nil, fmt.Errorf("ask for a tunnel: %w", err)
	}
	if err := readAnswer(conn); err != nil {
		return nil, err
	}
	if !stop() { // the connection has, or is about to have, a deadline that is over
		return nil, context.Cause(ctx)
	}
	return conn, nil
}

func (t *tunnel) request(address string) *http.Request {
	request := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address,
		Header: http.Header{"User-Agent": {t.userAgent}}}
	if user := t.proxy.User; user != nil {
		password, _ := user.Password()
		credentials := base64.StdEncoding.EncodeToString([]byte(user.Username() + ":" + password))
		request.Header.Set("Proxy-Authorization", "Basic "+credentials)
	}
	return request
}

// readAnswer reads the proxy's answer. An error has no more of it than the status: the page may say anything.
func readAnswer(conn net.Conn) error {
	reader := bufio.NewReader(io.LimitReader(conn, maxHeaderBytes))
	response, err := http.ReadResponse(reader, &http.Request{Method: http.MethodConnect}) //nolint:bodyclose // what follows isn't a body
	if err != nil {
		return fmt.Errorf("read the proxy's answer: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return tunnelStatusError(response.StatusCode)
	}
	if reader.Buffered() > 0 { // with TLS a server waits for the client's first word
		return errors.New("the proxy sends more than its answer")
	}
	return nil
}

// tunnelError is why there is no connection through the proxy, and so nothing was sent to the backend.
type tunnelError struct {
	step   string
	status int // of HTTP, with which the proxy refuses; 0 for none
	err    error
}

var _ error = (*tunnelError)(nil)

// Error implements error.
func (e *tunnelError) Error() string { return e.step + ": " + e.err.Error() }

// Unwrap returns the cause.
func (e *tunnelError) Unwrap() error { return e.err }

// tunnelStatusError is the HTTP status with which a proxy refuses.
type tunnelStatusError int

// Error implements error.
func (r tunnelStatusError) Error() string {
	return fmt.Sprintf("the proxy refuses it with the HTTP status %d", int(r))
}

func statusOf(err error) int {
	status, _ := errors.AsType[tunnelStatusError](err)
	return int(status)
}
