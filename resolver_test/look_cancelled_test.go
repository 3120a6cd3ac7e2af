package resolver_test

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestCancelledLookCallsNobody ensures that the backend gets no call of a look anymore after its client has gone: the last one comes
// before the look's line in the access log. How soon that is depends on the machine: the log of the test has it, of which
// docs/performance.md tells, and internal/people tests it on a clock of its own.
func TestCancelledLookCallsNobody(t *testing.T) {
	t.Parallel()
	const underWay = 8 // calls of a look at once
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
	t.Logf("the last call came %s after the client had gone", max(0, latest.Load().Sub(left)))
	r.forget()
	if got := mustPost(t, p, as("dev-org-owner"), operation(readPolicy, nil)); !isData(got) {
		t.Fatalf("got %s", got.body)
	}
	calls := slices.DeleteFunc(r.methods(), func(call string) bool {
		return !strings.Contains(call, "User") && !strings.Contains(call, "Authentication")
	})
	if len(calls) > underWay { // so many may have been on their way when the client went
		t.Errorf("the look goes on: %s", calls)
	}
}
