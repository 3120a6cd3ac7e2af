package domain

import (
	"slices"
	"time"
)

// UserState is whether a user can log in, by its number on the wire.
type UserState int32

// The states that users have here.
const (
	UserActive   UserState = 1
	UserInactive UserState = 2
	UserDeleted  UserState = 3
	UserLocked   UserState = 4
	UserInitial  UserState = 5 // invited, and not come yet
)

// Factor is how far a user has come with a second factor.
type Factor uint8

// How far somebody can have come.
const (
	FactorAbsent     Factor = iota
	FactorUnfinished        // set up, and not proved: it counts for nothing, and can be removed
	FactorReady
)

// Key is a security key or a passkey of a user.
type Key struct {
	ID      string
	Name    string // empty until the key is ready
	Passkey bool
	State   Factor
}

// User is the state of a person or a machine. It is small, since a server can have 100,000 of them, and a value: ApplyUser
// gives a new one. Its slice must not be modified.
type User struct {
	ID            string // empty for a user that doesn't exist
	ResourceOwner string // the organization that the user is at home in
	UserName      string
	DisplayName   string
	Keys          []Key // in the order of their addition
	CreationDate  time.Time
	ChangeDate    time.Time
	Sequence      uint64
	// RecoverySequence is of the last event that the removal of recovery codes looks at: those of other factors aren't among
	// them.
	RecoverySequence uint64
	ProviderAccounts uint16 // how many accounts at identity providers are linked
	State            UserState

	Machine, HasPassword, RecoveryCodes bool
	EmailVerified, PhoneVerified        bool
	TOTP, OTPSMS, OTPEmail              Factor
}

// Removed reports whether the user was deleted: no read shows such a user, while the history goes on having it.
func (u User) Removed() bool { return u.State == UserDeleted }

// Aggregate gives the part of the user that all aggregates have, for the numbering of events. It is the zero value for a user
// that doesn't exist.
func (u User) Aggregate() Aggregate {
	if u.ID == "" {
		return Aggregate{}
	}
	return Aggregate{Type: AggregateUser, ID: u.ID, ResourceOwner: u.ResourceOwner, Sequence: u.Sequence}
}

// NewUser gives the aggregate of a user that has no events yet, to stamp its first.
func NewUser(id, owner string) Aggregate {
	return Aggregate{Type: AggregateUser, ID: id, ResourceOwner: owner}
}

// ApplyUser gives the user after the events, which must be its own and its next.
func ApplyUser(u User, events ...Event) User {
	u.Keys = slices.Clone(u.Keys)
	for _, e := range events {
		if e.Sequence == 1 {
			u.ID, u.ResourceOwner, u.CreationDate, u.State = e.AggregateID, e.ResourceOwner, e.CreatedAt, UserActive
		}
		u.Sequence, u.ChangeDate = e.Sequence, e.CreatedAt
		if isRecoveryTopic(e.Topic) {
			u.RecoverySequence = e.Sequence
		}
		u = u.applyOne(e)
	}
	return u
}

// isRecoveryTopic names what ZITADEL's removal of recovery codes reads of a user's history, and takes its answer's details
// from.
func isRecoveryTopic(t Topic) bool {
	switch t {
	case TopicHumanAdded, TopicHumanSelfRegistered, TopicMachineAdded, TopicRecoveryAdded, TopicRecoveryRemoved,
		TopicUserLocked, TopicUserRemoved:
		return true
	default:
		return false
	}
}

// applyOne may write into the slice that ApplyUser has copied.
func (u User) applyOne(e Event) User {
	switch body := e.Payload.(type) {
	case *humanAddedPayload:
		u.UserName, u.DisplayName, u.HasPassword = body.UserName, body.DisplayName, body.PasswordHash != nil
	case *machineAddedPayload:
		u.UserName, u.DisplayName, u.Machine = body.UserName, body.Name, true
	case *keyAddedPayload:
		u.Keys = append(u.Keys, Key{ID: body.ID, Passkey: e.Topic == TopicPasskeyAdded, State: FactorUnfinished})
	case *keyVerifiedPayload:
		if i := u.indexOfKey(body.ID); i >= 0 {
			u.Keys[i].Name, u.Keys[i].State = body.Name, FactorReady
		}
	case *keyRemovedPayload:
		u.Keys = slices.DeleteFunc(u.Keys, func(k Key) bool { return k.ID == body.ID })
	default:
		return u.applyTopic(e.Topic)
	}
	return u
}

// applyTopic applies events whose payload decides nothing.
func (u User) applyTopic(t Topic) User {
	switch t {
	case TopicEmailVerified:
		u.EmailVerified = true
	case TopicPhoneVerified:
		u.PhoneVerified = true
	case TopicPhoneRemoved:
		u.PhoneVerified, u.OTPSMS = false, FactorAbsent // without an event of the factor's own
	case TopicInitialCodeAdded:
		u.State = UserInitial
	case TopicUserDeactivated:
		u.State = UserInactive
	case TopicUserLocked:
		u.State = UserLocked
	case TopicUserRemoved:
		u.State = UserDeleted
		u.Keys, u.TOTP, u.OTPSMS, u.OTPEmail, u.RecoveryCodes = nil, FactorAbsent, FactorAbsent, FactorAbsent, false
	case TopicExternalIDPAdded:
		u.ProviderAccounts++
	default:
		return u.applyFactor(t)
	}
	return u
}

func (u User) applyFactor(t Topic) User {
	switch t {
	case TopicTOTPAdded:
		u.TOTP = FactorUnfinished
	case TopicTOTPVerified:
		u.TOTP = FactorReady
	case TopicTOTPRemoved:
		u.TOTP = FactorAbsent
	case TopicOTPSMSAdded:
		u.OTPSMS = FactorReady
	case TopicOTPSMSRemoved:
		u.OTPSMS = FactorAbsent
	case TopicOTPEmailAdded:
		u.OTPEmail = FactorReady
	case TopicOTPEmailRemoved:
		u.OTPEmail = FactorAbsent
	case TopicRecoveryAdded:
		u.RecoveryCodes = true
	case TopicRecoveryRemoved:
		u.RecoveryCodes = false
	default:
	}
	return u
}

func (u User) indexOfKey(id string) int {
	return slices.IndexFunc(u.Keys, func(k Key) bool { return k.ID == id })
}

// HasReadyKey reports whether one of the user's passkeys, or else of the user's security keys, is ready.
func (u User) HasReadyKey(passkey bool) bool {
	return slices.ContainsFunc(u.Keys, func(k Key) bool { return k.Passkey == passkey && k.State == FactorReady })
}
