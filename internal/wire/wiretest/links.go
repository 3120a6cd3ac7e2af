package wiretest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Who owns a provider, under short names, and the providers that the target gives.
const (
	system = idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM
	ofOwn  = idpv1.IDPOwnerType_IDP_OWNER_TYPE_ORG

	theirs = "{instance provider}"
	ours   = "{own provider}"
)

// linkRows are about the identity providers that an organization's own policy links.
func linkRows() []row {
	return slices.Concat(linkLifeRows(), linkListRows(), createdLinkRows(), linksWithoutPolicyRows(), refusedLinkRows())
}

func linkLifeRows() []row {
	return []row{
		{
			name: "an instance's provider and an own one can be linked and unlinked, and the policy's sequence stays",
			spec: "i.link i.sequence p.provider-sequence s.add-details s.change-details",
			steps: []step{
				addPolicy(second(otp)).must(added(2)),
				link(theirs, system).must(linked()),
				getPolicy().must(ownsLinkedPolicy([]string{theirs}, hasSeconds(second(otp)))),
				link(ours, ofOwn).must(linked()),
				getPolicy().must(ownsLinkedPolicy([]string{theirs, ours}, hasSeconds(second(otp)))),
				unlink(theirs).must(unlinked()),
				getPolicy().must(ownsLinkedPolicy([]string{ours}, hasSeconds(second(otp)))),
				unlink(ours).must(unlinked()),
				getPolicy().must(ownsPolicy(second(otp))),
			},
		},
		{
			name: "a link that is removed and added again stands last",
			spec: "i.order",
			steps: []step{
				addPolicyLike(&creation{Idps: providers(theirs, ours)}).must(addedWith(2, 3)),
				unlink(theirs).must(unlinked()),
				link(theirs, system).must(linked()),
				getPolicy().must(ownsLinkedPolicy([]string{ours, theirs})),
				listLinks(nil).eventually(listsLinks(2, ours, theirs)),
			},
		},
		{
			name: "settings and factors can change beside links, and leave them alone",
			spec: "i.link s.update-keeps-factors",
			steps: []step{
				addPolicyLike(&creation{Idps: providers(theirs)}).must(addedWith(1, 2)),
				addSecond(otp).must(added(1)),
				updatePolicy(everySetting()).must(changed()),
				getPolicy().must(ownsLinkedPolicy([]string{theirs}, hasSeconds(second(otp)), hasSettings(everySetting()))),
			},
		},
		{
			name: "a reset drops the links",
			spec: "i.reset-drops",
			steps: []step{
				addPolicyLike(&creation{Idps: providers(theirs, ours)}).must(addedWith(2, 3)),
				resetPolicy().must(changed()),
				getPolicy().must(inheritsPolicy()),
				addPolicy(nil).must(added(1)),
				getPolicy().must(ownsPolicy(nil)),
				unlink(theirs).must(linkNotThere()),
				link(theirs, system).must(linked()),
				link(ours, ofOwn).must(linked()),
				getPolicy().must(ownsLinkedPolicy([]string{theirs, ours})),
			},
		},
	}
}

func linkListRows() []row {
	return []row{
		{
			name: "the list of links is paged by offset and limit, counts all of them, and knows one direction only",
			spec: "i.list i.order s.list-details",
			steps: []step{
				addPolicyLike(&creation{Idps: providers(theirs, ours)}).must(addedWith(2, 3)),
				listLinks(nil).eventually(listsLinks(2, theirs, ours)),
				listLinks(&zitadelv1.ListQuery{Limit: 1}).eventually(listsLinks(2, theirs)),
				listLinks(&zitadelv1.ListQuery{Limit: 1, Offset: 1}).eventually(listsLinks(2, ours)),
				listLinks(&zitadelv1.ListQuery{Offset: 1}).eventually(listsLinks(2, ours)),
				listLinks(&zitadelv1.ListQuery{Asc: true}).eventually(listsLinks(2, theirs, ours)),
			},
		},
		{
			name: "beyond the end of the links there is no total",
			spec: "i.list",
			steps: []step{
				addPolicyLike(&creation{Idps: providers(theirs, ours)}).must(addedWith(2, 3)),
				listLinks(nil).eventually(listsLinks(2, theirs, ours)),
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
				addPolicyLike(&creation{Idps: providers(theirs, ours)}).must(addedWith(2, 3)),
				listLinks(nil).eventually(listsLinks(2, theirs, ours)),
				linksDescribeProviders(),
			},
		},
	}
}

