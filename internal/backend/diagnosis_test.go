package backend_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/backend/backendtest"
	"zitadel-graphql/internal/certs/certstest"
)

// misconfigured is one way in which a setting is wrong.
type misconfigured struct {
	// configure starts what is at the other end, and returns the settings that don't fit it.
	configure func(t *testing.T, transport string) backend.Config
	// set has what the finding says to set, by the wires that it is about.
	set map[string]string
}

// onAll is the same remedy for every wire.
func onAll(set string) map[string]string {
	return map[string]string{backend.GRPC: set, backend.GRPCWeb: set, backend.REST: set}
}

// Whoever has a setting wrong is told which, and what to set: what is at the other end is real, over every wire.
func TestDiagnose(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "")
	t.Setenv("https_proxy", "")
	for name, wrong := range map[string]misconfigured{
		"another port":                          {closedPort, onAll("--backend http://127.0.0.1:PORT")},
		"another name":                          {unknownName, onAll("--backend http://HOST")},
		"a DNS server that doesn't answer":      {failingDNS, onAll("--backend-resolver IP:PORT")},
		"https to a server without TLS":         {tlsToPlain, onAll("--backend http://127.0.0.1:")},
		"http to a server with TLS":             {plainToTLS, onAll("--backend https://127.0.0.1:")},
		"a CA of its own":                       {otherCA, onAll("--backend-ca FILE")},
		"a certificate for another name":        {otherName, onAll("--backend-authority zitadel.example")},
		"an expired certificate":                {expired, onAll("")},
		"a certificate of this side is missing": {clientCertificateMissing, onAll("--backend-cert FILE --backend-key FILE")},
		"a server that speaks HTTP/1.1 alone":   {onlyHTTP1, map[string]string{backend.GRPC: "--transport grpc-web, or --transport rest"}},
		"one that has no ALPN":                  {noALPN, map[string]string{backend.GRPC: "--transport grpc-web, or --transport rest"}},
		"one without TLS that has no HTTP/2":    {page, map[string]string{backend.GRPC: "--transport grpc-web, or --transport rest"}},
		"a server of something else":            {page, map[string]string{backend.GRPCWeb: "--backend http://HOST:PORT", backend.REST: "--backend http://HOST:PORT"}},
		"native gRPC alone":                     {otherGRPC, map[string]string{backend.GRPCWeb: "--transport grpc", backend.REST: "--transport grpc"}},
		"another gRPC server":                   {otherGRPC, map[string]string{backend.GRPC: "--backend http://HOST:PORT"}},
	} {
		for transport, set := range wrong.set {
			t.Run(name+"/"+transport, func(t *testing.T) {
				found := diagnose(t, wrong.configure(t, transport))
				if set == "" && found.Set != "" || !strings.HasPrefix(found.Set, set) {
					t.Errorf("got %q, which says to set %q; want %q", found.Message, found.Set, set)
				}
				if found.Message == "the backend doesn't answer" || found.Message == "" {
					t.Errorf("it isn't recognised: %q", found.Message)
				}
			})
		}
	}
}

// So it is with a proxy on the way.
func TestDiagnoseProxy(t *testing.T) {
	for name, c := range map[string]struct{ says, set string }{
		"wants a password": {"HTTP/1.1 407 No\r\n\r\n", "HTTPS_PROXY=http://USER:PASSWORD@127.0.0.1:"},
		"refuses":          {"HTTP/1.1 403 No\r\n\r\n", "NO_PROXY=my.example"},
		"isn't a proxy":    {"SSH-2.0\r\n\r\n", "NO_PROXY=my.example"},
	} {
		t.Run(name, func(t *testing.T) {
			setProxy(t, "http://"+startProxy(t, c.says), "")
			for _, transport := range allWires() {
				if found := diagnose(t, configOf("https://my.example", transport)); !strings.HasPrefix(found.Set, c.set) || !strings.Contains(found.Message, "proxy") {
					t.Errorf("%s: got %+v", transport, found)
				}
			}
		})
	}
}

