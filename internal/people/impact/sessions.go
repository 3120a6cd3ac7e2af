package impact

import "slices"

// session is a way in which a session, or a token, can have been made without a second factor.
type session struct {
	by Methods
	// demanded reports whether ZITADEL demands a second factor of such a session even where the person has none.
	demanded func(policy) bool
}

// sessionRules are the sessions that a change can end. ZITADEL checks each call's token (checkAuthentication in
// internal/authz/repository/eventsourcing/eventstore/token_verifier.go), whatever login it came from: made with two factors or a
// passkey, it always counts; made with one, only where the policy demands no second factor, and the person has none set up that
// the policy lists. Recovery codes, passkeys and multi factors play no part.
//
// Seen, of sessions by a password and by a provider: each setting of the two that force, and both at once; that allowing codes by
// e-mail ended the sessions of whoever had them set up, and allowing recovery codes and a multi factor nobody's; and that a
// deactivation ends sessions for good. That a passkey counts by itself was read, and not seen.
func sessionRules() []session {
	return []session{
		{Password, func(p policy) bool { return p.forced || p.forcedLocally }},
		{IdentityProvider, func(p policy) bool { return p.forced && !p.forcedLocally }},
	}
}

// isAccepted reports whether ZITADEL accepts such a session of a person.
func (r session) isAccepted(p policy, s situation) bool {
	return !r.demanded(p) && readyAndListed(p, s) == 0
}

// mayHaveStrongSession reports whether the person can have a session that no policy ends.
func mayHaveStrongSession(s situation) bool {
	return s.methods.has(Passkey | RecoveryCodes | secondFactors)
}

// EndsToken returns whether ZITADEL refuses a person's token after the change, which it accepts before it. Since the token works,
// it isn't asked how the person could have logged in: a token that was got without a second factor is one by a password, or one
// by a provider. ready are the second factors and passkeys that are set up; passwords and providers are left out of account.
//
// Whoever has recovery codes that aren't in ready may have a token that goes on working where the answer is Certainly.
func (c Change) EndsToken(ready Methods) Answer {
	return c.endsSessions(sessionRules(), situation{methods: ready})
}

// MayEndTokens reports whether EndsToken has another answer than No for anybody.
func (c Change) MayEndTokens() bool {
	for ready := range secondFactors + 1 { // every set of second factors that a policy's list can concern
		if c.EndsToken(ready) != No {
			return true
		}
	}
	return false
}

// losesSessions returns whether a person's sessions end, in one possibility.
func (c Change) losesSessions(p possibility) Answer {
	if p.before.initial {
		return No // whoever was never activated has none
	}
	made := slices.DeleteFunc(sessionRules(), func(r session) bool { return !p.before.methods.has(r.by) })
	return c.endsSessions(made, p.before)
}

// endsSessions returns whether the change ends sessions that a person may have. These have been made in one of the ways, or are
// strong.
func (c Change) endsSessions(ways []session, s situation) Answer {
	ends, goesOn := false, mayHaveStrongSession(s)
	for _, way := range ways {
		if !way.isAccepted(c.before, s) {
			continue
		}
		accepted := way.isAccepted(c.after, s)
		ends, goesOn = ends || !accepted, goesOn || accepted
	}
	switch {
	case !ends:
		return No
	case goesOn:
		return Possibly
	default:
		return Certainly
	}
}
