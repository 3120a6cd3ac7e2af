package document

import (
	"encoding/json"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// Prevents that a value which GraphQL doesn't allow for a type is taken for one that the client didn't send.
func TestInexactVariables(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `enum Color { RED }
input Shape { color: Color sides: [Int!] inner: Shape }
type Query { a: Int }`})
	for _, c := range []struct {
		kind  string
		value any
		path  string // empty where the value is exact
	}{
		{"Color", "RED", ""},
		{"Color", "red", "v"},
		{"Color", nil, ""},
		{"String", "1", ""},
		{"String", json.Number("1"), "v"},
		{"Int", json.Number("-2147483648"), ""},
		{"Int", json.Number("2147483647"), ""},
		{"Int", int64(7), ""},
		{"Int", json.Number("2147483648"), "v"},
		{"Int", json.Number("-2147483649"), "v"},
		{"Int", json.Number("1.0"), "v"},
		{"Int", "1", "v"},
		{"Float", json.Number("1e3"), ""},
		{"Float", "1", "v"},
		{"ID", "x", ""},
		{"ID", json.Number("7"), ""},
		{"ID", json.Number("7.0"), "v"},
		{"ID", json.Number("7e1"), "v"},
		{"[Color]", "red", "v"},
		{"[[Color]]", [][]string{{"RED"}, {"red"}}, "v"},
		{"[Color]", []any{"RED", nil}, ""},
		{"Shape", map[string]any{"color": "RED", "sides": []any{json.Number("1")}}, ""},
		{"Shape", map[string]any{"inner": map[string]any{"sides": []any{json.Number("1"), "2"}}}, "v.inner.sides"},
		{"Shape", map[string]any{"color": "red"}, "v.color"},
	} {
		document, err := parser.ParseQuery(&ast.Source{Input: "query ($v: " + c.kind + ") { a }"})
		if err != nil {
			t.Fatal(err)
		}
		definition := document.Operations[0].VariableDefinitions[0]
		path, found := findInexact(schema, definition.Type, c.value)
		if found {
			path = "v" + path
		}
		if path != c.path {
			t.Errorf("%s %v: %q, want %q", c.kind, c.value, path, c.path)
		}
		refused := checkVariables(schema, document.Operations[0], map[string]any{"v": c.value})
		if (refused != nil) != (c.path != "") {
			t.Errorf("%s %v: %v", c.kind, c.value, refused)
		}
	}
	if err := checkVariables(schema, &ast.OperationDefinition{}, map[string]any{"unknown": "x"}); err != nil {
		t.Errorf("a variable that the operation doesn't have: %v", err)
	}
}
