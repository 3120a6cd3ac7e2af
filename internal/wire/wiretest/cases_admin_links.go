package wiretest

import (
	"slices"
	"strings"

	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// adminLinkCases are about the identity providers that the instance's policy links.
func adminLinkCases() []testCase {
	return slices.Concat(instanceLinkCases(), refusedInstanceLinkCases())
}

func instanceLinkCases() []testCase {
	return []testCase{
		{
			name:     "a link of the instance shows where its policy is inherited, and the policy's sequence stays",
			spec:     "i.admin-link p.provider-sequence a.inherited a.lag",
			instance: true,
			steps: []step{
				linkInstance(instanceIDP).must(linked()),
				getPolicy().must(inheritsAltered(hasLinks(instanceIDP))),
				listLinks(nil).eventually(listsLinks(1, instanceIDP)),
				listInstanceLinks(nil).eventually(listsLinks(1, instanceIDP)),
				listInstanceLinks(&zitadelv1.ListQuery{Offset: 1}).eventually(listsLinks(0)),
				getDefault().eventually(isDefaultPolicy(upToDate(ofInstance), hasLinks(instanceIDP))),
				getInstancePolicy().eventually(isDefaultPolicy(upToDate(ofInstance), hasLinks(instanceIDP))),
				unlinkInstance(instanceIDP).must(unlinked()),
				getPolicy().must(inheritsAltered(hasLinks())),
				listInstanceLinks(nil).eventually(listsLinks(0)),
			},
		},
		{
			name:     "an own policy doesn't inherit the instance's links",
			spec:     "i.not-inherited a.own",
			instance: true,
			steps: []step{
				linkInstance(instanceIDP).must(linked()),
				addPolicy(nil).must(added(1)),
				getPolicy().must(ownsPolicy(nil)),
				listLinks(nil).eventually(listsLinks(0)),
				unlink(instanceIDP).must(linkNotThere()),
				link(instanceIDP, ownedByInstance).must(linked()),
				unlinkInstance(instanceIDP).must(unlinked()),
				getPolicy().must(ownsLinkedPolicy([]string{instanceIDP})),
				resetPolicy().must(changed()),
				getPolicy().must(inheritsAltered(hasLinks())),
			},
		},
		{
			name:     "an inheriting organization can't unlink what the instance links",
			spec:     "i.unlink-no-policy i.link-no-policy",
			instance: true,
			steps: []step{
				linkInstance(instanceIDP).must(linked()),
				unlink(instanceIDP).must(unlinkNeedsPolicy()),
				link(instanceIDP, ownedByInstance).must(linkNeedsPolicy()),
				getPolicy().must(inheritsAltered(hasLinks(instanceIDP))),
			},
		},
	}
}

func refusedInstanceLinkCases() []testCase {
	tooLong := strings.Repeat("é", 201)
	return []testCase{
		{
			name:     "the instance links a provider once, and unlinks it once",
			spec:     "i.admin-link-twice i.admin-unlink-absent",
			instance: true,
			steps: []step{
				unlinkInstance(instanceIDP).must(instanceLinkNotThere()),
				linkInstance(instanceIDP).must(linked()),
				linkInstance(instanceIDP).must(instanceLinkExists()),
				getPolicy().must(inheritsAltered(hasLinks(instanceIDP))),
				unlinkInstance(instanceIDP).must(unlinked()),
				unlinkInstance(instanceIDP).must(instanceLinkNotThere()),
				linkInstance(instanceIDP).must(linked()),
			},
		},
		{
			name:     "the instance can't link a provider that doesn't exist, and the attempt writes nothing",
			spec:     "i.admin-link-unknown i.admin-unlink-absent",
			instance: true,
			steps: []step{
				linkInstance("no-such-provider").must(instanceProviderNotThere()),
				unlinkInstance("no-such-provider").must(instanceLinkNotThere()),
				getPolicy().must(inheritsAltered(hasLinks())),
				addInstanceSecond(sms).must(added(1)),
			},
		},
		{
			name:     "the instance can't link an organization's provider",
			spec:     "i.admin-link-unknown",
			instance: true,
			steps: []step{
				linkInstance(orgIDP).must(instanceProviderNotThere()),
				getPolicy().must(inheritsAltered(hasLinks())),
			},
		},
		{
			name: "a malformed provider is refused at the instance as well",
			spec: "i.malformed",
			steps: []step{
				linkInstance("").must(requestInvalid()),
				linkInstance(tooLong).must(requestInvalid()),
				unlinkInstance("").must(requestInvalid()),
				unlinkInstance(tooLong).must(requestInvalid()),
			},
		},
	}
}
