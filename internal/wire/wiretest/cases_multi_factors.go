package wiretest

import policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"

// multiCases are about adding and removing multi factors; their failures reuse the second factors' ids crosswise.
func multiCases() []testCase {
	return []testCase{
		{
			name: "the multi factor can be added and removed, apart from the second factors",
			spec: "s.add-details s.change-details e.add-multi-twice e.remove-multi-absent",
			steps: []step{
				addPolicy(second(u2f)).must(added(2)),
				addMulti(passkey).must(added(1)),
				getPolicy().must(ownsPolicy(second(u2f), hasMultis(passkey))),
				addMulti(passkey).must(multiExists()),
				listMulti().eventually(lists(passkey)),
				removeMulti(passkey).must(changed()),
				getPolicy().must(ownsPolicy(second(u2f), hasMultis())),
				removeMulti(passkey).must(multiNotThere()),
			},
		},
		{
			name: "a multi factor that the own policy lacks can't be removed, and the attempt writes nothing",
			spec: "e.remove-multi-absent",
			steps: []step{
				addPolicy(second(u2f)).must(added(2)),
				removeMulti(passkey).must(multiNotThere()),
				addMulti(passkey).must(added(1)),
			},
		},
		{
			name: "no multi factor can be removed from an inherited policy",
			spec: "e.remove-multi-absent",
			steps: []step{
				removeMulti(passkey).must(multiNotThere()),
				getPolicy().must(inheritsPolicy()),
			},
		},
		{
			name: "a multi factor that the policy was created with can't be added again",
			spec: "e.add-multi-twice",
			steps: []step{
				addPolicy(nil, passkey).must(added(2)),
				addMulti(passkey).must(multiExists()),
				getPolicy().must(ownsPolicy(nil, hasMultis(passkey))),
			},
		},
		{
			name: "a multi factor that the policy was created with twice is listed twice, and one removal takes both",
			spec: "p.duplicates",
			steps: []step{
				addPolicy(nil, passkey, passkey).must(added(3)),
				getPolicy().must(ownsPolicy(nil, hasMultis(passkey, passkey))),
				removeMulti(passkey).must(changed()),
				getPolicy().must(ownsPolicy(nil, hasMultis())),
			},
		},
		{
			name:  "a phantom multi factor behaves as a phantom second factor",
			spec:  "p.phantom-add p.phantom-remove",
			steps: multiPhantom(passkey),
		},
	}
}

func multiPhantom(f policyv1.MultiFactorType) []step {
	return []step{
		addMulti(f).must(added(1)),
		getPolicy().must(inheritsPolicy()),
		addMulti(f).must(multiExists()),
		removeMulti(f).must(changed()),
		getPolicy().must(inheritsPolicy()),
		addMulti(f).must(added(1)),
		addPolicy(second(otp)).must(added(2)),
		getPolicy().must(ownsPolicy(second(otp), hasMultis())),
		addMulti(f).must(multiExists()),
		removeMulti(f).must(changed()),
		addMulti(f).must(added(1)),
		getPolicy().must(ownsPolicy(second(otp), hasMultis(f))),
	}
}
