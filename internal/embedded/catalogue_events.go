package embedded

import "zitadel-graphql/internal/embedded/domain"

// eventTextKey gives ZITADEL's key of an event's text.
func eventTextKey(e domain.Event) domain.TextKey { return domain.TextKey("EventTypes." + e.Type()) }

// aggregateTextKey gives ZITADEL's key of an aggregate type's text.
func aggregateTextKey(t domain.AggregateType) domain.TextKey {
	return domain.TextKey("AggregateTypes." + string(t))
}

// historyTexts has the texts of every event that a history can have, and of the aggregates that events happen to.
func historyTexts() map[domain.TextKey][]string {
	texts := map[domain.TextKey][]string{
		aggregateTextKey(domain.AggregateInstance): {"the instance", "die Instanz"},
		aggregateTextKey(domain.AggregateOrg):      {"an organization", "eine Organisation"},

		aggregateTextKey(domain.AggregateRestrictions): {"the instance's restrictions", "die Einschränkungen der Instanz"},
		aggregateTextKey(domain.AggregatePermission):   {"what a role allows", "was eine Rolle erlaubt"},
	}
	for _, aggregateType := range []domain.AggregateType{domain.AggregateInstance, domain.AggregateOrg, domain.AggregateRestrictions} {
		for topic, languages := range topicTexts() {
			texts[eventTextKey(domain.Event{AggregateType: aggregateType, Topic: topic})] = languages
		}
	}
	texts[aggregateTextKey(domain.AggregateUser)] = []string{"a user", "ein Benutzer"}
	for topic, languages := range userTopicTexts() {
		texts[eventTextKey(domain.Event{AggregateType: domain.AggregateUser, Topic: topic})] = languages
	}
	texts[eventTextKey(domain.Event{AggregateType: domain.AggregatePermission, Topic: domain.TopicAdded})] = []string{"A role was allowed more", "Eine Rolle darf mehr"}
	return texts
}

func topicTexts() map[domain.Topic][]string {
	return map[domain.Topic][]string{
		domain.TopicAdded:               {"Set up", "Eingerichtet"},
		domain.TopicDomainAdded:         {"A domain was entered", "Eine Domain wurde eingetragen"},
		domain.TopicDomainVerified:      {"A domain was proven to be theirs", "Eine Domain wurde nachgewiesen"},
		domain.TopicDomainPrimarySet:    {"The main domain was chosen", "Die Hauptdomain wurde gewählt"},
		domain.TopicMemberAdded:         {"Somebody was given a role", "Jemand hat eine Rolle erhalten"},
		domain.TopicPolicyAdded:         {"Got a login policy of its own", "Hat eine eigene Anmelderichtlinie bekommen"},
		domain.TopicPolicyChanged:       {"Settings of the login policy were changed", "Einstellungen der Anmelderichtlinie wurden geändert"},
		domain.TopicPolicyRemoved:       {"Went back to the default login policy", "Ist zur Standard-Anmelderichtlinie zurückgekehrt"},
		domain.TopicSecondFactorAdded:   {"A second factor may be used now", "Ein zweiter Faktor darf jetzt benutzt werden"},
		domain.TopicSecondFactorRemoved: {"A second factor may be used no more", "Ein zweiter Faktor darf nicht mehr benutzt werden"},
		domain.TopicMultiFactorAdded:    {"A multi factor may be used now", "Ein Multifaktor darf jetzt benutzt werden"},
		domain.TopicMultiFactorRemoved:  {"A multi factor may be used no more", "Ein Multifaktor darf nicht mehr benutzt werden"},
		domain.TopicLinkAdded:           {"An identity provider is offered now", "Ein Identitätsanbieter wird jetzt angeboten"},
		domain.TopicLinkRemoved:         {"An identity provider is offered no more", "Ein Identitätsanbieter wird nicht mehr angeboten"},
		domain.TopicOIDCAdded:           {"An OIDC provider was set up", "Ein OIDC-Anbieter wurde eingerichtet"},
		domain.TopicGitHubAdded:         {"GitHub was set up as a provider", "GitHub wurde als Anbieter eingerichtet"},
		domain.TopicSAMLAdded:           {"A SAML provider was set up", "Ein SAML-Anbieter wurde eingerichtet"},
		domain.TopicProviderRemoved:     {"An identity provider was deleted", "Ein Identitätsanbieter wurde gelöscht"},
		domain.TopicRestrictionsSet:     {"Restrictions were changed", "Einschränkungen wurden geändert"},
	}
}
