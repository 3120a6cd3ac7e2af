package resolver_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestDatabaseOutage ensures that a ZITADEL without its database counts as a backend that failed, over every wire: a
// write's outcome is unknown, the server isn't ready, and after a moment the backend isn't asked any more until it is
// well again.
func TestDatabaseOutage(t *testing.T) {
	t.Parallel()
	for _, wire := range allWires() {
		t.Run(wire, func(t *testing.T) {
			t.Parallel()
			backend := startScripted(t)
			p := startOverWire(t, wire, backend.address)
			inside := outcome{Code: "INTERNAL_SERVER_ERROR", Reason: "BACKEND_FAILED"}
			if got := errorOf(mustPost(t, p, as("read=database"), operation(readPolicy, nil))); got != inside {
				t.Errorf("a read: got %+v, want %+v", got, inside)
			}
			inside.Outcome = "UNKNOWN"
			if got := errorOf(mustPost(t, p, as("write=database"), operation(removeFactor, nil))); got != inside {
				t.Errorf("a write: got %+v, want %+v", got, inside)
			}
			backend.failing.Store(true)
			open := outcome{Code: "SERVICE_UNAVAILABLE", Reason: "BACKEND_CIRCUIT_OPEN", Outcome: "NOT_EXECUTED", Retryable: true}
			eventually(t, "calls are refused", func() bool {
				return errorOf(mustPost(t, p, as("read="), operation(removeFactor, nil))) == open
			})
			eventually(t, "it isn't ready", func() bool {
				got := p.get(t, "/readyz")
				return got.status == http.StatusServiceUnavailable && errorOf(got).Reason == "BACKEND_FAILED"
			})
			backend.failing.Store(false)
			p.awaitLine("the backend is back")
			if got := mustPost(t, p, as("read="), operation(removeFactor, nil)); !isData(got) {
				t.Errorf("afterwards: got %s", got.body)
			}
		})
	}
}

// TestRefusalsOfAFailingDatabase prevents that a caller is logged out, or told that the organization doesn't exist,
// only because ZITADEL says so while connections to its database break. Before a refusal of these kinds is passed on,
// the read is made once more, over every wire; a write is never sent again.
func TestRefusalsOfAFailingDatabase(t *testing.T) {
	t.Parallel()
	const once = "GetLoginPolicy"
	const twice = once + " " + once
	for _, wire := range allWires() {
		for refusal, reason := range map[string]string{
			"UNAUTHENTICATED/AUTH-7fs1e": "TOKEN_REJECTED", "PERMISSION_DENIED/AUTH-Bs7Ds": "ORGANIZATION_NOT_FOUND",
		} {
			for name, c := range map[string]struct {
				token, document, reason, calls string
			}{
				"a wrong refusal of a read":      {"GetLoginPolicy=" + refusal + "~own", readPolicy, "", twice},
				"a wrong refusal before a write": {"GetLoginPolicy=" + refusal + "~own", removeFactor, "", twice + " RemoveSecondFactorFromLoginPolicy"},
				"a right refusal":                {"GetLoginPolicy=" + refusal, readPolicy, reason, twice},
				"a right refusal before a write": {"GetLoginPolicy=" + refusal, removeFactor, reason, twice},
				"a refusal of a write":           {"write=" + refusal + "~own", removeFactor, reason, once + " RemoveSecondFactorFromLoginPolicy"},
				"a failure after a refusal":      {"GetLoginPolicy=" + refusal + "~database", readPolicy, "BACKEND_FAILED", twice},
			} {
				backend := startScripted(t)
				p := startOverWire(t, wire, backend.address, "--confirm-writes", "off")
				got := mustPost(t, p, as(c.token), operation(c.document, nil))
				failure := errorOf(got)
				if failure.Reason != c.reason || isData(got) != (c.reason == "") || failure.Outcome == "UNKNOWN" {
					t.Errorf("%s, %s, %s: got %s", wire, refusal, name, got.body)
				}
				if calls := withoutTheLog(backend.methods()); calls != c.calls {
					t.Errorf("%s, %s, %s: the calls were %q, want %q", wire, refusal, name, calls, c.calls)
				}
				if certain := !strings.Contains(got.body, "database"); c.reason == reason && certain == (name == "a refusal of a write") {
					t.Errorf("%s, %s, %s: the message must name the database as a possible cause exactly after a write, which isn't made again: %s", wire, refusal, name, got.body)
				}
			}
		}
	}
}

// withoutTheLog leaves out the calls that read the event log, which run beside others and so arrive in any order.
func withoutTheLog(methods string) string {
	calls := slices.DeleteFunc(strings.Fields(methods), func(method string) bool { return method == "ListEvents" || method == "ListOrgChanges" })
	return strings.Join(calls, " ")
}
