package resolver_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zitadel-graphql/internal/racetest"
)

// auditTool is the folder of the script that runs the audits; `make npm` installs what it needs.
const auditTool = "../tools/graphql-http-audit"

// auditCount is how many audits the pinned version of graphql-http has.
const auditCount = 61

// superseded returns the audits, by their ids, that contradict the newest text of GraphQL over HTTP: they want status
// 400, as the drafts did before August 2026. What the section "Status Codes" says now stands beside each. (74FF also
// wants 400, for a document that doesn't validate. It passes, because its document has a field that begins with a
// digit, and so can't even be parsed.)
func superseded() map[string]string {
	return map[string]string{
		"423L": "not a well-formed GraphQL-over-HTTP request, since it has no query: 422",
		"86EE": "the variable values cannot be coerced: 422",
	}
}

// withSuperseded adds the superseded audits to others that a server fails.
func withSuperseded(others map[string]string) map[string]string {
	maps.Copy(others, superseded())
	return others
}

// TestGraphQLOverHTTPAudits ensures that the server speaks GraphQL over HTTP, by the audits of graphql-http. With
// --graphql-over-http=2023, introspection and answers to a bare GET it passes all of them. With the newest statuses it
// fails those that are superseded, and in production also those that need introspection or a bare GET.
func TestGraphQLOverHTTPAudits(t *testing.T) {
	t.Parallel()
	racetest.Skip(t, unseenInNode)
	needsPackages(t, auditTool, "make npm")
	backend := start(t, "--embedded-listen", "127.0.0.1:0")
	for _, c := range []struct {
		name string
		args []string
		fail map[string]string // by their ids: why
	}{
		{"statuses of 2023", []string{"--csrf=off", "--graphql-over-http=2023"}, map[string]string{}},
		{"open", []string{"--introspection=on", "--csrf=off"}, withSuperseded(map[string]string{})},
		{"production", []string{"--backend", "http://" + backend.embeddedAddress}, withSuperseded(map[string]string{
			"5A70": "a bare GET",
			"2EA1": "its query has __type",
			"28B9": "its query has __type",
			"D6D5": "a bare GET, with __type",
			"6A70": "a bare GET, with __type",
		})},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			passed, failed := audit(t, start(t, c.args...).url+"/graphql")
			if passed+len(failed) != auditCount {
				t.Errorf("%d audits passed and %d failed, of %d", passed, len(failed), auditCount)
			}
			if diff := cmp.Diff(slices.Sorted(maps.Keys(c.fail)), slices.Sorted(maps.Keys(failed))); diff != "" {
				t.Errorf("audits that fail: (-want +got)\n%s%v", diff, failed)
			}
		})
	}
}

// auditResult is what the suite found out about one audit.
type auditResult struct {
	ID, Name, Reason string
	Passed           bool
}

// audit runs the suite. It returns how many audits pass and, by their ids, the names and reasons of those that fail.
func audit(t *testing.T, url string) (passed int, failed map[string]string) {
	t.Helper()
	failed = map[string]string{}
	for _, result := range runNode[auditResult](t, auditTool, "audit.js", url) {
		if result.Passed {
			passed++
			continue
		}
		failed[result.ID] = result.Name + ": " + result.Reason
	}
	return passed, failed
}
