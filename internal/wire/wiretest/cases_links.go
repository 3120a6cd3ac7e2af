package wiretest

import (
	"slices"
	"strings"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Who owns a provider, under short names, and the providers that the target gives.
const (
	ownedByInstance = idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM
	ownedByOrg      = idpv1.IDPOwnerType_IDP_OWNER_TYPE_ORG

	instanceIDP = "{instance provider}"
	orgIDP      = "{org provider}"
)

// linkCases are about the identity providers that an organization's own policy links.
func linkCases() []testCase {
	return slices.Concat(linkLifeCases(), linkListCases(), createdLinkCases(), linksWithoutPolicyCases(), refusedLinkCases())
}

func linkLifeCases() []testCase {
	return []testCase{
		{
			name: "an instance's provider and an own one can be linked and unlinked, and the policy's sequence stays",
			spec: "i.link i.sequence p.provider-sequence s.add-details s.change-details",
			steps: []step{
				addPolicy(second(otp)).must(added(2)),
				link(instanceIDP, ownedByInstance).must(linked()),
				getPolicy().must(ownsLinkedPolicy([]string{instanceIDP}, hasSeconds(second(otp)))),
				link(orgIDP, ownedByOrg).must(linked()),
				getPolicy().must(ownsLinkedPolicy([]string{instanceIDP, orgIDP}, hasSeconds(second(otp)))),
				unlink(instanceIDP).must(unlinked()),
				getPolicy().must(ownsLinkedPolicy([]string{orgIDP}, hasSeconds(second(otp)))),
				unlink(orgIDP).must(unlinked()),
				getPolicy().must(ownsPolicy(second(otp))),
			},
		},
		{
			name: "a link that is removed and added again stands last",
			spec: "i.order",
			steps: []step{
				addPolicyLike(&creation{Idps: providers(instanceIDP, orgIDP)}).must(addedWith(2, 3)),
				unlink(instanceIDP).must(unlinked()),
				link(instanceIDP, ownedByInstance).must(linked()),
				getPolicy().must(ownsLinkedPolicy([]string{orgIDP, instanceIDP})),
				listLinks(nil).eventually(listsLinks(2, orgIDP, instanceIDP)),
			},
		},
		{
			name: "settings and factors can change beside links, and leave them alone",
			spec: "i.link s.update-keeps-factors",
			steps: []step{
				addPolicyLike(&creation{Idps: providers(instanceIDP)}).must(addedWith(1, 2)),
				addSecond(otp).must(added(1)),
				updatePolicy(everySetting()).must(changed()),
				getPolicy().must(ownsLinkedPolicy([]string{instanceIDP}, hasSeconds(second(otp)), hasSettings(everySetting()))),
			},
		},
		{
			name: "a reset drops the links",
			spec: "i.reset-drops",
			steps: []step{
				addPolicyLike(&creation{Idps: providers(instanceIDP, orgIDP)}).must(addedWith(2, 3)),
				resetPolicy().must(changed()),
				getPolicy().must(inheritsPolicy()),
				addPolicy(nil).must(added(1)),
				getPolicy().must(ownsPolicy(nil)),
				unlink(instanceIDP).must(linkNotThere()),
				link(instanceIDP, ownedByInstance).must(linked()),
				link(orgIDP, ownedByOrg).must(linked()),
				getPolicy().must(ownsLinkedPolicy([]string{instanceIDP, orgIDP})),
			},
		},
	}
}

func linkListCases() []testCase {
	return []testCase{
		{
			name: "the list of links is paged by offset and limit, counts all of them, and knows one direction only",
			spec: "i.list i.order s.list-details",
			steps: []step{
				addPolicyLike(&creation{Idps: providers(instanceIDP, orgIDP)}).must(addedWith(2, 3)),
				listLinks(nil).eventually(listsLinks(2, instanceIDP, orgIDP)),
				listLinks(&zitadelv1.ListQuery{Limit: 1}).eventually(listsLinks(2, instanceIDP)),
				listLinks(&zitadelv1.ListQuery{Limit: 1, Offset: 1}).eventually(listsLinks(2, orgIDP)),
				listLinks(&zitadelv1.ListQuery{Offset: 1}).eventually(listsLinks(2, orgIDP)),
				listLinks(&zitadelv1.ListQuery{Asc: true}).eventually(listsLinks(2, instanceIDP, orgIDP)),
			},
		},
		{
			name: "beyond the end of the links there is no total",
			spec: "i.list",
			steps: []step{
				addPolicyLike(&creation{Idps: providers(instanceIDP, orgIDP)}).must(addedWith(2, 3)),
				listLinks(nil).eventually(listsLinks(2, instanceIDP, orgIDP)),
				listLinks(&zitadelv1.ListQuery{Offset: 2}).must(listsLinks(0)),
				listLinks(&zitadelv1.ListQuery{Offset: 5, Limit: 1}).must(listsLinks(0)),
			},
		},
		{
			name:  "an inheriting organization lists the instance's links",
			spec:  "i.list",
			steps: []step{listLinks(nil).eventually(listsInheritedLinks())},
		},
		{
			name: "an own policy that links nothing lists nothing",
			spec: "i.list i.not-inherited",
			steps: []step{
				addPolicy(second(otp)).must(added(2)),
				listLinks(nil).eventually(listsLinks(0)),
			},
		},
		{
			name: "a link names its provider, and tells its type where that is OIDC or JWT",
			spec: "i.list",
			steps: []step{
				addPolicyLike(&creation{Idps: providers(instanceIDP, orgIDP)}).must(addedWith(2, 3)),
				listLinks(nil).eventually(listsLinks(2, instanceIDP, orgIDP)),
				linksDescribeProviders(),
			},
		},
	}
}

func createdLinkCases() []testCase {
	return []testCase{
		{
			name: "a creation with providers answers the last link's sequence, and the policy keeps that of its last factor",
			spec: "p.provider-sequence i.sequence s.sequence",
			steps: []step{
				addPolicyLike(&creation{
					SecondFactors: second(otp, sms), MultiFactors: badMultis()[:0], Idps: providers(orgIDP, instanceIDP),
				}).must(addedWith(2, 5)),
				getPolicy().must(ownsLinkedPolicy([]string{orgIDP, instanceIDP}, hasSeconds(second(otp, sms)))),
				removeSecond(otp).must(changed()),
				getPolicy().must(ownsLinkedPolicy([]string{orgIDP, instanceIDP}, hasSeconds(second(sms)))),
			},
		},
		{
			name: "a creation doesn't look who owns a provider, and its links are as any other",
			spec: "i.create-any-owner i.link-twice",
			steps: []step{
				addPolicyLike(&creation{Idps: provider(orgIDP, ownedByInstance)}).must(addedWith(1, 2)),
				getPolicy().must(ownsLinkedPolicy([]string{orgIDP})),
				link(orgIDP, ownedByOrg).must(linkExists()),
				unlink(orgIDP).must(unlinked()),
				getPolicy().must(ownsPolicy(nil)),
			},
		},
		{
			name: "a creation with one provider that exists and one that doesn't leaves nothing behind",
			spec: "o.provider",
			steps: []step{
				addPolicyLike(&creation{Idps: append(providers(instanceIDP), absentProvider()...)}).must(newProviderAbsent()),
				getPolicy().must(inheritsPolicy()),
				unlink(instanceIDP).must(unlinkNeedsPolicy()),
				addPolicy(nil).must(added(1)),
			},
		},
	}
}

func linksWithoutPolicyCases() []testCase {
	return []testCase{
		{
			name: "without an own policy nothing can be linked or unlinked, whether the provider exists or not",
			spec: "i.link-no-policy i.unlink-no-policy",
			steps: []step{
				link("no-such-provider", ownedByInstance).must(linkNeedsPolicy()),
				unlink("no-such-provider").must(unlinkNeedsPolicy()),
				addSecond(sms).must(added(1)),
				link("no-such-provider", ownedByInstance).must(linkNeedsPolicy()),
				getPolicy().must(inheritsPolicy()),
				addPolicy(nil).must(added(1)),
				resetPolicy().must(changed()),
				link("no-such-provider", ownedByOrg).must(linkNeedsPolicy()),
				unlink("no-such-provider").must(unlinkNeedsPolicy()),
			},
		},
		{
			name: "a provider that exists can't be linked without an own policy either",
			spec: "i.link-no-policy i.unlink-no-policy",
			steps: []step{
				link(instanceIDP, ownedByInstance).must(linkNeedsPolicy()),
				unlink(instanceIDP).must(unlinkNeedsPolicy()),
				getPolicy().must(inheritsPolicy()),
				addPolicy(nil).must(added(1)),
			},
		},
	}
}

func refusedLinkCases() []testCase {
	return []testCase{
		{
			name: "a provider that doesn't exist can be neither linked nor unlinked, and the attempt writes nothing",
			spec: "i.link-unknown i.unlink-absent",
			steps: []step{
				addPolicy(nil).must(added(1)),
				link("no-such-provider", ownedByInstance).must(providerNotThere()),
				link("no-such-provider", ownedByOrg).must(providerNotThere()),
				unlink("no-such-provider").must(linkNotThere()),
				getPolicy().must(ownsPolicy(nil)),
				addSecond(otp).must(added(1)),
			},
		},
		{
			name: "a provider is looked for at the owner that the request names",
			spec: "i.link-wrong-owner",
			steps: []step{
				addPolicy(nil).must(added(1)),
				link(orgIDP, ownedByInstance).must(providerNotThere()),
				link(instanceIDP, ownedByOrg).must(providerNotThere()),
				getPolicy().must(ownsPolicy(nil)),
				link(orgIDP, ownedByOrg).must(linked()),
				link(instanceIDP, ownedByInstance).must(linked()),
			},
		},
		{
			name: "a provider can't be linked twice nor unlinked twice, said with raw keys in every language",
			spec: "i.link-twice i.unlink-absent l.raw",
			steps: []step{
				addPolicy(nil).must(added(1)),
				link(instanceIDP, ownedByInstance).must(linked()),
				link(instanceIDP, ownedByInstance).must(linkExists()),
				link(instanceIDP, ownedByInstance).saying("de").must(linkExists()),
				getPolicy().must(ownsLinkedPolicy([]string{instanceIDP})),
				unlink(instanceIDP).must(unlinked()),
				unlink(instanceIDP).must(linkNotThere()),
				unlink(instanceIDP).saying("de").must(linkNotThere()),
				getPolicy().must(ownsPolicy(nil)),
				link(instanceIDP, ownedByInstance).must(linked()),
			},
		},
		{
			name:  "a malformed provider is refused before anything else is looked at",
			spec:  "i.malformed",
			steps: append(malformedLinkSteps(), append([]step{addPolicy(nil).must(added(1))}, malformedLinkSteps()...)...),
		},
	}
}

func malformedLinkSteps() []step {
	tooLong := strings.Repeat("é", 201)
	return []step{
		link("", ownedByInstance).must(requestInvalid()),
		link(tooLong, ownedByInstance).must(requestInvalid()),
		link("some-provider", 0).must(requestInvalid()),
		link("some-provider", 99).must(requestInvalid()),
		unlink("").must(requestInvalid()),
		unlink(tooLong).must(requestInvalid()),
	}
}

// providers are the target's, each with its true owner, as a creation names them.
func providers(ids ...string) []*managementv1.AddCustomLoginPolicyRequest_IDP {
	var all []*managementv1.AddCustomLoginPolicyRequest_IDP
	for _, id := range ids {
		owner := ownedByInstance
		if id == orgIDP {
			owner = ownedByOrg
		}
		all = append(all, provider(id, owner)...)
	}
	return all
}
