package resolver_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// customization is a mutation that gives Acme Labs, which inherits its login policy, one of its own.
type customization struct {
	// field is the mutation's field with its arguments, except for the organization.
	field string
	// apply makes the same change to a policy.
	apply func(*policyv1.LoginPolicy)
	// shows reports whether a policy has the change.
	shows func(*policyv1.LoginPolicy) bool
}

func (c customization) document() string {
	return "mutation { done: " + strings.TrimSuffix(c.field, ")") + `, orgId: "` + acmeLabs + `") { sequence resourceOwner } }`
}

// customizations returns one or more of each kind. None undoes what another one does.
func customizations() []customization {
	return []customization{
		addsFactor(4), addsFactor(5), removesFactor(1), removesFactor(2),
		{
			field: "removeMultiFactor(type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION, whenInherited: CUSTOMIZE)",
			apply: func(p *policyv1.LoginPolicy) { p.MultiFactors = nil },
			shows: func(p *policyv1.LoginPolicy) bool { return len(p.GetMultiFactors()) == 0 },
		},
		{
			field: `addLoginPolicyIdentityProvider(id: "400000000000000002", whenInherited: CUSTOMIZE)`,
			apply: func(p *policyv1.LoginPolicy) {
				p.Idps = append(p.Idps, &idpv1.IDPLoginPolicyLink{IdpId: "400000000000000002", IdpName: "GitHub"})
			},
			shows: func(p *policyv1.LoginPolicy) bool { return strings.Contains(fmt.Sprint(p.GetIdps()), "GitHub") },
		},
		{
			field: "updateLoginPolicy(patch: {forceMfa: true}, whenInherited: CUSTOMIZE)",
			apply: func(p *policyv1.LoginPolicy) { p.ForceMfa = true },
			shows: (*policyv1.LoginPolicy).GetForceMfa,
		},
		{
			field: "updateLoginPolicy(patch: {hidePasswordReset: true}, whenInherited: CUSTOMIZE)",
			apply: func(p *policyv1.LoginPolicy) { p.HidePasswordReset = true },
			shows: (*policyv1.LoginPolicy).GetHidePasswordReset,
		},
	}
}

func addsFactor(factor policyv1.SecondFactorType) customization {
	return customization{
		field: fmt.Sprintf("addSecondFactor(type: %s, whenInherited: CUSTOMIZE)", factor),
		apply: func(p *policyv1.LoginPolicy) { p.SecondFactors = append(p.SecondFactors, factor) },
		shows: func(p *policyv1.LoginPolicy) bool { return slices.Contains(p.GetSecondFactors(), factor) },
	}
}

func removesFactor(factor policyv1.SecondFactorType) customization {
	return customization{
		field: fmt.Sprintf("removeSecondFactor(type: %s, whenInherited: CUSTOMIZE)", factor),
		apply: func(p *policyv1.LoginPolicy) {
			p.SecondFactors = slices.DeleteFunc(p.GetSecondFactors(), func(f policyv1.SecondFactorType) bool { return f == factor })
		},
		shows: func(p *policyv1.LoginPolicy) bool { return !slices.Contains(p.GetSecondFactors(), factor) },
	}
}

// createsPolicy is createLoginPolicy, which has no whenInherited and undoes what others do.
func createsPolicy() customization {
	return customization{
		field: "createLoginPolicy(input: {allowRegister: false, secondFactors: [SECOND_FACTOR_TYPE_OTP_EMAIL]})",
		apply: func(p *policyv1.LoginPolicy) {
			p.AllowRegister, p.SecondFactors = false, []policyv1.SecondFactorType{3}
		},
	}
}

// expectedPolicy returns the complete policy that a customization makes of an inherited one.
func expectedPolicy(t *testing.T, kind customization, inherited *policyv1.LoginPolicy) *policyv1.LoginPolicy {
	t.Helper()
	policy := proto.CloneOf(inherited)
	policy.IsDefault = false
	kind.apply(policy)
	return policy
}
