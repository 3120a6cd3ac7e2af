package resolver_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestConcurrencyLimitRefuses ensures that of the calls beyond --backend-max-concurrent, those that wait in vain until
// their deadline are refused as BACKEND_BUSY, with nothing executed.
func TestConcurrencyLimitRefuses(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--backend-max-concurrent", "2", "--backend-timeout", stretched(3*time.Second))
	reasons := map[string]int{}
	const busy, slow = "SERVICE_UNAVAILABLE BACKEND_BUSY", "GATEWAY_TIMEOUT BACKEND_TOO_SLOW"
	// Who comes a moment later has a moment left when a turn is free. On a busy machine all may come one after the other.
	eventually(t, "calls have no turn", func() bool {
		for _, got := range postConcurrently(t, p, "read=hang", slices.Repeat([]string{removeFactor}, 12)...) {
			if got := errorOf(got); got.Outcome != "NOT_EXECUTED" || !got.Retryable {
				t.Errorf("got %+v, want an error of a write that wasn't sent", got)
			} else {
				reasons[got.Code+" "+got.Reason]++
			}
		}
		return reasons[busy] > 0
	})
	if reasons[slow] < 2 || len(reasons) != 2 {
		t.Errorf("the reasons were %v, want two calls that were too slow, and others that never had a turn", reasons)
	}
}

// TestConcurrencyLimitQueues ensures that calls beyond --backend-max-concurrent wait, and are made as soon as others
// are done; there are never more at once.
func TestConcurrencyLimitQueues(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--backend-max-concurrent", "2")
	go func() {
		for range 12 {
			<-backend.entered
			backend.release <- struct{}{}
		}
	}()
	for _, got := range postConcurrently(t, p, "read=gate", slices.Repeat([]string{readPolicy}, 12)...) {
		if !isData(got) {
			t.Errorf("in turn: got %s", got.body)
		}
	}
	backend.mu.Lock()
	defer backend.mu.Unlock()
	if backend.peak > 2 {
		t.Errorf("%d calls were under way at once, want 2", backend.peak)
	}
}

// TestConcurrentCallsOfARequest ensures that one request makes as many backend calls at once as --max-backend-calls
// allows, and never more.
func TestConcurrentCallsOfARequest(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--max-backend-calls", "3")
	var fields strings.Builder
	for i := range 9 {
		fmt.Fprintf(&fields, `f%d: loginPolicy(orgId: "%d") { isDefault } `, i, i+1) // the same one would be asked for once
	}
	checkThreeAtOnce(t, p, backend, 9, operation("{ "+fields.String()+"}", nil))
}

// checkThreeAtOnce sends a request that makes so many calls, and wants exactly three of them at once.
func checkThreeAtOnce(t *testing.T, p *program, backend *scriptedBackend, calls int, request string) {
	t.Helper()
	replies := make(chan reply, 1)
	go func() {
		got, err := p.post(as("read=gate"), request)
		if err != nil {
			t.Error(err)
		}
		replies <- got
	}()
	for range 3 {
		await(t, backend.entered, "three calls at once")
	}
	for range calls { // while one more could come, there is time for it: another request goes all the way and back
		mustPost(t, p, as("read="), operation(readPolicy, nil))
		backend.release <- struct{}{}
	}
	if got := await(t, replies, "the reply"); !isData(got) {
		t.Errorf("got %s", got.body)
	}
	backend.mu.Lock()
	defer backend.mu.Unlock()
	if backend.peak != 3 {
		t.Errorf("%d calls were under way at once, want 3", backend.peak)
	}
}

// TestLooksLeaveTurns ensures that looks at people, however many there are, take no more than three quarters of --backend-max-concurrent,
// so that everybody else's calls have their turn meanwhile.
func TestLooksLeaveTurns(t *testing.T) {
	t.Parallel()
	backend := start(t, "--embedded-listen", "127.0.0.1:0", "--embedded-users", "100")
	r := startRelay(t, backend.embeddedAddress)
	entered := make(chan struct{}, 100)
	r.before = func(call *relayed) {
		if call.method == "ListAuthenticationMethodTypes" {
			entered <- struct{}{}
			<-call.ctx.Done()
		}
	}
	p := start(t, "--backend", r.url, "--backend-max-concurrent", "8")
	for range 3 { // each would have eight calls under way
		subscribe(t, http.DefaultClient, p.url, "dev-org-owner")
	}
	for range 6 {
		await(t, entered, "six calls about people")
	}
	if got := mustPost(t, p, as("dev-org-owner"), operation(`{ loginPolicy { isDefault } }`, nil)); !isData(got) {
		t.Errorf("while looks are made: got %s", got.body)
	}
	if more := len(entered); more > 0 {
		t.Errorf("looks have %d calls under way, want 6", 6+more)
	}
}
