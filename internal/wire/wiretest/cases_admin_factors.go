package wiretest

import (
	"fmt"
	"slices"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// adminFactorCases are about the factors of the instance's policy.
func adminFactorCases() []testCase {
	return slices.Concat(everyInstanceSecondCases(), instanceMultiCases(), inheritedFactorCases(), instanceFactorListCases(), refusedInstanceFactorCases())
}

// everyInstanceSecondCases take each factor through its life at the instance.
func everyInstanceSecondCases() []testCase {
	cases := make([]testCase, len(everySecond()))
	for i, f := range everySecond() {
		cases[i] = testCase{
			name:     fmt.Sprintf("%v can be added and removed, once each", f),
			spec:     "v26 e.admin-add-second e.admin-remove-second a.details s.add-details s.change-details",
			instance: true,
			steps: []step{
				removeInstanceSecond(f).must(either(changed(), instanceSecondNotThere())),
				addInstanceSecond(f).must(added(1)),
				getPolicy().must(inheritsAltered(listsLast(f))),
				addInstanceSecond(f).must(instanceSecondExists()),
				removeInstanceSecond(f).must(changed()),
				getPolicy().must(inheritsAltered(lacks(f))),
				removeInstanceSecond(f).must(instanceSecondNotThere()),
			},
		}
	}
	return cases
}

func instanceMultiCases() []testCase {
	return []testCase{{
		name:     "the multi factor can be added and removed, once each",
		spec:     "e.admin-add-multi e.admin-remove-multi a.details",
		instance: true,
		steps: []step{
			addInstanceMulti(passkey).must(instanceMultiExists()),
			removeInstanceMulti(passkey).must(changed()),
			getPolicy().must(inheritsAltered(hasMultis(), hasSeconds(second(otp, u2f)))),
			listInstanceMulti().eventually(lists(badMultis()[:0]...)),
			removeInstanceMulti(passkey).must(instanceMultiNotThere()),
			addInstanceMulti(passkey).must(added(1)),
			getPolicy().must(inheritsAltered(hasMultis(passkey), hasSeconds(second(otp, u2f)))),
			listInstanceMulti().eventually(lists(passkey)),
		},
	}}
}

func inheritedFactorCases() []testCase {
	return []testCase{
		{
			name:     "a factor that the instance loses is lost to inheriting organizations at once, and to the lists soon",
			spec:     "v27 a.inherited a.lag",
			instance: true,
			steps: []step{
				listInstanceSecond().eventually(lists(otp, u2f)),
				getDefault().eventually(isDefaultPolicy(upToDate(ofInstance), hasSeconds(second(otp, u2f)))),
				getInstancePolicy().eventually(isDefaultPolicy(upToDate(ofInstance), hasSeconds(second(otp, u2f)))),
				removeInstanceSecond(otp).must(changed()),
				getPolicy().must(inheritsAltered(hasSeconds(second(u2f)), hasMultis(passkey), hasSettings(freshSettings()))),
				listSecond().eventually(lists(u2f)),
				getDefault().eventually(isDefaultPolicy(upToDate(ofInstance), hasSeconds(second(u2f)))),
				getInstancePolicy().eventually(isDefaultPolicy(upToDate(ofInstance), hasSeconds(second(u2f)))),
				listInstanceSecond().eventually(lists(u2f)),
				removeSecond(u2f).must(secondNotThere()),
			},
		},
		{
			name:     "an organization with its own policy doesn't notice, until it inherits again",
			spec:     "v27 a.own",
			instance: true,
			steps: []step{
				addPolicyLike(newPolicy(freshSettings(), otp, u2f)).must(added(3)),
				removeInstanceSecond(otp).must(changed()),
				addInstanceSecond(sms).must(added(1)),
				getPolicy().must(ownsPolicy(second(otp, u2f), hasSettings(freshSettings()))),
				addSecond(sms).must(added(1)),
				removeSecond(otp).must(changed()),
				getPolicy().must(ownsPolicy(second(u2f, sms))),
				resetPolicy().must(changed()),
				getPolicy().must(inheritsAltered(hasSeconds(second(u2f, sms)))),
			},
		},
	}
}

func instanceFactorListCases() []testCase {
	return []testCase{
		{
			name:     "factors are listed in the order of their addition, the last added again at the end",
			spec:     "a.inherited s.order",
			instance: true,
			steps: []step{
				addInstanceSecond(recovery).must(added(1)),
				removeInstanceSecond(otp).must(changed()),
				addInstanceSecond(otp).must(added(1)),
				getPolicy().must(inheritsAltered(hasSeconds(second(u2f, recovery, otp)))),
				listInstanceSecond().eventually(lists(u2f, recovery, otp)),
			},
		},
		{
			name:     "the instance's last factor can be removed although its policy forces a second one",
			spec:     "a.inherited s.remove-last s.empty-lists",
			instance: true,
			steps: []step{
				updateInstancePolicy(&settings{ForceMfa: true}).must(changed()),
				removeInstanceSecond(otp).must(changed()),
				removeInstanceSecond(u2f).must(changed()),
				getPolicy().must(inheritsAltered(hasSeconds(nil), hasMultis(passkey))),
				listInstanceSecond().eventually(lists(second()...)),
			},
		},
	}
}

func refusedInstanceFactorCases() []testCase {
	return []testCase{
		{
			name:  "the unspecified type and types that aren't defined are refused without a detail",
			spec:  "e.factor-unspecified e.factor-undefined",
			steps: append(badInstanceFactorSteps(), getPolicy().must(inheritsPolicy())),
		},
		{
			name:     "a refused write writes nothing, and only texts that exist are translated",
			spec:     "v26 e.admin-add-second e.admin-add-multi e.admin-remove-second l.raw l.header",
			instance: true,
			steps: []step{
				addInstanceSecond(otp).saying("de").must(instanceSecondExists()),
				addInstanceMulti(passkey).saying("de").must(instanceMultiExists()),
				sameText(false, removeInstanceSecond(sms).saying("de"), removeInstanceSecond(sms).saying("en")),
				getPolicy().must(inheritsAltered(hasSeconds(second(otp, u2f)), hasMultis(passkey))),
				addInstanceSecond(email).must(added(1)),
			},
		},
	}
}

func badInstanceFactorSteps() []step {
	return slices.Concat(
		over(badSeconds(), func(f policyv1.SecondFactorType) []step {
			return []step{addInstanceSecond(f).must(requestInvalid()), removeInstanceSecond(f).must(requestInvalid())}
		}),
		over(badMultis(), func(f policyv1.MultiFactorType) []step {
			return []step{addInstanceMulti(f).must(requestInvalid()), removeInstanceMulti(f).must(requestInvalid())}
		}),
	)
}

func listsLast(f policyv1.SecondFactorType) policyCheck {
	return func(_ *suite, policy *policyv1.LoginPolicy) error {
		if all := policy.GetSecondFactors(); len(all) == 0 || all[len(all)-1] != f {
			return fmt.Errorf("%v isn't the last of %v", f, all)
		}
		return nil
	}
}

func lacks(f policyv1.SecondFactorType) policyCheck {
	return func(_ *suite, policy *policyv1.LoginPolicy) error {
		if slices.Contains(policy.GetSecondFactors(), f) {
			return fmt.Errorf("%v is listed: %v", f, policy.GetSecondFactors())
		}
		return nil
	}
}
