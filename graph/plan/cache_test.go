package plan_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/plan"
)

// However many documents there are, plans mustn't take more memory than they may.
func TestCacheIsBounded(t *testing.T) {
	schema := graph.Schema(false)
	one := load(t, schema, "{ loginPolicy { id } }")
	measured := plan.NewCache(10, 1<<20)
	measured.Use(one)
	_, each := measured.Size()
	byNumber, byBytes := plan.NewCache(10, 1<<20), plan.NewCache(1000, 20*each)
	for range 50 {
		document := load(t, schema, "{ loginPolicy { id } }")
		byNumber.Use(document)
		byBytes.Use(document)
	}
	if n, bytes := byNumber.Size(); n != 10 || bytes != 10*each {
		t.Errorf("%d plans with %d bytes, want 10 with %d", n, bytes, 10*each)
	}
	if n, bytes := byBytes.Size(); n != 20 || bytes != 20*each {
		t.Errorf("%d plans with %d bytes, want 20 with %d", n, bytes, 20*each)
	}
	byBytes.Use(load(t, schema, "{"+strings.Repeat("loginPolicy { id }", 10)+"}"))
	if n, _ := byBytes.Size(); n != 20 {
		t.Errorf("%d plans after one that would push out many, want 20", n)
	}
}

// An operation that isn't covered has to be found not to be only once.
func TestCacheRemembersWhatIsNotCovered(t *testing.T) {
	cache := plan.NewCache(10, 1<<20)
	document := load(t, graph.Schema(false), "{ __schema { description } }")
	for range 3 {
		if n, _ := cache.Size(); cache.Use(document) || n > 1 {
			t.Fatalf("there is a plan, or %d of them", n)
		}
	}
	if n, bytes := cache.Size(); n != 1 || bytes == 0 {
		t.Errorf("%d operations with %d bytes", n, bytes)
	}
}

// Requests with the same document may come at once, also the first ones.
func TestCacheIsSharedSafely(t *testing.T) {
	resolvers := working()
	server := newServer(plan.New(byGqlgen(resolvers), resolvers))
	document := "{ loginPolicy {" + allOfPolicy + "} viewer { organizations(first: 3) { nodes { id loginPolicy { version } } } } }"
	want := newServer(byGqlgen(resolvers)).execute(t, document, "").Data
	operation := server.operation(t, document, "")
	var requests sync.WaitGroup
	for range 8 {
		requests.Go(func() {
			for range 20 {
				respond, ctx := server.DispatchOperation(t.Context(), anew(operation))
				if got := respond(ctx).Data; !bytes.Equal(got, want) {
					t.Errorf("got %s", got)
				}
			}
		})
	}
	requests.Wait()
}

// What a plan is counted for has to be more than it takes, or the bound is none.
func TestPlansAreCountedInFull(t *testing.T) {
	schema := graph.Schema(false)
	var aliases strings.Builder
	for i := range 100 {
		fmt.Fprintf(&aliases, "a%040d: id ", i)
	}
	for name, text := range map[string]string{
		"leaves":    "{ loginPolicy {" + allOfPolicy + "} }",
		"arguments": `mutation($t: SecondFactorType!, $o: ID) { removeSecondFactor(type: $t, orgId: $o, unless: [LOCKS_OUT_SOMEBODY]) { id } }`,
		"input":     `mutation { updateLoginPolicy(patch: {forceMfa: true, forceMfaLocalOnly: true, passwordCheckLifetime: "PT1H"}, orgId: "1") { id } }`,
		"nested":    "{ viewer { organizations(first: 3) { nodes { loginPolicy { details { id } identityProviders(first: 1) { nodes { id } } } } } } }",
		"roots":     "{" + strings.Repeat("loginPolicy { ...P }", 40) + "} fragment P on LoginPolicy {" + allOfPolicy + "}",
		"aliases":   "{ viewer {" + aliases.String() + "} }",
		"one field": "{ loginPolicy { id } }",
		"one leaf":  "{ __typename }",
	} {
		document := load(t, schema, text)
		const copies = 200
		plans := make([]plan.Plan, copies)
		before := heap()
		for i := range plans {
			plans[i] = plan.Compile(document)
		}
		took := int(heap()-before) / copies
		if plans[0].Bytes < took {
			t.Errorf("%s: takes %d bytes, and is counted for %d", name, took, plans[0].Bytes)
		}
		t.Logf("%s: takes %d bytes, and is counted for %d", name, took, plans[0].Bytes)
		runtime.KeepAlive(plans)
		runtime.KeepAlive([]*ast.QueryDocument{document})
	}
}

func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
