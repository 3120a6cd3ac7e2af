package wiretest

// readCases are about what the four reads show of an inherited policy and of an own one.
func readCases() []testCase { return append(inheritedReadCases(), ownReadCases()...) }

func inheritedReadCases() []testCase {
	return []testCase{
		{
			name:  "an organization without its own policy reads the instance's, owned by the instance",
			spec:  "v1 s.inherited-flags s.owner s.micros",
			steps: []step{getPolicy().must(inheritsPolicy())},
		},
		{
			name: "the lists show the inherited factors",
			spec: "s.list-inherited s.list-details",
			steps: []step{
				listSecond().eventually(listsInherited()),
				listMulti().eventually(listsInherited()),
			},
		},
		{
			name: "a fresh instance's default policy is what its setup makes",
			spec: "v1 s.fresh",
			steps: []step{
				getDefault().needing(freshInstance()).must(isDefaultPolicy(
					hasSeconds(second(otp, u2f)), hasMultis(passkey), hasSettings(freshSettings()),
				)),
			},
		},
		{
			name: "health needs no token, whatever the metadata says",
			spec: "o.health",
			steps: []step{
				healthz().must(succeeds()),
				healthz().authorized().in().must(succeeds()),
				healthz().authorized("garbage").in("no-such-organization").must(succeeds()),
			},
		},
	}
}

func ownReadCases() []testCase {
	return []testCase{
		{
			name: "an own policy belongs to the organization and is no default",
			spec: "v8 s.own-flags s.owner s.micros",
			steps: []step{
				addPolicy(second(otp)).must(added(2)),
				getPolicy().must(ownsPolicy(second(otp))),
			},
		},
		{
			name: "the default policy stays readable beside an own one, and is marked inside the policy",
			spec: "s.default-flag",
			steps: []step{
				getDefault().must(isDefaultPolicy(asAtTheStart)),
				addPolicy(nil).must(added(1)),
				getDefault().must(isDefaultPolicy(asAtTheStart)),
			},
		},
		{
			name: "the lists show an own policy's factors and count them",
			spec: "s.list-details s.order",
			steps: []step{
				addPolicy(second(email, otp), passkey).must(added(4)),
				listSecond().eventually(lists(email, otp)),
				listMulti().eventually(lists(passkey)),
			},
		},
		{
			name: "an own policy without factors lists none",
			spec: "s.empty-lists",
			steps: []step{
				addPolicy(nil).must(added(1)),
				getPolicy().must(ownsPolicy(nil, hasMultis())),
				listSecond().eventually(lists(second()...)),
				listMulti().eventually(lists(badMultis()[:0]...)),
			},
		},
	}
}
