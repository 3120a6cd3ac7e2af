package resolver_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestTokenAsAnArgument prevents that a token is in the audit trail because its client has taken it for something else: for an id, a
// language or an address, whether the mutation is made or refused. (Each program of the tests is looked through for its tokens.)
func TestTokenAsAnArgument(t *testing.T) {
	t.Parallel()
	a := startAudited(t)
	const token = "TokenThatIsAnArgument4711"
	given := map[string]bool{}
	for _, mutation := range []string{
		`resetLoginPolicy(orgId: "%s")`, `resetLoginPolicy(expectedVersion: "%s")`, `resetLoginPolicy(expectedDigest: "%s")`,
		`resetLoginPolicy(expectedResourceOwner: "%s")`, `updateLoginPolicy(patch: {defaultRedirectUri: "https://app.example.com/%s"})`,
		`createLoginPolicy(input: {defaultRedirectUri: "https://app.example.com/%s"})`, `addLoginPolicyIdentityProvider(id: "%s")`,
		`setRestrictions(patch: {allowedLanguages: ["de", "%s"]})`, `removeUserSecondFactor(userId: "%s", type: SECOND_FACTOR_TYPE_OTP)`,
		`removeUserSecondFactor(userId: "5", type: SECOND_FACTOR_TYPE_U2F, securityKeyId: "%s")`,
		`removeUserSecondFactor(orgId: "%s", userId: "5", type: SECOND_FACTOR_TYPE_OTP)`,
	} {
		mustPost(t, a.program, as(token), operation("mutation { "+fmt.Sprintf(mutation, token)+" { sequence } }", nil))
		lines, _ := a.next()
		for _, line := range lines {
			for key, value := range line {
				if text := fmt.Sprint(value); strings.Contains(text, token) {
					t.Errorf("%s: the %s has the token as %s", mutation, line["audit"], key)
				} else if strings.Contains(text, "[token]") {
					given[key] = true
				}
			}
		}
	}
	for _, key := range []string{"organization", "userId", "change", "after"} {
		if !given[key] {
			t.Errorf("no line would have had the token as %s", key)
		}
	}
}