func createdLinkRows() []row {
	return []row{
		{
			name: "a creation with providers answers the last link's sequence, and the policy keeps that of its last factor",
			spec: "p.provider-sequence i.sequence s.sequence",
			steps: []step{
				addPolicyLike(&creation{
					SecondFactors: second(otp, sms), MultiFactors: badMultis()[:0], Idps: providers(ours, theirs),
				}).must(addedWith(2, 5)),
				getPolicy().must(ownsLinkedPolicy([]string{ours, theirs}, hasSeconds(second(otp, sms)))),
				removeSecond(otp).must(changed()),
				getPolicy().must(ownsLinkedPolicy([]string{ours, theirs}, hasSeconds(second(sms)))),
			},
		},
		{
			name: "a creation doesn't look who owns a provider, and its links are as any other",
			spec: "i.create-any-owner i.link-twice",
			steps: []step{
				addPolicyLike(&creation{Idps: provider(ours, system)}).must(addedWith(1, 2)),
				getPolicy().must(ownsLinkedPolicy([]string{ours})),
				link(ours, ofOwn).must(linkExists()),
				unlink(ours).must(unlinked()),
				getPolicy().must(ownsPolicy(nil)),
			},
		},
		{
			name: "a creation with one provider that exists and one that doesn't leaves nothing behind",
			spec: "o.provider",
			steps: []step{
				addPolicyLike(&creation{Idps: append(providers(theirs), absentProvider()...)}).must(newProviderAbsent()),
				getPolicy().must(inheritsPolicy()),
				unlink(theirs).must(unlinkNeedsPolicy()),
				addPolicy(nil).must(added(1)),
			},
		},
	}
}

func linksWithoutPolicyRows() []row {
	return []row{
		{
			name: "without an own policy nothing can be linked or unlinked, whether the provider exists or not",
			spec: "i.link-no-policy i.unlink-no-policy",
			steps: []step{
				link("no-such-provider", system).must(linkNeedsPolicy()),
				unlink("no-such-provider").must(unlinkNeedsPolicy()),
				addSecond(sms).must(added(1)),
				link("no-such-provider", system).must(linkNeedsPolicy()),
				getPolicy().must(inheritsPolicy()),
				addPolicy(nil).must(added(1)),
				resetPolicy().must(changed()),
				link("no-such-provider", ofOwn).must(linkNeedsPolicy()),
				unlink("no-such-provider").must(unlinkNeedsPolicy()),
			},
		},
		{
			name: "a provider that exists can't be linked without an own policy either",
			spec: "i.link-no-policy i.unlink-no-policy",
			steps: []step{
				link(theirs, system).must(linkNeedsPolicy()),
				unlink(theirs).must(unlinkNeedsPolicy()),
				getPolicy().must(inheritsPolicy()),
				addPolicy(nil).must(added(1)),
			},
		},
	}
}

