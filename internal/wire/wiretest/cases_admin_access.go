package wiretest

import "slices"

// adminAccessCases are about who reaches the instance's settings, and what the organization header is good for there. The
// calls that are refused would write nothing if they got through.
func adminAccessCases() []testCase {
	return slices.Concat(refusedAdminCases(), adminOrgCases())
}

func refusedAdminCases() []testCase {
	return []testCase{
		{
			name:  "an organization owner may use no method of the instance",
			spec:  "e.admin-as-org-owner",
			steps: each(adminCalls(), func(c call) step { return c.as(OrgOwner).must(notPermitted()) }),
		},
		{
			name:  "a viewer may use none either",
			spec:  "e.admin-as-org-owner",
			steps: each(adminCalls(), func(c call) step { return c.as(Viewer).must(notPermitted()) }),
		},
		{
			name:  "a caller without any membership is told that it has none",
			spec:  "e.not-a-member",
			steps: each(adminCalls(), func(c call) step { return c.as(Nobody).must(notAMember()) }),
		},
		{
			name:  "an organization owner is told the same where it asks in the name of another organization",
			spec:  "e.not-a-member",
			steps: each(adminCalls(), func(c call) step { return c.as(OrgOwner).in("{foreign org}").must(notAMember()) }),
		},
	}
}

func adminOrgCases() []testCase {
	return []testCase{
		{
			name: "an organization that doesn't exist is refused although no method is about one",
			spec: "p.admin-org e.org-unknown",
			steps: each(adminCalls(), func(c call) step {
				return c.in("no-such-organization").must(orgNotThere())
			}),
		},
		{
			name: "which organization it is makes no difference to a read",
			spec: "p.admin-org",
			steps: []step{
				addPolicy(second(sms)).must(added(2)),
				getInstancePolicy().in("{org}").eventually(isDefaultPolicy(asAtTheStart)),
				getInstancePolicy().in("{foreign org}").eventually(isDefaultPolicy(asAtTheStart)),
				getInstancePolicy().in().eventually(isDefaultPolicy(asAtTheStart)),
				listInstanceSecond().in("{org}").eventually(listsInherited()),
			},
		},
		{
			name:     "which organization it is makes no difference to a write, which changes the instance",
			spec:     "p.admin-org",
			instance: true,
			steps: []step{
				addPolicy(second(otp, u2f)).must(added(3)),
				removeInstanceSecond(otp).in("{org}").must(changed()),
				removeInstanceSecond(u2f).in().must(changed()),
				getInstancePolicy().eventually(isDefaultPolicy(upToDate(ofInstance), hasSeconds(nil))),
				getPolicy().must(ownsPolicy(second(otp, u2f))),
				addSecond(sms).must(added(1)),
			},
		},
	}
}
