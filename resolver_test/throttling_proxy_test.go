package resolver_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// TestProxyTooManyRequests ensures that a proxy's 429 is told as such over every wire: a read is asked once more, when the proxy
// said, and not at all where it didn't say; a write is never sent again.
func TestProxyTooManyRequests(t *testing.T) {
	t.Parallel()
	for _, wire := range allWires() {
		for after, reads := range map[string]int32{"1": 2, "3600": 1, "": 1} {
			t.Run(wire+"/"+after, func(t *testing.T) {
				t.Parallel()
				asked := &atomic.Int32{}
				p := start(t, "--backend", startThrottling(t, asked, after), "--transport", wire, "--backend-timeout", "5s")
				got := mustPost(t, p, as("read="), operation(readPolicy, nil))
				want := outcome{Code: "RATE_LIMITED", Retryable: true}
				if told := errorOf(got); told != want || asked.Load() != reads {
					t.Errorf("a read was asked %d times, want %d, and came to %s", asked.Load(), reads, got.body)
				}
				if said := strings.Contains(got.body, "Wait "+after+" second"); said != (after != "") {
					t.Errorf("the message doesn't say how long to wait: %s", got.body)
				}
				asked.Store(0)
				want = outcome{Code: "RATE_LIMITED", Outcome: "UNKNOWN"}
				if told := errorOf(mustPost(t, p, as("read="), operation(setRestrictions, nil))); told != want || asked.Load() != 1 {
					t.Errorf("a write was sent %d times, and came to %+v, want %+v", asked.Load(), told, want)
				}
			})
		}
	}
}

// startThrottling answers all calls with 429, over HTTP/1.1 and over HTTP/2.
func startThrottling(t *testing.T, asked *atomic.Int32, retryAfter string) string {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Header().Set("Content-Type", "text/html")
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.WriteHeader(http.StatusTooManyRequests)
		io.WriteString(w, "<html>SECRET-TEXT</html>") //nolint:errcheck // the client sees it
	}))
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetHTTP1(true)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}
