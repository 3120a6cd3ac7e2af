package resolver_test

import (
	"os"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// schemaDefinition returns a type of schema.graphqls by its name.
func schemaDefinition(t *testing.T, name string) *ast.Definition {
	t.Helper()
	found := parseSchema(t).Definitions.ForName(name)
	if found == nil {
		t.Fatalf("the schema has no %s", name)
	}
	return found
}

// parseSchema parses schema.graphqls as the file stands, without GraphQL's built-in types.
func parseSchema(t *testing.T) *ast.SchemaDocument {
	t.Helper()
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := parser.ParseSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}
