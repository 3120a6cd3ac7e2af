package people

import (
	"hash/maphash"
	"maps"
	"slices"
	"strconv"

	"zitadel-graphql/internal/people/personevents"
)

// step is what an event does to one of a person's methods.
type step int

const (
	begin  step = iota // it was registered, and has to be proved yet
	finish             // it was proved
	add                // it is ready at once
	remove
)

// factorChange is what the events of one type do.
type factorChange struct {
	method Methods
	step   step
}

// userRemoved is the type of the event that ends a person, with everything that was set up.
const userRemoved = "user.removed"

// factorChanges has the types of the events that change what a person has set up, those of older ZITADELs included. A phone
// takes the codes by SMS along, without an event of their own.
func factorChanges() map[string]factorChange {
	return map[string]factorChange{
		"user.human.mfa.otp.added":               {TOTP, begin},
		"user.human.mfa.otp.verified":            {TOTP, finish},
		"user.human.mfa.otp.removed":             {TOTP, remove},
		"user.mfa.otp.added":                     {TOTP, begin},
		"user.mfa.otp.verified":                  {TOTP, finish},
		"user.mfa.otp.removed":                   {TOTP, remove},
		"user.human.mfa.otp.sms.added":           {OTPSMS, add},
		"user.human.mfa.otp.sms.removed":         {OTPSMS, remove},
		"user.human.phone.removed":               {OTPSMS, remove},
		"user.phone.removed":                     {OTPSMS, remove},
		"user.human.mfa.otp.email.added":         {OTPEmail, add},
		"user.human.mfa.otp.email.removed":       {OTPEmail, remove},
		"user.human.mfa.recoverycode.added":      {RecoveryCodes, add},
		"user.human.mfa.recoverycode.removed":    {RecoveryCodes, remove},
		"user.human.mfa.u2f.token.added":         {U2F, begin},
		"user.human.mfa.u2f.token.verified":      {U2F, finish},
		"user.human.mfa.u2f.token.removed":       {U2F, remove},
		"user.human.passwordless.token.added":    {Passkey, begin},
		"user.human.passwordless.token.verified": {Passkey, finish},
		"user.human.passwordless.token.removed":  {Passkey, remove},
		userRemoved:                              {},
	}
}

// factorEvents returns the types of factorChanges.
func factorEvents() []string { return slices.Sorted(maps.Keys(factorChanges())) }

// creationEvents returns the types of the events that make a person, and of the one that ends one.
func creationEvents() []string {
	return []string{"user.human.added", "user.human.selfregistered", "user.added", "user.selfregistered", userRemoved}
}

// standing is what the events so far tell of one person. It is small, since there is one for everybody.
type standing struct {
	ready     uint8 // the Methods that have no ids
	marks     mark
	keys      uint16 // ready ones
	begunKeys uint16
	passkeys  uint16 // ready ones
}

// mark is a set of facts about a person.
type mark uint8

const (
	changed   mark = 1 << iota // something happened to the person's factors after the person was last removed
	created                    // the person's creation is in the log, and no removal after it
	isListed                   // the person was in ZITADEL's list
	isLate                     // nothing was known of the person when the log was first read to its end
	begunTOTP                  // an authenticator app was registered and isn't proved yet
)

// fold adds up the events of people's factors. It keeps 20 to 40 bytes for each person and each security key, and no text but the
// ids of people that aren't numbers. It belongs to one goroutine at a time.
type fold struct {
	changes map[string]factorChange
	people  map[uint64]standing
	named   map[string]standing // of people whose ids aren't numbers
	// tokens tells whether a security key or passkey is ready, by a hash of its owner, kind and id. Among 100,000 tokens there are
	// two with the same hash in one of three billion looks.
	tokens map[uint64]bool
	seed   maphash.Seed
	// readOnce is true once the log was read to its end.
	readOnce bool
}

func newFold() *fold {
	return &fold{changes: factorChanges(), people: map[uint64]standing{}, named: map[string]standing{},
		tokens: map[uint64]bool{}, seed: maphash.MakeSeed()}
}

// of returns what is known of a person.
func (f *fold) of(id string) standing {
	if number, ok := numberOf(id); ok {
		return f.people[number]
	}
	return f.named[id]
}

// set replaces what is known of a person.
func (f *fold) set(id string, s standing) {
	isKnown := s.marks&(changed|created|isListed) != 0
	switch number, isNumber := numberOf(id); {
	case isNumber && isKnown:
		f.people[number] = s
	case isNumber:
		delete(f.people, number)
	case isKnown:
		f.named[id] = s
	default:
		delete(f.named, id)
	}
}

