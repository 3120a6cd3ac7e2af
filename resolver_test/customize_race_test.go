package resolver_test

import (
	"encoding/json"
	"slices"
	"sync"
	"testing"

	"zitadel-graphql/internal/racetest"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// TestConcurrentCustomizations prevents that a customization is called a success after another one has undone it. A
// hundred mutations of all kinds read the inherited policy and then write at the same time, and the backend lets them
// race. Whatever succeeded is in the final policy, every other answer is CONFLICT, and no list has an entry twice.
func TestConcurrentCustomizations(t *testing.T) {
	t.Parallel()
	const callers, most = 100, 50
	rounds := racetest.Size(5, 1)
	var gates raceGates
	p, backend, r := startRelayed(t, []string{"--embedded-races"}, gates.before, gates.after)
	kinds, raced := customizations(), 0
	for round := 0; round < rounds || raced == 0 && round < most; round++ {
		r.forget()
		gates.begin(callers)
		outcomes := postCustomizations(t, p, callers, kinds)
		if late := gates.gaveUp(); late > 0 {
			t.Fatalf("%d calls timed out waiting for the others: not all were under way at the same time", late)
		}
		final := readDirectly(t, backend, acmeLabs)
		if successes := checkCustomized(t, final, kinds, outcomes); successes > 1 {
			raced++
		}
		checkListedOnce(t, p)
		resetDirectly(t, backend, acmeLabs)
	}
	if raced == 0 {
		t.Errorf("in none of %d rounds two customizations succeeded, so this test proves nothing", most)
	}
}

// raceGates holds calls of a round of customizations, so that they run at the same time. Its methods may be called
// concurrently.
type raceGates struct {
	mu    sync.Mutex
	round *raceRound
}

// raceRound holds the first reads until all mutations have read, the writes until all are about to write, and the answers
// to the writes until the backend has done them all: a customization can't notice another one that is stored after it has
// read the log, which docs/errors.md says too.
type raceRound struct {
	callers                int
	reads, writes, answers *barrier
}

// begin starts a round. A call of an earlier round keeps to the barriers of that round.
func (g *raceGates) begin(callers int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.round = &raceRound{callers: callers, reads: newBarrier(callers), writes: newBarrier(callers), answers: newBarrier(callers)}
}

func (g *raceGates) current() *raceRound {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.round
}

func (g *raceGates) before(call *relayed) {
	if call.method == "AddCustomLoginPolicy" {
		g.current().writes.arrive(call)
	}
}

func (g *raceGates) after(call *relayed) {
	switch now := g.current(); {
	case call.method == "AddCustomLoginPolicy":
		now.answers.arrive(call)
	case call.method == "GetLoginPolicy" && call.number <= now.callers:
		now.reads.arrive(call)
	}
}

func (g *raceGates) gaveUp() int {
	now := g.current()
	return now.reads.gaveUp() + now.writes.gaveUp() + now.answers.gaveUp()
}

// postCustomizations sends customizations of all kinds at the same time, and returns what became of each.
func postCustomizations(t *testing.T, p *program, callers int, kinds []customization) []outcome {
	t.Helper()
	var documents []string
	for i := range callers {
		documents = append(documents, kinds[i%len(kinds)].document())
	}
	return outcomesOf(postConcurrently(t, p, instanceOwnerToken, documents...))
}

// checkCustomized compares each answer with the final policy, and returns how many were successes.
func checkCustomized(t *testing.T, final *policyv1.LoginPolicy, kinds []customization, outcomes []outcome) (successes int) {
	t.Helper()
	for i, got := range outcomes {
		kind := kinds[i%len(kinds)]
		switch {
		case got == outcome{}:
			successes++
			if final.GetIsDefault() || !kind.shows(final) {
				t.Errorf("%s succeeded, and the final policy doesn't show it: %v", kind.field, final)
			}
		case got.Code != "CONFLICT" || got.Reason != "CONCURRENT_CUSTOMIZATION":
			t.Errorf("%s: got %+v, want success or CONFLICT", kind.field, got)
		}
	}
	t.Logf("%d of %d customizations succeeded", successes, len(outcomes))
	return successes
}

// checkListedOnce wants that no list of the policy has an entry twice, as GraphQL shows it.
func checkListedOnce(t *testing.T, p *program) {
	t.Helper()
	got := mustPost(t, p, as(instanceOwnerToken), operation(`{ loginPolicy(orgId: "`+acmeLabs+`") { secondFactors multiFactors identityProviders { nodes { id } } } }`, nil))
	var reply struct {
		Data struct {
			LoginPolicy struct {
				SecondFactors, MultiFactors []string
				IdentityProviders           struct{ Nodes []struct{ ID string } }
			}
		}
	}
	if err := json.Unmarshal([]byte(got.body), &reply); err != nil || !isData(got) {
		t.Fatalf("got %s, %v", got.body, err)
	}
	links := []string{}
	for _, node := range reply.Data.LoginPolicy.IdentityProviders.Nodes {
		links = append(links, node.ID)
	}
	for _, list := range [][]string{reply.Data.LoginPolicy.SecondFactors, reply.Data.LoginPolicy.MultiFactors, links} {
		if sorted := slices.Sorted(slices.Values(list)); len(slices.Compact(sorted)) != len(list) {
			t.Errorf("an entry is listed twice: %v", list)
		}
	}
}
