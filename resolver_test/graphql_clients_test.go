package resolver_test

import (
	"slices"
	"testing"

	"zitadel-graphql/internal/racetest"
)

// clientsTool is the folder of the script that sends operations through GraphQL clients; `make npm` installs them.
const clientsTool = "../tools/clients"

// clientResult is how a client reports the answer to an operation.
type clientResult struct {
	Client, Operation string
	Statuses          []int
	Data              any
	Codes             []string
	Failure           string
}

// TestGraphQLClients prevents that a current client takes a status of GraphQL over HTTP for a failure of the network:
// Apollo Client, urql, graphql-request and Relay get the same data and the same codes by the statuses of 2026 and of
// 2023, with automatic persisted queries and without.
func TestGraphQLClients(t *testing.T) {
	t.Parallel()
	racetest.Skip(t, unseenInNode)
	needsPackages(t, clientsTool, "make npm")
	newer := map[string]int{"good": 200, "partial": 294, "failed": 294, "refused": 422, "variables": 422}
	older := map[string]int{"good": 200, "partial": 200, "failed": 200, "refused": 400, "variables": 400}
	for name, test := range map[string]struct {
		args     []string
		statuses map[string]int
	}{
		"2026":                         {nil, newer},
		"2026, with persisted queries": {[]string{"--apq"}, newer},
		"2023":                         {[]string{"--graphql-over-http", "2023"}, older},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			results := runNode[clientResult](t, clientsTool, "try.js", start(t, test.args...).url+"/graphql")
			if len(results) != 6*len(test.statuses) {
				t.Errorf("%d operations were tried", len(results))
			}
			for _, got := range results {
				checkClientResult(t, got, test.statuses[got.Operation])
			}
		})
	}
}

// checkClientResult wants the data, the codes and the last status that belong to the operation.
func checkClientResult(t *testing.T, got clientResult, status int) {
	t.Helper()
	wanted := map[string][]string{"partial": {"NOT_FOUND"}, "failed": {"NOT_FOUND"},
		"refused": {"GRAPHQL_VALIDATION_FAILED"}, "variables": {"GRAPHQL_VALIDATION_FAILED"}}
	executed := got.Operation == "good" || got.Operation == "partial" || got.Operation == "failed"
	if got.Failure != "" || !slices.Equal(got.Codes, wanted[got.Operation]) || (got.Data != nil) != executed {
		t.Errorf("%s, %s: %+v", got.Client, got.Operation, got)
	}
	if len(got.Statuses) == 0 || got.Statuses[len(got.Statuses)-1] != status {
		t.Errorf("%s, %s: the statuses are %v, want %d at last", got.Client, got.Operation, got.Statuses, status)
	}
}