func diagnose(t *testing.T, config backend.Config) backend.Finding {
	t.Helper()
	discard := slog.New(slog.DiscardHandler)
	conn, err := backend.Dial(config, nil, discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	failed := conn.Ready(t.Context())
	if failed == nil {
		t.Fatal("the backend answers")
	}
	return backend.Diagnose(t.Context(), config, failed, discard)
}

func closedPort(t *testing.T, transport string) backend.Config {
	t.Helper()
	return configOf("http://"+backendtest.ClosedAddress(t), transport)
}

func unknownName(t *testing.T, transport string) backend.Config {
	t.Helper()
	return withResolver(t, transport, false)
}

func failingDNS(t *testing.T, transport string) backend.Config {
	t.Helper()
	return withResolver(t, transport, true)
}

func withResolver(t *testing.T, transport string, failing bool) backend.Config {
	t.Helper()
	names := backendtest.StartDNS(t)
	names.SetFailing(failing)
	config := configOf("http://zitadel.test", transport)
	config.Insecure, config.Resolver = true, names.Address
	return config
}

func tlsToPlain(t *testing.T, transport string) backend.Config {
	t.Helper()
	config := page(t, transport)
	config.URL = strings.Replace(config.URL, "http:", "https:", 1)
	return config
}

func page(t *testing.T, transport string) backend.Config {
	t.Helper()
	server := httptest.NewServer(respond(http.StatusOK, "text/html", "<p>Welcome"))
	t.Cleanup(server.Close)
	return configOf(server.URL, transport)
}

func plainToTLS(t *testing.T, transport string) backend.Config {
	t.Helper()
	config := otherCA(t, transport)
	config.URL = strings.Replace(config.URL, "https:", "http:", 1)
	return config
}

func otherCA(t *testing.T, transport string) backend.Config {
	t.Helper()
	config := secure(t, transport, forThisMachine(), &tls.Config{NextProtos: []string{"h2", "http/1.1"}})
	config.CAFile = ""
	return config
}

func otherName(t *testing.T, transport string) backend.Config {
	t.Helper()
	config := secure(t, transport, &x509.Certificate{DNSNames: []string{"*.zitadel.example", "zitadel.example"}}, &tls.Config{NextProtos: []string{"h2", "http/1.1"}})
	return config
}

func expired(t *testing.T, transport string) backend.Config {
	t.Helper()
	template := forThisMachine()
	template.NotAfter = time.Now().Add(-time.Minute)
	config := secure(t, transport, template, &tls.Config{NextProtos: []string{"h2", "http/1.1"}})
	return config
}

func clientCertificateMissing(t *testing.T, transport string) backend.Config {
	t.Helper()
	config := secure(t, transport, forThisMachine(), &tls.Config{NextProtos: []string{"h2", "http/1.1"}, ClientAuth: tls.RequireAnyClientCert})
	return config
}

func onlyHTTP1(t *testing.T, transport string) backend.Config {
	t.Helper()
	config := secure(t, transport, forThisMachine(), &tls.Config{NextProtos: []string{"http/1.1"}})
	return config
}

func noALPN(t *testing.T, transport string) backend.Config {
	t.Helper()
	config := secure(t, transport, forThisMachine(), &tls.Config{})
	return config
}

func forThisMachine() *x509.Certificate {
	return &x509.Certificate{Subject: pkix.Name{CommonName: "server"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
}

// secure starts a server over TLS, and returns settings that trust its CA.
func secure(t *testing.T, transport string, certificate *x509.Certificate, config *tls.Config) backend.Config {
	t.Helper()
	authority := certstest.NewAuthority(t)
	config.Certificates = []tls.Certificate{*authority.Sign(t, certificate)}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
	go server.Serve(listener) //nolint:errcheck // Close ends it
	t.Cleanup(func() { _ = server.Close() })
	made := configOf("https://"+listener.Addr().String(), transport)
	made.CAFile = certstest.Write(t, t.TempDir(), "ca", authority.CA)
	return made
}

// otherGRPC is a gRPC server without a service.
func otherGRPC(t *testing.T, transport string) backend.Config {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	go server.Serve(listener) //nolint:errcheck // Stop ends it
	t.Cleanup(server.Stop)
	return configOf("http://"+listener.Addr().String(), transport)
}

// A ZITADEL that has no instance of the host answers NotFound, over every wire.
func TestDiagnoseWrongHost(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer(grpc.UnknownServiceHandler(func(any, grpc.ServerStream) error { return status.Error(codes.NotFound, "unable to find the instance") }))
	go server.Serve(listener) //nolint:errcheck // Stop ends it
	t.Cleanup(server.Stop)
	gateway := backendtest.Gateway(t, func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", listener.Addr().String())
	})
	for _, transport := range allWires() {
		config := configOf(gateway.URL, transport)
		if transport == backend.GRPC {
			config.URL = "http://" + listener.Addr().String()
		}
		config.Authority = "other.example"
		if found := diagnose(t, config); found.Set != "--backend-authority HOST" || !strings.Contains(found.Message, "other.example") {
			t.Errorf("%s: got %+v", transport, found)
		}
	}
}

// probed is a connection whose probes fail so often.
type probed struct {
	backend.Conn

	failures int
}

func (p *probed) Ready(context.Context) error {
	if p.failures--; p.failures >= 0 {
		return errors.New("not yet")
	}
	return nil
}

// A reason that stays is told once, and the end of it too; and nothing is told any more once the program ends.
func TestReportUntilAnswered(t *testing.T) {
	config := configOf("http://"+backendtest.ClosedAddress(t), backend.GRPC)
	for name, c := range map[string]struct {
		failures         int
		warnings, answer int
	}{
		"it answers at once": {0, 0, 1},
		"it answers later":   {5, 1, 1},
		"it never answers":   {1 << 20, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var lines bytes.Buffer
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				backend.ReportUntilAnswered(ctx, config, &probed{failures: c.failures}, slog.New(slog.NewJSONHandler(&lines, nil)))
				warnings := strings.Count(lines.String(), `"level":"WARN","msg":"nothing listens at the backend's address","set":"--backend http://127.0.0.1:PORT"`)
				answers := strings.Count(lines.String(), `"level":"INFO","msg":"the backend answers"`)
				if warnings != c.warnings || answers != c.answer || strings.Count(lines.String(), "\n") != warnings+answers {
					t.Errorf("the log: %s", lines.String())
				}
			})
		})
	}
}
