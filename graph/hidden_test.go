package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"zitadel-graphql/graph/problem"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// nearMisses are documents that each break a rule, by the rule's name.
var nearMisses = map[string][]string{
	"FieldsOnCorrectType":          {"{ loginPolicyy { id } }", "{ loginPolicy { isDefaul } }", "mutation { removeSecondFacto }"},
	"FragmentsOnCompositeTypes":    {"{ loginPolicy { ... on SecondFactorType { a } } }", "{ ...F } fragment F on LoginPolicyPatch { a }"},
	"KnownArgumentNames":           {"{ loginPolicy(orgIdd: 1) { isDefault } }", "{ loginPolicy { isDefault @include(iff: true) } }"},
	"KnownDirectives":              {"{ loginPolicy { isDefault @skipp(if: true) } }"},
	"KnownFragmentNames":           {"{ loginPolicy { ...G } }"},
	"KnownRootType":                {"subscription { loginPolicy { isDefault } }"},
	"KnownTypeNames":               {"{ ...F } fragment F on LoginPolicyy { a }", "query ($a: SecondFactorTyp) { a(b: $a) }", "{ ... on LoginPolic { a } }"},
	"LoneAnonymousOperation":       {"{ loginPolicy { isDefault } } query A { loginPolicy { isDefault } }"},
	"NoFragmentCycles":             {"{ ...F } fragment F on Query { ...F }"},
	"NoUndefinedVariables":         {"{ loginPolicy(orgId: $a) { isDefault } }"},
	"NoUnusedFragments":            {"{ loginPolicy { isDefault } } fragment F on LoginPolicy { isDefault }"},
	"NoUnusedVariables":            {"query ($a: ID) { loginPolicy { isDefault } }"},
	"OverlappingFieldsCanBeMerged": {"{ loginPolicy { a: isDefault a: secondFactors } }", "{ loginPolicy { isDefault } ... on Query { loginPolicy: viewer { a } } }"},
	"PossibleFragmentSpreads":      {"{ loginPolicy { ... on ObjectDetails { sequence } } }", "{ loginPolicy { ...F } } fragment F on ObjectDetails { sequence }"},
	"ProvidedRequiredArguments":    {"mutation { removeSecondFactor { sequence } }", "{ loginPolicy { isDefault @include } }"},
	"ScalarLeafs":                  {"{ loginPolicy }", "{ loginPolicy { isDefault { a } } }", "{ loginPolicy { secondFactors { a } } }"},
	"UniqueArgumentNames":          {"{ loginPolicy(orgId: 1, orgId: 2) { isDefault } }"},
	"UniqueDirectivesPerLocation":  {"{ loginPolicy { isDefault @skip(if: true) @skip(if: true) } }"},
	"UniqueFragmentNames":          {"{ ...F } fragment F on Query { loginPolicy { isDefault } } fragment F on Query { loginPolicy { isDefault } }"},
	"UniqueInputFieldNames":        {"mutation { updateLoginPolicy(patch: {forceMfa: true, forceMfa: true}) { sequence } }"},
	"UniqueOperationNames":         {"query A { loginPolicy { isDefault } } query A { loginPolicy { isDefault } }"},
	"UniqueVariableNames":          {"query ($a: ID, $a: ID) { loginPolicy(orgId: $a) { isDefault } }"},
	"ValuesOfCorrectType": {
		"mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OPT) { sequence } }", `mutation { removeSecondFactor(type: "SECOND_FACTOR_TYPE_OTP") { sequence } }`,
		"mutation { removeSecondFactor(type: 1) { sequence } }", "mutation { removeSecondFactor(type: null) { sequence } }",
		"mutation { updateLoginPolicy(patch: {forceMfaa: true}) { sequence } }", "mutation { updateLoginPolicy(patch: 1) { sequence } }",
		"mutation { updateLoginPolicy(patch: {forceMfa: 1}) { sequence } }", "{ loginPolicy(orgId: {a: 1}) { isDefault } }",
	},
	"VariablesAreInputTypes":     {"query ($a: LoginPolicy) { loginPolicy(orgId: $a) { isDefault } }"},
	"VariablesInAllowedPosition": {"mutation ($a: ID) { removeSecondFactor(type: $a) { sequence } }", "query ($a: Int) { loginPolicy(orgId: $a) { isDefault } }"},
}

