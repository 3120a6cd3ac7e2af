package graph_test

import (
	"context"
	"encoding/json"
	"io/fs"
	"log/slog"
	"net/http"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/99designs/gqlgen/graphql"
	"golang.org/x/tools/txtar"

	"zitadel-graphql/graph/generated"
	"zitadel-graphql/graph/plan"
	"zitadel-graphql/graph/plan/plantest"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/config"
)

// FuzzPlans prevents that an operation leaves something else behind where a plan executes it than where gqlgen's generated code does, in
// front of a backend that answers what no ZITADEL should. Without a document it is written by the schema's own grammar, as in
// FuzzWrittenOperation, where each byte of choices is one. Documents of the black-box cases lead deep into the schema, where a grammar seldom
// gets by chance. Each byte of odd is a choice of the backend's answers.
func FuzzPlans(f *testing.F) {
	for seed := range 48 {
		choices := make([]byte, 64)
		for i := range choices {
			choices[i] = byte((seed*113 + i*i*19 + i*seed*5) >> (i % 3))
		}
		f.Add("", choices, []byte{byte(seed)})
	}
	for i, document := range deepDocuments(f) {
		for odd := range 4 {
			f.Add(document, []byte(nil), []byte{byte(3 + i*7 + odd*11), byte(odd)})
		}
	}
	s := walkSchema(f)
	f.Fuzz(func(t *testing.T, document string, choices, odd []byte) {
		if len(document)+len(choices) > fuzzBytes {
			return
		}
		federation, variables := strings.Contains(document, "_entities"), chosenVariables(document, "23")
		if document == "" {
			w := &documentWriter{schema: s, choices: choices, variables: map[string]any{}, plans: true}
			federation = w.pick(4) == 1
			document, variables = w.operation(), w.variables
		}
		body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
		if err != nil {
			return // not UTF-8
		}
		comparePlans(t, federation, string(body), odd)
	})
}

// deepDocuments are the documents of the cases with four levels and more, each once, in no more than that many characters.
func deepDocuments(tb testing.TB) (deep []string) {
	tb.Helper()
	const levels, characters = 4, 700
	err := filepath.WalkDir("../resolver_test/cases", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".txtar" {
			return err
		}
		archive, err := txtar.ParseFile(path)
		if err != nil {
			return err
		}
		for _, section := range archive.Files {
			document := strings.Join(strings.Fields(strings.ReplaceAll(string(section.Data), "\\\n", " ")), " ")
			if strings.HasSuffix(section.Name, " query") && levelsOf(document) >= levels && len(document) < characters && !slices.Contains(deep, document) {
				deep = append(deep, document)
			}
		}
		return nil
	})
	if err != nil || len(deep) == 0 {
		tb.Fatalf("read the cases: %v", err)
	}
	return deep
}

// levelsOf is how many braces are within one another.
func levelsOf(document string) (most int) {
	level := 0
	for _, each := range document {
		switch each {
		case '{':
			level++
		case '}':
			level--
		}
		most = max(most, level)
	}
	return most
}

// comparePlans sends a request to a program without plans and to one with them. What goes on side by side may end in one order or another:
// an answer with several failures has the first, and of the fields that share a call the first is told of its panic. So what the plan
// leaves behind has to be one of the things that gqlgen's generated code leaves. On one processor, which a fuzzer's process may have, the scheduler
// makes the same choice in nearly all runs, and another with a plan than without: with four, both make each in some runs of a hundred.
func comparePlans(t *testing.T, federation bool, body string, odd []byte) {
	t.Helper()
	const runs, processors = 200, 4
	var withoutPlan []*plantest.Exchange
	var found []string
	for run := range runs {
		if run == 1 {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		}
		withoutPlan = append(withoutPlan, askProgram(t, federation, body, odd, nil))
		withPlan := askProgram(t, federation, body, odd, func(byGqlgen graphql.ExecutableSchema, resolvers generated.ResolverRoot) graphql.ExecutableSchema {
			return plan.New(byGqlgen, resolvers)
		})
		for _, each := range withoutPlan {
			if found = plantest.Differences(each, withPlan); len(found) == 0 {
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
