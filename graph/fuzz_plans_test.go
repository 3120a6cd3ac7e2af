package graph_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/generated"
	"zitadel-graphql/graph/plan"
	"zitadel-graphql/graph/plan/plantest"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/config"
)

// FuzzPlans prevents that an operation leaves something else behind where a plan executes it than where gqlgen's executor does: written by
// the schema's own grammar, as in FuzzWrittenOperation, in front of a backend that answers what no ZITADEL should. Each byte is a choice: of
// the document and the variables, and in odd of the backend's answers.
func FuzzPlans(f *testing.F) {
	for seed := range 48 {
		choices, odd := make([]byte, 64), make([]byte, 1+seed%3)
		for i := range choices {
			choices[i] = byte((seed*113 + i*i*19 + i*seed*5) >> (i % 3))
		}
		for i := range odd {
			odd[i] = byte(seed * (i + 1))
		}
		f.Add(choices, odd)
	}
	s := walkSchema(f)
	f.Fuzz(func(t *testing.T, choices, odd []byte) {
		if len(choices) > fuzzBytes {
			return
		}
		w := &documentWriter{schema: s, choices: choices, variables: map[string]any{}, plans: true}
		federation := w.pick(4) == 1
		document := w.operation()
		body, err := json.Marshal(map[string]any{"query": document, "variables": w.variables})
		if err != nil {
			t.Fatal(err)
		}
		comparePlans(t, federation, string(body), odd)
	})
}

// Ensures the same for a document for each position of the schema, and those that other fuzzers begin with.
func TestPlansOfSeeds(t *testing.T) {
	for i, seed := range operationSeeds(t) {
		if i%5 != 0 { // one in five, or it would take longer than it is worth
			continue
		}
		body, err := json.Marshal(map[string]any{"query": seed[0], "variables": chosenVariables(seed[0], seed[1])})
		if err != nil {
			t.Fatal(err)
		}
		comparePlans(t, strings.Contains(seed[0], "_entities"), string(body), []byte{byte(i)})
	}
}

// comparePlans sends a request to a program without plans and to one with them. What goes on side by side may end in one order or another,
// and an answer with several failures has the first: so the plan's has to be one of those that the executor gives.
func comparePlans(t *testing.T, federation bool, body string, odd []byte) {
	t.Helper()
	const runs = 6
	var executed []*plantest.Exchange
	var found []string
	for range runs {
		executed = append(executed, askProgram(t, federation, body, odd, nil))
		planned := askProgram(t, federation, body, odd, func(executor graphql.ExecutableSchema, resolvers generated.ResolverRoot) graphql.ExecutableSchema {
			return plan.New(executor, resolvers)
		})
		for _, each := range executed {
			if found = plantest.Differences(each, planned); len(found) == 0 {
				return
			}
		}
	}
	t.Errorf("%s\nwith %v leaves behind\n%s", body, odd, strings.Join(found, "\n"))
}

// defaultSettings are read once, which takes as long as the rest of a request.
var defaultSettings = sync.OnceValue(func() config.Config {
	cfg, _ := config.Load(nil, nil) // the defaults can be used
	return cfg
})

// askProgram sends a request to a new program in front of a new odd backend.
func askProgram(t *testing.T, federation bool, body string, odd []byte, schema plantest.Schema) (exchange *plantest.Exchange) {
	t.Helper()
	cfg := defaultSettings()
	cfg.Graph.Federation = federation
	synctest.Test(t, func(t *testing.T) {
		p, err := plantest.New(context.Background(), cfg, func(*slog.Logger, ...backend.Observer) (backend.Conn, error) {
			return &oddBackend{choices: odd}, nil
		}, schema)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := p.Close(); err != nil {
				t.Error(err)
			}
		}()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/graphql", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("Accept", "application/graphql-response+json, text/event-stream;q=0.5")
		if exchange, err = p.Ask(request); err != nil {
			t.Error(err)
		}
	})
	return exchange
}
