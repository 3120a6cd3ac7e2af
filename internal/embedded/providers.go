package embedded

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/embedded/domain"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// DeleteProvider deletes an identity provider of an organization or of the instance, for tests: at a real ZITADEL somebody else
// may do so by a call that this server doesn't have. Every link to it vanishes from the policies without an event of theirs.
// It fails if the owner has no such provider.
func (s *Server) DeleteProvider(ctx context.Context, owner, id string) error {
	_, err := s.store.Change(ctx, owner, seedEditor, domain.DeleteProvider(id))
	if err != nil {
		return fmt.Errorf("delete the identity provider %s: %w", id, err)
	}
	return nil
}

// providers lists the providers that an organization, or the instance, can use, and that match accepts, the oldest first. It
// ignores asc as ZITADEL does, since the request names no column to sort by.
func (s service) providers(resource string, query *zitadelv1.ListQuery, match func(domain.Provider) bool) ([]*idpv1.Provider, *zitadelv1.ListDetails) {
	all, asOf := s.store.LateProviders(resource)
	all = slices.DeleteFunc(all, func(p domain.Provider) bool { return !match(p) })
	slices.SortFunc(all, func(a, b domain.Provider) int {
		return cmp.Or(a.CreationDate.Compare(b.CreationDate), cmp.Compare(a.ID, b.ID))
	})
	shown := page(all, query.GetOffset(), query.GetLimit())
	return providerMessages(shown), pageDetails(len(shown), len(all), asOf)
}

func anyProvider(domain.Provider) bool { return true }

// matchesAll returns a function that accepts the providers which all of the queries match.
func matchesAll(queries []*managementv1.ProviderQuery) func(domain.Provider) bool {
	return func(p domain.Provider) bool {
		return !slices.ContainsFunc(queries, func(q *managementv1.ProviderQuery) bool { return q.GetIdpIdQuery().GetId() != p.ID })
	}
}

func providerMessages(providers []domain.Provider) []*idpv1.Provider {
	var list []*idpv1.Provider
	for _, p := range providers {
		list = append(list, &idpv1.Provider{
			Id: p.ID, Name: p.Name, Owner: p.OwnerType, Type: p.ProviderType, State: idpv1.IDPState_IDP_STATE_ACTIVE,
			Details: &zitadelv1.ObjectDetails{
				Sequence:      p.Sequence,
				CreationDate:  timestamppb.New(p.CreationDate),
				ChangeDate:    timestamppb.New(p.CreationDate),
				ResourceOwner: p.ResourceOwner,
			},
		})
	}
	return list
}

func linkMessages(providers []domain.Provider) []*idpv1.IDPLoginPolicyLink {
	var links []*idpv1.IDPLoginPolicyLink
	for _, p := range providers {
		links = append(links, &idpv1.IDPLoginPolicyLink{IdpId: p.ID, IdpName: p.Name, IdpType: linkType(p.ProviderType)})
	}
	return links
}

// linkType gives the type that a link shows. ZITADEL's enum for it is older than most types of providers, so the others are
// unspecified.
func linkType(t idpv1.ProviderType) idpv1.IDPType {
	switch t {
	case idpv1.ProviderType_PROVIDER_TYPE_OIDC:
		return idpv1.IDPType_IDP_TYPE_OIDC
	case idpv1.ProviderType_PROVIDER_TYPE_JWT:
		return idpv1.IDPType_IDP_TYPE_JWT
	default:
		return idpv1.IDPType_IDP_TYPE_UNSPECIFIED
	}
}
