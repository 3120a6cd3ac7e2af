package impact

import (
	"slices"

	"zitadel-graphql/internal/policy/settings"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Change is a change from one policy to another. It is safe for concurrent use.
type Change struct {
	before, after policy
	logins        *[loginCount]login
}

// NewChange returns the change between two policies, which it doesn't keep.
func NewChange(before, after *policyv1.LoginPolicy) Change {
	return Change{before: newPolicy(before), after: newPolicy(after), logins: bothLogins()}
}

// policy is what of a login policy counts for logins.
type policy struct {
	passwords, passkeys   bool
	forced, forcedLocally bool
	listed                Methods  // the second factors
	providers             []string // the ids of the linked providers; none where the policy doesn't allow any
}

func newPolicy(from *policyv1.LoginPolicy) policy {
	p := policy{
		passwords:     from.GetAllowUsernamePassword(),
		passkeys:      from.GetPasswordlessType() != policyv1.PasswordlessType_PASSWORDLESS_TYPE_NOT_ALLOWED,
		forced:        from.GetForceMfa(),
		forcedLocally: from.GetForceMfaLocalOnly(),
	}
	for _, factor := range from.GetSecondFactors() {
		p.listed |= methodOf(factor)
	}
	if from.GetAllowExternalIdp() {
		p.providers = settings.LinkedProviders(from)
	}
	return p
}

// methodOf returns a second factor as a method, and none for one that this version doesn't know.
func methodOf(factor policyv1.SecondFactorType) Methods {
	switch factor {
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP:
		return TOTP
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F:
		return U2F
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS:
		return OTPSMS
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL:
		return OTPEmail
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES:
		return RecoveryCodes
	default:
		return 0
	}
}

// Of returns what the change does to a person who uses this version of the login.
func (c Change) Of(version Login, person Person) Answers {
	if person.Machine || person.State == Deleted {
		return Answers{}
	}
	var least, greatest Answers
	for i, p := range c.possibilities(person) {
		for category, answer := range c.answers(c.logins[version], p) {
			if i == 0 {
				least[category] = answer
			}
			least[category], greatest[category] = min(least[category], answer), max(greatest[category], answer)
		}
	}
	return combine(person, least, greatest)
}

// combine returns the answers of all possibilities together, by the least and the greatest of each.
func combine(person Person, least, greatest Answers) Answers {
	for category := range greatest {
		if least[category] != greatest[category] {
			greatest[category] = Possibly
		}
		if !isOfFactors(Category(category)) {
			greatest[category] = min(greatest[category], mostCertain(person.State))
		}
	}
	if person.State == Suspended {
		greatest[LosesSessions] = No
	}
	return greatest
}

// mostCertain returns the most certain answer there is about the logins of a person in a state.
func mostCertain(state State) Answer {
	if state == Suspended || state == Unclear {
		return Possibly
	}
	return Certainly
}

// isOfFactors reports whether a category is about what a person has, whether or not the person may log in now.
func isOfFactors(category Category) bool {
	return category == LosesFactor || category == LosesOnlyFactor
}

// possibility is one of the situations that a person may be in, under the policy before and after the change.
type possibility struct{ before, after situation }

// situation is a person under a policy, with nothing unknown.
type situation struct {
	methods                      Methods
	initial                      bool
	emailVerified, phoneVerified bool
	// reaches is true where a provider that the policy links lets the person in. usesOwnLink is true where the login takes the
	// person to a provider that the person is linked to, without looking at the policy.
	reaches, usesOwnLink bool
}

// possibilities returns every situation that a person may be in, by what is known.
func (c Change) possibilities(person Person) []possibility {
	var all []possibility
	for _, methods := range possibleMethods(person) {
		for _, reach := range c.possibleReach() {
			for _, ownLink := range []bool{false, true} {
				if ownLink && !methods.has(IdentityProvider) {
					continue
				}
				s := situation{methods: methods, initial: person.State == Initial, emailVerified: person.EmailVerified,
					phoneVerified: person.PhoneVerified, usesOwnLink: ownLink}
				p := possibility{s, s}
				p.before.reaches, p.after.reaches = reach[0], reach[1]
				all = append(all, p)
			}
		}
	}
	return all
}

// possibleMethods returns every set of methods that a person may have. Whoever has none to begin a login with may still get
// a password, by an invitation.
func possibleMethods(person Person) []Methods {
	known := person.Ready
	if person.MethodsKnown && known.has(Password|IdentityProvider|Passkey) {
		return []Methods{known}
	}
	if person.MethodsKnown {
		return []Methods{known, known | Password}
	}
	known &^= Password | IdentityProvider
	return []Methods{known, known | Password, known | IdentityProvider, known | Password | IdentityProvider}
}

// possibleReach returns every pair of whether a person gets in over a provider that the policy links: before, and after. Which
// provider a person has isn't known, and whoever has none may be linked to one by it.
func (c Change) possibleReach() [][2]bool {
	pairs := [][2]bool{{false, false}}
	if len(c.before.providers) > 0 && len(c.after.providers) > 0 {
		pairs = append(pairs, [2]bool{true, true})
	}
	if !containsAll(c.after.providers, c.before.providers) {
		pairs = append(pairs, [2]bool{true, false})
	}
	if !containsAll(c.before.providers, c.after.providers) {
		pairs = append(pairs, [2]bool{false, true})
	}
	return pairs
}

func containsAll(list, elements []string) bool {
	return !slices.ContainsFunc(elements, func(element string) bool { return !slices.Contains(list, element) })
}

// answers returns what the change does in one possibility.
func (c Change) answers(l login, p possibility) Answers {
	before, after := l.attempt(c.before, p.before), l.attempt(c.after, p.after)
	loses := before.usable&^after.usable != 0
	return Answers{
		LosesFactor:         certain(loses),
		LosesOnlyFactor:     certain(loses && after.usable == 0),
		FallsBackToPassword: certain(after.passwordAlone && !before.passwordAlone),
		MustSetUp:           certain(after.mustSetUp() && !before.mustSetUp()),
		LockedOut:           certain(before.canLogIn() && !after.canLogIn()),
		LosesSessions:       c.losesSessions(p),
	}
}

func certain(holds bool) Answer {
	if holds {
		return Certainly
	}
	return No
}
