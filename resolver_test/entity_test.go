package resolver_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	readEntities = `query($r: [_Any!]!) { _entities(representations: $r) { ... on Organization { id name loginPolicy { isDefault } } } }`
	nameEntities = `query($r: [_Any!]!) { _entities(representations: $r) { ... on Organization { id name } } }`
)

// references are to the organizations with these ids.
func references(ids ...string) map[string]any {
	var all []any
	for _, id := range ids {
		all = append(all, map[string]any{"__typename": "Organization", "id": id})
	}
	return map[string]any{"r": all}
}

// TestEntitiesCostTheirCalls prevents that a router's list makes more calls than it needs: each organization is asked for
// once, with its own id whatever the header says, only for what is wanted, and not at all for its id.
func TestEntitiesCostTheirCalls(t *testing.T) {
	t.Parallel()
	backend := startPuppet(t)
	p := start(t, "--federation", "--backend", backend.url())
	headers := as("read=")
	headers.Set("X-Zitadel-Orgid", "99")
	for document, want := range map[string][]string{
		readEntities: {"GetLoginPolicy 1", "GetLoginPolicy 2", "GetMyOrg 1", "GetMyOrg 2"},
		nameEntities: {"GetMyOrg 1", "GetMyOrg 2"},
		`query($r: [_Any!]!) { _entities(representations: $r) { ... on Organization { id loginPolicy { isDefault } } } }`: {"GetLoginPolicy 1", "GetLoginPolicy 2"},
		`query($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Organization { id } } }`:                nil,
	} {
		before := len(backend.arrivals())
		got := mustPost(t, p, headers, operation(document, references("2", "1", "2", "1", "2")))
		if !isData(got) || strings.Count(got.body, `"id":"2"`) != 3 || strings.Index(got.body, `"id":"1"`) < strings.Index(got.body, `"id":"2"`) {
			t.Errorf("%s: got %s", document, got.body)
		}
		var asked []string
		for _, a := range backend.arrivals()[before:] {
			asked = append(asked, a.method+" "+strings.Join(a.metadata["x-zitadel-orgid"], "|"))
		}
		if slices.Sort(asked); !slices.Equal(asked, want) {
			t.Errorf("%s: asked %q, want %q", document, asked, want)
		}
	}
}

// TestEntitiesAreResolvedAtOnce ensures that entities don't wait for each other, and prevents that a long list of them
// gets past the bound on calls that one request may have under way.
func TestEntitiesAreResolvedAtOnce(t *testing.T) {
	t.Parallel()
	backend := startPuppet(t)
	p := start(t, "--federation", "--max-backend-calls", "3", "--backend", backend.url())
	checkThreeAtOnce(t, p, backend, 7, operation(nameEntities, references("1", "2", "3", "4", "5", "6", "7")))
}

// TestDefaultRepresentations ensures that as many entities as may be referred to can also be read, policy included, within
// the other limits that nobody has set, and that one more is refused before the backend is asked.
func TestDefaultRepresentations(t *testing.T) {
	t.Parallel()
	backend := startPuppet(t)
	p := start(t, "--federation", "--backend", backend.url())
	var ids []string
	for i := range 101 {
		ids = append(ids, strconv.Itoa(i+1))
	}
	if got := mustPost(t, p, as("read="), operation(readEntities, references(ids[:100]...))); !isData(got) {
		t.Errorf("100: got %.500s", got.body)
	}
	before := len(backend.arrivals())
	got := mustPost(t, p, as("read="), operation(readEntities, references(ids...)))
	if want := (outcome{Code: "LIMIT_EXCEEDED", Reason: "TOO_MANY_REPRESENTATIONS"}); errorOf(got) != want {
		t.Errorf("101: got %s", got.body)
	}
	if asked := len(backend.arrivals()) - before; asked != 0 {
		t.Errorf("101: %d calls were made", asked)
	}
}
