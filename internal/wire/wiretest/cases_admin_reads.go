package wiretest

// adminReadCases are about the reads of the instance's policy.
func adminReadCases() []testCase {
	return []testCase{
		{
			name: "the instance's policy is the one that organizations inherit, and is marked as the default",
			spec: "a.reads s.owner s.default-flag",
			steps: []step{
				getInstancePolicy().eventually(isDefaultPolicy(asAtTheStart)),
				addPolicy(second(sms)).must(added(2)),
				getInstancePolicy().eventually(isDefaultPolicy(asAtTheStart)),
			},
		},
		{
			name: "its lists show its factors and links, whatever an organization has",
			spec: "a.reads s.list-details",
			steps: []step{
				addPolicy(second(sms)).must(added(2)),
				listInstanceSecond().eventually(listsInherited()),
				listInstanceMulti().eventually(listsInherited()),
				listInstanceLinks(nil).eventually(listsInheritedLinks()),
			},
		},
		{
			name: "answers about the instance may not be stored and have a request id, and so do failures",
			spec: "h.cache h.request-id",
			steps: []step{
				getInstancePolicy().must(succeeds(), mayNotBeStored, hasRequestID),
				removeInstanceSecond(0).must(requestInvalid(), mayNotBeStored, hasRequestID),
				listPermissions().must(succeeds(), mayNotBeStored, hasRequestID),
			},
		},
	}
}
