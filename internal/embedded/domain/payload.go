package domain

import (
	"errors"
	"slices"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Payload is the part of an event that depends on its topic. Its JSON names are those of ZITADEL's events.
type Payload interface {
	// check returns an error for values that no decision makes.
	check() error
}

var (
	_ Payload = (*namePayload)(nil)
	_ Payload = (*domainPayload)(nil)
	_ Payload = (*memberPayload)(nil)
	_ Payload = (*Settings)(nil)
	_ Payload = (*settingsChange)(nil)
	_ Payload = (*secondFactorPayload)(nil)
	_ Payload = (*multiFactorPayload)(nil)
	_ Payload = (*ProviderLink)(nil)
	_ Payload = (*linkRemovedPayload)(nil)
	_ Payload = (*providerAddedPayload)(nil)
	_ Payload = (*providerRemovedPayload)(nil)
	_ Payload = (*RestrictionsChange)(nil)
	_ Payload = (*permissionPayload)(nil)
)

var (
	errPayloadEmpty        = errors.New("a field is empty")
	errPayloadFactor       = errors.New("unknown factor")
	errPayloadPasswordless = errors.New("unknown passwordless type")
	errPayloadNoChange     = errors.New("nothing is changed")
	errPayloadOwner        = errors.New("unknown owner of a provider")
	errPayloadLanguage     = errors.New("unsupported or doubled language, or not as it is stored")
)

// newPayload gives an empty payload to decode into. It is nil for a topic without a payload; the second result is false where
// the aggregate type has no events of the topic.
func newPayload(aggregate AggregateType, t Topic) (Payload, bool) {
	switch aggregate {
	case AggregateInstance:
		return newSharedPayload(t)
	case AggregateOrg:
		return newOrgPayload(t)
	case AggregateRestrictions:
		return &RestrictionsChange{}, t == TopicRestrictionsSet
	case AggregatePermission:
		return &permissionPayload{}, t == TopicAdded
	case AggregateUser:
		return newUserPayload(t)
	}
	return nil, false
}

func newOrgPayload(t Topic) (Payload, bool) {
	switch t {
	case TopicDomainAdded, TopicDomainVerified, TopicDomainPrimarySet:
		return &domainPayload{}, true
	case TopicPolicyRemoved:
		return nil, true
	default:
		return newSharedPayload(t)
	}
}

func newSharedPayload(t Topic) (Payload, bool) {
	switch t {
	case TopicAdded:
		return &namePayload{}, true
	case TopicMemberAdded:
		return &memberPayload{}, true
	case TopicPolicyAdded:
		return &Settings{}, true
	case TopicPolicyChanged:
		return &settingsChange{}, true
	case TopicSecondFactorAdded, TopicSecondFactorRemoved:
		return &secondFactorPayload{}, true
	case TopicMultiFactorAdded, TopicMultiFactorRemoved:
		return &multiFactorPayload{}, true
	case TopicLinkAdded:
		return &ProviderLink{}, true
	case TopicLinkRemoved:
		return &linkRemovedPayload{}, true
	case TopicOIDCAdded, TopicGitHubAdded, TopicSAMLAdded:
		return &providerAddedPayload{}, true
	case TopicProviderRemoved:
		return &providerRemovedPayload{}, true
	default:
		return nil, false
	}
}

// namePayload goes with the first event of an aggregate.
type namePayload struct {
	Name string `json:"name"`
}

func (p *namePayload) check() error { return notEmpty(p.Name) }

// domainPayload goes with the events of an organization's domain.
type domainPayload struct {
	Domain string `json:"domain"`
}

func (p *domainPayload) check() error { return notEmpty(p.Domain) }

// memberPayload goes with the event of a membership.
type memberPayload struct {
	UserID string   `json:"userId"`
	Roles  []string `json:"roles"`
}

func (p *memberPayload) check() error { return notEmpty(append([]string{p.UserID}, p.Roles...)...) }

// secondFactorPayload names a second factor by its number on the wire.
type secondFactorPayload struct {
	MFAType policyv1.SecondFactorType `json:"mfaType"`
}

func (p *secondFactorPayload) check() error {
	if !isSecondFactor(p.MFAType) {
		return errPayloadFactor
	}
	return nil
}

// multiFactorPayload names a multi factor by its number on the wire.
type multiFactorPayload struct {
	MFAType policyv1.MultiFactorType `json:"mfaType"`
}

func (p *multiFactorPayload) check() error {
	if !isMultiFactor(p.MFAType) {
		return errPayloadFactor
	}
	return nil
}

func isSecondFactor(t policyv1.SecondFactorType) bool {
	_, known := policyv1.SecondFactorType_name[int32(t)]
	return known && t != policyv1.SecondFactorType_SECOND_FACTOR_TYPE_UNSPECIFIED
}

func isMultiFactor(t policyv1.MultiFactorType) bool {
	_, known := policyv1.MultiFactorType_name[int32(t)]
	return known && t != policyv1.MultiFactorType_MULTI_FACTOR_TYPE_UNSPECIFIED
}

// IsPasswordlessType reports whether the contract has this type. It has no unspecified one: zero means that passwordless login
// isn't allowed.
func IsPasswordlessType(t policyv1.PasswordlessType) bool {
	_, known := policyv1.PasswordlessType_name[int32(t)]
	return known
}

func notEmpty(values ...string) error {
	if slices.Contains(values, "") {
		return errPayloadEmpty
	}
	return nil
}

// permissionPayload goes with the event that gives a permission to a role.
type permissionPayload struct {
	Role       string `json:"role"`
	Permission string `json:"permission"`
}

func (p *permissionPayload) check() error { return notEmpty(p.Role, p.Permission) }

// providerAddedPayload goes with the event that adds a provider. The topic tells the provider's type.
type providerAddedPayload struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (p *providerAddedPayload) check() error { return notEmpty(p.ID, p.Name) }

// providerRemovedPayload goes with the event that deletes a provider.
type providerRemovedPayload struct {
	ID string `json:"id"`
}

func (p *providerRemovedPayload) check() error { return notEmpty(p.ID) }

// ProviderLink links a policy to a provider. Owner is what the caller named, true or not. It is also the payload of
// policy.login.idpprovider.added.
type ProviderLink struct {
	ID    string             `json:"idpConfigId"`
	Owner idpv1.IDPOwnerType `json:"idpProviderType"`
}

func (p *ProviderLink) check() error {
	if p.Owner != OwnerSystem && p.Owner != OwnerOrg {
		return errPayloadOwner
	}
	return notEmpty(p.ID)
}

// linkRemovedPayload names the provider whose link is removed.
type linkRemovedPayload struct {
	ID string `json:"idpConfigId"`
}

func (p *linkRemovedPayload) check() error { return notEmpty(p.ID) }

// RestrictionsChange has the restrictions that are to change; nil leaves one as it is. It is also the payload of
// restrictions.set.
type RestrictionsChange struct {
	DisallowPublicOrgRegistration *bool     `json:"disallowPublicOrgRegistration,omitempty"`
	AllowedLanguages              *[]string `json:"allowedLanguages,omitempty"`
}

func (p *RestrictionsChange) check() error {
	if *p == (RestrictionsChange{}) {
		return errPayloadNoChange
	}
	if p.AllowedLanguages == nil {
		return nil
	}
	if list, err := normalizedLanguages(*p.AllowedLanguages); err != nil || !slices.Equal(list, *p.AllowedLanguages) {
		return errPayloadLanguage
	}
	return nil
}
