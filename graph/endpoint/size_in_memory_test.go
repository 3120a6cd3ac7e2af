package endpoint

import (
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"zitadel-graphql/graph/document"
)

// The bound in bytes is a promise about memory: a parsed and validated document takes no more than it is counted for.
func TestDocumentsAreCountedInFull(t *testing.T) {
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema := gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	for name, text := range map[string]string{
		"fields":     "{loginPolicy{" + strings.Repeat("isDefault ", 900) + "}}",
		"one letter": "{loginPolicy{" + strings.Repeat("a ", 900) + "}}",
		"comments":   "{loginPolicy{" + strings.Repeat("a#\n", 900) + "}}",
		"fragments":  "{loginPolicy{" + strings.Repeat("...{a}", 300) + "}}",
		"arguments":  "{loginPolicy(" + strings.Repeat("a:1 ", 600) + "){a}}",
		"lists":      "{loginPolicy(a:[" + strings.Repeat("1 ", 900) + "]){a}}",
		"objects":    "{loginPolicy(a:" + strings.Repeat("{a:", 300) + "1" + strings.Repeat("}", 300) + "){a}}",
		"variables":  "query(" + strings.Repeat("$a:A ", 300) + "){a}",
		"directives": "{a" + strings.Repeat("@a ", 900) + "}",
	} {
		const copies = 50
		kept := make([]*ast.QueryDocument, copies)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for i := range kept {
			parsed, err := parser.ParseQuery(&ast.Source{Input: strings.Clone(text)})
			if err != nil {
				t.Fatal(err)
			}
			_ = validator.ValidateWithRules(schema, parsed, document.Rules(false))
			kept[i] = parsed
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		took, counted := int(after.HeapAlloc-before.HeapAlloc)/copies, sizeInMemory(text)
		t.Logf("%s: %d bytes, counted as %d", name, took, counted)
		if took > counted {
			t.Errorf("%s: %d bytes, counted as %d", name, took, counted)
		}
		runtime.KeepAlive(kept)
	}
}
