package resolver_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestCancelledLookCallsNobody ensures that the backend gets no call of a look anymore shortly after its client has gone: the last
// one comes before the look's line in the access log, and that line soon. The log of the test has how soon, of which
// docs/performance.md tells.
func TestCancelledLookCallsNobody(t *testing.T) {
	t.Parallel()
	var latest atomic.Pointer[time.Time]
	p, _, r := startRelayed(t, []string{"--embedded-users", manyPeople}, func(*relayed) {
		now := time.Now()
		latest.Store(&now)
	}, nil)
	stream := subscribe(t, p.client, p.url, "dev-org-owner")
	for lookedAt := 0; lookedAt < 500; { // in the middle
		next, _ := stream.next()
		lookedAt = usageOf(t, next.data).LookedAt
	}
	left := time.Now()
	if err := stream.body.Close(); err != nil {
		t.Fatal(err)
	}
	p.awaitLine("request")
	last := latest.Load().Sub(left)
	t.Logf("the last call came %s after the client had gone", max(0, last))
	if last > time.Second { // on a busy machine; else it is a few milliseconds
		t.Errorf("a call came %s after the client had gone", last)
	}
	r.forget()
	if got := mustPost(t, p, as("dev-org-owner"), operation(readPolicy, nil)); !isData(got) {
		t.Fatalf("got %s", got.body)
	}
	if calls := strings.Join(r.methods(), " "); strings.Contains(calls, "User") || strings.Contains(calls, "Authentication") {
		t.Errorf("the look goes on: %s", calls)
	}
}
