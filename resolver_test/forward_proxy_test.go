package resolver_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"zitadel-graphql/internal/backend/backendtest"
	"zitadel-graphql/internal/certs/certstest"
)

// startTLSBackend starts a scripted backend behind TLS that speaks all wires, for the host example.com.
func startTLSBackend(t *testing.T) (backend *scriptedBackend, address, caFile string) {
	t.Helper()
	backend = startScripted(t)
	native := backendtest.NativeProxy(t, func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, backend.address)
	})
	others := backendtest.Transcoder(t, native)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Content-Type") == "application/grpc" {
			native.ServeHTTP(w, r)
			return
		}
		others.ServeHTTP(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	return backend, server.Listener.Addr().String(), certstest.Write(t, t.TempDir(), "backend.pem", certificate)
}

// forwardProxy is an HTTP proxy that is asked for tunnels (CONNECT). All of them lead to the same address, and what
// arrives is kept as it came over the network.
type forwardProxy struct {
	address string
	refuse  int // the HTTP status, if not 0

	mu     sync.Mutex
	asked  []string // host, and what stood in proxy-authorization
	sawRaw bytes.Buffer
}

// startForwardProxy starts one. It speaks TLS if there is an authority, and refuses every tunnel with the status refuse
// if that isn't 0.
func startForwardProxy(t *testing.T, authority *certstest.Authority, target string, refuse int) *forwardProxy {
	t.Helper()
	p := &forwardProxy{refuse: refuse}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.tunnel(w, r, target) }))
	server.Listener = &rawListener{server.Listener, p}
	p.address = server.Listener.Addr().String()
	if authority == nil {
		server.Start()
	} else {
		cert, key := authority.Issue(t, "proxy")
		pair, err := tls.X509KeyPair(cert, key)
		if err != nil {
			t.Fatal(err)
		}
		server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.StartTLS()
	}
	t.Cleanup(server.Close)
	return p
}

// tunnel answers CONNECT, and copies bytes both ways.
func (p *forwardProxy) tunnel(w http.ResponseWriter, r *http.Request, target string) {
	p.mu.Lock()
	p.asked = append(p.asked, r.Method+" "+r.Host+" "+r.Header.Get("Proxy-Authorization"))
	p.mu.Unlock()
	if p.refuse != 0 {
		http.Error(w, "SECRET-TEXT "+r.Header.Get("Proxy-Authorization"), p.refuse)
		return
	}
	onward, err := new(net.Dialer).DialContext(r.Context(), "tcp", target)
	if err != nil {
		return
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n") //nolint:errcheck // the client sees it
	go func() {
		defer onward.Close()  //nolint:errcheck // it is thrown away
		io.Copy(onward, conn) //nolint:errcheck // the other side ends it
	}()
	go func() {
		defer conn.Close()    //nolint:errcheck // as above
		io.Copy(conn, onward) //nolint:errcheck // as above
	}()
}

// tunnels returns the requests for tunnels: method, host and Proxy-Authorization.
func (p *forwardProxy) tunnels() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asked)
}

// raw returns all bytes that have arrived, below TLS.
func (p *forwardProxy) raw() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sawRaw.String()
}

// rawListener keeps what arrives on its connections.
type rawListener struct {
	net.Listener

	proxy *forwardProxy
}

// Accept implements net.Listener.
func (l *rawListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return &rawConn{conn, l.proxy}, err
}

type rawConn struct {
	net.Conn

	proxy *forwardProxy
}

// Read implements net.Conn.
func (c *rawConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.proxy.mu.Lock()
	defer c.proxy.mu.Unlock()
	c.proxy.sawRaw.Write(p[:n])
	return n, err
}

// startBehindProxy starts the program with HTTPS_PROXY set. trusted is the file of the certificate by which it knows
// the proxy, caFile that for the backend.
func startBehindProxy(t *testing.T, proxy, trusted, wire, address, caFile string) *program {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	variables := []string{"HTTPS_PROXY=" + proxy, "https_proxy=" + proxy, "NO_PROXY=", "no_proxy=", "SSL_CERT_FILE=" + trusted}
	p := launchWithEnv(t, variables, "--backend", "https://example.com:"+port, "--backend-ca", caFile, "--transport", wire,
		"--backend-breaker", "off") // what the proxy does is the failure, however many calls it hits
	p.awaitServing()
	return p
}

// TestProxy ensures that over every wire the program uses the proxy of HTTPS_PROXY with its password, whether the proxy
// speaks TLS or not; that the password crosses the network encrypted where it does, and the token always; and that the
// password never gets into the log.
func TestProxy(t *testing.T) {
	t.Parallel()
	const password = "s3cret-of-the-proxy"
	keepSecret(password)
	credentials := "Basic " + base64.StdEncoding.EncodeToString([]byte("user:"+password))
	authority := certstest.NewAuthority(t)
	for _, wire := range allWires() {
		for scheme, secures := range map[string]*certstest.Authority{"http": nil, "https": authority} {
			backend, address, caFile := startTLSBackend(t)
			proxy := startForwardProxy(t, secures, address, 0)
			trusted := certstest.Write(t, t.TempDir(), "proxy.pem", authority.CA)
			p := startBehindProxy(t, scheme+"://user:"+password+"@"+proxy.address, trusted, wire, address, caFile)
			if got := mustPost(t, p, as("read=own"), operation(readPolicy, nil)); !isData(got) {
				t.Errorf("%s, %s: got %s", wire, scheme, got.body)
			}
			_, port, _ := net.SplitHostPort(address)
			asked := slices.Compact(proxy.tunnels()) // the probe at the start may have had one of its own
			if len(asked) != 1 || asked[0] != "CONNECT example.com:"+port+" "+credentials || len(backend.receivedCalls()) != 1 {
				t.Errorf("%s, %s: the proxy was asked for %q, and %d calls arrived", wire, scheme, asked, len(backend.receivedCalls()))
			}
			if raw := proxy.raw(); strings.Contains(raw, credentials) != (scheme == "http") || strings.Contains(raw, "read=own") {
				t.Errorf("%s, %s: the credentials must cross the network in the clear exactly if the proxy has no TLS, and the token never", wire, scheme)
			}
			p.stop()
			if strings.Contains(p.log(), password) || strings.Contains(p.log(), credentials) {
				t.Errorf("%s, %s: the password is in the log", wire, scheme)
			}
		}
	}
}

