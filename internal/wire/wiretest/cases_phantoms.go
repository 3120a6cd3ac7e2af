package wiretest

// phantomCases are about factors that an organization added while it had no policy of its own: held, and shown nowhere.
func phantomCases() []testCase {
	return append(inheritingPhantoms(), ownedPhantoms()...)
}

func inheritingPhantoms() []testCase {
	return []testCase{
		{
			name: "an addition without an own policy succeeds, changes nothing that can be read, and can't be repeated",
			spec: "v3 v4 p.phantom-add e.add-second-twice",
			steps: []step{
				addSecond(sms).must(added(1)),
				getPolicy().must(inheritsPolicy()),
				listSecond().eventually(listsInherited()),
				addSecond(sms).must(secondExists()),
			},
		},
		{
			name: "a phantom can be removed without an own policy, once",
			spec: "p.phantom-remove e.remove-second-absent",
			steps: []step{
				addSecond(email).must(added(1)),
				removeSecond(email).must(changed()),
				removeSecond(email).must(secondNotThere()),
				addSecond(email).must(added(1)),
			},
		},
		{
			name: "removing a phantom leaves the inherited factor of that type in force",
			spec: "p.phantom-remove-inherited",
			steps: []step{
				addSecond(otp).must(added(1)),
				addSecond(u2f).must(added(1)),
				removeSecond(otp).must(changed()),
				removeSecond(u2f).must(changed()),
				getPolicy().must(inheritsPolicy()),
				listSecond().eventually(listsInherited()),
			},
		},
		{
			name: "a reset doesn't clear phantoms where there is no own policy to reset",
			spec: "v5 e.reset-no-policy",
			steps: []step{
				addSecond(sms).must(added(1)),
				resetPolicy().must(policyNotResettable()),
				addSecond(sms).must(secondExists()),
				removeSecond(sms).must(changed()),
			},
		},
	}
}

func ownedPhantoms() []testCase {
	return []testCase{
		{
			name: "a policy that is created later doesn't show the phantom, which still can't be added but can be removed",
			spec: "v8 v9 v10 p.phantom-later",
			steps: []step{
				addSecond(sms).must(added(1)),
				addPolicy(second(otp, u2f)).must(added(3)),
				getPolicy().must(ownsPolicy(second(otp, u2f))),
				addSecond(sms).must(secondExists()),
				removeSecond(sms).must(changed()),
				getPolicy().must(ownsPolicy(second(otp, u2f))),
				removeSecond(sms).must(secondNotThere()),
			},
		},
		{
			name: "removing and adding again brings a phantom into an own policy",
			spec: "v10 v11 p.phantom-readd",
			steps: []step{
				addSecond(sms).must(added(1)),
				addPolicy(second(otp)).must(added(2)),
				removeSecond(sms).must(changed()),
				addSecond(sms).must(added(1)),
				getPolicy().must(ownsPolicy(second(otp, sms))),
			},
		},
		{
			name: "creating a policy with the factor in its list repairs the phantom",
			spec: "p.phantom-create",
			steps: []step{
				addSecond(otp).must(added(1)),
				addPolicy(second(u2f, otp)).must(added(3)),
				getPolicy().must(ownsPolicy(second(u2f, otp))),
				removeSecond(otp).must(changed()),
				getPolicy().must(ownsPolicy(second(u2f))),
				removeSecond(otp).must(secondNotThere()),
			},
		},
		{
			name: "resetting an own policy clears phantoms too",
			spec: "v19 o.reset-clears",
			steps: []step{
				addSecond(sms).must(added(1)),
				addPolicy(second(otp)).must(added(2)),
				resetPolicy().must(changed()),
				removeSecond(sms).must(secondNotThere()),
				addSecond(sms).must(added(1)),
			},
		},
	}
}
