package resolver_test

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// mutationArguments returns for each mutation the arguments with which it writes, beside orgId, and what the scripted backend's
// policy has to have for that.
func mutationArguments() map[string]struct{ policy, arguments string } {
	const patch, factor, passkey = "patch: {forceMfa: true}", "type: SECOND_FACTOR_TYPE_OTP", "type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION"
	return map[string]struct{ policy, arguments string }{
		"addSecondFactor":                          {"second-2", factor},
		"removeSecondFactor":                       {"second-1", factor},
		"addMultiFactor":                           {"second-1", passkey},
		"removeMultiFactor":                        {"multi-1", passkey},
		"addLoginPolicyIdentityProvider":           {"second-1", `id: "7"`},
		"removeLoginPolicyIdentityProvider":        {"idp-7", `id: "7"`},
		"createLoginPolicy":                        {"inherited~force", "input: {forceMfa: true}"},
		"updateLoginPolicy":                        {"second-1", patch},
		"resetLoginPolicy":                         {"second-1", ""},
		"addDefaultSecondFactor":                   {"inherited.second-2", factor},
		"removeDefaultSecondFactor":                {"inherited.second-1", factor},
		"addDefaultMultiFactor":                    {"inherited", passkey},
		"removeDefaultMultiFactor":                 {"inherited.multi-1", passkey},
		"updateDefaultLoginPolicy":                 {"inherited", patch},
		"addDefaultLoginPolicyIdentityProvider":    {"inherited", `id: "7"`},
		"removeDefaultLoginPolicyIdentityProvider": {"inherited.idp-7", `id: "7"`},
		"setRestrictions":                          {"own", "patch: {disallowPublicOrgRegistration: true}"},
		"removeUserSecondFactor":                   {"own", `userId: "5", ` + factor},
		"removeSecondFactorFromUsers":              {"own", `userIds: ["5"], ` + factor},
	}
}

// TestEveryMutationLeadsToWhatItChanged prevents that a page has to be read anew after a mutation, as after one that is new and
// leads nowhere: those that take an organization lead there, to its login policy, and to the person if they are about one; others
// lead to what they change of the instance's.
func TestEveryMutationLeadsToWhatItChanged(t *testing.T) {
	t.Parallel()
	p := start(t, "--backend", startScriptedURL(t))
	known := mutationArguments()
	for _, mutation := range schemaDefinition(t, "Mutation").Fields {
		with, ok := known[mutation.Name]
		if !ok {
			t.Errorf("%s: add it to mutationArguments", mutation.Name)
			continue
		}
		got := mustPost(t, p, as("GetLoginPolicy="+with.policy+"+GetDefaultLoginPolicy="+with.policy+"+of="+mutation.Name),
			operation("mutation { m: "+mutation.Name+answerOf(mutation, with.arguments)+" }", nil))
		for _, want := range wantedAnswers(mutation) {
			if !strings.Contains(got.body, want) || strings.Contains(got.body, `"errors"`) {
				t.Errorf("%s: want %s, got %s", mutation.Name, want, got.body)
			}
		}
	}
}

// answerOf returns the arguments of a mutation, and the selection of everything that its answer leads to.
func answerOf(mutation *ast.FieldDefinition, arguments string) string {
	const leads = "{ organization { id loginPolicy { id } } defaultLoginPolicy { id } restrictions { id } user { id } }"
	if mutation.Arguments.ForName("orgId") != nil {
		arguments += ` orgId: "2"`
	}
	if mutation.Type.Name() == "ObjectDetails" {
		return "(" + arguments + ") " + leads
	}
	return "(" + arguments + ") { results { details " + leads + " } }"
}

// wantedAnswers are what the answer has of everything that it could lead to.
func wantedAnswers(mutation *ast.FieldDefinition) []string {
	const organization = `{"organization":{"id":"2","loginPolicy":{"id":"LoginPolicy:`
	switch {
	case strings.Contains(mutation.Name, "User"):
		return []string{organization, `"defaultLoginPolicy":null,"restrictions":null,"user":{"id":"5"}}`}
	case mutation.Arguments.ForName("orgId") != nil:
		return []string{organization, `"defaultLoginPolicy":null,"restrictions":null,"user":null}`}
	case strings.Contains(mutation.Name, "Default"):
		return []string{`{"organization":null,"defaultLoginPolicy":{"id":"LoginPolicy:` + scriptedInstance + `"},"restrictions":null,"user":null}`}
	default:
		return []string{`{"organization":null,"defaultLoginPolicy":null,"restrictions":{"id":"Restrictions:` + scriptedInstance + `"},"user":null}`}
	}
}
