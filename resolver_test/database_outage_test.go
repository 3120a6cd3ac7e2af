package resolver_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestDatabaseOutage ensures that a ZITADEL whose database is gone is told for what it is, over every wire: it failed, a
// write's fate is open, it isn't ready, and after a moment it isn't asked any more until it is well again.
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

// TestRefusalsOfAFailingDatabase ensures that nobody is logged out, nor told that the organization is gone, by what ZITADEL
// says when connections to its database break, over every wire; that what is true costs one read more, each time; and
// that a write is never sent again.
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
				"an untruth about a read":     {"GetLoginPolicy=" + refusal + "~own", readPolicy, "", twice},
				"an untruth before a write":   {"GetLoginPolicy=" + refusal + "~own", removeFactor, "", twice + " RemoveSecondFactorFromLoginPolicy"},
				"the truth":                   {"GetLoginPolicy=" + refusal, readPolicy, reason, twice},
				"the truth, before a write":   {"GetLoginPolicy=" + refusal, removeFactor, reason, twice},
				"an untruth about a write":    {"write=" + refusal + "~own", removeFactor, reason, once + " RemoveSecondFactorFromLoginPolicy"},
				"a database, after a refusal": {"GetLoginPolicy=" + refusal + "~database", readPolicy, "BACKEND_FAILED", twice},
			} {
				backend := startScripted(t)
				p := startOverWire(t, wire, backend.address, "--confirm-writes", "off")
				got := mustPost(t, p, as(c.token), operation(c.document, nil))
				told := errorOf(got)
				if told.Reason != c.reason || isData(got) != (c.reason == "") || told.Outcome == "UNKNOWN" {
					t.Errorf("%s, %s, %s: got %s", wire, refusal, name, got.body)
				}
				if calls := withoutTheLog(backend.methods()); calls != c.calls {
					t.Errorf("%s, %s, %s: the calls were %q, want %q", wire, refusal, name, calls, c.calls)
				}
				if sure := !strings.Contains(got.body, "database"); c.reason == reason && sure == strings.Contains(name, "about a write") {
					t.Errorf("%s, %s, %s: the message is wrong about how sure it is: %s", wire, refusal, name, got.body)
				}
			}
		}
	}
}

// withoutTheLog leaves out the reads of the event log, which stand beside those of a policy.
func withoutTheLog(methods string) string {
	calls := slices.DeleteFunc(strings.Fields(methods), func(method string) bool { return method == "ListEvents" || method == "ListOrgChanges" })
	return strings.Join(calls, " ")
}
