package resolver_test

// These tests run on Linux only, where Go reads the certificates that it trusts from the file that SSL_CERT_FILE names.

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
)

// TestBackendTLS prevents that a token is sent to a server which hasn't proved by its certificate that it is the
// backend: the host of the URL, or the one that --backend-authority names instead.
func TestBackendTLS(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		trusted   bool
		authority string // the certificate is for 127.0.0.1 and example.com
		want      outcome
	}{
		"trusted":             {trusted: true},
		"its other name":      {trusted: true, authority: "example.com"},
		"another's name":      {trusted: true, authority: "other.example", want: backendUnreachable()},
		"unknown certificate": {want: backendUnreachable()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int32
			server := startCountingTLSBackend(t, &calls)
			args := []string{"--backend", server.URL}
			if test.authority != "" {
				args = append(args, "--backend-authority", test.authority)
			}
			var variables []string
			if test.trusted {
				variables = []string{"SSL_CERT_FILE=" + certificateOf(t, server)}
			}
			p := launchWithEnv(t, variables, args...)
			p.awaitServing()
			got := mustPost(t, p, as("read="), operation(readPolicy, nil))
			if errorOf(got) != test.want || isData(got) != (test.want == outcome{}) {
				t.Errorf("got %s, want %+v", got.body, test.want)
			}
			if reached := calls.Load() > 0; reached != isData(got) {
				t.Errorf("%d calls arrived with their token", calls.Load())
			}
		})
	}
}

func backendUnreachable() outcome {
	return outcome{Code: "SERVICE_UNAVAILABLE", Reason: "BACKEND_UNREACHABLE", Retryable: true}
}

// startCountingTLSBackend starts a scripted backend behind TLS, for the names in httptest's certificate, and counts its
// calls.
func startCountingTLSBackend(t *testing.T, calls *atomic.Int32) *httptest.Server {
	t.Helper()
	backend := newScripted().newServer()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		backend.ServeHTTP(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// certificateOf writes the server's certificate into a file and returns its path.
func certificateOf(t *testing.T, server *httptest.Server) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "certificate.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
