package graph

import (
	"fmt"
	"slices"

	"zitadel-graphql/graph/model"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// secondFactor returns the wire's number for a factor that can be added or removed.
func secondFactor(factor model.SecondFactorType) (policyv1.SecondFactorType, error) {
	if factor == model.SecondFactorTypeSecondFactorTypeUnspecified {
		return 0, &problem{code: model.ErrorCodeBadUserInput, reason: model.ErrorReasonSecondFactorUnspecified,
			message: fmt.Sprintf("The argument type is %s, which stands for no factor.", factor)}
	}
	return policyv1.SecondFactorType(policyv1.SecondFactorType_value[string(factor)]), nil
}

// additionInherited refuses to add a factor to an inherited policy: ZITADEL would store it, and nobody would see it.
func additionInherited(*policyv1.LoginPolicy) error {
	return &problem{code: model.ErrorCodeFailedPrecondition, reason: model.ErrorReasonLoginPolicyInherited,
		message: "The organization inherits its login policy; an addition would be stored and change nothing."}
}

// removalInherited refuses to remove a factor from an inherited policy. ZITADEL would answer NOT_FOUND for one that is
// in force, and OK where an addition was stored that nobody sees; in both cases the factor would stay.
func removalInherited(factor policyv1.SecondFactorType) func(*policyv1.LoginPolicy) error {
	return func(policy *policyv1.LoginPolicy) error {
		if !slices.Contains(policy.GetSecondFactors(), factor) {
			return &problem{code: model.ErrorCodeNotFound, reason: model.ErrorReasonSecondFactorNotConfigured,
				message: "The organization's login policy, which it inherits, doesn't have the factor."}
		}
		return &problem{code: model.ErrorCodeFailedPrecondition, reason: model.ErrorReasonSecondFactorInherited,
			message: "The factor is inherited from the instance; it can't be removed for the organization alone."}
	}
}
