package domain

import (
	"errors"
	"testing"
	"time"
)

func userOf(pending ...PendingEvent) User {
	first := []PendingEvent{HumanAdded(Human{UserName: "ada", HasPassword: true})}
	return ApplyUser(User{}, NewUser("ada", testOrg).Stamp(append(first, pending...), tester, time.Unix(0, 0))...)
}

// What each event makes of a person, the phone's removal, which takes text messages with it, included.
func TestUserStates(t *testing.T) {
	for name, test := range map[string]struct {
		pending []PendingEvent
		holds   func(User) bool
	}{
		"new":                   {nil, func(u User) bool { return u.State == UserActive && u.HasPassword && u.ResourceOwner == testOrg }},
		"an unproved app":       {[]PendingEvent{TOTPAdded()}, func(u User) bool { return u.TOTP == FactorUnfinished }},
		"an app":                {[]PendingEvent{TOTPAdded(), TOTPVerified()}, func(u User) bool { return u.TOTP == FactorReady }},
		"an app again":          {[]PendingEvent{TOTPAdded(), TOTPVerified(), TOTPAdded()}, func(u User) bool { return u.TOTP == FactorUnfinished }},
		"an unproved key":       {[]PendingEvent{KeyAdded("1", false)}, func(u User) bool { return len(u.Keys) == 1 && !u.HasReadyKey(false) }},
		"a key":                 {[]PendingEvent{KeyAdded("1", false), KeyVerified("1", "Blue", false)}, func(u User) bool { return u.HasReadyKey(false) && !u.HasReadyKey(true) && u.Keys[0].Name == "Blue" }},
		"a passkey":             {[]PendingEvent{KeyAdded("1", true), KeyVerified("1", "Phone", true)}, func(u User) bool { return u.HasReadyKey(true) && !u.HasReadyKey(false) }},
		"one of two keys":       {[]PendingEvent{KeyAdded("1", false), KeyAdded("2", false), {TopicU2FRemoved, &keyRemovedPayload{"1"}}}, func(u User) bool { return len(u.Keys) == 1 && u.Keys[0].ID == "2" }},
		"a key nobody knows":    {[]PendingEvent{KeyVerified("1", "Blue", false)}, func(u User) bool { return len(u.Keys) == 0 }},
		"text messages":         {[]PendingEvent{PhoneVerified(), OTPSMSAdded()}, func(u User) bool { return u.OTPSMS == FactorReady && u.PhoneVerified }},
		"a removed phone":       {[]PendingEvent{PhoneVerified(), OTPSMSAdded(), {TopicPhoneRemoved, nil}}, func(u User) bool { return u.OTPSMS == FactorAbsent && !u.PhoneVerified }},
		"a locked person":       {[]PendingEvent{TOTPAdded(), TOTPVerified(), Locked()}, func(u User) bool { return u.State == UserLocked && u.TOTP == FactorReady }},
		"an inactive person":    {[]PendingEvent{Deactivated()}, func(u User) bool { return u.State == UserInactive }},
		"an invited person":     {[]PendingEvent{Invited()}, func(u User) bool { return u.State == UserInitial }},
		"a deleted person":      {[]PendingEvent{TOTPAdded(), TOTPVerified(), {TopicUserRemoved, nil}}, func(u User) bool { return u.Removed() && u.TOTP == FactorAbsent }},
		"an account":            {[]PendingEvent{ExternalIDPAdded("1", "2", "Ada")}, func(u User) bool { return u.ProviderAccounts == 1 }},
		"codes, and their date": {[]PendingEvent{RecoveryCodesAdded(), TOTPAdded()}, func(u User) bool { return u.RecoveryCodes && u.RecoverySequence == 2 && u.Sequence == 3 }},
	} {
		if u := userOf(test.pending...); !test.holds(u) {
			t.Errorf("%s: got %+v", name, u)
		}
	}
}

// A passkey's id is taken where a security key's is asked for, as ZITADEL does.
func TestRemovalOfAPasskeyAsSecurityKey(t *testing.T) {
	u := userOf(KeyAdded("1", true), KeyVerified("1", "Phone", true))
	pending, err := RemoveU2F("1", func(string) error { return nil })(State{User: u})
	if err != nil || len(pending) != 1 || pending[0].Topic != TopicU2FRemoved {
		t.Fatalf("got %v, %v", pending, err)
	}
	if after := ApplyUser(u, u.Aggregate().Stamp(pending, tester, time.Unix(1, 0))...); len(after.Keys) != 0 || len(u.Keys) != 1 {
		t.Errorf("left are %v; before there were %v", after.Keys, u.Keys)
	}
}

// Whom nobody knows, or who was deleted, can't be deleted.
func TestRemovalOfAUser(t *testing.T) {
	for name, test := range map[string]struct {
		user User
		want error
	}{"there": {userOf(), nil}, "nobody": {User{}, ErrNoUser}, "deleted": {userOf(PendingEvent{TopicUserRemoved, nil}), ErrNoUser}} {
		if _, err := RemoveUser()(State{User: test.user}); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
	}
}

// An event of a user that names another owner, or none, is refused: it would move the person to another organization.
func TestUsersStayAtHome(t *testing.T) {
	u := userOf()
	next := u.Aggregate().Stamp([]PendingEvent{TOTPAdded()}, tester, time.Unix(1, 0))[0]
	if err := u.Aggregate().CheckNext(next); err != nil {
		t.Fatal(err)
	}
	next.ResourceOwner = "another"
	if err := u.Aggregate().CheckNext(next); !errors.Is(err, errAggregate) {
		t.Errorf("got %v", err)
	}
	const event = `{"type":"user.locked","aggregate":"1","sequence":2,"createdAt":"2026-11-23T11:21:35Z","editor":"3"}`
	if _, err := DecodeEvent([]byte(event)); !errors.Is(err, errEventOwner) {
		t.Errorf("without an owner: got %v", err)
	}
}