// TestUnusableProxy prevents that the program sends its password to a proxy which it doesn't know by its certificate;
// and ensures that a proxy which refuses counts as an unreachable backend with nothing executed, over every wire.
func TestUnusableProxy(t *testing.T) {
	t.Parallel()
	authority, stranger := certstest.NewAuthority(t), certstest.NewAuthority(t)
	for _, wire := range allWires() {
		for name, c := range map[string]struct {
			presented *certstest.Authority
			refuse    int
			tunnels   bool
		}{
			"unknown": {stranger, 0, false}, "refuses": {authority, http.StatusProxyAuthRequired, true},
		} {
			backend, address, caFile := startTLSBackend(t)
			proxy := startForwardProxy(t, c.presented, address, c.refuse)
			trusted := certstest.Write(t, t.TempDir(), "proxy.pem", authority.CA)
			p := startBehindProxy(t, "https://user:s3cret@"+proxy.address, trusted, wire, address, caFile)
			want := outcome{Code: "SERVICE_UNAVAILABLE", Reason: "BACKEND_UNREACHABLE", Outcome: "NOT_EXECUTED", Retryable: true}
			if got := errorOf(mustPost(t, p, as("read=own"), operation(setRestrictions, nil))); got != want {
				t.Errorf("%s, %s: got %+v", wire, name, got)
			}
			if asked := len(proxy.tunnels()) > 0; asked != c.tunnels || len(backend.receivedCalls()) > 0 {
				t.Errorf("%s, %s: the proxy was asked for %q, and %d calls arrived", wire, name, proxy.tunnels(), len(backend.receivedCalls()))
			}
			p.stop()
			if log := p.log(); strings.Contains(log, "s3cret") || strings.Contains(log, "SECRET-TEXT") {
				t.Errorf("%s, %s: the log has the password or the text of the proxy:\n%s", wire, name, log)
			}
		}
	}
}

// TestUnsupportedProxy ensures that the program doesn't start with a proxy that it doesn't support, and doesn't print
// its password.
func TestUnsupportedProxy(t *testing.T) {
	t.Parallel()
	for _, wire := range allWires() {
		for _, proxy := range []string{"socks5://user:s3cret@proxy.example:1080", "ftp://s3cret@proxy.example", "http://user:s3cret@:80", "http://user:s3cret\x7f@a"} {
			p := launchWithEnv(t, []string{"HTTPS_PROXY=" + proxy, "https_proxy=" + proxy, "NO_PROXY=", "no_proxy="},
				"--backend", "https://example.com", "--transport", wire)
			eventually(t, "it has ended or serves", func() bool { return p.log() != "" })
			p.kill()
			if log := p.log(); strings.Contains(log, "serving GraphQL") || !strings.Contains(log, `"setting":"HTTPS_PROXY"`) || strings.Contains(log, "s3cret") {
				t.Errorf("%s, %q: want no start, and an error that names HTTPS_PROXY without the password; got\n%s", wire, proxy, log)
			}
		}
	}
}

// TestNoProxyWithoutTLS prevents that a proxy sees the caller's token: without TLS to the backend no proxy is used,
// over any wire.
func TestNoProxyWithoutTLS(t *testing.T) {
	t.Parallel()
	for _, wire := range allWires() {
		proxy, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		called := make(chan struct{})
		go func() {
			if conn, err := proxy.Accept(); err == nil {
				_ = conn.Close()
				close(called)
			}
		}()
		url := "http://" + proxy.Addr().String()
		// A name that nothing would exempt from the proxy, but that can only be this machine.
		p := launchWithEnv(t, []string{"HTTPS_PROXY=" + url, "HTTP_PROXY=" + url, "https_proxy=" + url, "http_proxy=" + url},
			"--backend", "http://zitadel.localhost:1", "--transport", wire, "--backend-timeout", "2s")
		p.awaitServing()
		answer, err := p.post(http.Header{"Authorization": {"Bearer tok-of-a-caller"}}, `{"query": "{ loginPolicy { isDefault } }"}`)
		if err != nil {
			t.Fatal(err)
		}
		select {
		case <-called:
			t.Errorf("%s: the proxy was asked", wire)
		default:
		}
		if answer.status != http.StatusOK {
			t.Errorf("%s: %d", wire, answer.status)
		}
		if err := proxy.Close(); err != nil {
			t.Error(err)
		}
	}
}
