package graph

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
)

// Prevents that a router composes another schema than the one that is served, and sends queries that are refused here: the
// subgraph's schema is the served one, but for its directives and for what a supergraph's clients don't see.
func TestFederationSDLIsWhatIsServed(t *testing.T) {
	sdl, err := FederationSDL()
	if err != nil {
		t.Fatal(err)
	}
	const declared = `directive @link(url: String!, import: [String!]) on SCHEMA
directive @key(fields: String!) on OBJECT
directive @shareable on OBJECT
`
	subgraph, err := gqlparser.LoadSchema(&ast.Source{Input: declared + sdl})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"Organization": "key", "PageInfo": "shareable"} {
		if directives := subgraph.Types[name].Directives; len(directives) != 1 || directives[0].Name != want {
			t.Errorf("%s has the directives %v, want %s", name, directives, want)
		}
		subgraph.Types[name].Directives = nil
	}
	subgraph.SchemaDirectives = nil
	for _, name := range []string{"link", "key", "shareable"} {
		delete(subgraph.Directives, name)
	}
	served := *Schema(true)
	removeFederation(&served)
	if diff := cmp.Diff(formatted(&served), formatted(subgraph)); diff != "" {
		t.Errorf("(-served +subgraph)\n%s", diff)
	}
}

// Ensures that the schema has Node and node exactly where it isn't a subgraph's, and nothing else differs but what makes it one: in
// a federation each subgraph may have its own.
func TestNodeIsNotASubgraphs(t *testing.T) {
	t.Parallel()
	plain, subgraph := *Schema(false), *Schema(true)
	if text := formatted(&subgraph); strings.Contains(text, "Node {") || strings.Contains(text, " node(") {
		t.Errorf("the subgraph has it:\n%s", text)
	}
	for name, possible := range subgraph.PossibleTypes {
		for _, definition := range possible {
			if definition != subgraph.Types[definition.Name] || len(definition.Interfaces) > 0 {
				t.Errorf("%s can be a %s of another schema", name, definition.Name)
			}
		}
	}
	if nodes := plain.PossibleTypes["Node"]; len(nodes) != 4 || plain.Query.Fields.ForName("node") == nil {
		t.Errorf("Node has the types %v, and Query the fields %v", nodes, plain.Query.Fields)
	}
	removeNode(&plain)
	removeFederation(&subgraph)
	if diff := cmp.Diff(formatted(&plain), formatted(&subgraph)); diff != "" {
		t.Errorf("(-plain +subgraph)\n%s", diff)
	}
}

func formatted(schema *ast.Schema) string {
	var text strings.Builder
	formatter.NewFormatter(&text).FormatSchema(schema)
	return text.String()
}
