package wiretest

import (
	"slices"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// vectorCases are the specification's test vectors in their own order, one after the other on one organization. The other cases
// show the same one by one.
func vectorCases() []testCase {
	return []testCase{
		{
			name:  "the test vectors of the specification in their order",
			spec:  "v1 v2 v3 v4 v5 v6 v7 v8 v9 v10 v11 v12 v13 v14 v15 v16 v19",
			steps: slices.Concat(inheritingSteps(), owningSteps(), leavingSteps()),
		},
		{
			name: "a long series of additions and removals advances the sequence by one each",
			spec: "s.sequence",
			steps: append(
				[]step{addPolicy(nil).must(added(1))},
				repeat(10, addSecond(u2f).must(added(1)), removeSecond(u2f).must(changed()))...,
			),
		},
	}
}

func inheritingSteps() []step {
	return []step{
		getPolicy().must(inheritsPolicy()),
		removeSecond(otp).must(secondNotThere()),
		addSecond(sms).must(added(1)),
		getPolicy().must(inheritsPolicy()),
		addSecond(sms).must(secondExists()),
		resetPolicy().must(policyNotResettable()),
		updatePolicy(&settings{}).must(policyNotThere()),
	}
}

func owningSteps() []step {
	effective := newPolicy(freshSettings(), otp, u2f)
	effective.MultiFactors = append(effective.MultiFactors, passkey)
	return []step{
		addPolicyLike(effective).must(added(4)),
		getPolicy().must(ownsPolicy(second(otp, u2f), hasMultis(passkey), hasSettings(freshSettings()))),
		addSecond(sms).must(secondExists()),
		removeSecond(sms).must(changed()),
		getPolicy().must(ownsPolicy(second(otp, u2f))),
		addSecond(sms).must(added(1)),
		getPolicy().must(ownsPolicy(second(otp, u2f, sms))),
		removeSecond(otp).must(changed()),
		getPolicy().must(ownsPolicy(second(u2f, sms))),
		removeSecond(otp).must(secondNotThere()),
		addPolicyLike(&managementv1.AddCustomLoginPolicyRequest{}).must(policyExists()),
		updatePolicy(freshSettings()).must(nothingChanged()),
	}
}

func leavingSteps() []step {
	return []step{
		updatePolicy(&settings{ForceMfa: true}).must(changed()),
		getPolicy().must(ownsPolicy(second(u2f, sms), hasMultis(passkey), hasSettings(&settings{ForceMfa: true}))),
		resetPolicy().must(changed()),
		getPolicy().must(inheritsPolicy()),
		removeSecond(u2f).must(secondNotThere()),
	}
}

// repeat plays the steps n times over.
func repeat(n int, steps ...step) []step {
	return over(make([]struct{}, n), func(struct{}) []step { return steps })
}
