package resolver_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const (
	readEntities = `query($r: [_Any!]!) { _entities(representations: $r) { ... on Organization { id name loginPolicy { isDefault } } } }`
	nameEntities = `query($r: [_Any!]!) { _entities(representations: $r) { ... on Organization { id name } } }`
)

// references is the variable r that refers to the organizations with these ids.
func references(ids ...string) map[string]any {
	var all []any
	for _, id := range ids {
		all = append(all, map[string]any{"__typename": "Organization", "id": id})
	}
	return map[string]any{"r": all}
}

// TestEntityBackendCalls prevents that a router's list of entities makes more calls than it needs. Each organization is
// asked for once, by its own id whatever the request's header says, only for what is selected, and not at all if that
// is only its id.
func TestEntityBackendCalls(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--federation", "--backend", backend.url())
	headers := as("read=")
	headers.Set("X-Zitadel-Orgid", "99")
	for document, want := range map[string][]string{
		readEntities: {"GetLoginPolicy 1", "GetLoginPolicy 2", "GetMyOrg 1", "GetMyOrg 2"},
		nameEntities: {"GetMyOrg 1", "GetMyOrg 2"},
		`query($r: [_Any!]!) { _entities(representations: $r) { ... on Organization { id loginPolicy { isDefault } } } }`: {"GetLoginPolicy 1", "GetLoginPolicy 2"},
		`query($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Organization { id } } }`:                nil,
	} {
		before := len(backend.receivedCalls())
		got := mustPost(t, p, headers, operation(document, references("2", "1", "2", "1", "2")))
		if !isData(got) || strings.Count(got.body, `"id":"2"`) != 3 || strings.Index(got.body, `"id":"1"`) < strings.Index(got.body, `"id":"2"`) {
			t.Errorf("%s: got %s", document, got.body)
		}
		var asked []string
		for _, a := range backend.receivedCalls()[before:] {
			asked = append(asked, a.method+" "+strings.Join(a.metadata["x-zitadel-orgid"], "|"))
		}
		if slices.Sort(asked); !slices.Equal(asked, want) {
			t.Errorf("%s: asked %q, want %q", document, asked, want)
		}
	}
}

// TestEntitiesAreResolvedConcurrently ensures that entities don't wait for each other, and prevents that a long list of
// them exceeds --max-backend-calls.
func TestEntitiesAreResolvedConcurrently(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--federation", "--max-backend-calls", "3", "--backend", backend.url())
	checkThreeAtOnce(t, p, backend, 7, operation(nameEntities, references("1", "2", "3", "4", "5", "6", "7")))
}

// TestDefaultRepresentations ensures that as many entities as a request may refer to can be read with their policies
// within the other default limits, and that one more is refused before the backend is asked.
func TestDefaultRepresentations(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--federation", "--backend", backend.url())
	var ids []string
	for i := range 101 {
		ids = append(ids, strconv.Itoa(i+1))
	}
	if got := mustPost(t, p, as("read="), operation(readEntities, references(ids[:100]...))); !isData(got) {
		t.Errorf("100: got %.500s", got.body)
	}
	before := len(backend.receivedCalls())
	got := mustPost(t, p, as("read="), operation(readEntities, references(ids...)))
	if want := (outcome{Code: "LIMIT_EXCEEDED", Reason: "TOO_MANY_REPRESENTATIONS"}); errorOf(got) != want {
		t.Errorf("101: got %s", got.body)
	}
	if asked := len(backend.receivedCalls()) - before; asked != 0 {
		t.Errorf("101: %d calls were made", asked)
	}
}

// TestEntitiesAreIsolatedByCaller prevents that an answer, be it a policy or a refusal, reaches a caller who asks for
// the same organizations at the same time with another token.
func TestEntitiesAreIsolatedByCaller(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--federation", "--request-timeout", "2m", "--backend-timeout", "2m", "--backend", backend.url())
	held := make(chan struct{})
	go func() { // whose calls are under way all the time
		defer close(held)
		checkOwnEntities(t, p, "GetMyOrg=gate+", 99)
	}()
	for range 2 {
		await(t, backend.entered, "the call for an organization")
	}
	var callers sync.WaitGroup
	for caller := range 8 {
		callers.Go(func() {
			for range 10 {
				checkOwnEntities(t, p, "", caller+1)
				checkOwnRefusals(t, p, caller+1)
			}
		})
	}
	callers.Wait()
	close(backend.release)
	await(t, held, "the answer to the first caller")
	if got, want := len(backend.receivedCalls()), 4+8*10*(4+2); got != want {
		t.Errorf("%d calls arrived, want %d", got, want)
	}
}

const sequenceEntities = `query($r: [_Any!]!) { _entities(representations: $r) { ... on Organization { id name loginPolicy { details { sequence } } } } }`

// checkOwnEntities asks as a caller to whom each policy has the caller's number as its sequence.
func checkOwnEntities(t *testing.T, p *program, orders string, caller int) {
	t.Helper()
	entity := func(id string) string {
		return fmt.Sprintf(`{"id":"%s","name":"Script","loginPolicy":{"details":{"sequence":"%d"}}}`, id, caller)
	}
	want := `{"data":{"_entities":[` + entity("2") + "," + entity("1") + "," + entity("2") + `]}}`
	token := fmt.Sprintf("%sGetLoginPolicy=sequence-%d", orders, caller)
	if got, err := p.post(as(token), operation(sequenceEntities, references("2", "1", "2"))); err != nil || got.body != want {
		t.Errorf("as %s: got %s, %v; want %s", token, got.body, err, want)
	}
}

// checkOwnRefusals asks as a caller who may see no organization.
func checkOwnRefusals(t *testing.T, p *program, caller int) {
	t.Helper()
	token := fmt.Sprintf("GetMyOrg=PERMISSION_DENIED+caller-%d", caller)
	got, err := p.post(as(token), operation(sequenceEntities, references("2", "1", "2")))
	if err != nil || strings.Count(got.body, `"FORBIDDEN"`) != 3 || !strings.HasSuffix(got.body, `"data":{"_entities":[null,null,null]}}`) {
		t.Errorf("as %s: got %s, %v", token, got.body, err)
	}
}

// TestEntitiesBeyondCallLimit ensures that beyond --max-total-backend-calls exactly those entities are null whose calls
// weren't made, each with an error at its own place in the list.
func TestEntitiesBeyondCallLimit(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--federation", "--max-total-backend-calls", "3", "--backend", backend.url())
	got := mustPost(t, p, as("read="), operation(nameEntities, references("1", "2", "3", "4", "5", "1")))
	var body struct {
		Errors []struct {
			Path       []any
			Extensions outcome
		}
		Data struct {
			Entities []*struct{ ID string } `json:"_entities"`
		}
	}
	if err := json.Unmarshal([]byte(got.body), &body); err != nil || len(body.Data.Entities) != 6 {
		t.Fatalf("%v: got %s", err, got.body)
	}
	var failed, want []string
	for _, e := range body.Errors {
		failed = append(failed, fmt.Sprint(e.Path, e.Extensions.Reason))
	}
	for i, entity := range body.Data.Entities {
		if entity == nil {
			want = append(want, fmt.Sprintf("[_entities %d]TOO_MANY_BACKEND_CALLS", i))
		} else if id := []string{"1", "2", "3", "4", "5", "1"}[i]; entity.ID != id {
			t.Errorf("%d is %s, want %s", i, entity.ID, id)
		}
	}
	if !slices.Equal(failed, want) || len(backend.receivedCalls()) != 3 {
		t.Errorf("%d calls were made: %s", len(backend.receivedCalls()), got.body)
	}
}
