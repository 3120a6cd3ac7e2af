package domain

import (
	"errors"
	"slices"
	"time"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
)

// The owners of a provider, by short names.
const (
	OwnerSystem = idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM
	OwnerOrg    = idpv1.IDPOwnerType_IDP_OWNER_TYPE_ORG
)

// ErrNoProvider is what DeleteProvider fails with where the aggregate has no such provider. It is no RefusedError: no call deletes one.
var ErrNoProvider = errors.New("there is none")

// Provider is an identity provider of an organization or of the instance. It is there from the start: no call adds, changes
// or removes one.
type Provider struct {
	ID            string
	Name          string
	ProviderType  idpv1.ProviderType
	OwnerType     idpv1.IDPOwnerType
	ResourceOwner string // the id of the organization or of the instance
	CreationDate  time.Time
	Sequence      uint64 // of the event that added it, in its owner's count
}

func newProvider(body providerAddedPayload, e Event) Provider {
	p := Provider{
		ID: body.ID, Name: body.Name, ProviderType: providerTypeOf(e.Topic), OwnerType: OwnerOrg,
		CreationDate: e.CreatedAt, Sequence: e.Sequence, ResourceOwner: e.AggregateID,
	}
	if e.AggregateType == AggregateInstance {
		p.OwnerType = OwnerSystem
	}
	return p
}

// topicOfProvider and providerTypeOf have the three types that there are events of.
func topicOfProvider(t idpv1.ProviderType) Topic {
	switch t {
	case idpv1.ProviderType_PROVIDER_TYPE_GITHUB:
		return TopicGitHubAdded
	case idpv1.ProviderType_PROVIDER_TYPE_SAML:
		return TopicSAMLAdded
	default:
		return TopicOIDCAdded
	}
}

func providerTypeOf(t Topic) idpv1.ProviderType {
	switch t {
	case TopicOIDCAdded:
		return idpv1.ProviderType_PROVIDER_TYPE_OIDC
	case TopicGitHubAdded:
		return idpv1.ProviderType_PROVIDER_TYPE_GITHUB
	case TopicSAMLAdded:
		return idpv1.ProviderType_PROVIDER_TYPE_SAML
	default:
		return idpv1.ProviderType_PROVIDER_TYPE_UNSPECIFIED
	}
}

func hasProvider(providers []Provider, id string) bool {
	return slices.ContainsFunc(providers, func(p Provider) bool { return p.ID == id })
}

// hasProvider reports whether the organization or the instance has the provider.
func (s State) hasProvider(id string) bool {
	return hasProvider(s.Providers, id) || hasProvider(s.Instance.Providers, id)
}

// hasProviderOf reports whether an owner of this type has the provider.
func (s State) hasProviderOf(id string, owner idpv1.IDPOwnerType) bool {
	if owner == OwnerOrg {
		return hasProvider(s.Providers, id)
	}
	return hasProvider(s.Instance.Providers, id)
}

// DeleteProvider deletes a provider of the aggregate that is to change. Policies keep their links to it, so they get no event
// of theirs, but no read shows such a link any more.
func DeleteProvider(id string) Decision {
	return func(s State) ([]PendingEvent, error) {
		if !hasProvider(s.Providers, id) {
			return nil, ErrNoProvider
		}
		return []PendingEvent{{TopicProviderRemoved, &providerRemovedPayload{id}}}, nil
	}
}
