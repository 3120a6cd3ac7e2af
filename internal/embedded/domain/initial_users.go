package domain

import "time"

// The events by which users come to be and set up factors. Few of them can be made by a call: a ZITADEL starts with them. They
// are given without any check.

// invitationLifetime is for how long the code of an invitation counts.
const invitationLifetime = 72 * time.Hour

// relyingParty is the name under which security keys and passkeys were set up.
const relyingParty = "localhost"

// Human describes a person when it is created.
type Human struct {
	UserName, FirstName, LastName string
	DisplayName                   string
	Email, Phone                  string // empty for none
	HasPassword                   bool
	// SelfRegistered people came by themselves.
	SelfRegistered bool
}

// HumanAdded gives the event of a new person.
func HumanAdded(h Human) PendingEvent {
	body := &humanAddedPayload{
		UserName: h.UserName, FirstName: h.FirstName, LastName: h.LastName, DisplayName: h.DisplayName, Email: h.Email, Phone: h.Phone,
	}
	if h.HasPassword {
		body.PasswordHash = &fakeText{}
	}
	if h.SelfRegistered {
		return PendingEvent{TopicHumanSelfRegistered, body}
	}
	return PendingEvent{TopicHumanAdded, body}
}

// MachineAdded gives the event of a new machine.
func MachineAdded(userName, name string) PendingEvent {
	return PendingEvent{TopicMachineAdded, &machineAddedPayload{userName, name}}
}

// Invited gives the event by which a person who has no password yet is sent a code.
func Invited() PendingEvent {
	return PendingEvent{TopicInitialCodeAdded, &codePayload{Expiry: int64(invitationLifetime)}}
}

// EmailVerified gives the event by which a person proves the address.
func EmailVerified() PendingEvent { return PendingEvent{TopicEmailVerified, nil} }

// PhoneVerified gives the event by which a person proves the number.
func PhoneVerified() PendingEvent { return PendingEvent{TopicPhoneVerified, nil} }

// TOTPAdded gives the event by which the set-up of an authenticator app begins.
func TOTPAdded() PendingEvent { return PendingEvent{TopicTOTPAdded, &totpAddedPayload{}} }

// TOTPVerified gives the event that ends the set-up of an authenticator app.
func TOTPVerified() PendingEvent { return PendingEvent{TopicTOTPVerified, nil} }

// OTPSMSAdded gives the event of codes by text message. Like codes by e-mail and recovery codes, they are ready at once.
func OTPSMSAdded() PendingEvent { return PendingEvent{TopicOTPSMSAdded, nil} }

// OTPEmailAdded gives the event of codes by e-mail.
func OTPEmailAdded() PendingEvent { return PendingEvent{TopicOTPEmailAdded, nil} }

// RecoveryCodesAdded gives the event of a set of recovery codes.
func RecoveryCodesAdded() PendingEvent {
	return PendingEvent{TopicRecoveryAdded, &recoveryAddedPayload{}}
}

// KeyAdded gives the event by which the set-up of a security key or a passkey begins.
func KeyAdded(id string, passkey bool) PendingEvent {
	body := &keyAddedPayload{ID: id, RelyingPartyID: relyingParty}
	if passkey {
		return PendingEvent{TopicPasskeyAdded, body}
	}
	return PendingEvent{TopicU2FAdded, body}
}

// KeyVerified gives the event that ends the set-up, in which the key gets its name.
func KeyVerified(id, name string, passkey bool) PendingEvent {
	body := &keyVerifiedPayload{ID: id, AttestationType: "none", Name: name}
	if passkey {
		return PendingEvent{TopicPasskeyVerified, body}
	}
	return PendingEvent{TopicU2FVerified, body}
}

// ExternalIDPAdded gives the event by which a person is linked to an account at an identity provider.
func ExternalIDPAdded(provider, account, name string) PendingEvent {
	return PendingEvent{TopicExternalIDPAdded, &externalIDPPayload{provider, account, name}}
}

// Deactivated gives the event of a user that may not log in for now.
func Deactivated() PendingEvent { return PendingEvent{TopicUserDeactivated, nil} }

// Locked gives the event of a user that failed to log in too often.
func Locked() PendingEvent { return PendingEvent{TopicUserLocked, nil} }
