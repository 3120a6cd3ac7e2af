package document

import (
	"errors"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph/problem"
)

const tiny = `
directive @on(n: Int) repeatable on FIELD | QUERY | VARIABLE_DEFINITION
type Query { a(x: [Int] n: Int): Query b: Int }`

// unlimited lets every document through that the test of a limit has.
func unlimited() Limits {
	const many = 1000
	return Limits{Characters: many, NameLength: many, Tokens: many, Operations: many, Fragments: many, Variables: many, Depth: many,
		Aliases: many, Directives: many, DirectivesAtOnce: many, RootFields: many, Complexity: many, ValidationSteps: many}
}

// A document at a limit is let through, and one that has one more is refused with the limit's reason.
func TestLimits(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: tiny})
	for name, c := range map[string]struct {
		limit    func(*Limits) *int
		document string
		has      int
		reason   problem.Reason
	}{
		"characters": {func(l *Limits) *int { return &l.Characters }, "{b} #é", 6, problem.ReasonDocumentTooLong},
		"name":       {func(l *Limits) *int { return &l.NameLength }, "query Name {b}", 5, problem.ReasonNameTooLong},
		"tokens":     {func(l *Limits) *int { return &l.Tokens }, "{a(n: 1) {b}}", 11, problem.ReasonTooManyTokens},
		"operations": {func(l *Limits) *int { return &l.Operations }, "query A {b} query B {b}", 2, problem.ReasonTooManyOperations},
		"fragments":  {func(l *Limits) *int { return &l.Fragments }, "{...F} fragment F on Query {...G} fragment G on Query {b}", 2, problem.ReasonTooManyFragments},
		"variables":  {func(l *Limits) *int { return &l.Variables }, "query ($x: Int $y: Int) {a(n: $x) {a(n: $y) {b}}}", 2, problem.ReasonTooManyVariables},
		"depth": {func(l *Limits) *int { return &l.Depth }, "{a {...F}} fragment F on Query {... {a {b}}}", 3,
			problem.ReasonTooDeep},
		"aliases":    {func(l *Limits) *int { return &l.Aliases }, "{c: b d: b b}", 2, problem.ReasonTooManyAliases},
		"directives": {func(l *Limits) *int { return &l.Directives }, "query ($x: Int @on) @on {a(n: $x) @on {b}}", 3, problem.ReasonTooManyDirectives},
		"directives at once": {func(l *Limits) *int { return &l.DirectivesAtOnce }, "query @on {b @on @on}", 2,
			problem.ReasonTooManyDirectives},
		"root fields": {func(l *Limits) *int { return &l.RootFields }, "{a {b} ...F ...F} fragment F on Query {b}", 3, problem.ReasonTooManyRootFields},
		"complexity":  {func(l *Limits) *int { return &l.Complexity }, "{a {...F} c: a {...F}} fragment F on Query {a {b}}", 6, problem.ReasonTooComplex},
		"validation steps": {func(l *Limits) *int { return &l.ValidationSteps }, "{...F} fragment F on Query {a(x: [1 2]) {b @on(n: 1)}}", 19,
			problem.ReasonTooComplex},
	} {
		limits := unlimited()
		*c.limit(&limits) = c.has
		if err := NewChecker(schema, limits, false).Check(c.document); err != nil {
			t.Errorf("%s at the limit: %v", name, err)
		}
		*c.limit(&limits) = c.has - 1
		err := NewChecker(schema, limits, false).Check(c.document)
		if found, ok := errors.AsType[*problem.Problem](err); !ok || found.Code != problem.CodeLimitExceeded || found.Reason != c.reason {
			t.Errorf("%s over the limit: %v", name, err)
		}
	}
}

// An operator who puts a document into a manifest is told why it could never be executed.
func TestCheck(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: tiny})
	for document, want := range map[string]string{
		"{a {b}}":         "",
		"{a {b}":          "parse: ",
		"{a {c}}":         `Did you mean "a" or "b"`,
		"{__schema {a}}":  "INTROSPECTION_DISABLED",
		"{a: b a {b}}":    "conflict",
		"{a(n: 1e9) {b}}": "validate: ",
	} {
		err := NewChecker(schema, unlimited(), false).Check(document)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", document, err, want)
		}
	}
}
