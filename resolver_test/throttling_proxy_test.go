package resolver_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// TestProxyTooManyRequests ensures that status 429 of a proxy before the backend becomes RATE_LIMITED over every wire.
// A read is retried once, when the proxy says, and not at all if that is far off or isn't said; a write is never sent
// again.
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
				if failure := errorOf(got); failure != want || asked.Load() != reads {
					t.Errorf("a read was sent %d times, want %d; the answer is %s", asked.Load(), reads, got.body)
				}
				if waits := strings.Contains(got.body, "Wait "+after+" second"); waits != (after != "") {
					t.Errorf("the message doesn't say how long to wait: %s", got.body)
				}
				asked.Store(0)
				want = outcome{Code: "RATE_LIMITED", Outcome: "UNKNOWN"}
				if failure := errorOf(mustPost(t, p, as("read="), operation(setRestrictions, nil))); failure != want || asked.Load() != 1 {
					t.Errorf("a write was sent %d times, want once; the error is %+v, want %+v", asked.Load(), failure, want)
				}
			})
		}
	}
}

// startThrottling answers all calls with 429 and this Retry-After, over HTTP/1.1 and HTTP/2, and counts them, but for probes
// and the audit trail's question who the caller is.
func startThrottling(t *testing.T, asked *atomic.Int32, retryAfter string) string {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isProbe(r.URL.Path) && !asksWhoCalls(r) {
			asked.Add(1)
		}
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

// asksWhoCalls reports whether the call is GetMyUser, over any wire, which the audit trail sends before a caller's first mutation.
func asksWhoCalls(r *http.Request) bool {
	return strings.HasSuffix(r.URL.Path, "/GetMyUser") || r.URL.Path == "/auth/v1/users/me"
}
