package audited

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// Ensures that an intent has of each argument what the resolver gets, wherever that comes from: the document, a variable, or a default.
func TestValueOfArgument(t *testing.T) {
	t.Parallel()
	const document = `mutation ($type: SecondFactorType!, $put: Boolean, $allow: Boolean = true, $version: String) {
  removeSecondFactor(type: $type, unless: [LOCKS_OUT_SOMEBODY], whenInherited: CUSTOMIZE, putInForce: $put, allowLockingMyselfOut: $allow, expectedVersion: $version) { sequence }
  updateLoginPolicy(patch: {forceMfa: true, mfaInitSkipLifetime: "PT5H"}) { sequence }
}`
	variables := map[string]any{"type": "SECOND_FACTOR_TYPE_OTP", "allow": true, "version": nil}
	query, errs := gqlparser.LoadQueryWithRules(schema(t), document, nil)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	for _, selected := range query.Operations[0].SelectionSet {
		field := selected.(*ast.Field)
		m := &mutation{field: graphql.CollectedField{Field: field}, variables: variables}
		want := field.ArgumentMap(variables)
		for _, argument := range field.Arguments {
			if diff := cmp.Diff(want[argument.Name], m.valueOf(argument)); diff != "" {
				t.Errorf("%s.%s (-resolver +intent)\n%s", field.Name, argument.Name, diff)
			}
		}
	}
}
