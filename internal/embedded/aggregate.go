package embedded

import (
	"slices"
	"time"
)

// aggregate is the state of the instance or of one organization. It is a value: apply gives a new one and leaves the
// old one as it was, so readers need no lock once they have it.
type aggregate struct {
	kind         aggregateKind
	id           string
	sequence     uint64
	creation     time.Time // of the first event
	change       time.Time // of the last event, whatever it was about
	name         string
	domain       string // the primary one; an instance has none here
	policy       policy
	providers    []provider // in the order of their addition
	restrictions restrictions
}

// situation is what a decision may look at: the aggregate that is to change, and the instance above it (the same once
// more if it is the instance that is to change).
type situation struct {
	aggregate

	instance aggregate
}

// stamp numbers the changes as the next events of the aggregate. They share the time: one call is one moment.
func (a aggregate) stamp(changes []change, editor string, at time.Time) []event {
	events := make([]event, len(changes))
	for i, c := range changes {
		events[i] = event{
			Kind: a.kind, Aggregate: a.id, Sequence: a.sequence + 1 + uint64(i), Topic: c.Topic,
			CreatedAt: at, Editor: editor, Payload: c.Payload,
		}
	}
	return events
}

// apply gives the aggregate after the events, which must be its own and next. It copies once, not once an event.
func apply(a aggregate, events ...event) aggregate {
	a.policy = a.policy.clone()
	a.providers = slices.Clone(a.providers)
	for _, e := range events {
		a.kind, a.id, a.sequence, a.change = e.Kind, e.Aggregate, e.Sequence, e.CreatedAt
		a = a.folded(e)
	}
	return a
}

// folded may write into what apply has copied.
func (a aggregate) folded(e event) aggregate {
	switch body := e.Payload.(type) {
	case *namePayload:
		a.name, a.creation = body.Name, e.CreatedAt
	case *domainPayload:
		if e.Topic == topicDomainPrimarySet {
			a.domain = body.Domain
		}
	case *providerPayload:
		a.providers = append(a.providers, newProvider(*body, e))
	case *providerRemovedPayload:
		a.providers = slices.DeleteFunc(a.providers, func(p provider) bool { return p.id == body.ID })
	case *restrictionsPayload:
		a.restrictions = a.restrictions.after(*body, e)
	default:
		a.policy.fold(e)
	}
	return a
}
