package resolver_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// TestConcurrentFactorChanges prevents that a client sees what ZITADEL makes of two equal changes at the same time. Two
// additions may both succeed and be stored twice: the factor is listed once, and one removal removes both. Two removals
// may both succeed.
func TestConcurrentFactorChanges(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var gate *barrier // of the writes
	p, backend, _ := startRelayed(t, []string{"--embedded-races"}, func(call *relayed) {
		mu.Lock()
		together := gate
		mu.Unlock()
		if strings.HasSuffix(call.method, "SecondFactorToLoginPolicy") || strings.HasSuffix(call.method, "SecondFactorFromLoginPolicy") {
			together.arrive(call)
		}
	}, nil)
	twice := func(verb string) []outcome {
		mu.Lock()
		gate = newBarrier(2)
		mu.Unlock()
		document := fmt.Sprintf(`mutation { %sSecondFactor(type: SECOND_FACTOR_TYPE_OTP_SMS) { sequence } }`, verb)
		return outcomesOf(postConcurrently(t, p, instanceOwnerToken, document, document))
	}
	storedTwice, removedTwice := 0, 0
	pairs := 0
	for ; pairs < 10 || storedTwice+removedTwice == 0 && pairs < 200; pairs++ {
		checkConcurrentPair(t, twice("add"), "SECOND_FACTOR_ALREADY_CONFIGURED")
		if strings.Count(fmt.Sprint(readDirectly(t, backend, acme).GetSecondFactors()), "OTP_SMS") == 2 {
			storedTwice++
		}
		if got := mustPost(t, p, as(instanceOwnerToken), operation(`{ loginPolicy { secondFactors } }`, nil)); strings.Count(got.body, "OTP_SMS") != 1 {
			t.Errorf("after two additions: got %s", got.body)
		}
		removals := twice("remove")
		checkConcurrentPair(t, removals, "SECOND_FACTOR_NOT_CONFIGURED")
		if removals[0] == (outcome{}) && removals[1] == (outcome{}) {
			removedTwice++
		}
		if left := readDirectly(t, backend, acme).GetSecondFactors(); strings.Contains(fmt.Sprint(left), policyv1.SecondFactorType(4).String()) {
			t.Errorf("after two removals the factor is still there: %v", left)
		}
	}
	t.Logf("of %d pairs, %d were stored twice and %d removed twice", pairs, storedTwice, removedTwice)
	if storedTwice+removedTwice == 0 {
		t.Error("no pair raced, so this test proves nothing")
	}
}

// checkConcurrentPair wants two successes, or one success and a refusal with this reason.
func checkConcurrentPair(t *testing.T, got []outcome, reason string) {
	t.Helper()
	if got[0] != (outcome{}) {
		got[0], got[1] = got[1], got[0]
	}
	if got[0] != (outcome{}) || got[1] != (outcome{}) && got[1].Reason != reason {
		t.Errorf("got %+v, want success, and success or %s", got, reason)
	}
}
