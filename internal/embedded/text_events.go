package embedded

// eventTextKey is the key that ZITADEL gives the text of an event.
func eventTextKey(e event) textKey { return textKey("EventTypes." + e.eventType()) }

func aggregateTextKey(kind aggregateKind) textKey { return textKey("AggregateTypes." + string(kind)) }

// historyTexts has a text for every event that can be in the log, and for what it happened to.
func historyTexts() map[textKey][]string {
	texts := map[textKey][]string{
		aggregateTextKey(kindInstance): {"the instance", "die Instanz"},
		aggregateTextKey(kindOrg):      {"an organization", "eine Organisation"},
	}
	for _, kind := range []aggregateKind{kindInstance, kindOrg} {
		for topic, languages := range topicTexts() {
			if _, possible := newPayload(kind, topic); possible {
				texts[eventTextKey(event{Kind: kind, Topic: topic})] = languages
			}
		}
	}
	return texts
}

func topicTexts() map[topic][]string {
	return map[topic][]string{
		topicAdded:               {"set up", "eingerichtet"},
		topicDomainAdded:         {"a domain was entered", "eine Domain wurde eingetragen"},
		topicDomainVerified:      {"a domain was proven to be theirs", "eine Domain wurde nachgewiesen"},
		topicDomainPrimarySet:    {"the main domain was chosen", "die Hauptdomain wurde gewählt"},
		topicMemberAdded:         {"somebody was given a role", "jemand hat eine Rolle erhalten"},
		topicPolicyAdded:         {"got a login policy of its own", "hat eine eigene Anmelderichtlinie bekommen"},
		topicPolicyChanged:       {"settings of the login policy were changed", "Einstellungen der Anmelderichtlinie wurden geändert"},
		topicPolicyRemoved:       {"went back to the default login policy", "ist zur Standard-Anmelderichtlinie zurückgekehrt"},
		topicSecondFactorAdded:   {"a second factor may be used now", "ein zweiter Faktor darf jetzt benutzt werden"},
		topicSecondFactorRemoved: {"a second factor may be used no more", "ein zweiter Faktor darf nicht mehr benutzt werden"},
		topicMultiFactorAdded:    {"a multi factor may be used now", "ein Multifaktor darf jetzt benutzt werden"},
		topicMultiFactorRemoved:  {"a multi factor may be used no more", "ein Multifaktor darf nicht mehr benutzt werden"},
		topicLinkAdded:           {"an identity provider is offered now", "ein Identitätsanbieter wird jetzt angeboten"},
		topicLinkRemoved:         {"an identity provider is offered no more", "ein Identitätsanbieter wird nicht mehr angeboten"},
		topicOIDCAdded:           {"an OIDC provider was set up", "ein OIDC-Anbieter wurde eingerichtet"},
		topicGitHubAdded:         {"GitHub was set up as a provider", "GitHub wurde als Anbieter eingerichtet"},
		topicSAMLAdded:           {"a SAML provider was set up", "ein SAML-Anbieter wurde eingerichtet"},
		topicRestrictionsSet:     {"restrictions were changed", "Einschränkungen wurden geändert"},
	}
}
