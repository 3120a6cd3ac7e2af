package embedded

import "zitadel-graphql/internal/embedded/domain"

// userTexts has the texts of what the writes of users are refused with.
func userTexts() map[domain.TextKey][]string {
	return map[domain.TextKey][]string{
		domain.TextUserFactorMissing: {
			"This person hasn't set up such a factor.",
			"Diese Person hat keinen solchen Faktor eingerichtet.",
		},
		domain.TextUserKeyMissing: {
			"This person has no such security key.",
			"Diese Person hat keinen solchen Sicherheitsschlüssel.",
		},
		domain.TextUserLocked: {
			"This person is locked.",
			"Diese Person ist gesperrt.",
		},
	}
}

// userTopicTexts has the texts of what can happen to a user.
func userTopicTexts() map[domain.Topic][]string {
	return map[domain.Topic][]string{
		domain.TopicHumanAdded:          {"A person was added", "Eine Person wurde angelegt"},
		domain.TopicHumanSelfRegistered: {"A person signed up", "Eine Person hat sich angemeldet"},
		domain.TopicMachineAdded:        {"A machine was added", "Eine Maschine wurde angelegt"},
		domain.TopicInitialCodeAdded:    {"A person was invited", "Eine Person wurde eingeladen"},
		domain.TopicEmailVerified:       {"An e-mail address was proven", "Eine E-Mail-Adresse wurde nachgewiesen"},
		domain.TopicPhoneVerified:       {"A phone number was proven", "Eine Telefonnummer wurde nachgewiesen"},
		domain.TopicPhoneRemoved:        {"A phone number was removed", "Eine Telefonnummer wurde entfernt"},
		domain.TopicTOTPAdded:           {"The set-up of an authenticator app began", "Die Einrichtung einer Authenticator-App wurde begonnen"},
		domain.TopicTOTPVerified:        {"An authenticator app is ready", "Eine Authenticator-App ist bereit"},
		domain.TopicTOTPRemoved:         {"An authenticator app was taken away", "Eine Authenticator-App wurde weggenommen"},
		domain.TopicOTPSMSAdded:         {"Codes by text message were set up", "Codes per SMS wurden eingerichtet"},
		domain.TopicOTPSMSRemoved:       {"Codes by text message were taken away", "Codes per SMS wurden weggenommen"},
		domain.TopicOTPEmailAdded:       {"Codes by e-mail were set up", "Codes per E-Mail wurden eingerichtet"},
		domain.TopicOTPEmailRemoved:     {"Codes by e-mail were taken away", "Codes per E-Mail wurden weggenommen"},
		domain.TopicU2FAdded:            {"The set-up of a security key began", "Die Einrichtung eines Sicherheitsschlüssels wurde begonnen"},
		domain.TopicU2FVerified:         {"A security key is ready", "Ein Sicherheitsschlüssel ist bereit"},
		domain.TopicU2FRemoved:          {"A security key was taken away", "Ein Sicherheitsschlüssel wurde weggenommen"},
		domain.TopicRecoveryAdded:       {"Recovery codes were made", "Wiederherstellungscodes wurden erzeugt"},
		domain.TopicRecoveryRemoved:     {"Recovery codes were taken away", "Wiederherstellungscodes wurden weggenommen"},
		domain.TopicPasskeyAdded:        {"The set-up of a passkey began", "Die Einrichtung eines Passkeys wurde begonnen"},
		domain.TopicPasskeyVerified:     {"A passkey is ready", "Ein Passkey ist bereit"},
		domain.TopicExternalIDPAdded:    {"An identity provider's account was linked", "Ein Konto eines Identitätsanbieters wurde verknüpft"},
		domain.TopicUserDeactivated:     {"May not log in for now", "Darf sich vorerst nicht anmelden"},
		domain.TopicUserLocked:          {"Was locked", "Wurde gesperrt"},
		domain.TopicUserRemoved:         {"Was deleted", "Wurde gelöscht"},
	}
}
