package embedded

import (
	"iter"
	"slices"
	"strconv"
	"time"

	"zitadel-graphql/internal/embedded/domain"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// traits are what a person is and has set up, as far as a bit can tell.
type traits uint32

const (
	password       traits = 1 << iota
	identity              // an account at an identity provider
	verifiedEmail         // everybody has an address
	phone                 // a number that isn't proved
	verifiedPhone         // one that is
	totp                  // an authenticator app
	unfinishedTOTP        // one that was never proved
	textMessages
	emailCodes
	recoveryCodes
	unfinishedKey // a security key whose set-up wasn't ended
	unfinishedPasskey
	selfRegistered
	invited // and not come yet
	inactive
	locked
)

// have reports whether at least one of the others is among them.
func (t traits) have(others traits) bool { return t&others != 0 }

// portrait describes somebody who is there from the start.
type portrait struct {
	human    domain.Human // all but what traits say
	traits   traits
	keys     []string // the names of the security keys that are ready
	passkeys []string
}

// setUpStep is the time between two things that somebody sets up.
const setUpStep = time.Second

// events gives the events of the person: first those of the creation, which share a date as those of one call do, and then those
// of each factor.
func (p portrait) events(id, org string, created time.Time) []domain.Event {
	user := domain.NewUser(id, org)
	events := user.Stamp(p.creation(), p.creator(id), created)
	for i, pending := range p.setUps(id) {
		user.Sequence = uint64(len(events))
		events = append(events, user.Stamp(pending, id, created.Add(time.Duration(i+1)*setUpStep))...)
	}
	return events
}

func (p portrait) creator(id string) string {
	if p.traits.have(selfRegistered) {
		return id
	}
	return seedEditor
}

func (p portrait) creation() []domain.PendingEvent {
	human := p.human
	human.HasPassword, human.SelfRegistered = p.traits.have(password), p.traits.have(selfRegistered)
	events := []domain.PendingEvent{domain.HumanAdded(human)}
	for _, more := range []struct {
		of    traits
		event func() domain.PendingEvent
	}{{verifiedEmail, domain.EmailVerified}, {verifiedPhone, domain.PhoneVerified}, {invited, domain.Invited}} {
		if p.traits.have(more.of) {
			events = append(events, more.event())
		}
	}
	return events
}

// setUps gives the events of each thing that was set up, those of one call together.
func (p portrait) setUps(id string) [][]domain.PendingEvent {
	var calls [][]domain.PendingEvent
	call := func(of traits, events ...domain.PendingEvent) {
		if p.traits.have(of) {
			calls = append(calls, events)
		}
	}
	call(identity, domain.ExternalIDPAdded(CompanyLoginID, "external-"+id, p.human.DisplayName))
	call(totp|unfinishedTOTP, domain.TOTPAdded())
	call(totp, domain.TOTPVerified())
	call(textMessages, domain.OTPSMSAdded())
	call(emailCodes, domain.OTPEmailAdded())
	calls = append(calls, p.keyCalls(id)...)
	call(recoveryCodes, domain.RecoveryCodesAdded())
	call(inactive, domain.Deactivated())
	call(locked, domain.Locked())
	return calls
}

func (p portrait) keyCalls(id string) [][]domain.PendingEvent {
	var calls [][]domain.PendingEvent
	number := 0
	add := func(name string, passkey bool) {
		number++
		keyID := seedKeyID(id, number)
		calls = append(calls, []domain.PendingEvent{domain.KeyAdded(keyID, passkey)})
		if name != "" {
			calls = append(calls, []domain.PendingEvent{domain.KeyVerified(keyID, name, passkey)})
		}
	}
	for _, name := range p.keys {
		add(name, false)
	}
	for _, name := range p.passkeys {
		add(name, true)
	}
	if p.traits.have(unfinishedKey) {
		add("", false)
	}
	if p.traits.have(unfinishedPasskey) {
		add("", true)
	}
	return calls
}

// seedKeyID gives the id of a user's n-th key, which has 18 digits where the user's has.
func seedKeyID(userID string, n int) string {
	const users, keys = 300_000_000_000_000_000, 500_000_000_000_000_000
	number, err := strconv.ParseInt(userID, 10, 64)
	if err != nil || number < users || number >= 340_000_000_000_000_000 {
		return userID + "-" + strconv.Itoa(n)
	}
	return strconv.FormatInt(keys+(number-users)*10+int64(n), 10)
}

// seedUsers gives the events of everybody who is there from the start, the oldest first: the development users, the few dozen, and
// more. Nothing is dated later than the start.
func seedUsers(more int, at time.Time) iter.Seq[domain.Event] {
	return func(yield func(domain.Event) bool) {
		for events := range eachSeedUser(more) {
			for _, e := range events {
				if e.CreatedAt.After(at) {
					e.CreatedAt = at
				}
				if !yield(e) {
					return
				}
			}
		}
	}
}

// eachSeedUser gives the events of one user after the other: there can be too many to hold them all.
func eachSeedUser(more int) iter.Seq[[]domain.Event] {
	return func(yield func([]domain.Event) bool) {
		if !yield(seedTokenUsers()) || !yield(seedPeople()) {
			return
		}
		for n := range more {
			if !yield(seedMoreUser(n)) {
				return
			}
		}
	}
}

func seedTokenUsers() []domain.Event {
	created := time.Date(2025, 1, 6, 8, 0, 0, 0, time.UTC)
	var events []domain.Event
	for _, user := range slices.Concat(developmentUsers(), developmentPersons()) {
		events = append(events, user.events(created)...)
		created = created.Add(time.Hour)
	}
	return events
}

// missingUsers gives the events of the configured users that the store doesn't know.
func (c Config) missingUsers(at time.Time, known func(id string) bool) []domain.Event {
	var events []domain.Event
	for _, user := range c.Users {
		if known(user.ID) {
			continue
		}
		added := user.events(at)
		for i := range added {
			added[i].CreatedAt = at
		}
		events = append(events, added...)
	}
	return events
}

// events gives the events by which the user came to be, and set up what it has.
func (u User) events(created time.Time) []domain.Event {
	if u.Person == nil {
		return domain.NewUser(u.ID, u.HomeOrg).Stamp([]domain.PendingEvent{domain.MachineAdded(u.userName(), u.DisplayName)}, seedEditor, created)
	}
	return u.portrait().events(u.ID, u.HomeOrg, created)
}

func (u User) userName() string {
	if u.LoginName != "" {
		return u.LoginName
	}
	return u.ID
}

// portrait gives a person who logged in through an identity provider no password.
func (u User) portrait() portrait {
	p := portrait{human: domain.Human{UserName: u.userName(), DisplayName: u.DisplayName, Email: u.LoginName}, traits: verifiedEmail}
	if u.Person.Login == LoginIdentityProvider {
		p.traits |= identity
	} else {
		p.traits |= password
	}
	for _, factor := range u.Person.Factors {
		p = p.withFactor(factor, true)
	}
	for _, factor := range u.Person.Unproved {
		p = p.withFactor(factor, false)
	}
	for n := range u.Person.Passkeys {
		p.passkeys = append(p.passkeys, "Passkey "+strconv.Itoa(n+1))
	}
	return p
}

// withFactor takes a factor that needs no proof for ready.
func (p portrait) withFactor(factor policyv1.SecondFactorType, ready bool) portrait {
	switch factor {
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP:
		p.traits |= chosen(ready, totp, unfinishedTOTP)
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F:
		if ready {
			p.keys = append(p.keys, "Security key "+strconv.Itoa(len(p.keys)+1))
		} else {
			p.traits |= unfinishedKey
		}
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS:
		p.traits |= textMessages | verifiedPhone
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL:
		p.traits |= emailCodes
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES:
		p.traits |= recoveryCodes
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_UNSPECIFIED:
	}
	return p
}

func chosen(first bool, a, b traits) traits {
	if first {
		return a
	}
	return b
}
