package resolver_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"strings"
	"testing"

	"zitadel-graphql/internal/certs/certstest"
)

// TestListenerTLS ensures that the program serves over TLS 1.2 or later and HTTP/2, under a URL with https; and that a
// replaced certificate is used from the next connection on, while existing connections go on.
func TestListenerTLS(t *testing.T) {
	t.Parallel()
	authority, dir := certstest.NewAuthority(t), t.TempDir()
	install := func(name string) (cert, key string) {
		certPEM, keyPEM := authority.Issue(t, name)
		return certstest.Write(t, dir, "cert", certPEM), certstest.Write(t, dir, "key", keyPEM)
	}
	cert, key := install("first")
	p := launch(t, "--tls-cert", cert, "--tls-key", key)
	url := p.awaitLine("serving GraphQL")["url"]
	if !strings.HasPrefix(url, "https://127.0.0.1:") {
		t.Fatalf("the URL is %s", url)
	}
	before := newTLSClient(authority, tls.VersionTLS13)
	checkServed(t, before, url, "first")
	install("second")
	checkServed(t, before, url, "first") // its connection is there
	checkServed(t, newTLSClient(authority, tls.VersionTLS12), url, "second")
	certstest.Write(t, dir, "key", nil)
	checkServed(t, newTLSClient(authority, tls.VersionTLS13), url, "second")
	if response, err := getOverTLS(t, newTLSClient(authority, tls.VersionTLS11), url); err == nil {
		response.Body.Close()
		t.Error("the server accepts TLS 1.1")
	}
}

// newTLSClient returns a client that speaks no later version of TLS than this.
func newTLSClient(authority *certstest.Authority, most uint16) *http.Client {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority.CA)
	return &http.Client{Timeout: patience, Transport: &http.Transport{ForceAttemptHTTP2: true,
		TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS10, MaxVersion: most}}}
}

// getOverTLS asks for /healthz.
func getOverTLS(t *testing.T, client *http.Client, url string) (*http.Response, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.TrimSuffix(url, "/graphql")+"/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	return client.Do(request)
}

// checkServed wants an answer over HTTP/2 by a server whose certificate has this name.
func checkServed(t *testing.T, client *http.Client, url, name string) {
	t.Helper()
	response, err := getOverTLS(t, client, url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if got := response.TLS.PeerCertificates[0].Subject.CommonName; got != name || response.ProtoMajor != 2 || response.StatusCode != http.StatusOK {
		t.Errorf("got %s of %s over HTTP/%d, want %s", response.Status, got, response.ProtoMajor, name)
	}
}
