package embedded

import "time"

// stallLags is how many lags the reads of policies stand still after two creations at once. A real ZITADEL, which lags by
// up to 100 ms, stood still for two to three seconds.
const stallLags = 20

// What reads see while they lag. A ZITADEL answers reads from several tables, each of which follows the events by
// itself, and few reads wait until theirs has caught up:
//
//   - fresh is what GetLoginPolicy sees of policies. It waits, so only a stall makes it late.
//   - policies is what every other read sees of policies: the same table, so a GetLoginPolicy that finds an
//     organization's own policy brings it up to date for all.
//   - late is what nothing brings up to date: the links to providers, also those that GetLoginPolicy shows, the
//     providers, the organizations and the restrictions.

// effective is the policy in force, as GetLoginPolicy shows it.
func (s *eventStore) effective(org string) effectivePolicy {
	if s.lag == 0 {
		s.mu.RLock()
		defer s.mu.RUnlock()
		return s.current.effective(org)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.follow(&s.fresh, 0)
	p := s.fresh.effective(org)
	if !p.isDefault {
		s.follow(&s.policies, 0)
	}
	return s.withLateLinks(p)
}

// effectiveLate is the policy in force as the reads show it that don't wait.
func (s *eventStore) effectiveLate(org string) effectivePolicy {
	if s.lag == 0 {
		return s.effective(org)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.follow(&s.policies, s.lag)
	return s.withLateLinks(s.policies.effective(org))
}

// readLate lets read look at the view that nothing brings up to date. It must not keep it.
func (s *eventStore) readLate(read func(*view)) {
	if s.lag == 0 {
		s.mu.RLock()
		defer s.mu.RUnlock()
		read(&s.current)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUpLate()
	read(&s.late)
}

func (s *eventStore) withLateLinks(p effectivePolicy) effectivePolicy {
	s.catchUpLate()
	p.links = s.late.links(p.owner)
	return p
}

func (s *eventStore) catchUpLate() {
	s.late.catchUp(s.events, s.now().Add(-s.lag), func(event) bool { return false })
}

// follow brings a view of the policies up to date, but for what is younger than the lag. The second of two creations
// holds it up for a while: its row is there already, and the table tries again and again to write it before it goes on.
func (s *eventStore) follow(v *view, lag time.Duration) {
	now := s.now()
	v.catchUp(s.events, now.Add(-lag), func(e event) bool {
		return v.createsTwice(e) && e.CreatedAt.Add(stallLags*s.lag).After(now)
	})
}

// catchUp applies what has happened until then, up to the first event that is stuck.
func (v *view) catchUp(events []event, until time.Time, stuck func(event) bool) {
	for _, e := range events[v.applied:] {
		if e.CreatedAt.After(until) || stuck(e) {
			return
		}
		v.apply(e)
	}
}

// createsTwice says whether the event creates a policy where there is one.
func (v *view) createsTwice(e event) bool {
	return e.Topic == topicPolicyAdded && v.aggregates[e.Aggregate].policy.row != nil
}
