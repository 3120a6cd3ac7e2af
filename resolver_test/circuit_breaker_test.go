package resolver_test

import (
	"slices"
	"strings"
	"testing"
)

// TestCircuitBreaker ensures that reads and writes are refused at once while the backend is gone, with a reason of
// their own and a line in the log, and that this ends by itself when the backend is back, over every wire.
func TestCircuitBreaker(t *testing.T) {
	t.Parallel()
	for _, wire := range allWires() {
		t.Run(wire, func(t *testing.T) {
			t.Parallel()
			backend := startScriptedAt(t, freeAddress(t))
			p := startOverWire(t, wire, backend.address)
			backend.server.Stop()
			open := outcome{Code: "SERVICE_UNAVAILABLE", Reason: "BACKEND_CIRCUIT_OPEN", Retryable: true}
			eventually(t, "calls are refused", func() bool {
				return errorOf(mustPost(t, p, as("read="), operation(readPolicy, nil))) == open
			})
			open.Outcome = "NOT_EXECUTED"
			if got := errorOf(mustPost(t, p, as("read="), operation(removeFactor, nil))); got != open {
				t.Errorf("got %+v, want %+v", got, open)
			}
			p.awaitLine("the backend is gone; calls are refused until it is back")
			again := startScriptedAt(t, backend.address)
			p.awaitLine("the backend is back")
			if got := mustPost(t, p, as("read=second-2"), operation(removeFactor, nil)); !isData(got) {
				t.Errorf("afterwards: got %s", got.body)
			}
			if calls := again.methods(); calls != "GetLoginPolicy RemoveSecondFactorFromLoginPolicy GetLoginPolicy" {
				t.Errorf("the calls were %q", calls)
			}
		})
	}
}

// TestSlowCallsKeepCircuitClosed prevents that one caller, whose calls take too long, shuts out everybody else.
func TestSlowCallsKeepCircuitClosed(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--backend-timeout", "5s")
	for _, got := range postConcurrently(t, p, "read=hang", slices.Repeat([]string{readPolicy}, 8)...) {
		if got := errorOf(got); got.Reason != "BACKEND_TOO_SLOW" {
			t.Errorf("got %+v", got)
		}
	}
	if got := mustPost(t, p, as("read="), operation(readPolicy, nil)); !isData(got) {
		t.Errorf("another caller: got %s", got.body)
	}
	if log := p.log(); strings.Contains(log, "the backend is gone") {
		t.Error("the log says that the backend is gone")
	}
}
