package policy

import (
	"slices"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Lockout is the effect of a change of a policy on the token that makes it. ZITADEL refuses a person's token, whatever is asked
// with it, where the policy in force at the person's home organization demands a second factor that the token was got
// without: it forces one, or the person has set one up that it allows.
type Lockout int

const (
	// KeepsIn means that the token certainly goes on working.
	KeepsIn Lockout = iota
	// LocksOut means that ZITADEL will refuse the token.
	LocksOut
	// MayLockOut means that it can't be told: nothing says how a token was got.
	MayLockOut
)

// Person is a person whose token works under the policy before a change, as far as it is known.
type Person struct {
	// Factors are the second factors that the person has set up and that are ready. Recovery codes aren't known of.
	Factors []policyv1.SecondFactorType
	// Passkeys is true where the person has set one up. Who logs in by one needs no second factor.
	Passkeys bool
}

// MayLockOutAnyone reports whether a change of the policy in force at somebody's home organization could lock out anybody at all whose
// token works before it.
func MayLockOutAnyone(before, after *policyv1.LoginPolicy) bool {
	// Where a factor is forced on everybody, every token that works was got with one.
	return !before.GetForceMfa() && (demandsMore(before, after) || len(newlyAllowed(before, after)) > 0 || passkeysNewlyAllowed(before, after))
}

// Lockout returns the effect of a change on the person's token.
//
// That the token works under the policy before is what tells most: whoever has a factor that is allowed there has used one.
func (p Person) Lockout(before, after *policyv1.LoginPolicy) Lockout {
	switch {
	case !MayLockOutAnyone(before, after), p.has(before.GetSecondFactors()):
		return KeepsIn
	case len(p.Factors) > 0 || p.Passkeys:
		return p.lockoutWithFactors(before, after)
	default:
		return lockoutWithoutFactors(before, after)
	}
}

// lockoutWithFactors is for a person who has set up something that isn't allowed as a second factor before: it may have been
// used all the same.
func (p Person) lockoutWithFactors(before, after *policyv1.LoginPolicy) Lockout {
	anew := newlyAllowed(before, after)
	if demandsMore(before, after) || p.has(anew) || includeRecoveryCodes(anew) || p.Passkeys && passkeysNewlyAllowed(before, after) {
		return MayLockOut
	}
	return KeepsIn
}

// lockoutWithoutFactors is for a person who has set up nothing, and so has used nothing: the token was got by a password alone, or
// through an identity provider.
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

// demandsMore reports whether a second factor is forced on people on whom it wasn't. Before, it isn't forced on everybody.
func demandsMore(before, after *policyv1.LoginPolicy) bool {
	return after.GetForceMfa() || after.GetForceMfaLocalOnly() && !before.GetForceMfaLocalOnly()
}

func (p Person) has(factors []policyv1.SecondFactorType) bool {
	return slices.ContainsFunc(p.Factors, func(factor policyv1.SecondFactorType) bool { return slices.Contains(factors, factor) })
}

func newlyAllowed(before, after *policyv1.LoginPolicy) []policyv1.SecondFactorType {
	return slices.DeleteFunc(slices.Clone(after.GetSecondFactors()), func(factor policyv1.SecondFactorType) bool {
		return slices.Contains(before.GetSecondFactors(), factor)
	})
}

func passkeysNewlyAllowed(before, after *policyv1.LoginPolicy) bool {
	return len(after.GetMultiFactors()) > 0 && len(before.GetMultiFactors()) == 0
}

// includeRecoveryCodes reports whether they are among the factors: nothing tells whether somebody has some.
func includeRecoveryCodes(factors []policyv1.SecondFactorType) bool {
	return slices.Contains(factors, policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES)
}
