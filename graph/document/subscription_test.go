package document

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
)

// What gqlgen's generated code would fail at as if the server were broken is refused as what it is: a document that isn't valid.
func TestSubscriptionsHaveOneField(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `type Query { a: Int } type Subscription { a(x: Int): Int b: Int }`})
	for text, want := range map[string]string{
		`subscription { a }`:    "",
		`subscription { x: a }`: "",
		`subscription { a, a }`: "",
		`subscription { ... { ...F } } fragment F on Subscription { a }`: "",
		`query { a b: a }`:                                                        "",
		`query { a @skip(if: true) __typename }`:                                  "",
		`subscription { a b }`:                                                    "exactly one field",
		`subscription { a c: a }`:                                                 "exactly one field",
		`subscription { a ... { b } c: a d: a }`:                                  "exactly one field",
		`subscription { a ...F } fragment F on Subscription { b }`:                "exactly one field",
		`subscription { __typename }`:                                             "field of introspection",
		`subscription { a @skip(if: true) }`:                                      "mustn't be @skip",
		`subscription { a @include(if: true) }`:                                   "mustn't be @include",
		`subscription { ... @include(if: false) { a } }`:                          "mustn't be @include",
		`subscription { ...F @skip(if: false) } fragment F on Subscription { a }`: "mustn't be @skip",
		`subscription { ...F } fragment F on Subscription { a ...F }`:             "itself",
	} {
		document, err := parser.ParseQuery(&ast.Source{Input: text})
		if err != nil {
			t.Fatal(err)
		}
		found := validator.ValidateWithRules(schema, document, Rules(true))
		if (want == "") != (len(found) == 0) || len(found) > 1 || len(found) == 1 && !strings.Contains(found[0].Message, want) {
			t.Errorf("%s: got %v, want %q", text, found, want)
		}
	}
}
