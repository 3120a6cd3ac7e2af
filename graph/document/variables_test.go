package document

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/core"

	"zitadel-graphql/graph/problem"
)

// withVariable returns an operation that has a variable $v of this type, among others.
func withVariable(t testing.TB, schema *ast.Schema, of string) *ast.OperationDefinition {
	t.Helper()
	document, err := parser.ParseQuery(&ast.Source{Input: "query ($before: ID,\n $v: " + of + ", $after: ID) { a }"})
	if err != nil {
		t.Fatal(err)
	}
	operation := document.Operations[0]
	for _, variable := range operation.VariableDefinitions {
		variable.Definition = schema.Types[variable.Type.Name()] // as validation does
	}
	return operation
}

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
		{"Float", int64(7), ""},
		{"Float", "1", "v"},
		{"ID", "x", ""},
		{"ID", json.Number("7"), ""},
		{"ID", int64(7), ""},
		{"ID", json.Number("7.0"), "v"},
		{"ID", json.Number("7e1"), "v"},
		{"[Color]", "red", "v"},
		{"[Color]", []string{"red"}, "v"}, // which gqlparser made of the one above
		{"[[Color]]", []any{"RED", []any{"RED", "red"}}, "v[1][1]"},
		{"[Color]", []any{"RED", nil}, ""},
		{"Shape", map[string]any{"color": "RED", "sides": []any{json.Number("1")}}, ""},
		{"Shape", map[string]any{"inner": map[string]any{"sides": []any{json.Number("1"), "2"}}}, "v.inner.sides[1]"},
		{"Shape", map[string]any{"color": "red"}, "v.color"},
		{"Int! = 5", absent, ""},
		{"Int! = 5", nil, "v"},
	} {
		given := map[string]any{"v": c.value}
		if c.value == absent {
			delete(given, "v")
		}
		found := variableChecker{schema: schema}.check(withVariable(t, schema, c.kind), given)
		if (found != nil) != (c.path != "") || found != nil && !strings.Contains(found.Message, `"$`+c.path+`"`) {
			t.Errorf("%s %v: %v, want %q", c.kind, c.value, found, c.path)
		}
	}
	if err := (variableChecker{schema: schema}).check(&ast.OperationDefinition{}, map[string]any{"unknown": "x"}); err != nil {
		t.Errorf("a variable that the operation doesn't have: %v", err)
	}
}

// moreInputs has what the served schema has no input type with: fields that are required, and lists of objects and of lists.
const moreInputs = `enum Color { RED }
scalar Any
input Side { color: Color! sort: Int! = 1 }
input Shape { name: String! sides: [Side!]! rows: [[Int!]!] any: Any! }
type Query { a(shape: Shape): Int }`

// Ensures that an error about a variable says, for each mistake that can be made with any input type of the schema: where in the variable
// it is, which type is wanted there, and what to do; and that it has the place of the variable's definition, and no value.
func TestMistakesInEveryInputType(t *testing.T) {
	for _, schema := range []*ast.Schema{servedSchema(t), gqlparser.MustLoadSchema(&ast.Source{Input: moreInputs})} {
		checker := NewChecker(schema, DefaultLimits(), true)
		for name, definition := range schema.Types {
			if !definition.IsInputType() || strings.HasPrefix(name, "__") {
				continue
			}
			for _, of := range []*ast.Type{ast.NonNullNamedType(name, nil), ast.NonNullListType(ast.NonNullNamedType(name, nil), nil)} {
				for _, wrong := range append(wrongValues(schema, of), wrongValue{nil, "", of.String()}, wrongValue{absent, "", of.String()}) {
					checkExplanation(t, checker, of, wrong)
				}
			}
		}
	}
}

func checkExplanation(t *testing.T, checker *Checker, of *ast.Type, wrong wrongValue) {
	t.Helper()
	operation := withVariable(t, checker.schema, of.String())
	given := givenVariables(t, wrong.value)
	found := checker.ExplainVariables(operation, given)
	if fmt.Sprint(found.Locations) != "[2:2]" || found.Extensions["code"] != errcode.ValidationFailed {
		t.Errorf("%s %v: at %v, %v", of, wrong.value, found.Locations, found.Extensions)
	}
	if !explains(found.Message, wrong) {
		t.Errorf("%s %v: %s\nwant the path %q, the type %q and an advice", of, wrong.value, found.Message, wrong.path, wrong.wanted)
	}
	// gqlparser makes lists of single values, also in what it was given. The message stays that about what was given.
	made, err := validator.VariableValues(checker.schema, operation, given)
	if err != nil {
		made = given
	}
	if again := checker.ExplainVariables(operation, made); again.Message != found.Message {
		t.Errorf("%s %v: %s\nafter gqlparser: %s", of, wrong.value, found.Message, again.Message)
	}
}

