package embedded

import (
	"errors"
	"slices"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// payload is what an event carries beside its header. Its JSON names are those of ZITADEL's events.
type payload interface {
	// check refuses values that no decision of this package makes.
	check() error
}

var (
	_ payload = (*namePayload)(nil)
	_ payload = (*domainPayload)(nil)
	_ payload = (*memberPayload)(nil)
	_ payload = (*settings)(nil)
	_ payload = (*settingsChange)(nil)
	_ payload = (*secondFactorPayload)(nil)
	_ payload = (*multiFactorPayload)(nil)
	_ payload = (*linkPayload)(nil)
	_ payload = (*unlinkPayload)(nil)
	_ payload = (*providerPayload)(nil)
	_ payload = (*providerRemovedPayload)(nil)
	_ payload = (*restrictionsPayload)(nil)
	_ payload = (*permissionPayload)(nil)
)

var (
	errPayloadEmpty        = errors.New("a field is empty")
	errPayloadFactor       = errors.New("unknown factor")
	errPayloadPasswordless = errors.New("unknown passwordless type")
	errPayloadNoChange     = errors.New("nothing is changed")
)

// newPayload gives an empty payload to decode into; nil where the topic carries none, false where the kind has no such
// topic.
func newPayload(kind aggregateKind, t topic) (payload, bool) {
	switch kind {
	case kindInstance:
		return newSharedPayload(t)
	case kindOrg:
		return newOrgPayload(t)
	case kindRestrictions:
		return &restrictionsPayload{}, t == topicRestrictionsSet
	case kindPermission:
		return &permissionPayload{}, t == topicAdded
	}
	return nil, false
}

func newOrgPayload(t topic) (payload, bool) {
	switch t {
	case topicDomainAdded, topicDomainVerified, topicDomainPrimarySet:
		return &domainPayload{}, true
	case topicPolicyRemoved:
		return nil, true
	default:
		return newSharedPayload(t)
	}
}

func newSharedPayload(t topic) (payload, bool) {
	switch t {
	case topicAdded:
		return &namePayload{}, true
	case topicMemberAdded:
		return &memberPayload{}, true
	case topicPolicyAdded:
		return &settings{}, true
	case topicPolicyChanged:
		return &settingsChange{}, true
	case topicSecondFactorAdded, topicSecondFactorRemoved:
		return &secondFactorPayload{}, true
	case topicMultiFactorAdded, topicMultiFactorRemoved:
		return &multiFactorPayload{}, true
	case topicLinkAdded:
		return &linkPayload{}, true
	case topicLinkRemoved:
		return &unlinkPayload{}, true
	case topicOIDCAdded, topicGitHubAdded, topicSAMLAdded:
		return &providerPayload{}, true
	case topicProviderRemoved:
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

// memberPayload is history only: what a caller may do is read from the users (auth.go), not from these events.
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

func isPasswordlessType(t policyv1.PasswordlessType) bool {
	_, known := policyv1.PasswordlessType_name[int32(t)]
	return known
}

func notEmpty(values ...string) error {
	if slices.Contains(values, "") {
		return errPayloadEmpty
	}
	return nil
}
