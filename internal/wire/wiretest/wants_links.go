package wiretest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// listsLinks demands these links of a List method, in this order, and the number of all.
func listsLinks(total uint64, ids ...string) want {
	return func(s *suite, r reply) error {
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
	return func(s *suite, r reply) error {
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
	return step{linking.name + " beside " + providing.name, needs, func(ctx context.Context, s *suite) error {
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