// explains reports whether a message has the place, the type and an advice, and no value.
func explains(message string, wrong wrongValue) bool {
	advice := []string{". Give ", ". Leave it out", ". Did you mean "}
	if strings.HasPrefix(wrong.wanted, "[") && strings.Contains(message, "but its type is") {
		advice = []string{". Give a list of values of the type "}
	}
	return strings.HasPrefix(message, `The variable "$v`+wrong.path+`" `) && strings.Contains(message, `"`+wrong.wanted+`"`) &&
		!strings.Contains(message, secret) &&
		slices.ContainsFunc(advice, func(beginning string) bool { return strings.Contains(message, beginning) })
}

// givenVariables are the variables of a request that has this value for $v, each time anew.
func givenVariables(t testing.TB, value any) map[string]any {
	t.Helper()
	if value == absent {
		return map[string]any{}
	}
	text, err := json.Marshal(map[string]any{"v": value})
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	var variables map[string]any
	if err := decoder.Decode(&variables); err != nil {
		t.Fatal(err)
	}
	return variables
}

// Ensures that what gqlparser refuses is refused with an explanation, and the other way round: but for values that TestInexactVariables
// has, what it takes isn't refused.
func TestMistakesAreThoseOfGqlparser(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `scalar Any enum E { A B }
input S { s: String! = "x" t: [String] b: Boolean! next: S }
input N { e: E = A n: Int! = 1 f: Float l: [E!] m: [[Int]!] next: N nexts: [N!]! any: Any id: ID! }
type Query { a: Int }`})
	for about, c := range map[string]struct {
		types   []string
		leaves  []any
		isExact bool // gqlparser takes nothing for one of the types that isn't
	}{
		"without numbers": {[]string{"ID", "String", "Boolean", "Int", "Float", "Any", "E", "S", "N"}, []any{"one", "A", "", true, nil}, true},
		"without strings": {[]string{"ID", "Boolean", "Int", "Float", "Any", "E", "N"}, []any{1, false, nil}, true},
		"large numbers":   {[]string{"Boolean", "Int", "Float", "Any", "E"}, []any{1, json.Number("1e400"), 1e300, nil}, true},
		"inexact ones":    {[]string{"ID", "String", "Boolean", "Int", "Float", "Any", "E", "S", "N"}, []any{"1", "a", 1, 1.5, 1 << 40, "A", true, nil}, false},
	} {
		chance := rand.New(rand.NewPCG(1, 2)) // the same values each time
		values := valueAuthor{schema, chance, c.leaves}
		refused := 0
		for range 20_000 {
			form := []string{"%s", "%s!", "[%s]", "[%s!]", "[[%s]]!", "[[%s!]!]"}[chance.IntN(6)]
			operation := withVariable(t, schema, fmt.Sprintf(form, c.types[chance.IntN(len(c.types))]))
			value := values.value(operation.VariableDefinitions[1].Type, 4)
			found := variableChecker{schema: schema}.check(operation, givenVariables(t, value))
			_, err := validator.VariableValues(schema, operation, givenVariables(t, value))
			if err != nil {
				refused++
			}
			if err != nil && found == nil || err == nil && found != nil && c.isExact {
				t.Fatalf("%s: %#v for %s: %v, gqlparser: %v", about, value, operation.VariableDefinitions[1].Type, found, err)
			}
		}
		if refused < 5_000 || refused > 18_000 {
			t.Errorf("%s: gqlparser refuses %d of 20,000", about, refused)
		}
	}
}

// valueAuthor makes values of chance, most of which are nearly of their types: in the place of each scalar is any of its leaves, and now and
// then something is of another form, missing or unknown.
type valueAuthor struct {
	schema *ast.Schema
	chance *rand.Rand
	leaves []any
}

func (a valueAuthor) value(of *ast.Type, depth int) any {
	definition := a.schema.Types[of.Name()]
	switch odd := a.chance.IntN(12); {
	case odd == 0 || depth == 0:
		return a.leaf()
	case odd == 1:
		return []any{a.leaf()}
	case odd == 2:
		return map[string]any{"e": a.leaf()}
	case of.Elem != nil && odd == 3:
		return a.value(of.Elem, depth-1)
	case of.Elem != nil:
		list := make([]any, a.chance.IntN(3))
		for i := range list {
			list[i] = a.value(of.Elem, depth-1)
		}
		return list
	case definition.Kind == ast.InputObject:
		return a.object(definition, depth)
	default:
		return a.leaf()
	}
}

