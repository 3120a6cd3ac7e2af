package wiretest

import "slices"

// orgCases are about which organization a call works on, and under which host.
func orgCases() []testCase { return append(refusedOrgCases(), chosenOrgCases()...) }

func refusedOrgCases() []testCase {
	return []testCase{
		{
			name:  "an organization that doesn't exist is refused by every method but health",
			spec:  "v23 e.org-unknown",
			steps: each(managementCalls(), func(c call) step { return c.in("999999999999999999").must(orgNotThere()) }),
		},
		{
			name: "what is no organization's id is refused as one that doesn't exist",
			spec: "e.org-unknown",
			steps: []step{
				getPolicy().in("no such organization!").must(orgNotThere()),
				getPolicy().in("{org},{org}").must(orgNotThere()),
				getPolicy().in("{org}, no-such-organization").must(orgNotThere()),
			},
		},
		{
			name:  "the instance's id is no organization's",
			spec:  "e.org-unknown",
			steps: each(managementCalls(), func(c call) step { return c.in("{instance}").must(orgNotThere()) }),
		},
		{
			name: "under a host that is no instance nothing is found, with a token or without, health included",
			spec: "e.unknown-host",
			steps: slices.Concat(
				each(managementCalls(), func(c call) step { return c.elsewhere().must(noInstance()) }),
				each(allCalls(), func(c call) step { return c.elsewhere().authorized().must(noInstance()) }),
				[]step{healthz().elsewhere().must(noInstance())},
			),
		},
	}
}

func chosenOrgCases() []testCase {
	return []testCase{
		{
			name: "without the header, or with an empty one, the home organization is read",
			spec: "p.empty-org",
			steps: []step{
				addPolicy(second(sms)).must(added(2)),
				getPolicy().as(OrgOwner).in().must(ownsPolicy(second(sms))),
				getPolicy().as(OrgOwner).in("").must(ownsPolicy(second(sms))),
			},
		},
		{
			name: "without the header, or with an empty one, the home organization is written",
			spec: "p.empty-org",
			steps: []step{
				addPolicy(second(otp, u2f)).must(added(3)),
				removeSecond(otp).as(OrgOwner).in().must(changed()),
				removeSecond(u2f).as(OrgOwner).in("").must(changed()),
				getPolicy().must(ownsPolicy(nil)),
			},
		},
		{
			name: "a blank or padded organization doesn't exist, unless the wire takes the blanks away",
			spec: "p.blank-org",
			steps: []step{
				addPolicy(second(sms)).must(added(2)),
				getPolicy().as(OrgOwner).in("   ").mustOrTrimmed(orgNotThere(), ownsPolicy(second(sms))),
				getPolicy().as(OrgOwner).in(" {org}").mustOrTrimmed(orgNotThere(), ownsPolicy(second(sms))),
				getPolicy().as(OrgOwner).in("{org} ").mustOrTrimmed(orgNotThere(), ownsPolicy(second(sms))),
				removeSecond(sms).as(OrgOwner).in(" ").mustOrTrimmed(orgNotThere(), changed()),
			},
		},
		{
			name: "of two organizations the first counts",
			spec: "p.two-orgs",
			steps: []step{
				addPolicy(second(otp)).must(added(2)),
				getPolicy().in("{org}", "no-such-organization").must(ownsPolicy(second(otp))),
				getPolicy().in("no-such-organization", "{org}").must(orgNotThere()),
				removeSecond(otp).in("{org}", "no-such-organization").must(changed()),
			},
		},
		{
			name: "of two organizations that exist the first counts",
			spec: "p.two-orgs",
			steps: []step{
				addPolicy(second(otp)).must(added(2)),
				getPolicy().as(OrgOwner).in("{org}", "{foreign org}").must(ownsPolicy(second(otp))),
				getPolicy().as(OrgOwner).in("{foreign org}", "{org}").must(notAMember()),
			},
		},
	}
}
