package endpoint

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
)

// Ensures that an operation gets the variables that gqlparser makes of the request's, or its message, whatever their types and values are.
func TestVariablesAreThoseOfGqlparser(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `scalar Any enum E {A B} input I {s: String! n: Int = 1} type Query {a: Int}`})
	values := map[string]any{
		"absent": nil, "null": nil, "text": "one", "digits": "1", "empty": "", "enum": "A", "enum in lower case": "a", "true": true, "number": json.Number("1"),
		"fraction": json.Number("1.5"), "list": []any{"A"}, "empty list": []any{}, "object": map[string]any{"s": "1"}, "another object": map[string]any{"t": "1"},
	}
	for _, name := range []string{"ID", "String", "Boolean", "Int", "Float", "Any", "E", "I"} {
		for _, form := range []string{"%s", "%s!", "[%s]", "[%s!]!"} {
			for about, value := range values {
				operation := &ast.OperationDefinition{VariableDefinitions: ast.VariableDefinitionList{
					{Variable: "first", Type: ast.NonNullNamedType("String", nil), Definition: schema.Types["String"]},
					{Variable: "second", Type: typeOf(form, name), Definition: schema.Types[name]},
					{Variable: "third", Type: ast.NamedType("E", nil), Definition: schema.Types["E"], DefaultValue: &ast.Value{Raw: "B", Kind: ast.EnumValue}},
				}}
				given := map[string]any{"first": "1", "second": value, "third": "A", "fourth": "1"}
				if about == "absent" {
					delete(given, "second")
				}
				checkVariablesOf(t, schema, operation, given)
				delete(given, "fourth") // which the operation doesn't have
				checkVariablesOf(t, schema, operation, given)
				delete(given, "third") // which has a default
				checkVariablesOf(t, schema, operation, given)
			}
		}
	}
}

func checkVariablesOf(t *testing.T, schema *ast.Schema, operation *ast.OperationDefinition, given map[string]any) {
	t.Helper()
	want, wantErr := validator.VariableValues(schema, operation, given)
	got, err := variablesOf(schema, operation, given)
	if diff := cmp.Diff(want, got); diff != "" || fmt.Sprint(err) != fmt.Sprint(wantErr) {
		t.Errorf("%v for %v: %v, want %v (-want +got):\n%s", given, operation.VariableDefinitions[1].Type, err, wantErr, diff)
	}
}

// typeOf returns the type that is written like this, of a named one.
func typeOf(form, name string) *ast.Type {
	switch form {
	case "%s!":
		return ast.NonNullNamedType(name, nil)
	case "[%s]":
		return ast.ListType(ast.NamedType(name, nil), nil)
	case "[%s!]!":
		return ast.NonNullListType(ast.NonNullNamedType(name, nil), nil)
	default:
		return ast.NamedType(name, nil)
	}
}
