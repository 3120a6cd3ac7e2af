package impact

import "sync"

// The second factors that a login can ask for. ZITADEL's pages have none for recovery codes: they count over its API alone,
// which never looks at the policy's factors.
const secondFactors = TOTP | U2F | OTPSMS | OTPEmail

// effect is what a rule decides. Each is a set of methods.
type effect int

const (
	// firstFactors are the methods by which a login can begin.
	firstFactors effect = iota
	// refusedFactors are those of them that are refused all the same.
	refusedFactors
	// askedFactors are the second factors that are asked for after a password or a provider.
	askedFactors
	// demandedAfter are the methods after which a second factor is demanded even of whoever has none.
	demandedAfter
	// offeredFactors are the second factors that can be set up where one is demanded.
	offeredFactors
)

// fact returns the methods that a rule has for a person under a policy.
type fact func(policy, situation) Methods

// rule is one row of the table: a fact about each version of the login, in words and as a function, and where it comes from.
type rule struct {
	effect effect
	what   string
	v1, v2 fact
	source string
}

// under returns the rule's fact about a version.
func (r rule) under(login Login) fact {
	if login == V2 {
		return r.v2
	}
	return r.v1
}

// Where the facts come from. V1's are read in ZITADEL's source (main of July 2026), internal/auth/repository/eventsourcing/
// eventstore/auth_request.go and internal/user/model/user_view.go, V2's in its application apps/login of the same time. What was
// also seen on a running server says so.
const (
	sourceFirstFactor = "V1 nextSteps, firstFactorChecked; V2 lib/server/loginname.ts"
	sourceProvider    = "V1 idpChecked, checkForAllowedIDPs; V2 redirectUserToIDP in lib/server/loginname.ts"
	sourceAsked       = "V1 MFATypesAllowed; V2 checkMFAFactors in lib/mfa-helper.ts; both seen"
	sourceForced      = "V1 RequiresMFA in internal/domain/user.go; V2 shouldEnforceMFA in lib/mfa-helper.ts; password seen"
	sourceOffered     = "V1 MFATypesSetupPossible, seen; V2 components/choose-second-factor-to-setup.tsx"
	sourceInitial     = "V1 InitUserStep; V2 lib/server/loginname.ts: initial users aren't supported"
)

// rules are all facts about the two logins that this package knows. Where several rules have the same effect, the methods of all of
// them have it.
func rules() []rule {
	return []rule{
		{firstFactors, "a password, where the policy allows passwords",
			password, password, sourceFirstFactor},
		{firstFactors, "a passkey, where passwordlessType and passwords are allowed; the multi factors are never read",
			passkey, passkey, sourceFirstFactor},
		{firstFactors, "a provider that the policy links; under V2 also the person's own link, whatever the policy links",
			provider, providerOrOwnLink, sourceProvider},
		{refusedFactors, "a person who has never been activated: V1 has a page for that, V2 none",
			nothing, allOfInitial, sourceInitial},
		{askedFactors, "V1: what is ready and the policy lists; V2: whatever is ready",
			readyAndListed, ready, sourceAsked},
		{demandedAfter, "after a password: forceMfa or forceMfaLocalOnly",
			afterPassword, afterPassword, sourceForced},
		{demandedAfter, "after a provider: forceMfa; under V1 not where forceMfaLocalOnly is set too",
			afterProviderUnlessLocal, afterProvider, sourceForced},
		{offeredFactors, "what the policy lists; under V2 codes by e-mail and SMS only to a verified address or number",
			listed, listedAndReachable, sourceOffered},
	}
}

func nothing(policy, situation) Methods { return 0 }

func password(p policy, s situation) Methods { return when(p.passwords, s.methods&Password) }

func passkey(p policy, s situation) Methods {
	return when(p.passwords && p.passkeys, s.methods&Passkey)
}

func provider(_ policy, s situation) Methods { return when(s.reaches, IdentityProvider) }

func providerOrOwnLink(_ policy, s situation) Methods {
	return when(s.reaches || s.usesOwnLink, IdentityProvider)
}

func allOfInitial(_ policy, s situation) Methods {
	return when(s.initial, Password|Passkey|IdentityProvider)
}

func readyAndListed(p policy, s situation) Methods { return s.methods & p.listed & secondFactors }

func ready(_ policy, s situation) Methods { return s.methods & secondFactors }

func afterPassword(p policy, _ situation) Methods {
	return when(p.forced || p.forcedLocally, Password)
}

func afterProvider(p policy, _ situation) Methods { return when(p.forced, IdentityProvider) }

func afterProviderUnlessLocal(p policy, _ situation) Methods {
	return when(p.forced && !p.forcedLocally, IdentityProvider)
}

func listed(p policy, _ situation) Methods { return p.listed & secondFactors }

func listedAndReachable(p policy, s situation) Methods {
	return p.listed & (TOTP | U2F | when(s.emailVerified, OTPEmail) | when(s.phoneVerified, OTPSMS))
}

// when returns the methods where the condition holds, and none where it doesn't.
func when(condition bool, methods Methods) Methods {
	if !condition {
		return 0
	}
	return methods
}

// login is one version of the login, with its rules by their effects.
type login [offeredFactors + 1][]fact

// bothLogins returns the two versions of the login. All changes share them, and none alters them.
var bothLogins = sync.OnceValue(func() *[loginCount]login {
	return &[loginCount]login{V1: newLogin(V1), V2: newLogin(V2)}
})

// newLogin returns the rules of a version.
func newLogin(version Login) login {
	var l login
	for _, rule := range rules() {
		l[rule.effect] = append(l[rule.effect], rule.under(version))
	}
	return l
}

// methods returns the methods that have an effect on a person under a policy.
func (l login) methods(of effect, p policy, s situation) Methods {
	var found Methods
	for _, fact := range l[of] {
		found |= fact(p, s)
	}
	return found
}

// attempt returns how a person's login goes under a policy.
func (l login) attempt(p policy, s situation) attempt {
	first := l.methods(firstFactors, p, s) &^ l.methods(refusedFactors, p, s)
	asked, demanded, offered := l.methods(askedFactors, p, s), l.methods(demandedAfter, p, s), l.methods(offeredFactors, p, s)
	a := attempt{usable: asked | first&Passkey}
	for _, method := range []Methods{Password, IdentityProvider, Passkey} {
		switch {
		case first&method == 0:
		case method == Passkey, asked != 0, demanded&method == 0:
			a.in |= method
		case offered != 0:
			a.inAfterSetUp |= method
		}
	}
	a.passwordAlone = a.in.has(Password) && asked == 0 && !first.has(Passkey)
	return a
}

// attempt is how a person's login goes.
type attempt struct {
	// usable are the second factors and passkeys that the login takes.
	usable Methods
	// in are the methods that lead in as things are, and inAfterSetUp those that lead in once a second factor is set up.
	in, inAfterSetUp Methods
	// passwordAlone is true where a password leads in with nothing beside it, and no passkey does.
	passwordAlone bool
}

// canLogIn reports whether there is any way in.
func (a attempt) canLogIn() bool { return a.in|a.inAfterSetUp != 0 }

// mustSetUp reports whether every way in leads over setting up a second factor.
func (a attempt) mustSetUp() bool { return a.in == 0 && a.inAfterSetUp != 0 }
