package resolver_test

import (
	"os"
	"sync"
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

// parseSchema returns schema.graphqls as the file stands, without GraphQL's built-in types. Nobody may change it.
func parseSchema(t *testing.T) *ast.SchemaDocument {
	t.Helper()
	schema, err := parsedSchema()
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// parsedSchema parses the schema once for all tests: with the race detector that takes long.
var parsedSchema = sync.OnceValues(func() (*ast.SchemaDocument, error) {
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		return nil, err
	}
	return parser.ParseSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
})
