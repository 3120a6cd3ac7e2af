package wiretest

import (
	"fmt"
	"slices"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// secondCases are about adding and removing second factors of an own policy.
func secondCases() []testCase {
	return slices.Concat(everySecondCases(), secondFailureCases(), secondListCases())
}

// everySecondCases take each factor through its life.
func everySecondCases() []testCase {
	cases := make([]testCase, len(everySecond()))
	for i, f := range everySecond() {
		cases[i] = testCase{
			name:  fmt.Sprintf("%v can be added and removed", f),
			spec:  "s.add-details s.change-details s.owner s.sequence s.micros",
			steps: secondLife(f),
		}
	}
	return cases
}

func secondLife(f policyv1.SecondFactorType) []step {
	return []step{
		addPolicy(nil, passkey).must(added(2)),
		addSecond(f).must(added(1)),
		getPolicy().must(ownsPolicy(second(f), hasMultis(passkey))),
		addSecond(f).must(secondExists()),
		removeSecond(f).must(changed()),
		getPolicy().must(ownsPolicy(nil, hasMultis(passkey))),
		removeSecond(f).must(secondNotThere()),
	}
}

func secondFailureCases() []testCase {
	return []testCase{
		{
			name: "a factor that the own policy lacks can't be removed, and the attempt writes nothing",
			spec: "v13 e.remove-second-absent",
			steps: []step{
				addPolicy(second(otp)).must(added(2)),
				removeSecond(u2f).must(secondNotThere()),
				getPolicy().must(ownsPolicy(second(otp))),
				removeSecond(otp).must(changed()),
				removeSecond(otp).must(secondNotThere()),
				addSecond(otp).must(added(1)),
			},
		},
		{
			name: "no factor can be removed from an inherited policy, listed there or not",
			spec: "v2 e.remove-second-absent",
			steps: append(
				eachSecond(func(f policyv1.SecondFactorType) step { return removeSecond(f).must(secondNotThere()) }),
				getPolicy().must(inheritsPolicy()),
				addPolicy(nil).must(added(1)),
			),
		},
		{
			name: "after a reset the organization's factors can't be removed",
			spec: "v19 e.remove-second-absent",
			steps: []step{
				addPolicy(second(otp, u2f)).must(added(3)),
				resetPolicy().must(changed()),
				removeSecond(otp).must(secondNotThere()),
				removeSecond(u2f).must(secondNotThere()),
			},
		},
		{
			name: "a factor that the policy was created with can't be added again, and the attempt writes nothing",
			spec: "e.add-second-twice",
			steps: []step{
				addPolicy(second(otp, u2f)).must(added(3)),
				addSecond(u2f).must(secondExists()),
				getPolicy().must(ownsPolicy(second(otp, u2f))),
				addSecond(email).must(added(1)),
			},
		},
	}
}

func secondListCases() []testCase {
	return []testCase{
		{
			name: "factors are listed in the order of their addition, the last added again at the end",
			spec: "v11 v12 s.order",
			steps: []step{
				addPolicy(second(u2f, otp)).must(added(3)),
				addSecond(sms).must(added(1)),
				getPolicy().must(ownsPolicy(second(u2f, otp, sms))),
				removeSecond(u2f).must(changed()),
				addSecond(u2f).must(added(1)),
				getPolicy().must(ownsPolicy(second(otp, sms, u2f))),
				listSecond().eventually(lists(otp, sms, u2f)),
			},
		},
		{
			name: "a factor that the policy was created with twice is listed twice, and one removal takes both",
			spec: "v20 p.duplicates",
			steps: []step{
				addPolicy(second(otp, otp)).must(added(3)),
				getPolicy().must(ownsPolicy(second(otp, otp))),
				listSecond().eventually(lists(otp, otp)),
				removeSecond(otp).must(changed()),
				getPolicy().must(ownsPolicy(nil)),
				removeSecond(otp).must(secondNotThere()),
			},
		},
		{
			name: "the last factor can be removed although the policy forces a second one",
			spec: "s.remove-last",
			steps: []step{
				addPolicyLike(&managementv1.AddCustomLoginPolicyRequest{ForceMfa: true, SecondFactors: second(otp)}).must(added(2)),
				removeSecond(otp).must(changed()),
				getPolicy().must(ownsPolicy(nil, hasSettings(&settings{ForceMfa: true}))),
			},
		},
	}
}

func eachSecond(demand func(policyv1.SecondFactorType) step) []step {
	return over(everySecond(), func(f policyv1.SecondFactorType) []step { return []step{demand(f)} })
}
