package impact_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"google.golang.org/protobuf/encoding/prototext"

	"zitadel-graphql/internal/people/impact"
	"zitadel-graphql/internal/policy"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Prevents that a change which would lock its caller out is previewed as harmless, or the other way: what internal/policy refuses
// to do to a caller, of whom it knows the factors and that the token works, is what happens to the sessions of a person like that.
//
// The two differ where internal/policy is more careful than ZITADEL's check: recovery codes and passkeys that are newly allowed,
// which that check never counts. Left out are policies with forceMfa and forceMfaLocalOnly: ZITADEL's check demands nothing of
// sessions by a provider then, and internal/policy takes it that forceMfa alone counts.
func TestAgreesWithTheLockoutOfCallers(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 2026))
	seen := map[policy.Lockout]int{}
	for range 20000 {
		before, after, person := anyPolicy(random), anyPolicy(random), anyPerson(random)
		before.ForceMfaLocalOnly = before.GetForceMfaLocalOnly() && !before.GetForceMfa()
		after.ForceMfaLocalOnly = after.GetForceMfaLocalOnly() && !after.GetForceMfa()
		person.Ready &^= impact.RecoveryCodes // internal/policy can't read them
		lockout := callerLike(person).Lockout(before, after)
		sessions := sessionsOf(impact.NewChange(before, after), before, person)
		if len(sessions) == 0 || lockout == policy.MayLockOut && allowsUncounted(before, after) {
			continue
		}
		seen[lockout]++
		if !agree(lockout, sessions) {
			t.Fatalf("%+v: lockout %d, sessions %v\nbefore %s\nafter %s", person, lockout, sessions, prototext.Format(before), prototext.Format(after))
		}
	}
	if len(seen) != 3 {
		t.Errorf("the worlds show only %v", seen)
	}
}

// callerLike returns a person as internal/policy reads a caller.
func callerLike(person impact.Person) policy.Person {
	caller := policy.Person{Passkeys: person.Ready&impact.Passkey != 0}
	for factor, method := range methodOf() {
		if person.Ready&method != 0 {
			caller.Factors = append(caller.Factors, factor)
		}
	}
	return caller
}

// sessionsOf returns what happens to the sessions of everybody whom a caller may be: with a password, or a link to a provider, and
// with a session that works before the change.
func sessionsOf(change impact.Change, before *policyv1.LoginPolicy, caller impact.Person) []impact.Answer {
	var found []impact.Answer
	for _, methods := range []impact.Methods{impact.Password, impact.IdentityProvider} {
		person := impact.Person{Ready: caller.Ready&^(impact.Password|impact.IdentityProvider) | methods, MethodsKnown: true}
		for _, h := range humans(person) {
			if slices.ContainsFunc(h.sessions(), func(session []string) bool { return h.accepts(session, before) }) {
				found = append(found, change.Of(impact.V1, person)[impact.LosesSessions])
				break
			}
		}
	}
	return found
}

// allowsUncounted reports whether a change allows recovery codes or passkeys.
func allowsUncounted(before, after *policyv1.LoginPolicy) bool {
	return len(before.GetMultiFactors()) < len(after.GetMultiFactors()) ||
		!slices.Contains(before.GetSecondFactors(), recovery) && slices.Contains(after.GetSecondFactors(), recovery)
}

// agree reports whether a caller's lockout stands for what may happen to the sessions.
func agree(lockout policy.Lockout, sessions []impact.Answer) bool {
	switch lockout {
	case policy.LocksOut:
		return slices.Min(sessions) == impact.Certainly
	case policy.MayLockOut:
		return slices.Max(sessions) != impact.No
	default:
		return slices.Max(sessions) == impact.No
	}
}
