package people

import (
	"time"

	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// Source is a way to find out what people have set up.
type Source int

const (
	// PersonByPerson asks ListAuthenticationMethodTypes about each person.
	PersonByPerson Source = iota
	// Events adds up what the event log tells of everybody.
	Events
)

// Person is somebody with what was found out about them.
type Person struct {
	ID, DisplayName, LoginName string
	// Organization is the id of the person's home organization, which the person is listed in.
	Organization string
	State        userv2.UserState
	Created      time.Time
	// EmailVerified and PhoneVerified tell whether the person's address and number are confirmed. Where there is none, it isn't.
	EmailVerified, PhoneVerified bool
	// Ready is what the person can log in with. Password and IdentityProvider are in it only where MethodsKnown.
	Ready Methods
	// Unfinished are second factors that the person began to set up and hasn't proved. It never has one that is in Ready. It is
	// empty where it wasn't asked: person by person, without Needs.Factors.
	Unfinished Methods
	// MethodsKnown is true where Needs.LoginMethods had the person asked for Password and IdentityProvider.
	MethodsKnown bool
	// SecurityKeys are the person's, also unfinished ones. It is nil without Needs.Factors, and where ZITADEL's answer lacks what
	// another one has; where the person has none, it is empty and not nil.
	SecurityKeys []SecurityKey
	// Source is where Ready is from, but for Password and IdentityProvider.
	Source Source
	// SourcesDisagree is true where the events and the lists say different things of the person, after both were read a second
	// time: Ready goes by Source. It is nil where only one of them was asked.
	SourcesDisagree *bool
}

// SecurityKey is a key that a person has registered as a second factor.
type SecurityKey struct {
	ID, Name string
	// Ready is false where the registration was begun and isn't finished.
	Ready bool
}
