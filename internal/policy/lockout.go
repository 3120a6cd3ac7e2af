package policy

import (
	"slices"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Lockout is the effect of a change of a policy on the token that makes it. ZITADEL refuses a person's token for every call if
// the policy in force at the person's home organization demands a second factor, and the token was issued without one. It
// demands one where it forces everybody, or where the person has set one up that it allows.
type Lockout int

const (
	// KeepsIn means that the token certainly goes on working.
	KeepsIn Lockout = iota
	// LocksOut means that ZITADEL will certainly refuse the token.
	LocksOut
	// MayLockOut means that ZITADEL may refuse the token: nothing tells how the person logged in to get it.
	MayLockOut
)

// Person is a caller who is a person, by what can be read of the factors that the person has set up.
type Person struct {
	// Factors are the second factors that are set up and ready. Recovery codes are never among them: ZITADEL doesn't list them.
	Factors []policyv1.SecondFactorType
	// Passkeys is true where at least one is set up and ready. A login by passkey needs no second factor.
	Passkeys bool
}

// MayLockOutAnyone reports whether there can be a person whose token works under the policy before a change and is refused after
// it. Where it returns false, Person.Lockout is KeepsIn for everybody.
func MayLockOutAnyone(before, after *policyv1.LoginPolicy) bool {
	// Where everybody is forced, every token that works was issued with a second factor.
	return !before.GetForceMfa() && (demandsMore(before, after) || len(newlyAllowed(before, after)) > 0 || passkeysNewlyAllowed(before, after))
}

// Lockout returns the effect of a change, of the policy in force at the person's home organization, on the person's token. It
// takes for granted that the token works under the policy before: so whoever has a factor that is allowed there has used one.
func (p Person) Lockout(before, after *policyv1.LoginPolicy) Lockout {
	switch {
	case !MayLockOutAnyone(before, after), p.hasAny(before.GetSecondFactors()):
		return KeepsIn
	case len(p.Factors) > 0 || p.Passkeys:
		return p.lockoutWithFactors(before, after)
	default:
		return lockoutWithoutFactors(before, after)
	}
}

// lockoutWithFactors is Lockout for a person who has set up something, and no factor that was allowed before. The person may have
// logged in with a passkey, or by a password alone.
func (p Person) lockoutWithFactors(before, after *policyv1.LoginPolicy) Lockout {
	added := newlyAllowed(before, after)
	if demandsMore(before, after) || p.hasAny(added) || includeRecoveryCodes(added) || p.Passkeys && passkeysNewlyAllowed(before, after) {
		return MayLockOut
	}
	return KeepsIn
}

// lockoutWithoutFactors is Lockout for a person who has set up nothing: the person logged in by a password alone, or through an
// identity provider.
func lockoutWithoutFactors(before, after *policyv1.LoginPolicy) Lockout {
	switch {
	case after.GetForceMfa():
		return LocksOut
	case demandsMore(before, after), includeRecoveryCodes(newlyAllowed(before, after)):
		return MayLockOut
	default:
		return KeepsIn
	}
}

// demandsMore reports whether a second factor is forced on people on whom it wasn't, by a policy that didn't force everybody.
func demandsMore(before, after *policyv1.LoginPolicy) bool {
	return after.GetForceMfa() || after.GetForceMfaLocalOnly() && !before.GetForceMfaLocalOnly()
}

// hasAny reports whether the person has set up one of the factors.
func (p Person) hasAny(factors []policyv1.SecondFactorType) bool {
	return slices.ContainsFunc(p.Factors, func(factor policyv1.SecondFactorType) bool { return slices.Contains(factors, factor) })
}

// newlyAllowed returns the second factors that are allowed after a change and not before.
func newlyAllowed(before, after *policyv1.LoginPolicy) []policyv1.SecondFactorType {
	return slices.DeleteFunc(slices.Clone(after.GetSecondFactors()), func(factor policyv1.SecondFactorType) bool {
		return slices.Contains(before.GetSecondFactors(), factor)
	})
}

// passkeysNewlyAllowed reports whether logins by passkey are allowed after a change and not before.
func passkeysNewlyAllowed(before, after *policyv1.LoginPolicy) bool {
	return len(after.GetMultiFactors()) > 0 && len(before.GetMultiFactors()) == 0
}

// includeRecoveryCodes reports whether recovery codes are among the factors. Nothing tells who has some.
func includeRecoveryCodes(factors []policyv1.SecondFactorType) bool {
	return slices.Contains(factors, policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES)
}
