package embedded

// skipper chooses the changes that the reads go on without. A real ZITADEL's projection loses an event where an earlier
// one is committed after it: the projection has passed its position by then, and never comes back.
type skipper struct {
	every int // 0 skips nothing
	seen  int // how many changes it could have skipped
}

// mark chooses among the events of one call, before anybody has seen them. Where readers see no policy there is
// nothing to skip, and a creation isn't skipped, nor what comes with it: the organization would go on inheriting.
func (s *skipper) mark(before aggregate, events []event) {
	if s.every == 0 || before.policy.row == nil || events[0].Topic == topicPolicyAdded {
		return
	}
	for i, e := range events {
		if !skippable(e.Topic) {
			continue
		}
		s.seen++
		events[i].Skipped = s.seen%s.every == 0
	}
}

// skippable are the kinds that a real ZITADEL was seen to skip.
func skippable(t topic) bool {
	switch t {
	case topicPolicyChanged, topicSecondFactorAdded, topicSecondFactorRemoved, topicMultiFactorAdded, topicMultiFactorRemoved:
		return true
	default:
		return false
	}
}
