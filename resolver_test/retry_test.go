package resolver_test

import (
	"slices"
	"strings"
	"testing"
)

// TestReadsAreRetried ensures that a read succeeds although the backend isn't available for a moment, and that a write
// which arrived isn't sent again, over every wire.
func TestReadsAreRetried(t *testing.T) {
	t.Parallel()
	for _, wire := range allWires() {
		backend := startScripted(t)
		p := startOverWire(t, wire, backend.address)
		if got := mustPost(t, p, as("read=UNAVAILABLE~UNAVAILABLE~"), operation(readPolicy, nil)); !isData(got) {
			t.Errorf("%s: got %s, want the third answer", wire, got.body)
		}
		want := outcome{Code: "SERVICE_UNAVAILABLE", Reason: "BACKEND_UNAVAILABLE", Outcome: "UNKNOWN"}
		if got := errorOf(mustPost(t, p, as("write=UNAVAILABLE"), operation(removeFactor, nil))); got != want {
			t.Errorf("%s: got %+v, want %+v", wire, got, want)
		}
		if calls := backend.methods(); calls != strings.Repeat("GetLoginPolicy ", 4)+"RemoveSecondFactorFromLoginPolicy GetLoginPolicy" {
			t.Errorf("%s: the calls were %q, want three reads, and a write between two reads", wire, calls)
		}
	}
}

// TestRetriesOff ensures that with --backend-retries 0 nothing is retried.
func TestRetriesOff(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--backend-retries", "0")
	got := errorOf(mustPost(t, p, as("read=UNAVAILABLE~"), operation(readPolicy, nil)))
	if got.Reason != "BACKEND_UNAVAILABLE" || backend.methods() != "GetLoginPolicy" {
		t.Errorf("got %+v after the calls %q", got, backend.methods())
	}
}

// TestRetryBudget prevents that a failing backend gets several times its usual load: all retries together are ten, and
// one more for every ten calls.
func TestRetryBudget(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url())
	const requests = 60
	postConcurrently(t, p, "read=UNAVAILABLE", slices.Repeat([]string{readPolicy}, requests)...)
	calls := len(backend.receivedCalls())
	if calls < requests+10 || calls > requests+10+requests/10 {
		t.Errorf("%d requests made %d calls, want from %d to %d", requests, calls, requests+10, requests+10+requests/10)
	}
}
