package eventstore

import "zitadel-graphql/internal/embedded/domain"

// eventSkipper chooses the events that the reads of policies skip. A real ZITADEL's projection skips an event that is committed
// after a later one: the projection is past its position by then, and never comes back.
type eventSkipper struct {
	every     int // 0 skips nothing
	skippable int // how many events there were that it could have skipped
}

// mark chooses among the events of one call, before anybody has seen them. Where readers are shown no policy, nothing can be
// skipped. A creation isn't, nor what comes with it: the organization would go on inheriting, which nobody has seen.
func (s *eventSkipper) mark(before domain.Aggregate, events []domain.Event) {
	if s.every == 0 || before.LoginPolicy() == nil || events[0].Topic == domain.TopicPolicyAdded {
		return
	}
	for i, e := range events {
		if !isSkippable(e.Topic) {
			continue
		}
		s.skippable++
		events[i].Skipped = s.skippable%s.every == 0
	}
}

// isSkippable names the topics that a real ZITADEL was seen to skip.
func isSkippable(t domain.Topic) bool {
	switch t {
	case domain.TopicPolicyChanged,
		domain.TopicSecondFactorAdded, domain.TopicSecondFactorRemoved,
		domain.TopicMultiFactorAdded, domain.TopicMultiFactorRemoved:
		return true
	default:
		return false
	}
}