// numberOf returns an id as the number that it is written as, which takes eight bytes. It is false for an id that isn't exactly
// how the number is written.
func numberOf(id string) (uint64, bool) {
	number, err := strconv.ParseUint(id, 10, 64)
	return number, err == nil && (id[0] != '0' || id == "0")
}

// mark adds a mark to a person.
func (f *fold) mark(id string, m mark) standing {
	s := f.of(id)
	if f.readOnce && s.marks&(changed|created|isListed) == 0 {
		s.marks |= isLate
	}
	s.marks |= m
	f.set(id, s)
	return s
}

// addCreation adds an event of creationEvents.
func (f *fold) addCreation(event personevents.Event) {
	if event.Type != userRemoved {
		f.mark(event.UserID, created)
		return
	}
	s := f.of(event.UserID)
	s.marks &^= created
	f.set(event.UserID, s)
}

// addFactor adds an event of factorEvents. An event of another type changes nothing.
func (f *fold) addFactor(event personevents.Event) {
	change, isKnown := f.changes[event.Type]
	switch {
	case !isKnown:
	case event.Type == userRemoved:
		f.set(event.UserID, standing{marks: f.of(event.UserID).marks &^ (changed | begunTOTP)})
	default:
		s := f.mark(event.UserID, changed)
		f.apply(&s, change, event)
		f.set(event.UserID, s)
	}
}

func (f *fold) apply(s *standing, change factorChange, event personevents.Event) {
	switch change.method {
	case U2F:
		f.applyToToken(change, event, &s.keys, &s.begunKeys)
	case Passkey:
		var begun uint16 // a passkey that isn't ready is nobody's business
		f.applyToToken(change, event, &s.passkeys, &begun)
	default:
		s.apply(change)
	}
}

// apply changes a method without ids.
func (s *standing) apply(change factorChange) {
	if change.method == TOTP {
		s.marks &^= begunTOTP
	}
	bit := uint8(change.method) //nolint:gosec // what has no ids is among the first eight
	s.ready &^= bit
	switch change.step {
	case begin:
		s.marks |= begunTOTP // there is no other method without ids that has to be proved
	case finish, add:
		s.ready |= bit
	case remove:
	}
}

// applyToToken changes one security key or passkey, and how many of them are ready and begun. A removal without an id removes all.
func (f *fold) applyToToken(change factorChange, event personevents.Event, ready, begun *uint16) {
	if change.step == remove && event.TokenID == "" {
		*ready, *begun = 0, 0
		return
	}
	hash := f.hash(change.method, event)
	if wasReady, isKnown := f.tokens[hash]; isKnown && wasReady {
		*ready = max(*ready, 1) - 1
	} else if isKnown {
		*begun = max(*begun, 1) - 1
	}
	switch change.step {
	case begin:
		f.tokens[hash], *begun = false, *begun+1
	case finish, add:
		f.tokens[hash], *ready = true, *ready+1
	case remove:
		delete(f.tokens, hash)
	}
}

func (f *fold) hash(kind Methods, event personevents.Event) uint64 {
	return maphash.Comparable(f.seed, struct {
		kind        Methods
		user, token string
	}{kind, event.UserID, event.TokenID})
}

// methods returns what the person has, and which second factors were begun only.
func (s *standing) methods() (ready, unfinished Methods) {
	ready = Methods(s.ready)
	if s.keys > 0 {
		ready |= U2F
	}
	if s.passkeys > 0 {
		ready |= Passkey
	}
	if s.marks&begunTOTP != 0 {
		unfinished |= TOTP
	}
	if s.begunKeys > 0 {
		unfinished |= U2F
	}
	return ready, unfinished &^ ready
}

// census counts people of whom the events tell by whether ZITADEL lists them.
type census struct {
	// notListed are in the log and in no list. Who came after the log was first read may be on no page that was read yet, and
	// doesn't count.
	notListed int
	// notCreated are listed, and their creation isn't in the log.
	notCreated int
}

func (f *fold) census() census {
	var counted census
	for _, s := range f.people {
		counted.add(s)
	}
	for _, s := range f.named {
		counted.add(s)
	}
	return counted
}

func (c *census) add(s standing) {
	switch {
	case s.marks&isListed == 0 && s.marks&isLate == 0:
		c.notListed++
	case s.marks&isListed != 0 && s.marks&created == 0:
		c.notCreated++
	}
}
