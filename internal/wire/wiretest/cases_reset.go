package wiretest

// resetCases are about ResetLoginPolicyToDefault.
func resetCases() []testCase {
	return []testCase{
		{
			name: "a reset makes the organization inherit again",
			spec: "v19 s.reset-details s.change-details",
			steps: []step{
				addPolicy(second(sms), passkey).must(added(3)),
				resetPolicy().must(changed()),
				getPolicy().must(inheritsPolicy()),
				listSecond().eventually(listsInherited()),
				listMulti().eventually(listsInherited()),
			},
		},
		{
			name: "a second reset is refused, and writes nothing",
			spec: "e.reset-no-policy",
			steps: []step{
				addPolicy(nil).must(added(1)),
				resetPolicy().must(changed()),
				resetPolicy().must(policyNotResettable()),
				addPolicy(nil).must(added(1)),
			},
		},
		{
			name: "without an own policy there is nothing to reset",
			spec: "v5 e.reset-no-policy",
			steps: []step{
				resetPolicy().must(policyNotResettable()),
				getPolicy().must(inheritsPolicy()),
			},
		},
	}
}
