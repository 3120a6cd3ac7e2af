package wiretest

// permissionCases are about who may do what. None of the refused calls may change anything, which the reads at the end
// show.
func permissionCases() []testCase {
	return []testCase{
		{
			name: "a viewer reads the policy, the organization and its history",
			spec: "o.viewer",
			steps: []step{
				addPolicy(second(otp), passkey).must(added(3)),
				getPolicy().as(Viewer).must(ownsPolicy(second(otp), hasMultis(passkey))),
				getDefault().as(Viewer).must(isDefaultPolicy(asAtTheStart)),
				listSecond().as(Viewer).eventually(lists(otp)),
				listMulti().as(Viewer).eventually(lists(passkey)),
				listLinks(nil).as(Viewer).eventually(listsLinks(0)),
				getOrg().as(Viewer).eventually(isOwnOrg),
				latestChanges(1).as(Viewer).must(hasEvents(entry{0, multiAdded})),
			},
		},
		{
			name: "a viewer may write by none",
			spec: "v25 e.no-permission",
			steps: append(
				append([]step{addPolicy(second(otp), passkey).must(added(3))},
					each(writeCalls(), func(c call) step { return c.as(Viewer).must(notPermitted()) })...),
				getPolicy().must(ownsPolicy(second(otp), hasMultis(passkey))),
			),
		},
		{
			name: "a caller without any membership is told that it has none, by every method",
			spec: "e.not-a-member",
			steps: append(
				append([]step{addPolicy(second(otp), passkey).must(added(3))},
					each(managementCalls(), func(c call) step { return c.as(Nobody).must(notAMember()) })...),
				getPolicy().must(ownsPolicy(second(otp), hasMultis(passkey))),
			),
		},
		{
			name:  "a caller is told the same of an organization where it is no member, by every method",
			spec:  "v24 e.not-a-member",
			steps: each(managementCalls(), func(c call) step { return c.as(OrgOwner).in("{foreign org}").must(notAMember()) }),
		},
		{
			name: "an instance owner needs no membership of the organization",
			spec: "o.instance-owner",
			steps: []step{
				getPolicy().as(InstanceOwner).in("{foreign org}").must(succeeds()),
				listSecond().as(InstanceOwner).in("{foreign org}").must(succeeds()),
				removeSecond(0).as(InstanceOwner).in("{foreign org}").must(requestInvalid()),
				addPolicy(second(otp)).as(InstanceOwner).must(added(2)),
				removeSecond(otp).as(InstanceOwner).must(changed()),
				resetPolicy().as(InstanceOwner).must(changed()),
			},
		},
	}
}
