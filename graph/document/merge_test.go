package document

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// abstract has what this server's own schema hasn't: fields of interfaces and unions.
const abstract = `
interface N { id: ID! a: String n: N list(x: Int): [N!] both: Both }
type A implements N { id: ID! a: String n: N list(x: Int): [N!] both: Both b: Int u(in: I): A }
type B implements N { id: ID! a: String n: N list(x: Int): [N!] both: Both b: String u(in: I): B }
union Both = A | B
input I { x: Int y: [Int] }
type Query { id: ID! a: String n: N both: Both u: A list(x: Int): [N!] }`

// merges says whether the rule, together with those that it leaves the rest to, accepts a document.
func merges(t *testing.T, schema *ast.Schema, text string, rule validator.RuleFunc) bool {
	t.Helper()
	document, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	some := rules.NewRules(rules.FieldsOnCorrectTypeRule, rules.NoUnusedFragmentsRule)
	some.AddRule("merge", rule)
	return len(validator.ValidateWithRules(schema, document, some)) == 0
}

// writer makes documents by chance, of few names, so that they meet.
type writer struct {
	*rand.Rand

	fragments []string // the types that they are on
	used      []bool
}

func (w writer) pick(from ...string) string { return from[w.IntN(len(from))] }

// set writes selections for objects of a type, with the fragments from the given one on, so that none contains itself.
func (w writer) set(on string, fragment, depth int) string {
	var b strings.Builder
	for range 1 + w.IntN(3) {
		next := fragment + w.IntN(4)
		switch chance := w.IntN(8); {
		case chance == 0 && next < len(w.fragments):
			w.used[next] = true
			fmt.Fprintf(&b, " ...F%d", next)
		case chance <= 2:
			inner := w.pick("A", "B", "N", "Both", on)
			fmt.Fprintf(&b, " ... on %s { %s }", inner, w.set(inner, fragment, depth+1))
		default:
			b.WriteString(" " + w.pick("", "", "", "k: ", "a: ") + w.field(on, fragment, depth))
		}
	}
	return b.String()
}

func (w writer) field(on string, fragment, depth int) string {
	leaf, node := []string{"id", "a", "__typename"}, []string{"n", "list(x: 1)", "list(x: 2)"}
	switch on {
	case "Both":
		return "__typename"
	case "A", "B":
		leaf, node = append(leaf, "b"), append(node, "u(in: {x: 1, y: [1]})", "u(in: {y: [1], x: 1})", "u(in: {y: [2]})")
	}
	if depth > 4 || w.IntN(2) == 0 {
		return w.pick(leaf...)
	}
	field, of := w.pick(node...), "N"
	switch {
	case w.IntN(4) == 0:
		field, of = "both", "Both"
	case strings.HasPrefix(field, "u"):
		of = on
	}
	return field + " { " + w.set(of, fragment, depth+1) + " }"
}

func (w writer) document() string {
	var text strings.Builder
	text.WriteString("{ " + w.set("Query", 0, 0) + " }")
	for i, on := range w.fragments {
		if w.used[i] {
			fmt.Fprintf(&text, " fragment F%d on %s { %s }", i, on, w.set(on, i+1, 1))
		}
	}
	return text.String()
}

// The rule in the place of gqlparser's refuses what that refuses, and nothing else.
func TestMergesLikeGqlparser(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: abstract})
	refused := 0
	for seed := range uint64(1500) {
		w := writer{rand.New(rand.NewPCG(seed, 1)), []string{"A", "N", "B", "Query", "Both"}, make([]bool, 5)}
		text := w.document()
		want := merges(t, schema, text, rules.OverlappingFieldsCanBeMergedRule.RuleFunc)
		if got := merges(t, schema, text, checkMerges); got != want {
			t.Fatalf("seed %d: accepted %t, by gqlparser %t:\n%s", seed, got, want, text)
		}
		if !want {
			refused++
		}
	}
	if refused < 150 || refused > 1350 {
		t.Errorf("%d of 1500 documents are refused: the test looks at one side only", refused)
	}
}

// Documents that took gqlparser's rule minutes take this one no time; and one that contains itself ends.
func TestMergingEnds(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: abstract})
	for name, text := range map[string]string{
		"repeated":      "{" + strings.Repeat(" a", 20_000) + "}",
		"nested":        "{" + strings.Repeat("...{", 900) + strings.Repeat(" a", 20_000) + strings.Repeat("}", 901),
		"contains self": "{ ...F } fragment F on Query { n { ...G } } fragment G on N { n { ...G } both { ...G } k: n { ...G } }",
		"each type":     "{ n {" + strings.Repeat("... on A { n { id } } ... on B { n { id } } n {", 400) + "id" + strings.Repeat("}", 402),
	} {
		start := time.Now()
		merges(t, schema, text, checkMerges)
		t.Logf("%s: %s", name, time.Since(start)) // for the reader: a busy machine proves nothing
	}
}
