package embedded

// eventTextKey is the key that ZITADEL gives the text of an event.
func eventTextKey(e event) textKey { return textKey("EventTypes." + e.eventType()) }

func aggregateTextKey(kind aggregateKind) textKey { return textKey("AggregateTypes." + string(kind)) }

// historyTexts has a text for every event that can be in the log, and for what it happened to.
func historyTexts() map[textKey][]string {
	texts := map[textKey][]string{
		aggregateTextKey(kindInstance): {"the instance", "die Instanz"},
		aggregateTextKey(kindOrg):      {"an organization", "eine Organisation"},

		aggregateTextKey(kindRestrictions): {"the instance's restrictions", "die Einschränkungen der Instanz"},
		aggregateTextKey(kindPermission):   {"what a role allows", "was eine Rolle erlaubt"},
	}
	for _, kind := range []aggregateKind{kindInstance, kindOrg, kindRestrictions, kindPermission} {
		for topic, languages := range topicTexts() {
			if _, possible := newPayload(kind, topic); possible {
				texts[eventTextKey(event{Kind: kind, Topic: topic})] = languages
			}
		}
	}
	texts[eventTextKey(event{Kind: kindPermission, Topic: topicAdded})] = []string{"A role was allowed more", "Eine Rolle darf mehr"}
	return texts
}

func topicTexts() map[topic][]string {
	return map[topic][]string{
		topicAdded:               {"Set up", "Eingerichtet"},
		topicDomainAdded:         {"A domain was entered", "Eine Domain wurde eingetragen"},
		topicDomainVerified:      {"A domain was proven to be theirs", "Eine Domain wurde nachgewiesen"},
		topicDomainPrimarySet:    {"The main domain was chosen", "Die Hauptdomain wurde gewählt"},
		topicMemberAdded:         {"Somebody was given a role", "Jemand hat eine Rolle erhalten"},
		topicPolicyAdded:         {"Got a login policy of its own", "Hat eine eigene Anmelderichtlinie bekommen"},
		topicPolicyChanged:       {"Settings of the login policy were changed", "Einstellungen der Anmelderichtlinie wurden geändert"},
		topicPolicyRemoved:       {"Went back to the default login policy", "Ist zur Standard-Anmelderichtlinie zurückgekehrt"},
		topicSecondFactorAdded:   {"A second factor may be used now", "Ein zweiter Faktor darf jetzt benutzt werden"},
		topicSecondFactorRemoved: {"A second factor may be used no more", "Ein zweiter Faktor darf nicht mehr benutzt werden"},
		topicMultiFactorAdded:    {"A multi factor may be used now", "Ein Multifaktor darf jetzt benutzt werden"},
		topicMultiFactorRemoved:  {"A multi factor may be used no more", "Ein Multifaktor darf nicht mehr benutzt werden"},
		topicLinkAdded:           {"An identity provider is offered now", "Ein Identitätsanbieter wird jetzt angeboten"},
		topicLinkRemoved:         {"An identity provider is offered no more", "Ein Identitätsanbieter wird nicht mehr angeboten"},
		topicOIDCAdded:           {"An OIDC provider was set up", "Ein OIDC-Anbieter wurde eingerichtet"},
		topicGitHubAdded:         {"GitHub was set up as a provider", "GitHub wurde als Anbieter eingerichtet"},
		topicSAMLAdded:           {"A SAML provider was set up", "Ein SAML-Anbieter wurde eingerichtet"},
		topicProviderRemoved:     {"An identity provider was deleted", "Ein Identitätsanbieter wurde gelöscht"},
		topicRestrictionsSet:     {"Restrictions were changed", "Einschränkungen wurden geändert"},
	}
}
