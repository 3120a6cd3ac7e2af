package document

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
)

// servedSchema is the schema that the program serves.
func servedSchema(t testing.TB) *ast.Schema {
	t.Helper()
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	return gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
}

// What hiding keeps of a megabyte that somebody sends, in words or as one value that a message repeats, doesn't grow with it.
func TestHidingIsCheap(t *testing.T) {
	var text strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&text, "w%x ", i)
	}
	names := NewHiddenNames(servedSchema(t))
	message := `"` + text.String() + `" isn't of the type SecondFactorType`
	allocations := testing.AllocsPerRun(1, func() {
		found := gqlerror.List{{Message: message, Extensions: map[string]any{"code": "x"}}}
		names.Hide(found, text.String(), map[string]any{"a": []any{text.String()}})
		if shown := problem.Shorten(found[0].Message, problem.MaxMessage); strings.Contains(shown, "SecondFactor") {
			t.Errorf("told %q", shown)
		}
	})
	if allocations > 10_000 {
		t.Errorf("%.0f allocations", allocations)
	}
}

// The names that a request has itself aren't hidden from it, wherever they stand in it.
func TestHiddenButForWhatIsKnown(t *testing.T) {
	names := NewHiddenNames(servedSchema(t))
	for _, c := range []struct {
		document  string
		variables map[string]any
		want      string
	}{
		{"{ a }", nil, "[hidden] \"[hidden]\""},
		{"{ LoginPolicy }", nil, "LoginPolicy \"[hidden]\""},
		{"{ 12forceMfa }", nil, "[hidden] \"forceMfa\""},
		{"{ a }", map[string]any{"forceMfa": []any{"x.LoginPolicy!"}}, "LoginPolicy \"forceMfa\""},
	} {
		found := gqlerror.List{{Message: "LoginPolicy \"forceMfa\"", Extensions: map[string]any{"code": "x"}}}
		names.Hide(found, c.document, c.variables)
		if found[0].Message != c.want {
			t.Errorf("%s %v is told %s", c.document, c.variables, found[0].Message)
		}
	}
}
