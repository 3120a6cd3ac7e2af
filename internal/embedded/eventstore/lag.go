package eventstore

import (
	"time"

	"zitadel-graphql/internal/embedded/domain"
)

// StallLags is for how many lags the reads of policies stand still after an organization's policy was created twice at once.
// A real ZITADEL, which lags by up to 100 ms, stood still for two to three seconds.
const StallLags = 20

// lagging has what the reads see where there is a lag. A ZITADEL answers reads from several tables. Each follows the events by
// itself, and few reads wait until their table has caught up.
type lagging struct {
	// awaited is what GetLoginPolicy sees of policies. It waits for the table, so only a stall makes it late.
	awaited projection
	// policies is what every other read sees of policies. It is the same table, so a GetLoginPolicy that finds an
	// organization's own policy brings it up to date for everybody.
	policies projection
	// others is what no read brings up to date: links to providers, also those in a GetLoginPolicy, providers, organizations,
	// restrictions and users.
	others projection
}

// startAt makes the reads start up to date: what was there at the start is old. Without a lag nobody reads them.
func (l *lagging) startAt(p projection, lag time.Duration) {
	if lag == 0 {
		return
	}
	l.awaited, l.policies, l.others = p.clonePolicies(), p.clonePolicies(), p.clone()
}

// PolicyInForce gives the policy in force as GetLoginPolicy shows it: up to date, but for links that are late, for events that
// were skipped, and while the reads stand still (StallLags).
func (s *Store) PolicyInForce(org string) PolicyInForce {
	if s.lag == 0 {
		return s.PolicyForLogins(org)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUpPolicies(&s.lagging.awaited, 0)
	p := s.lagging.awaited.policyInForce(org)
	if !p.IsDefault {
		s.catchUpPolicies(&s.lagging.policies, 0)
	}
	return s.withLateLinks(p)
}

// LatePolicyInForce gives the policy in force as every other read shows it, which may be as late as the lag.
func (s *Store) LatePolicyInForce(org string) PolicyInForce {
	if s.lag == 0 {
		return s.PolicyForLogins(org)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUpPolicies(&s.lagging.policies, s.lag)
	return s.withLateLinks(s.lagging.policies.policyInForce(org))
}

// PolicyForLogins gives the policy that logins go by. It is never late, but what the reads skip isn't in force either.
func (s *Store) PolicyForLogins(org string) PolicyInForce {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.current.policyInForce(org)
}

// LateProviders gives the providers that an organization can use, its own first, or the instance's own, and the date of the
// last event that the answer takes into account. It may be as late as the lag. The caller may sort the list.
func (s *Store) LateProviders(owner string) (list []domain.Provider, asOf time.Time) {
	s.readLate(func(p *projection) { list, asOf = append(list, p.providers(owner)...), p.asOf })
	return list, asOf
}

// LateRestrictions gives the instance's restrictions, which may be as late as the lag.
func (s *Store) LateRestrictions() (r domain.Restrictions) {
	s.readLate(func(p *projection) { r = p.aggregates[domain.RestrictionsID].Restrictions })
	return r
}

// readLate lets read look at what no read brings up to date. It must not keep the projection.
func (s *Store) readLate(read func(*projection)) {
	if s.lag == 0 {
		s.mu.RLock()
		defer s.mu.RUnlock()
		read(&s.current)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUpOthers()
	read(&s.lagging.others)
}

func (s *Store) withLateLinks(p PolicyInForce) PolicyInForce {
	s.catchUpOthers()
	p.Links = s.lagging.others.linkedProviders(p.Owner)
	return p
}

func (s *Store) catchUpOthers() {
	s.lagging.others.catchUp(s.index.ofAll(), s.now().Add(-s.lag), func(domain.Event) bool { return false })
}

// catchUpPolicies applies what is older than the lag. A second creation of a policy holds it up for a while: ZITADEL's table
// has a row of the policy already, and tries again and again to insert another before it goes on.
func (s *Store) catchUpPolicies(p *projection, lag time.Duration) {
	now := s.now()
	p.catchUp(s.index.ofAll(), now.Add(-lag), func(e domain.Event) bool {
		return p.isSecondCreation(e) && e.CreatedAt.Add(StallLags*s.lag).After(now)
	})
}