func (a valueAuthor) object(definition *ast.Definition, depth int) any {
	object := map[string]any{}
	for _, field := range definition.Fields {
		if a.chance.IntN(8) == 0 || field.Type.NonNull && a.chance.IntN(16) > 0 {
			object[field.Name] = a.value(field.Type, depth-1)
		}
	}
	for _, name := range []string{"__typename", "unknown"} {
		if a.chance.IntN(16) == 0 {
			object[name] = a.leaf()
		}
	}
	return object
}

func (a valueAuthor) leaf() any { return a.leaves[a.chance.IntN(len(a.leaves))] }

// Ensures that a request stays refused that gqlparser refuses, even if nothing wrong is found in it.
func TestVariablesWithoutAMistakeStayRefused(t *testing.T) {
	schema := servedSchema(t)
	err := NewChecker(schema, DefaultLimits(), true).ExplainVariables(withVariable(t, schema, "ID"), nil)
	if found, ok := errors.AsType[*problem.Problem](err); !ok || found.Code != problem.CodeGraphQLValidationFailed {
		t.Errorf("got %v", err)
	}
}

// Ensures that a name which a variable has wrong gets the suggestions that it would get in a document, only while the schema is shown; and
// none if it is so long that looking for them takes seconds.
func TestSuggestionsForVariables(t *testing.T) {
	schema := servedSchema(t)
	schema.Types["SecondFactorType"].EnumValues = append(schema.Types["SecondFactorType"].EnumValues, &ast.EnumValueDefinition{Name: strings.Repeat("x", maxGuess-1) + "y"})
	long := strings.Repeat("x", maxGuess+1)
	for _, c := range []struct {
		of       string
		value    any
		question string
	}{
		{"SecondFactorType!", "SECOND_FACTOR_TYPE_OTP_EMIAL", ` Did you mean the enum value "SECOND_FACTOR_TYPE_OTP_EMAIL"`},
		{"SecondFactorType!", "second_factor_type_otp", ` Did you mean the enum value "SECOND_FACTOR_TYPE_OTP"`},
		{"SecondFactorType!", "pigeon", ""},
		{"SecondFactorType!", long[1:], ` Did you mean the enum value "xxx`},
		{"SecondFactorType!", long, ""},
		{"LoginPolicyPatch!", map[string]any{"forceMFA": true}, ` Did you mean "forceMfa"?`},
		{"LoginPolicyPatch!", map[string]any{strings.Repeat(long, 100): true, "forceMfa": true}, ""},
	} {
		operation, given := withVariable(t, schema, c.of), map[string]any{"v": c.value}
		shown := NewChecker(schema, DefaultLimits(), true).ExplainVariables(operation, given).Message
		if c.question != "" && !strings.Contains(shown, c.question) || c.question == "" && strings.Contains(shown, "Did you") || len(shown) > 300 {
			t.Errorf("%s %.80v: %.300s", c.of, c.value, shown)
		}
		hidden := NewChecker(schema, DefaultLimits(), false).ExplainVariables(operation, given).Message
		if strings.Contains(hidden, "Did you") || !strings.Contains(hidden, "ive ") {
			t.Errorf("%s %.80v: %.300s without introspection", c.of, c.value, hidden)
		}
	}
}

// Ensures that of several fields that a type doesn't have the same one is reported each time.
func TestFirstUnknownField(t *testing.T) {
	schema := servedSchema(t)
	given := map[string]any{"v": map[string]any{"b": 1, "c": 1, "a": 1, "d": 1, "forceMfa": true}}
	for range 20 {
		found := NewChecker(schema, DefaultLimits(), true).ExplainVariables(withVariable(t, schema, "LoginPolicyPatch"), given)
		if !strings.HasPrefix(found.Message, `The variable "$v.a" isn't a field`) {
			t.Fatal(found.Message)
		}
	}
}

// Ensures that no name of the schema is so long that a longer guess than those which get suggestions would come near it.
func TestLongestGuess(t *testing.T) {
	schema := servedSchema(t)
	for _, definition := range schema.Types {
		names := make([]string, 0, len(definition.Fields)+len(definition.EnumValues))
		for _, field := range definition.Fields {
			names = append(names, field.Name)
		}
		for _, value := range definition.EnumValues {
			names = append(names, value.Name)
		}
		for _, name := range names {
			if near := core.SuggestionList(name+strings.Repeat("x", maxGuess+1-len(name)), names); len(near) > 0 {
				t.Errorf("%v of %s", near, definition.Name)
			}
		}
	}
}
