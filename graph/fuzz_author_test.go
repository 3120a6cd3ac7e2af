package graph_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// FuzzWrittenOperation is FuzzOperation for documents that are written by the schema's own grammar, so that most are near to
// valid: several fields, with null, a literal or a variable for each value, and directives before some. Each byte is a choice.
func FuzzWrittenOperation(f *testing.F) {
	for seed := range 64 {
		choices := make([]byte, 48)
		for i := range choices {
			choices[i] = byte((seed*131 + i*i*17 + i*seed*7) >> (i % 3))
		}
		f.Add(choices)
	}
	s := walkSchema(f)
	f.Fuzz(func(t *testing.T, choices []byte) {
		a := &documentWriter{schema: s, choices: choices, variables: map[string]any{}}
		document := a.operation()
		body, err := json.Marshal(map[string]any{"query": document, "variables": a.variables})
		if err != nil {
			t.Fatal(err)
		}
		newCountingBackend(t).expectHarmless(t, "", body)
	})
}

// documentWriter writes a document and its variables, as its choices have it.
type documentWriter struct {
	schema      *schemaWalker
	choices     []byte
	definitions []string
	variables   map[string]any
	fields      int
	// plans has the document ask for one field twice now and then, and name its fragments, of which fragments is the text.
	plans     bool
	fragments string
}

// pick chooses one of n; when the choices are used up it is always the first.
func (a *documentWriter) pick(n int) int {
	if len(a.choices) == 0 {
		return 0
	}
	choice := int(a.choices[0]) % n
	a.choices = a.choices[1:]
	return choice
}

func (a *documentWriter) operation() string {
	operation, root := "mutation", a.schema.schema.Mutation
	if a.pick(4) == 1 {
		operation, root = "query", a.schema.schema.Query
	}
	selection := a.selection(root, 1+a.pick(3), 0)
	definitions := ""
	if len(a.definitions) > 0 {
		definitions = "(" + strings.Join(a.definitions, ", ") + ")"
	}
	return operation + definitions + " " + selection + a.fragments
}

func (a *documentWriter) selection(of *ast.Definition, fields, depth int) string {
	var text strings.Builder
	text.WriteString("{ __typename " + a.directive())
	for range fields {
		field := of.Fields[a.pick(len(of.Fields))]
		if strings.HasPrefix(field.Name, "__") {
			continue
		}
		a.fields++
		text.WriteString(" f" + strconv.Itoa(a.fields) + ": " + field.Name + a.arguments(field.Arguments) + a.directive())
		inner := a.schema.schema.PossibleTypes[field.Type.Name()]
		switch {
		case len(inner) > 0 && depth < 3:
			text.WriteString(" { ..." + a.directive() + " { __typename } " + a.fragment(inner[a.choose(len(inner))], depth) + " }")
			if a.choose(3) == 1 && len(field.Arguments) == 0 {
				text.WriteString(" f" + strconv.Itoa(a.fields) + ": " + field.Name + " { " + a.fragment(inner[0], depth) + " }")
			}
		case len(inner) > 0:
			text.WriteString(" { __typename }")
		}
	}
	return text.String() + " }"
}

// choose is pick for what only plans need, and else always the first.
func (a *documentWriter) choose(n int) int {
	if !a.plans {
		return 0
	}
	return a.pick(n)
}

// fragment is an inline one, or the spread of one that has a name.
func (a *documentWriter) fragment(of *ast.Definition, depth int) string {
	text := "on " + of.Name + " " + a.selection(of, 1+a.pick(2), depth+1)
	if a.choose(3) != 1 {
		return "... " + text
	}
	a.fields++
	name := "F" + strconv.Itoa(a.fields)
	a.fragments += " fragment " + name + " " + text
	return "..." + name
}

func (a *documentWriter) directive() string {
	switch a.pick(6) {
	case 1:
		return " @include(if: " + a.value(ast.NonNullNamedType("Boolean", nil), 0) + ")"
	case 2:
		return " @skip(if: " + a.value(ast.NonNullNamedType("Boolean", nil), 0) + ")"
	default:
		return ""
	}
}

func (a *documentWriter) arguments(definitions ast.ArgumentDefinitionList) string {
	var given []string
	for _, argument := range definitions {
		if required := argument.Type.NonNull && argument.DefaultValue == nil; required || a.pick(2) == 1 {
			given = append(given, argument.Name+": "+a.value(argument.Type, 0))
		}
	}
	if len(given) == 0 {
		return ""
	}
	return "(" + strings.Join(given, ", ") + ")"
}

// value is a literal, with values inside of it, or a variable. Null is rare where it makes the document invalid.
func (a *documentWriter) value(of *ast.Type, depth int) string {
	choice := a.pick(16)
	switch {
	case choice == 1 && (!of.NonNull || a.pick(8) == 1):
		return "null"
	case choice < 9:
		return a.variable(of)
	case of.Elem != nil:
		return "[" + a.value(of.Elem, depth) + ", " + a.value(of.Elem, depth) + "]"
	}
	definition := a.schema.schema.Types[of.Name()]
	if definition.Kind != ast.InputObject || depth > 2 {
		return a.literal(of)
	}
	return a.object(definition, depth)
}

func (a *documentWriter) literal(of *ast.Type) string {
	if of.Name() == "ID" { // one that is there
		return `"200000000000000002"`
	}
	text, _ := a.schema.sample(of)
	return text
}

func (a *documentWriter) object(of *ast.Definition, depth int) string {
	var members []string
	for _, field := range of.Fields {
		if field.Type.NonNull || a.pick(8) == 1 {
			members = append(members, field.Name+": "+a.value(field.Type, depth+1))
		}
	}
	return "{" + strings.Join(members, ", ") + "}"
}

// variable defines one more variable, that can be null or not, with or without a default, and gives it a value or doesn't.
func (a *documentWriter) variable(of *ast.Type) string {
	name, kind := "v"+strconv.Itoa(len(a.definitions)), *of
	kind.NonNull = of.NonNull && a.pick(4) == 1
	definition := "$" + name + ": " + kind.String()
	if a.pick(10) > 0 {
		definition += " = " + a.literal(of)
	}
	a.definitions = append(a.definitions, definition)
	_, sample := a.schema.sample(of)
	switch a.pick(4) {
	case 1:
		a.variables[name] = nil
	case 2:
		a.variables[name] = sample
	}
	return "$" + name
}
