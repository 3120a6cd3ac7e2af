package backend_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/certs/certstest"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// secured is a server that isn't a ZITADEL: what counts is whether a call gets to it, with its token.
type secured struct {
	*httptest.Server

	calls  atomic.Int32
	client atomic.Value // the name in the client's certificate
}

func startSecured(t *testing.T, authority *certstest.Authority, config *tls.Config) *secured {
	t.Helper()
	s := &secured{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		s.calls.Add(1)
		if len(r.TLS.PeerCertificates) > 0 {
			s.client.Store(r.TLS.PeerCertificates[0].Subject.CommonName)
		}
	}))
	cert, key := authority.Issue(t, "server")
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	s.EnableHTTP2 = true
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = config
	s.TLS.Certificates = []tls.Certificate{pair}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func dialSecured(t *testing.T, s *secured, config backend.Config) backend.Conn {
	t.Helper()
	config.URL, config.Connections, config.CallTimeout, config.MaxReplyBytes = s.URL, 1, 10*time.Second, 1<<20
	conn, err := backend.Dial(config, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() }) //nolint:errcheck // nothing is left to lose
	return conn
}

// arrives reports whether a call gets to the server. Where it doesn't, it has to fail as one that can't be connected.
func (s *secured) arrives(t *testing.T, conn backend.Conn) bool {
	t.Helper()
	before := s.calls.Load()
	_, err := managementv1.NewManagementServiceClient(conn).GetMyOrg(t.Context(), &managementv1.GetMyOrgRequest{})
	arrived := s.calls.Load() > before
	if !arrived && status.Code(err) != codes.Unavailable {
		t.Errorf("it failed with %v", err)
	}
	return arrived
}

// No token goes to a server of another CA or name, or over TLS 1.1; a CA that is replaced holds for the next connection,
// and one that is broken at that moment is no outage.
func TestServerIsKnown(t *testing.T) {
	authority, stranger := certstest.NewAuthority(t), certstest.NewAuthority(t)
	s := startSecured(t, authority, &tls.Config{})
	old := startSecured(t, authority, &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11})
	for _, wire := range allWires() {
		dir := t.TempDir()
		config := backend.Config{Transport: wire, CAFile: certstest.Write(t, dir, "ca", authority.CA)}
		named, system := config, config
		named.Authority, system.CAFile = "other.example", ""
		for name, taken := range map[string]bool{
			"a server over TLS 1.1":      old.arrives(t, dialSecured(t, old, config)),
			"another name":               s.arrives(t, dialSecured(t, s, named)),
			"a CA unknown to the system": s.arrives(t, dialSecured(t, s, system)),
		} {
			if taken {
				t.Errorf("%s: %s is taken", wire, name)
			}
		}
		broken := dialSecured(t, s, config) // it connects when it is used
		certstest.Write(t, dir, "ca", authority.CA[:len(authority.CA)/2])
		if !s.arrives(t, broken) {
			t.Errorf("%s: a broken file is an outage", wire)
		}
		certstest.Write(t, dir, "ca", authority.CA)
		rotated := dialSecured(t, s, config)
		certstest.Write(t, dir, "ca", stranger.CA)
		if s.arrives(t, rotated) {
			t.Errorf("%s: a CA that was replaced is taken", wire)
		}
	}
}

// A server that demands a certificate gets it, and after a rotation the new one.
func TestClientCertificate(t *testing.T) {
	authority := certstest.NewAuthority(t)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority.CA)
	s := startSecured(t, authority, &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool})
	for _, wire := range allWires() {
		dir := t.TempDir()
		config := backend.Config{Transport: wire, CAFile: certstest.Write(t, dir, "ca", authority.CA)}
		if s.arrives(t, dialSecured(t, s, config)) {
			t.Errorf("%s: it is reached without a certificate", wire)
		}
		install := func(name string) {
			cert, key := authority.Issue(t, name)
			config.CertFile, config.KeyFile = certstest.Write(t, dir, "cert", cert), certstest.Write(t, dir, "key", key)
		}
		install("first")
		first, second := dialSecured(t, s, config), dialSecured(t, s, config)
		if !s.arrives(t, first) || s.client.Load() != "first" {
			t.Errorf("%s: the server saw %v, want first", wire, s.client.Load())
		}
		install("second")
		if !s.arrives(t, second) || s.client.Load() != "second" {
			t.Errorf("%s: the server saw %v, want second", wire, s.client.Load())
		}
	}
}

// The certificate authority and the client's certificate are those of the files, on every wire.
func TestCertificateAuthority(t *testing.T) {
	server := httptest.NewUnstartedServer(respond(200, "application/json", "{}"))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	file := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		ca, authority string
		sent          bool
	}{
		"trusted": {ca: file, sent: true}, "its other name": {ca: file, authority: "example.com", sent: true},
		"another's name": {ca: file, authority: "other.example"}, "unknown": {},
	} {
		for _, transport := range allWires() {
			config := configOf(server.URL, transport)
			config.CAFile, config.Authority = c.ca, c.authority
			config.CallTimeout = 5 * time.Second
			err := removeOTP(t.Context(), dial(t, config))
			if c.sent && transport == backend.REST && err == nil {
				continue
			}
			if got := callErrorOf(t, err); got.Sent != c.sent {
				t.Errorf("%s over %s: %v", name, transport, got)
			}
		}
	}
	for _, config := range []backend.Config{
		{URL: "https://a.example", CAFile: file + "x"}, {URL: "https://a.example", CertFile: file, KeyFile: file},
		{URL: "https://a.example", CertFile: file}, {URL: "http://localhost", CAFile: file},
	} {
		config.Transport, config.Connections = backend.GRPC, 1
		if _, err := backend.Dial(config, nil, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "backend-c") {
			t.Errorf("%+v: %v", config, err)
		}
	}
}
