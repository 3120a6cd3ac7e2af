package graph_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Ensures that no id costs a call: clients of normalized caches select it everywhere.
func TestIDsCostNoCalls(t *testing.T) {
	callsOf := func(document string) []string {
		s := &script{answer: func(method string, _ int) (proto.Message, error) {
			switch method {
			case readPolicy:
				return own(policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP), nil
			case readOrg:
				return organizationIs("200"), nil
			}
			return nil, nil
		}}
		if got := ask(t, t.Context(), s, document); len(got.Errors) > 0 {
			t.Fatal(got.body)
		}
		slices.Sort(s.order)
		return s.order
	}
	for with, without := range map[string]string{
		`{ loginPolicy(orgId: "200") { id details { id } } }`:       `{ loginPolicy(orgId: "200") { isDefault } }`,
		`{ organization { id details { id } loginPolicy { id } } }`: `{ organization { name loginPolicy { isDefault } } }`,
		`{ viewer { id } }`:                                                    `{ viewer { canReadLoginPolicy } }`,
		`{ restrictions { id details { id } } }`:                               `{ restrictions { allowedLanguages } }`,
		`{ loginPolicyChanges { nodes { id } } }`:                              `{ loginPolicyChanges { nodes { sequence } } }`,
		`mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { id } }`: `mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence } }`,
		`mutation { setRestrictions(patch: {}) { id } }`:                       `mutation { setRestrictions(patch: {}) { sequence } }`,
	} {
		if diff := cmp.Diff(callsOf(without), callsOf(with)); diff != "" {
			t.Errorf("%s (-without the id +with it)\n%s", with, diff)
		}
	}
}