// nearVariables break what gqlparser demands of variables, document and variables.
var nearVariables = [][2]string{
	{"mutation ($a: SecondFactorType!) { removeSecondFactor(type: $a) { sequence } }", `{"a": "SECOND_FACTOR_TYPE_OPT"}`},
	{"mutation ($a: SecondFactorType!) { removeSecondFactor(type: $a) { sequence } }", `{"a": "second_factor_type_otp"}`},
	{"mutation ($a: SecondFactorType!) { removeSecondFactor(type: $a) { sequence } }", `{"a": {}}`},
	{"mutation ($a: SecondFactorType!) { removeSecondFactor(type: $a) { sequence } }", `{}`},
	{"mutation ($a: LoginPolicyPatch!) { updateLoginPolicy(patch: $a) { sequence } }", `{"a": {"forceMfaa": true}}`},
	{"mutation ($a: LoginPolicyPatch!) { updateLoginPolicy(patch: $a) { sequence } }", `{"a": {"forceMfa": "x"}}`},
	{"mutation ($a: LoginPolicyPatch!) { updateLoginPolicy(patch: $a) { sequence } }", `{"a": 1}`},
	{"mutation ($a: CreateLoginPolicyInput!) { createLoginPolicy(input: $a) { sequence } }", `{"a": {"identityProviders": [{}]}}`},
	{"mutation ($a: CreateLoginPolicyInput!) { createLoginPolicy(input: $a) { sequence } }", `{"a": {"secondFactors": ["X"], "passwordlessType": "Y"}}`},
	{"mutation ($a: CreateLoginPolicyInput!) { createLoginPolicy(input: $a) { sequence } }", `{"a": {"passwordlessType": "Y"}}`},
}

// Where the schema isn't shown, no rule's answer to a wrong guess has a name of it that wasn't guessed.
func TestNoRuleGivesTheSchemaAway(t *testing.T) {
	handler := NewHandler(HandlerConfig{Resolver: NewResolver(nil, Writes{}), Limits: DefaultLimits(), Log: slog.New(slog.DiscardHandler),
		RequestID: func(context.Context) string { return "the-id" }, Annotate: func(context.Context, ...slog.Attr) {}})
	// What can't be broken here: there are no subscriptions, and introspection is refused before.
	unreachable := []string{"SingleFieldSubscriptions", "MaxIntrospectionDepth"}
	for rule := range rules.NewDefaultRules().GetInner() {
		if len(nearMisses[rule]) == 0 && !slices.Contains(unreachable, rule) {
			t.Errorf("no document breaks the rule %s", rule)
		}
	}
	for rule, documents := range nearMisses {
		for _, document := range documents {
			if !breaks(t, document, rule) {
				t.Errorf("this doesn't break %s: %s", rule, document)
			}
			expectNothingNew(t, handler, document, "{}")
		}
	}
	for _, c := range nearVariables {
		expectNothingNew(t, handler, c[0], c[1])
	}
}

// What hiding keeps of a megabyte that somebody sends, in words or as one value that a message repeats, doesn't grow with it.
func TestHidingIsCheap(t *testing.T) {
	var text strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&text, "w%x ", i)
	}
	names := namesOf(servedSchema(false))
	message := `"` + text.String() + `" isn't of the type SecondFactorType`
	allocations := testing.AllocsPerRun(1, func() {
		found := gqlerror.List{{Message: message, Extensions: map[string]any{"code": "x"}}}
		names.hide(found, text.String(), map[string]any{"a": []any{text.String()}})
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
	names := namesOf(servedSchema(false))
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
		names.hide(found, c.document, c.variables)
		if found[0].Message != c.want {
			t.Errorf("%s %v is told %s", c.document, c.variables, found[0].Message)
		}
	}
}

func breaks(t *testing.T, text, rule string) bool {
	t.Helper()
	document, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(validator.ValidateWithRules(servedSchema(false), document, rules.NewDefaultRules()), func(err *gqlerror.Error) bool {
		return err.Rule == rule
	})
}

// expectNothingNew looks for each name of the schema in the messages that a request gets.
func expectNothingNew(t *testing.T, handler http.Handler, document, variables string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": json.RawMessage(variables)})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	var answer struct{ Errors []struct{ Message string } }
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || len(answer.Errors) == 0 {
		t.Errorf("%s: %v in %s", document, err, w.Body)
	}
	names := namesOf(servedSchema(false))
	given := words.FindAllString(document+" "+variables, -1)
	for _, found := range answer.Errors {
		quoted := strings.Join(inQuotes.FindAllString(found.Message, -1), " ")
		for _, word := range words.FindAllString(found.Message, -1) {
			secret := names.types[word] || names.members[word] && slices.Contains(words.FindAllString(quoted, -1), word)
			if secret && !slices.Contains(given, word) || strings.Contains(found.Message, "Did you mean") {
				t.Errorf("%s\nis told %s", document, found.Message)
			}
		}
	}
}
