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
	if diff := cmp.Diff(formatted(Schema(false)), formatted(subgraph)); diff != "" {
		t.Errorf("(-served +subgraph)\n%s", diff)
	}
}

func formatted(schema *ast.Schema) string {
	var text strings.Builder
	formatter.NewFormatter(&text).FormatSchema(schema)
	return text.String()
}
