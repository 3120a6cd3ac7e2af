package people

import "time"

// Scope says whose people are looked at.
type Scope struct {
	// Organization is an organization's id, as Client.Organization returns it.
	Organization string
	// Instance has the people of all organizations looked at that inherit the instance's login policy, in place of one
	// organization's. It takes a caller who may read events.
	Instance bool
}

// Needs says what is to be found out about each person beyond second factors and passkeys. Each field costs calls.
type Needs struct {
	// LoginMethods asks whether there is a password, and a link to an identity provider: a call a person where the events tell
	// the rest.
	LoginMethods bool
	// Factors asks for the ids, names and states of security keys, and for unfinished factors.
	Factors bool
	// Proof reads from the event log who was created, for Look.Proven. It needs the events.
	Proof bool
}

// Incomplete is why a look isn't whole.
type Incomplete int

const (
	// Whole is a look at everybody who had to be looked at.
	Whole Incomplete = iota
	// Deadline means that the time of the request was over.
	Deadline
	// CallLimit means that as many calls were made as may be.
	CallLimit
	// BackendFailed means that a call failed, or that its answer can't be right.
	BackendFailed
	// PermissionLost means that the caller may no longer see the people.
	PermissionLost
	// TokenRejected means that ZITADEL no longer takes the caller's token.
	TokenRejected
	// PeopleChanged means that people came or went meanwhile, so that somebody may have been missed.
	PeopleChanged
)

// Look says how people were looked at for an answer, and how far.
type Look struct {
	Source Source
	// Incomplete is Whole where everybody who had to be looked at was.
	Incomplete Incomplete
	// LookedAt counts the people about whom an answer was had.
	LookedAt int
	// Total is how many people there are by the list, those before the position that the look began at included. It is nil
	// where it isn't known: with Scope.Instance, and before the first answer.
	Total *int
	// AsOf is when the look began: everything that was found was so then or later.
	AsOf time.Time
	// NotListed counts people of whom the events tell, and whom ZITADEL lists nowhere. It is nil unless the look went by the
	// events from the first person to the last, within one organization.
	NotListed *int
	// Disagreeing counts the people with SourcesDisagree.
	Disagreeing int
	// Proven is true where the look is whole, the creation of each person who is listed is in the event log, nobody is NotListed
	// and nobody is Disagreeing. It takes Needs.Proof.
	Proven bool
	// Next is where to go on. It is nil where nobody follows.
	Next *Position
}

// Complete reports whether everybody who had to be looked at was.
func (l Look) Complete() bool { return l.Incomplete == Whole }
