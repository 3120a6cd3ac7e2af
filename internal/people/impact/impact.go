package impact

// Login is a version of ZITADEL's login pages.
type Login int

// The versions. V1 is a part of the server; V2 is an application of its own, and the default of new instances.
const (
	V1 Login = iota
	V2
	loginCount
)

// Logins returns all versions.
func Logins() []Login { return []Login{V1, V2} }

// Category is one thing that a change can do to a person.
type Category int

// The categories.
const (
	// LosesFactor is for whoever can log in with a second factor or a passkey before the change, and not with the same after it.
	LosesFactor Category = iota
	// LosesOnlyFactor is for whoever loses one, and can log in with no other after the change.
	LosesOnlyFactor
	// FallsBackToPassword is for whoever gets in with a password and nothing else after the change, and didn't before it. Whoever
	// has a passkey that the policy allows doesn't count.
	FallsBackToPassword
	// MustSetUp is for whoever gets in after the change only by setting up a second factor, and didn't have to before it.
	MustSetUp
	// LockedOut is for whoever could log in before the change, and can't after it in any way.
	LockedOut
	// LosesSessions is for whoever may have sessions and tokens that ZITADEL accepts before the change and refuses after it. It is
	// certain where every session that the person can have is one of these.
	LosesSessions
	categoryCount
)

// Categories returns all categories, in the schema's order.
func Categories() []Category {
	return []Category{LosesFactor, LosesOnlyFactor, FallsBackToPassword, MustSetUp, LockedOut, LosesSessions}
}

// Answer says whether something happens to a person. A greater one is more certain.
type Answer int

// The answers.
const (
	No Answer = iota
	// Possibly means that what decides isn't known.
	Possibly
	Certainly
)

// Answers has the answer for each category.
type Answers [categoryCount]Answer

// Methods is a set of what a person can log in with.
type Methods uint16

// The methods. They have the same bits as those of package people.
const (
	TOTP Methods = 1 << iota
	U2F
	OTPSMS
	OTPEmail
	RecoveryCodes
	Passkey
	Password
	IdentityProvider
)

// has reports whether at least one of the methods is in the set.
func (m Methods) has(methods Methods) bool { return m&methods != 0 }

// Person is one person, or machine, as far as it decides what a change does.
type Person struct {
	// Ready are the methods that are set up. Password and IdentityProvider count only where MethodsKnown.
	Ready Methods
	// MethodsKnown is true where Ready tells too whether there is a password and a link to an identity provider.
	MethodsKnown bool
	// EmailVerified and PhoneVerified decide whether Login V2 offers codes by e-mail and SMS to be set up.
	EmailVerified, PhoneVerified bool
	// State is whether the person can log in at all.
	State State
	// Machine is true for a machine, which no login policy concerns.
	Machine bool
}

// State is whether a person can log in at all.
type State int

// The states.
const (
	// Active people can.
	Active State = iota
	// Initial people were created, and have yet to set a password.
	Initial
	// Suspended people are deactivated or locked, until somebody lets them in again. Whether that happens isn't known, and so
	// nothing about their logins is certain. Their sessions ended then, for good.
	Suspended
	// Unclear is a state that this version doesn't know: nothing about such a person's logins and sessions is certain.
	Unclear
	// Deleted people are gone.
	Deleted
)
