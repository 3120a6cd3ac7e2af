package resolver_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// fullPageQuery is the query of docs/console-parity.md with everything else that a page could want at once. Several of
// its fields need the same call of the backend.
const fullPageQuery = `query($orgId: ID) {
  loginPolicy(orgId: $orgId) { isDefault identityProviders { nodes { id } } }
  again: loginPolicy(orgId: $orgId) { secondFactors }
  defaultLoginPolicy { secondFactors }
  organization(orgId: $orgId) { name loginPolicy { multiFactors } }
  viewer(orgId: $orgId) { canWriteLoginPolicy organizations { nodes { id } } }
  viewerAgain: viewer(orgId: $orgId) { canResetLoginPolicy organizations { nodes { name } } }
  availableIdentityProviders(orgId: $orgId) { nodes { id } }
  loginPolicyChanges(orgId: $orgId, first: 5) { nodes { secondFactor multiFactor identityProvider { id name } } }
  restrictions { allowedLanguages }
}`

// TestPageQueryCalls ensures what docs/console-parity.md promises: the data of a page comes in one query, whose backend
// calls run at the same time and are made once each. The files in golden/ list the calls in groups. Here each call is
// held until all of its group have arrived, so that a call which waited for another of its group would never end.
func TestPageQueryCalls(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{"documented": documentedPageQuery(t), "whole": fullPageQuery} {
		for _, org := range []string{acme, acmeLabs} {
			t.Run(name+" "+org, func(t *testing.T) {
				t.Parallel()
				checkTrace(t, "golden/page_"+name+"_"+org+".txt", operation(document, map[string]any{"orgId": org}))
			})
		}
	}
}

// documentedPageQuery returns the one query in docs/console-parity.md.
func documentedPageQuery(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("../docs/console-parity.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)```graphql\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(found) != 1 {
		t.Fatalf("docs/console-parity.md has %d queries, want 1", len(found))
	}
	return found[0][1]
}

// checkTrace sends the request, and compares the calls that it makes with a file.
func checkTrace(t *testing.T, golden, body string) {
	t.Helper()
	want := readTrace(t, golden)
	groups := map[string]*barrier{}
	for _, group := range want {
		together := newBarrier(len(group))
		for _, call := range group {
			groups[call] = together
		}
	}
	p, _, r := startRelayed(t, nil, func(call *relayed) {
		if group := groups[strings.TrimSpace(call.method+" "+call.organization)]; group != nil {
			group.arrive(call)
		}
	}, nil)
	began := time.Now()
	got := mustPost(t, p, as(instanceOwnerToken), body)
	if !isData(got) {
		t.Errorf("after %v: got %s", time.Since(began), got.body)
	}
	for i, group := range want {
		if late := groups[group[0]].gaveUp(); late > 0 {
			t.Errorf("group %d: %d calls timed out waiting for the others", i+1, late)
		}
	}
	expected := slices.Concat(want...)
	slices.Sort(expected)
	if made := r.methods(); !slices.Equal(made, expected) {
		t.Errorf("the calls were\n%s\nwant\n%s", strings.Join(made, "\n"), strings.Join(expected, "\n"))
	}
}

// readTrace reads groups of calls, METHOD ORGANIZATION a line, with an empty line between groups.
func readTrace(t *testing.T, path string) [][]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var groups [][]string
	for group := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n\n") {
		groups = append(groups, strings.Split(group, "\n"))
	}
	return groups
}
