package domain

import idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"

// Most of these events can't be made by a call: a ZITADEL starts with them. They are given without any check.

// InstanceAdded gives the first event of the instance.
func InstanceAdded(name string) PendingEvent { return PendingEvent{TopicAdded, &namePayload{name}} }

// OrganizationAdded gives the events of a new organization and its only domain. Members come apart.
func OrganizationAdded(name, domain string) []PendingEvent {
	return []PendingEvent{
		{TopicAdded, &namePayload{name}},
		{TopicDomainAdded, &domainPayload{domain}},
		{TopicDomainVerified, &domainPayload{domain}},
		{TopicDomainPrimarySet, &domainPayload{domain}},
	}
}

// MemberAdded gives the event of a membership. It is history only: roles are looked up elsewhere, and no state follows from it.
func MemberAdded(userID string, roles []string) PendingEvent {
	return PendingEvent{TopicMemberAdded, &memberPayload{userID, roles}}
}

// PermissionAdded gives the event by which a role gets a permission.
func PermissionAdded(role, permission string) PendingEvent {
	return PendingEvent{TopicAdded, &permissionPayload{role, permission}}
}

// PolicyAdded gives the events of a whole login policy: its settings, then its factors, then its links.
func PolicyAdded(c CustomPolicy) []PendingEvent {
	events := []PendingEvent{{TopicPolicyAdded, &c.Settings}}
	for _, t := range c.SecondFactors {
		events = append(events, secondFactorAdded(t))
	}
	for _, t := range c.MultiFactors {
		events = append(events, multiFactorAdded(t))
	}
	for _, link := range c.Links {
		events = append(events, ProviderLinkAdded(link))
	}
	return events
}

// ProviderAdded gives the event of a new identity provider, which is OIDC, GitHub or SAML; any other type is stored as OIDC.
func ProviderAdded(t idpv1.ProviderType, id, name string) PendingEvent {
	return PendingEvent{topicOfProvider(t), &providerAddedPayload{id, name}}
}

// ProviderLinkAdded gives the event by which a policy links a provider.
func ProviderLinkAdded(link ProviderLink) PendingEvent { return PendingEvent{TopicLinkAdded, &link} }
