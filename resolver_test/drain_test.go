package resolver_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptrace"
	"syscall"
	"testing"

	"zitadel-graphql/internal/certs/certstest"
)

// TestDrain prevents that a rolling restart costs a request. After SIGTERM the program tells load balancers, and serves on: a
// client of HTTP/2 that has several requests under way on one connection sends the next on a new one (GOAWAY), and each is
// answered. A second signal ends the program at once.
func TestDrain(t *testing.T) {
	t.Parallel()
	const underWay = 5
	backend := startScripted(t)
	authority, dir := certstest.NewAuthority(t), t.TempDir()
	cert, key := authority.Issue(t, "server")
	p := start(t, "--backend", backend.url(), "--drain-delay", "1h",
		"--tls-cert", certstest.Write(t, dir, "cert", cert), "--tls-key", certstest.Write(t, dir, "key", key))
	p.client = newTLSClient(authority, tls.VersionTLS13)
	conns := map[string]bool{} // by the client's own addresses
	send := func() {
		trace := &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) { conns[info.Conn.LocalAddr().String()] = true }}
		request, err := http.NewRequestWithContext(httptrace.WithClientTrace(t.Context(), trace), http.MethodGet, p.url+"/healthz", nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.do(request); err != nil || got.status != http.StatusOK {
			t.Fatalf("got %d, %v", got.status, err)
		}
	}
	send()
	replies := make(chan reply, underWay)
	for range underWay {
		go func() {
			got, err := p.post(as("write=gate"), operation(removeFactor, nil))
			if err != nil {
				t.Error(err)
			}
			replies <- got
		}()
		await(t, backend.entered, "the write arrives")
	}
	send()
	if len(conns) != 1 {
		t.Fatalf("before: the client has %d connections, want one for all", len(conns))
	}
	p.signal(syscall.SIGTERM)
	p.awaitLine("draining: requests are served on, and /readyz answers 503, so that load balancers send no more")
	if got := p.get(t, "/readyz"); got.status != http.StatusServiceUnavailable || errorOf(got).Reason != "SERVER_STOPPING" {
		t.Errorf("/readyz answers %d %s", got.status, got.body)
	}
	eventually(t, "the client connects anew", func() bool {
		send()
		return len(conns) > 1
	})
	close(backend.release)
	for range underWay {
		if got := await(t, replies, "the reply"); !isData(got) {
			t.Errorf("under way: got %d %s", got.status, got.body)
		}
	}
	p.signal(syscall.SIGTERM)
	if code := p.wait(); code != -1 { // the signal ended it
		t.Errorf("after a second signal: exit code %d", code)
	}
}

// TestInterruptSkipsDraining prevents that a person at a terminal has to wait for load balancers.
func TestInterruptSkipsDraining(t *testing.T) {
	t.Parallel()
	p := start(t, "--drain-delay", "1h")
	p.signal(syscall.SIGINT)
	if code := p.wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
