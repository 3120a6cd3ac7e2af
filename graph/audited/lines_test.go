package audited

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"google.golang.org/protobuf/types/known/durationpb"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

func schema(t *testing.T) *ast.Schema {
	t.Helper()
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// Prevents that an argument of a new mutation is missing in the audit trail, or gets there without somebody having thought about what
// may be in it. What is inside an input is written whole: here is what there was when that was decided.
func TestEveryArgumentHasAPlace(t *testing.T) {
	t.Parallel()
	parsed := schema(t)
	inputs := map[string]bool{}
	for _, mutation := range parsed.Mutation.Fields {
		for _, argument := range mutation.Arguments {
			if placementOf(argument.Name) == nowhere {
				t.Errorf("%s.%s: say in placementOf where an intent has it", mutation.Name, argument.Name)
			}
			if parsed.Types[argument.Type.Name()].Kind == ast.InputObject {
				inputs[argument.Type.Name()] = true
			}
		}
	}
	ofRestrictions := map[string]bool{"disallowPublicOrgRegistration": true, "allowedLanguages": true}
	for input := range inputs {
		for _, field := range parsed.Types[input].Fields {
			if parsed.Types["LoginPolicy"].Fields.ForName(field.Name) == nil && !ofRestrictions[field.Name] {
				t.Errorf("%s.%s is no setting that everybody may see: an intent would have it", input, field.Name)
			}
		}
	}
	if len(inputs) != 3 {
		t.Errorf("the inputs are %v", inputs)
	}
}

// Ensures that a policy's values stand in the trail as the schema has them, by the schema's names and in its forms, and all of them.
func TestValues(t *testing.T) {
	t.Parallel()
	full := &policyv1.LoginPolicy{ForceMfa: true, DefaultRedirectUri: "https://a.example", PasswordlessType: policyv1.PasswordlessType_PASSWORDLESS_TYPE_ALLOWED,
		PasswordCheckLifetime: durationpb.New(90 * time.Minute), SecondFactors: []policyv1.SecondFactorType{1, 99},
		Idps: []*idpv1.IDPLoginPolicyLink{{IdpId: "7"}}}
	of, to := differences(full, nil)
	if to != nil {
		t.Errorf("what will be isn't known, and yet is %v", to)
	}
	policy := schema(t).Types["LoginPolicy"]
	for name := range of {
		if policy.Fields.ForName(name) == nil {
			t.Errorf("the schema has no %s", name)
		}
	}
	if len(of) != 21 {
		t.Errorf("%d settings and lists: %v", len(of), of)
	}
	of, to = differences(full, &policyv1.LoginPolicy{PasswordlessType: 9})
	want := `{"defaultRedirectUri":"https://a.example","forceMfa":true,"identityProviders":["7"],"passwordCheckLifetime":"PT1H30M",` +
		`"passwordlessType":"PASSWORDLESS_TYPE_ALLOWED","secondFactors":["SECOND_FACTOR_TYPE_OTP","99"]}` +
		`{"defaultRedirectUri":"","forceMfa":false,"identityProviders":[],"passwordCheckLifetime":"PT0S","passwordlessType":9,"secondFactors":[]}`
	if got := toJSON(t, of) + toJSON(t, to); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if of, to = differences(nil, full); of != nil || to != nil {
		t.Errorf("nothing is known, and yet there are %v and %v", of, to)
	}
}

func toJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
