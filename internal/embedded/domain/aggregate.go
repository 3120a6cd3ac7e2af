package domain

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

var (
	errSequence  = errors.New("sequence doesn't follow the aggregate's last")
	errAggregate = errors.New("type doesn't fit the aggregate")
)

// Aggregate is the state of the instance, of one organization or of the restrictions. It is a value: Apply gives a new one
// and leaves the old one as it was, so readers need no lock once they have it. Its slices must not be modified.
type Aggregate struct {
	Type          AggregateType
	ID            string
	ResourceOwner string    // the organization of a user; empty for the other types
	Sequence      uint64    // of the last event; 0 before the first
	CreationDate  time.Time // of the first event
	ChangeDate    time.Time // of the last event, whatever it was about
	Name          string
	PrimaryDomain string       // empty for the instance
	Providers     []Provider   // in the order of their addition
	Restrictions  Restrictions // of the aggregate RestrictionsID alone

	policy policy
}

// State holds everything that a decision may look at: the aggregate that is to change, and the instance, which an
// organization inherits from. Where the instance itself is to change, both are the same.
type State struct {
	Aggregate

	Instance Aggregate
	// User is the user that is to change, whose Aggregate has the type, the id, the owner and the sequence. The zero value
	// stands for a user that doesn't exist.
	User User
}

// Decision decides about one write. It returns the events that are to happen, none where the write is accepted and changes
// nothing, or the *RefusedError that the caller is to see. Its checks are in ZITADEL's order, because the caller sees the first
// that fails. It is pure, so it may be asked again with another state, and from several goroutines.
type Decision func(State) ([]PendingEvent, error)

// LoginPolicy gives the aggregate's own policy as readers are shown it, nil while it has none. It is shared and must not be
// modified.
func (a Aggregate) LoginPolicy() *LoginPolicy { return a.policy.projected }

// LinkedProviders picks from the available providers those that the aggregate's own policy links, in the order in which they
// were linked. A link to a provider that isn't available, because it was deleted, has none.
func (a Aggregate) LinkedProviders(available []Provider) []Provider {
	var linked []Provider
	for _, id := range a.policy.links {
		if i := slices.IndexFunc(available, func(p Provider) bool { return p.ID == id }); i >= 0 {
			linked = append(linked, available[i])
		}
	}
	return linked
}

// CheckNext returns an error where e can't be the aggregate's next event. Stamped events always can; those that were read
// from a file need not.
func (a Aggregate) CheckNext(e Event) error {
	if e.Sequence != a.Sequence+1 {
		return fmt.Errorf("aggregate %s: %w: %d after %d", e.AggregateID, errSequence, e.Sequence, a.Sequence)
	}
	isFirst := e.Sequence == 1
	if isFirst != e.beginsAggregate() || !isFirst && (e.AggregateType != a.Type || e.ResourceOwner != a.ResourceOwner) {
		return fmt.Errorf("aggregate %s: %w", e.AggregateID, errAggregate)
	}
	return nil
}

// Stamp gives the pending events their numbers, as the aggregate's next, their editor and their date. They share the date, as
// the events of one call do in ZITADEL.
func (a Aggregate) Stamp(pending []PendingEvent, editor string, at time.Time) []Event {
	events := make([]Event, len(pending))
	for i, p := range pending {
		events[i] = Event{
			AggregateType: a.Type, AggregateID: a.ID, Sequence: a.Sequence + 1 + uint64(i), Topic: p.Topic,
			CreatedAt: at, Editor: editor, Payload: p.Payload, ResourceOwner: a.ResourceOwner,
		}
	}
	return events
}

// Apply gives the aggregate after the events, which must be its own and its next. It copies the state once, however many
// events there are.
func Apply(a Aggregate, events ...Event) Aggregate {
	a.policy = a.policy.clone()
	a.Providers = slices.Clone(a.Providers)
	for _, e := range events {
		a.Type, a.ID, a.ResourceOwner, a.Sequence, a.ChangeDate = e.AggregateType, e.AggregateID, e.ResourceOwner, e.Sequence, e.CreatedAt
		a = a.applyOne(e)
	}
	return a
}

// applyOne may write into the maps and slices that Apply has copied.
func (a Aggregate) applyOne(e Event) Aggregate {
	switch body := e.Payload.(type) {
	case *namePayload:
		a.Name, a.CreationDate = body.Name, e.CreatedAt
	case *domainPayload:
		if e.Topic == TopicDomainPrimarySet {
			a.PrimaryDomain = body.Domain
		}
	case *providerAddedPayload:
		a.Providers = append(a.Providers, newProvider(*body, e))
	case *providerRemovedPayload:
		a.Providers = slices.DeleteFunc(a.Providers, func(p Provider) bool { return p.ID == body.ID })
	case *RestrictionsChange:
		a.Restrictions = a.Restrictions.apply(*body, e)
	default:
		a.policy.apply(e)
	}
	return a
}
