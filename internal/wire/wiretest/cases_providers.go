package wiretest

import (
	"context"
	"fmt"
	"slices"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// providerCases are about the identity providers that could be linked.
func providerCases() []testCase {
	return []testCase{
		{
			name: "an organization can choose from its own providers and the instance's, each with its owner",
			spec: "i.providers",
			steps: []step{
				listProviders(nil).needing(instanceProvider()).needing(ownProvider()).
					eventually(offers(orgIDP, ownedByOrg), offers(instanceIDP, ownedByInstance)),
				listProviders(&zitadelv1.ListQuery{Limit: 1}).eventually(offersSome(1)),
			},
		},
		{
			name:  "providers come in the same order with asc and without",
			spec:  "i.providers",
			steps: []step{sameOrder(listProviders(nil), listProviders(&zitadelv1.ListQuery{Asc: true}))},
		},
		{
			name: "another organization isn't offered this one's",
			spec: "i.providers",
			steps: []step{
				listProviders(nil).as(InstanceOwner).in("{foreign org}").needing(instanceProvider()).needing(ownProvider()).
					eventually(offers(instanceIDP, ownedByInstance), offersNot(orgIDP)),
			},
		},
		{
			name: "a provider is found by its id, and another organization's isn't",
			spec: "i.providers",
			steps: []step{
				findProvider(orgIDP).needing(instanceProvider()).needing(ownProvider()).
					eventually(offers(orgIDP, ownedByOrg), offersNot(instanceIDP)),
				findProvider(instanceIDP).eventually(offers(instanceIDP, ownedByInstance), offersNot(orgIDP)),
				findProvider("no-such-provider").eventually(offersNot(orgIDP), offersNot(instanceIDP)),
				findProvider(orgIDP).as(InstanceOwner).in("{foreign org}").eventually(offersNot(orgIDP)),
			},
		},
		{
			name: "the instance can choose from its own providers only",
			spec: "i.admin-providers",
			steps: []step{
				listInstanceProviders(nil).needing(instanceProvider()).needing(ownProvider()).
					eventually(offers(instanceIDP, ownedByInstance), offersNot(orgIDP)),
			},
		},
	}
}

type providerReply interface {
	GetDetails() *zitadelv1.ListDetails
	GetResult() []*idpv1.Provider
}

func providerList(r reply) (providerReply, error) {
	if r.err != nil {
		return nil, fmt.Errorf("failed: %w", r.err)
	}
	return r.message.(providerReply), nil
}

// offers demands a provider with all that a caller is to choose by.
func offers(id string, owner idpv1.IDPOwnerType) want {
	return func(s *suite, r reply) error {
		m, err := providerList(r)
		if err != nil {
			return err
		}
		if m.GetDetails().GetTotalResult() != uint64(len(m.GetResult())) {
			return fmt.Errorf("total_result is %d of %d providers", m.GetDetails().GetTotalResult(), len(m.GetResult()))
		}
		i := indexOfProvider(s, m, id)
		if i < 0 {
			return fmt.Errorf("%s isn't offered: %v", s.target.fillText(id), m.GetResult())
		}
		return s.checkProvider(m.GetResult()[i], owner)
	}
}

func offersNot(id string) want {
	return func(s *suite, r reply) error {
		m, err := providerList(r)
		if err == nil && indexOfProvider(s, m, id) >= 0 {
			err = fmt.Errorf("%s is offered: %v", s.target.fillText(id), m.GetResult())
		}
		return err
	}
}

// offersSome demands a page of n providers out of more.
func offersSome(n int) want {
	return func(_ *suite, r reply) error {
		m, err := providerList(r)
		if err != nil {
			return err
		}
		if len(m.GetResult()) != n || m.GetDetails().GetTotalResult() <= uint64(len(m.GetResult())) {
			return fmt.Errorf("lists %d of %d, want %d of more", len(m.GetResult()), m.GetDetails().GetTotalResult(), n)
		}
		return nil
	}
}

// sameOrder demands that two lists offer the same providers in the same order, two at least.
func sameOrder(a, b call) step {
	needs := slices.Concat(a.demands(), b.demands(), []need{instanceProvider(), ownProvider()})
	return step{a.name + " beside " + b.name, needs, func(ctx context.Context, s *suite) error {
		first, err := providerList(s.send(ctx, a))
		if err != nil {
			return err
		}
		second, err := providerList(s.send(ctx, b))
		if err != nil {
			return err
		}
		if len(first.GetResult()) < 2 {
			return fmt.Errorf("offered are %v, want two to compare their order", first.GetResult())
		}
		return sameList("providers", providerIDs(second), providerIDs(first))
	}}
}

func providerIDs(m providerReply) []string {
	var ids []string
	for _, p := range m.GetResult() {
		ids = append(ids, p.GetId())
	}
	return ids
}

func indexOfProvider(s *suite, m providerReply, id string) int {
	return slices.IndexFunc(m.GetResult(), func(p *idpv1.Provider) bool { return p.GetId() == s.target.fillText(id) })
}

func (s *suite) checkProvider(p *idpv1.Provider, owner idpv1.IDPOwnerType) error {
	at := ofInstance
	if owner == ownedByOrg {
		at = ofOrg
	}
	switch {
	case p.GetOwner() != owner || p.GetDetails().GetResourceOwner() != s.owner(at):
		return fmt.Errorf("the owner of %v isn't %v, %s", p, owner, s.owner(at))
	case p.GetName() == "" || p.GetState() == 0 || p.GetType() == 0:
		return fmt.Errorf("%v lacks its name, state or type", p)
	}
	return readDetails(p.GetDetails())
}
