package plan_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph/plan"
)

// selectionWriter writes selections by chance, of few names, so that fields meet again.
type selectionWriter struct {
	chance    *rand.Rand
	types     []*ast.Definition
	fragments ast.FragmentDefinitionList
}

func (w *selectionWriter) selections(depth int) (set ast.SelectionSet) {
	for range w.chance.IntN(6) {
		directives := ast.DirectiveList{}
		if w.chance.IntN(5) == 0 {
			value := &ast.Value{Kind: ast.BooleanValue, Raw: strconv.FormatBool(w.chance.IntN(2) == 0)}
			directives = append(directives, &ast.Directive{Name: []string{"skip", "include"}[w.chance.IntN(2)],
				Arguments: ast.ArgumentList{{Name: "if", Value: value}}})
		}
		of := w.types[w.chance.IntN(len(w.types))]
		switch kind := w.chance.IntN(6); {
		case kind == 0 && depth > 0:
			set = append(set, &ast.InlineFragment{TypeCondition: []string{"", of.Name}[w.chance.IntN(2)], Directives: directives, SelectionSet: w.selections(depth - 1)})
		case kind == 1 && len(w.fragments) > 0:
			set = append(set, &ast.FragmentSpread{Name: w.fragments[w.chance.IntN(len(w.fragments))].Name, Directives: directives})
		default:
			field := &ast.Field{Alias: string("abc"[w.chance.IntN(3)]), Name: string("xy"[w.chance.IntN(2)]), ObjectDefinition: of, Directives: directives}
			for range w.chance.IntN(3) {
				field.SelectionSet = append(field.SelectionSet, &ast.Field{Name: "leaf"})
			}
			set = append(set, field)
		}
	}
	return set
}

// What a plan collects has to be what gqlgen collects: the same fields in the same order, and of each the same selections.
func TestFieldsAreCollectedAsByGqlgen(t *testing.T) {
	node := &ast.Definition{Kind: ast.Interface, Name: "Node"}
	owned := &ast.Definition{Kind: ast.Interface, Name: "Owned"}
	user := &ast.Definition{Kind: ast.Object, Name: "User", Interfaces: []string{"Node", "Owned"}}
	other := &ast.Definition{Kind: ast.Object, Name: "Organization", Interfaces: []string{"Node"}}
	satisfies := []string{"User", "Node", "Owned"}
	collected := 0
	for seed := range uint64(2000) {
		w := &selectionWriter{chance: rand.New(rand.NewPCG(seed, 1)), types: []*ast.Definition{node, owned, user, other}}
		for i := range 4 { // each spreads those before it, and of a name the first one counts
			w.fragments = append(w.fragments, &ast.FragmentDefinition{Name: strconv.Itoa(i % 3), TypeCondition: w.types[w.chance.IntN(4)].Name, SelectionSet: w.selections(1)})
		}
		selections := w.selections(2)
		got := plan.CollectFields(w.fragments, selections, satisfies)
		want := graphql.CollectFields(&graphql.OperationContext{Doc: &ast.QueryDocument{Fragments: w.fragments}}, selections, satisfies)
		if !slices.EqualFunc(got, want, sameField) {
			t.Fatalf("seed %d: got %v, want %v", seed, got, want)
		}
		collected += len(got)
	}
	if collected < 2000 {
		t.Errorf("only %d fields were collected", collected)
	}
}

func sameField(a, b graphql.CollectedField) bool {
	return a.Field == b.Field && slices.Equal(a.Selections, b.Selections) && a.IsDeferred() == b.IsDeferred()
}

// BenchmarkCompile makes plans of documents with ever more fields. What that costs must be in proportion to them.
func BenchmarkCompile(b *testing.B) {
	for _, fields := range []int{10, 100, 1000} {
		aliases := make([]string, fields)
		for i := range aliases {
			aliases[i] = fmt.Sprintf(" a%d: forceMfa", i)
		}
		document := "{ loginPolicy {" + strings.Join(aliases, "") + " } }"
		b.Run(fmt.Sprintf("fields=%d", fields), func(b *testing.B) {
			parsed := newServer(byGqlgen(working())).operation(b, document, "").Doc
			for b.Loop() {
				plan.Compile(parsed)
			}
		})
	}
}
