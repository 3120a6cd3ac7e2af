package endpoint_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/endpoint"
)

// nearMisses are documents that each break a rule, by the rule's name.
var nearMisses = map[string][]string{
	"FieldsOnCorrectType":          {"{ loginPolicyy { id } }", "{ loginPolicy { isDefaul } }", "mutation { removeSecondFacto }"},
	"FragmentsOnCompositeTypes":    {"{ loginPolicy { ... on SecondFactorType { a } } }", "{ ...F } fragment F on LoginPolicyPatch { a }"},
	"KnownArgumentNames":           {"{ loginPolicy(orgIdd: 1) { isDefault } }", "{ loginPolicy { isDefault @include(iff: true) } }"},
	"KnownDirectives":              {"{ loginPolicy { isDefault @skipp(if: true) } }"},
	"KnownFragmentNames":           {"{ loginPolicy { ...G } }"},
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
	"SingleFieldSubscriptions":     {"subscription { a: secondFactorUsage { lookedAt } ... { loginPolicyImpact { lookedAt } } }", "subscription { __typename }"},
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
	{"mutation ($a: CreateLoginPolicyInput!) { createLoginPolicy(input: $a) { sequence } }", `{"a": {"secondFactors": [null]}}`},
	{"mutation ($a: CreateLoginPolicyInput!) { createLoginPolicy(input: $a) { sequence } }", `{"a": {"multiFactors": {}}}`},
}

// Where the schema isn't shown, no rule's answer to a wrong guess has a name of it that wasn't guessed.
func TestNoRuleGivesTheSchemaAway(t *testing.T) {
	handler := newEndpoint(unused, endpoint.DefaultConfig(), slog.New(slog.DiscardHandler))
	// What can't be broken here: introspection is refused before, and the schema has every kind of operation.
	unreachable := []string{"MaxIntrospectionDepth", "KnownRootType"}
	for rule := range rules.NewDefaultRules().GetInner() {
		if len(nearMisses[rule]) == 0 && !slices.Contains(unreachable, rule) {
			t.Errorf("no document breaks the rule %s", rule)
		}
	}
	for rule, documents := range nearMisses {
		if slices.Contains(unreachable, rule) {
			continue
		}
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

func breaks(t *testing.T, text, rule string) bool {
	t.Helper()
	document, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(validator.ValidateWithRules(graph.Schema(false), document, rules.NewDefaultRules()), func(err *gqlerror.Error) bool {
		return err.Rule == rule
	})
}

var (
	quotes = regexp.MustCompile(`"[^"]*"`)
	words  = regexp.MustCompile(`[_A-Za-z][_0-9A-Za-z]*`)
)

// secretNames are the names of the schema that a message mustn't have anywhere, and those that it mustn't have in quotes:
// fields and arguments may have the names of English words.
func secretNames() (anywhere, quoted map[string]bool) {
	anywhere, quoted = map[string]bool{}, map[string]bool{}
	schema := graph.Schema(false)
	for name, definition := range schema.Types {
		anywhere[name] = !definition.BuiltIn && definition != schema.Query && definition != schema.Mutation
		for _, value := range definition.EnumValues {
			anywhere[value.Name] = true
		}
		for _, field := range definition.Fields {
			quoted[field.Name] = true
			for _, argument := range field.Arguments {
				quoted[argument.Name] = true
			}
		}
	}
	return anywhere, quoted
}

// expectNothingNew looks for each name of the schema in the messages that a request gets.
func expectNothingNew(t *testing.T, handler http.Handler, document, variables string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": json.RawMessage(variables)})
	if err != nil {
		t.Fatal(err)
	}
	w := post(handler, body)
	var answer struct{ Errors []struct{ Message string } }
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || len(answer.Errors) == 0 {
		t.Errorf("%s: %v in %s", document, err, w.Body)
	}
	anywhere, quoted := secretNames()
	given := words.FindAllString(document+" "+variables, -1)
	for _, found := range answer.Errors {
		inQuotes := words.FindAllString(strings.Join(quotes.FindAllString(found.Message, -1), " "), -1)
		for _, word := range words.FindAllString(found.Message, -1) {
			secret := anywhere[word] || quoted[word] && slices.Contains(inQuotes, word)
			if secret && !slices.Contains(given, word) || strings.Contains(found.Message, "Did you mean") {
				t.Errorf("%s\nis told %s", document, found.Message)
			}
		}
	}
}
