package embedded

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Short names of the two owners of a provider.
const (
	ownerSystem = idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM
	ownerOrg    = idpv1.IDPOwnerType_IDP_OWNER_TYPE_ORG
)

var (
	errPayloadOwner = errors.New("unknown owner of a provider")
	errNoProvider   = errors.New("there is none")
)

// provider is an identity provider of an organization or of the instance. No call adds, changes or removes one;
// Server.DeleteProvider does, for tests.
type provider struct {
	id       string
	name     string
	kind     idpv1.ProviderType
	owner    idpv1.IDPOwnerType
	added    time.Time
	sequence uint64
	resource string // the aggregate that owns it
}

// providerPayload goes with the event that adds a provider; the event's topic says of which kind.
type providerPayload struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (p *providerPayload) check() error { return notEmpty(p.ID, p.Name) }

// providerRemovedPayload goes with the event that deletes a provider. What links it has no event of its own.
type providerRemovedPayload struct {
	ID string `json:"id"`
}

func (p *providerRemovedPayload) check() error { return notEmpty(p.ID) }

// linkPayload names the provider that a policy links, and whose the caller said it was.
type linkPayload struct {
	ID    string             `json:"idpConfigId"`
	Owner idpv1.IDPOwnerType `json:"idpProviderType"`
}

func (p *linkPayload) check() error {
	if ownerTypeViolation(p.Owner) != "" {
		return errPayloadOwner
	}
	return notEmpty(p.ID)
}

// unlinkPayload names the provider that a policy links no more.
type unlinkPayload struct {
	ID string `json:"idpConfigId"`
}

func (p *unlinkPayload) check() error { return notEmpty(p.ID) }

func newProvider(body providerPayload, e event) provider {
	p := provider{
		id: body.ID, name: body.Name, kind: providerKind(e.Topic), owner: ownerOrg,
		added: e.CreatedAt, sequence: e.Sequence, resource: e.Aggregate,
	}
	if e.Kind == kindInstance {
		p.owner = ownerSystem
	}
	return p
}

func providerKind(t topic) idpv1.ProviderType {
	switch t {
	case topicOIDCAdded:
		return idpv1.ProviderType_PROVIDER_TYPE_OIDC
	case topicGitHubAdded:
		return idpv1.ProviderType_PROVIDER_TYPE_GITHUB
	case topicSAMLAdded:
		return idpv1.ProviderType_PROVIDER_TYPE_SAML
	default:
		return idpv1.ProviderType_PROVIDER_TYPE_UNSPECIFIED
	}
}

func has(providers []provider, id string) bool {
	return slices.ContainsFunc(providers, func(p provider) bool { return p.id == id })
}

// known says whether the organization or the instance has the provider, whichever of them is meant to.
func (s situation) known(id string) bool {
	return has(s.providers, id) || has(s.instance.providers, id)
}

// ownedBy says whether the provider is there and its owner is of this type.
func (s situation) ownedBy(id string, owner idpv1.IDPOwnerType) bool {
	if owner == ownerOrg {
		return has(s.providers, id)
	}
	return has(s.instance.providers, id)
}

// deleteProvider takes a provider away from whoever owns it. Links to it stay behind, and are shown by no read.
func deleteProvider(a aggregate, id string) ([]change, error) {
	if !has(a.providers, id) {
		return nil, errNoProvider
	}
	return []change{{topicProviderRemoved, &providerRemovedPayload{id}}}, nil
}

// DeleteProvider deletes an identity provider of this owner, an organization or the instance, as somebody else may at a
// real ZITADEL by a call that this server doesn't have. Every link to it vanishes from the policies with it, without any
// event of theirs. It fails if the owner has no such provider.
func (s *Server) DeleteProvider(ctx context.Context, owner, id string) error {
	_, err := s.store.change(ctx, owner, seedEditor, func(now situation) ([]change, error) { return deleteProvider(now.aggregate, id) })
	if err != nil {
		return fmt.Errorf("delete the identity provider %s: %w", id, err)
	}
	return nil
}

// named gives the providers with these ids, in the ids' order; one that is unknown is left out.
func named(ids []string, providers []provider) []provider {
	var found []provider
	for _, id := range ids {
		if i := slices.IndexFunc(providers, func(p provider) bool { return p.id == id }); i >= 0 {
			found = append(found, providers[i])
		}
	}
	return found
}

// providers lists those of the organization and of the instance, the oldest first. It doesn't look at asc: that means
// something only with a column to sort by, and the request has none.
func (s service) providers(resource string, query *zitadelv1.ListQuery) ([]*idpv1.Provider, *zitadelv1.ListDetails) {
	var all []provider
	var asOf time.Time
	s.store.readLate(func(v *view) { all, asOf = slices.Clone(v.providers(resource)), v.last })
	slices.SortFunc(all, func(a, b provider) int { return cmp.Or(a.added.Compare(b.added), cmp.Compare(a.id, b.id)) })
	shown := page(all, query.GetOffset(), query.GetLimit())
	return wireProviders(shown), pageDetails(len(shown), len(all), asOf)
}

func wireProviders(providers []provider) []*idpv1.Provider {
	var list []*idpv1.Provider
	for _, p := range providers {
		list = append(list, &idpv1.Provider{
			Id: p.id, Name: p.name, Owner: p.owner, Type: p.kind, State: idpv1.IDPState_IDP_STATE_ACTIVE,
			Details: &zitadelv1.ObjectDetails{
				Sequence:      p.sequence,
				CreationDate:  timestamppb.New(p.added),
				ChangeDate:    timestamppb.New(p.added),
				ResourceOwner: p.resource,
			},
		})
	}
	return list
}

func wireLinks(providers []provider) []*idpv1.IDPLoginPolicyLink {
	var links []*idpv1.IDPLoginPolicyLink
	for _, p := range providers {
		links = append(links, &idpv1.IDPLoginPolicyLink{IdpId: p.id, IdpName: p.name, IdpType: linkType(p.kind)})
	}
	return links
}

// linkType knows the kinds that a link can tell: ZITADEL's enum is older than most providers.
func linkType(kind idpv1.ProviderType) idpv1.IDPType {
	switch kind {
	case idpv1.ProviderType_PROVIDER_TYPE_OIDC:
		return idpv1.IDPType_IDP_TYPE_OIDC
	case idpv1.ProviderType_PROVIDER_TYPE_JWT:
		return idpv1.IDPType_IDP_TYPE_JWT
	default:
		return idpv1.IDPType_IDP_TYPE_UNSPECIFIED
	}
}
