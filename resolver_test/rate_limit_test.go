package resolver_test

import (
	"net/http"
	"strconv"
	"sync"
	"testing"
)

// forwarded returns the headers of a caller behind a proxy. token may be empty.
func forwarded(client, token string) http.Header {
	headers := http.Header{"X-Forwarded-For": {client}}
	if token != "" {
		headers.Set("Authorization", "Bearer "+token)
	}
	return headers
}

// TestRateLimit prevents that one client exhausts the server. Over its limit it is told in the error contract when to
// come again, and what it claims about its own address changes nothing. Probes aren't limited.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	p := start(t, "--rate-limit", "1", "--rate-limit-burst", "3")
	const query = `{ __typename }`
	for range 3 {
		if got := mustPost(t, p, nil, operation(query, nil)); !isData(got) {
			t.Fatalf("within the limit: %s", got.body)
		}
	}
	for _, headers := range []http.Header{nil, forwarded("1.2.3.4", ""), as("dev-org-owner")} {
		checkRefused(t, mustPost(t, p, headers, operation(query, nil)))
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		request, err := http.NewRequest(http.MethodGet, p.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.do(request); err != nil || got.status != 200 {
			t.Errorf("%s: %d %s, %v", path, got.status, got.body, err)
		}
	}
}

// TestRateLimitBehindAProxy ensures that behind a trusted proxy each client has a limit of its own and each token has
// one wherever it is used, and that a client can't choose its address.
func TestRateLimitBehindAProxy(t *testing.T) {
	t.Parallel()
	p := start(t, "--rate-limit", "1", "--rate-limit-burst", "2", "--trusted-proxy", "127.0.0.0/8,10.0.0.0/8")
	const query = `{ __typename }`
	for i, headers := range []http.Header{
		forwarded("1.2.3.4", ""), forwarded("made-up, 9.9.9.9, 1.2.3.4, 10.1.1.1", ""), // one client
		forwarded("2001:db8::1", ""), forwarded("2001:db8::2", ""), // one /64
		forwarded("5.5.5.1", "dev-viewer"), forwarded("5.5.5.2", "dev-viewer"), // one token
	} {
		if got := mustPost(t, p, headers, operation(query, nil)); !isData(got) {
			t.Fatalf("request %d is within the limit: %s", i, got.body)
		}
	}
	for _, headers := range []http.Header{
		forwarded("7.7.7.7, 1.2.3.4", ""), forwarded("2001:db8::3", ""), forwarded("5.5.5.3", "dev-viewer"),
	} {
		checkRefused(t, mustPost(t, p, headers, operation(query, nil)))
	}
}

// TestRefusedRequestsDelayNobody prevents that requests which are refused use up the limit of those that come later:
// however many are refused at once, the next one has to wait no longer than after one.
func TestRefusedRequestsDelayNobody(t *testing.T) {
	t.Parallel()
	p := start(t, "--rate-limit", "60", "--rate-limit-burst", "1") // one a second
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			for range 20 {
				got, err := p.post(nil, operation(`{ __typename }`, nil))
				if wait := got.header.Get("Retry-After"); err != nil || got.status == http.StatusTooManyRequests && wait != "1" {
					t.Errorf("%d, to wait %q s, %v", got.status, wait, err)
				}
			}
		})
	}
	all.Wait()
}

// TestRateLimitOff ensures that nobody is limited unless the operator sets a limit.
func TestRateLimitOff(t *testing.T) {
	t.Parallel()
	p := start(t)
	for range 200 {
		if got := mustPost(t, p, nil, operation(`{ __typename }`, nil)); !isData(got) {
			t.Fatalf("got %s", got.body)
		}
	}
}

// checkRefused wants a refusal that says how long to wait.
func checkRefused(t *testing.T, got reply) {
	t.Helper()
	want := outcome{Code: "RATE_LIMITED", Reason: "TOO_MANY_REQUESTS", Retryable: true}
	if got.status != http.StatusTooManyRequests || errorOf(got) != want {
		t.Errorf("over the limit: %d %s", got.status, got.body)
	}
	if seconds, err := strconv.Atoi(got.header.Get("Retry-After")); err != nil || seconds < 1 || seconds > 60 {
		t.Errorf("retry-after is %q, want 1 to 60", got.header.Get("Retry-After"))
	}
}
