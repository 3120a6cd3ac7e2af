package mcp_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph"
	"zitadel-graphql/internal/mcp"
)

// The texts of others are found wherever a document asks for them: under aliases, in lists, in fragments, on interfaces; and are
// told once each. What this program makes itself isn't among them.
func TestUntrustedTexts(t *testing.T) {
	tools := newTools()
	err := tools.Replace([]string{`query One($id: ID!) {
		organization(orgId: $id) { __typename id state version sequence called: name people { ...who name } }
		everything { ... on Person { nicknames } name ... { ... on Organization { name } } } }
		fragment who on Person { id name }`})
	if err != nil {
		t.Fatal(err)
	}
	want := []any{"data.organization.id", "data.organization.called", "data.organization.people[].id", "data.organization.people[].name", "data.everything.nicknames[]", "data.everything.name"}
	tool := listed(t, tools)[0]
	if diff := cmp.Diff(want, tool.Meta["untrustedTexts"]); diff != "" {
		t.Errorf("the paths differ:\n%s", diff)
	}
	for _, path := range want {
		if !strings.Contains(tool.Description, path.(string)) {
			t.Errorf("the description lacks %s: %s", path, tool.Description)
		}
	}
}

// Of the program's own schema every text is taken for other people's, but for the few that can't be: a field that comes later is
// marked, unless somebody decides here that nobody's words can be in it.
func TestTextsOfTheSchemaAreUntrusted(t *testing.T) {
	schema := graph.Schema(false)
	own := []string{"version", "digest", "cursor", "startCursor", "endCursor"}
	var seen []string
	for _, definition := range schema.Types {
		if definition.Kind != ast.Object || strings.HasPrefix(definition.Name, "__") || slices.Contains([]string{"Query", "Mutation", "Subscription"}, definition.Name) {
			continue
		}
		for _, field := range definition.Fields {
			if field.Type.Name() != "String" && field.Type.Name() != "ID" {
				continue
			}
			seen = append(seen, field.Name)
			if marked := isMarked(t, definition, field); marked == slices.Contains(own, field.Name) {
				t.Errorf("%s.%s: marked is %t", definition.Name, field.Name, marked)
			}
		}
	}
	for _, name := range []string{"id", "name", "displayName", "preferredLoginName", "primaryDomain", "digest", "endCursor"} {
		if !slices.Contains(seen, name) {
			t.Errorf("no field %s was looked at", name)
		}
	}
}

// isMarked makes a tool of a query that leads to the field alone, in a schema that has the type at its root.
func isMarked(t *testing.T, definition *ast.Definition, field *ast.FieldDefinition) bool {
	t.Helper()
	schema := *graph.Schema(false)
	schema.Query = &ast.Definition{Kind: ast.Object, Name: "Query", Fields: ast.FieldList{{Name: "it", Type: ast.NamedType(definition.Name, nil)}}}
	tools := mcp.NewTools(&schema, nil, "", slog.New(slog.DiscardHandler))
	if err := tools.Replace([]string{"query It { it { " + field.Name + " } }"}); err != nil {
		t.Fatal(err)
	}
	return listed(t, tools)[0].Meta["untrustedTexts"] != nil
}