func refusedLinkRows() []row {
	return []row{
		{
			name: "a provider that doesn't exist can be neither linked nor unlinked, and the attempt writes nothing",
			spec: "i.link-unknown i.unlink-absent",
			steps: []step{
				addPolicy(nil).must(added(1)),
				link("no-such-provider", system).must(providerNotThere()),
				link("no-such-provider", ofOwn).must(providerNotThere()),
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
				link(ours, system).must(providerNotThere()),
				link(theirs, ofOwn).must(providerNotThere()),
				getPolicy().must(ownsPolicy(nil)),
				link(ours, ofOwn).must(linked()),
				link(theirs, system).must(linked()),
			},
		},
		{
			name: "a provider can't be linked twice nor unlinked twice, said with raw keys in every language",
			spec: "i.link-twice i.unlink-absent l.raw",
			steps: []step{
				addPolicy(nil).must(added(1)),
				link(theirs, system).must(linked()),
				link(theirs, system).must(linkExists()),
				link(theirs, system).saying("de").must(linkExists()),
				getPolicy().must(ownsLinkedPolicy([]string{theirs})),
				unlink(theirs).must(unlinked()),
				unlink(theirs).must(linkNotThere()),
				unlink(theirs).saying("de").must(linkNotThere()),
				getPolicy().must(ownsPolicy(nil)),
				link(theirs, system).must(linked()),
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
		link("", system).must(requestInvalid()),
		link(tooLong, system).must(requestInvalid()),
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
		owner := system
		if id == ours {
			owner = ofOwn
		}
		all = append(all, provider(id, owner)...)
	}
	return all
}

// listsLinks demands these links of a List method, in this order, and the number of all.
func listsLinks(total uint64, ids ...string) want {
	return func(s *scene, r reply) error {
		m, err := linkList(r)
		if err != nil {
			return err
		}
		if m.GetDetails().GetTotalResult() != total {
			return fmt.Errorf("total_result is %d, want %d", m.GetDetails().GetTotalResult(), total)
		}
		if m.GetDetails().GetViewTimestamp() == nil {
			return fmt.Errorf("the view's timestamp is missing: %v", m.GetDetails())
		}
		return sameList("links", idsOf(m.GetResult()), s.target.fill("", ids))
	}
}

// listsInheritedLinks demands the instance's links of a List method, as the case found them.
func listsInheritedLinks() want {
	return func(s *scene, r reply) error {
		ids := idsOf(s.initial.GetIdps())
		return listsLinks(uint64(len(ids)), ids...)(s, r)
	}
}

type links interface {
	GetDetails() *zitadelv1.ListDetails
	GetResult() []*idpv1.IDPLoginPolicyLink
}

func linkList(r reply) (links, error) {
	if r.err != nil {
		return nil, fmt.Errorf("failed: %w", r.err)
	}
	return r.message.(links), nil
}

// linksDescribeProviders compares the links with the providers.
func linksDescribeProviders() step {
	linking, providing := listLinks(nil), listProviders(nil)
	needs := slices.Concat(linking.demands(), providing.demands())
	return step{linking.name + " beside " + providing.name, needs, func(ctx context.Context, s *scene) error {
		list, err := linkList(s.send(ctx, linking))
		if err != nil {
			return err
		}
		known, err := providerList(s.send(ctx, providing))
		if err != nil {
			return err
		}
		return describe(list.GetResult(), known.GetResult())
	}}
}

func describe(links []*idpv1.IDPLoginPolicyLink, known []*idpv1.Provider) error {
	if len(links) == 0 {
		return errors.New("there are no links")
	}
	for _, l := range links {
		i := slices.IndexFunc(known, func(p *idpv1.Provider) bool { return p.GetId() == l.GetIdpId() })
		if i < 0 {
			return fmt.Errorf("%v links no provider that is listed", l)
		}
		if l.GetIdpName() != known[i].GetName() || l.GetIdpType() != linkType(known[i].GetType()) {
			return fmt.Errorf("%v doesn't describe %v", l, known[i])
		}
	}
	return nil
}

func linkType(of idpv1.ProviderType) idpv1.IDPType {
	switch of {
	case idpv1.ProviderType_PROVIDER_TYPE_OIDC:
		return idpv1.IDPType_IDP_TYPE_OIDC
	case idpv1.ProviderType_PROVIDER_TYPE_JWT:
		return idpv1.IDPType_IDP_TYPE_JWT
	default:
		return idpv1.IDPType_IDP_TYPE_UNSPECIFIED
	}
}
