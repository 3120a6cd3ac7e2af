// Package eventlog says what the event log of a ZITADEL tells about a login policy: whether the policy that ZITADEL shows has
// its newest change (Log.Freshness), what the policy is by its events (Log.Replay), and whether a creation was the only one
// (Log.Creation).
//
// The log is the truth. It was never seen to be late, and nothing in it is ever changed. What ZITADEL shows is a projection of
// it, which is late now and then, and now and then skips an event for good.
//
// The package only computes: package policy reads the pages of the log, and decides what follows. It depends on
// internal/wire, and on settings beside it.
package eventlog

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/structpb"

	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
)

// Topic is the type of an event of a login policy, without "org." or "instance.".
type Topic string

// The events that a login policy consists of. ZITADEL may have more under the same prefix; such an event counts as a
// change of unknown content.
const (
	Added               Topic = prefix + "added"
	Changed             Topic = prefix + "changed"
	Removed             Topic = prefix + "removed"
	SecondFactorAdded   Topic = prefix + "secondfactor.added"
	SecondFactorRemoved Topic = prefix + "secondfactor.removed"
	MultiFactorAdded    Topic = prefix + "multifactor.added"
	MultiFactorRemoved  Topic = prefix + "multifactor.removed"
	LinkAdded           Topic = prefix + "idpprovider.added"
	LinkRemoved         Topic = prefix + "idpprovider.removed"
	LinkCascadeRemoved  Topic = prefix + "idpprovider.cascade.removed"

	prefix     = "policy.login."
	linkPrefix = prefix + "idpprovider."
)

// topics returns the topics above.
func topics() []Topic {
	return []Topic{Added, Changed, Removed, SecondFactorAdded, SecondFactorRemoved, MultiFactorAdded, MultiFactorRemoved,
		LinkAdded, LinkRemoved, LinkCascadeRemoved}
}

// The aggregates that have a login policy, by the names of their types.
const (
	Organization = "org"
	Instance     = "instance"
)

// EventTypes returns the types of events to ask ListEvents for, to learn about the login policy of an aggregate of this type,
// which is Organization or Instance. The first event of an aggregate is among them: a log with that one is complete.
func EventTypes(aggregateType string) []string {
	types := []string{aggregateType + ".added"}
	for _, topic := range topics() {
		types = append(types, aggregateType+"."+string(topic))
	}
	return types
}

// Change is one event of a login policy.
type Change struct {
	Sequence uint64
	Topic    Topic
	Date     time.Time
	// Editor is the display name of the person or machine that made it, or the id where there is no name.
	Editor string
	// EditorID is the id of the same user.
	EditorID string
	// Payload is nil where the log was read without payloads, and for an event that has none.
	Payload *structpb.Struct
}

// ChangesOwner reports whether a change gives an organization its own policy, or removes it.
func (c Change) ChangesOwner() bool { return c.Topic == Added || c.Topic == Removed }

// isOfLink reports whether the change is one of a link to an identity provider. Those don't move the policy's sequence.
func (c Change) isOfLink() bool { return strings.HasPrefix(string(c.Topic), linkPrefix) }

// Log is the newest part of what happened to one login policy. It belongs to one goroutine at a time.
type Log struct {
	// Changes are the policy's, newest first.
	Changes []Change
	// Oldest is the sequence from which on the log is known without a gap: 0 or 1 where it is known from the beginning, and
	// math.MaxUint64 where nothing is known. Older events may not have been read, or be kept no longer by ZITADEL.
	Oldest uint64
	// Newest is the greatest sequence that was read, of anything that happened to the aggregate.
	Newest uint64
	// Payloads is true where the changes have theirs.
	Payloads bool
}

// New returns a log of which nothing is known.
func New() Log { return Log{Oldest: math.MaxUint64} }

// AddChanges adds the next page of ListOrgChanges, newest first.
func (l *Log) AddChanges(page []*changev1.Change) {
	l.Changes = slices.Grow(l.Changes, len(page))
	for _, change := range page {
		l.extend(change.GetSequence())
		eventType := strings.TrimPrefix(change.GetEventType().GetKey(), "EventTypes.")
		l.add(eventType, Change{Sequence: change.GetSequence(), Date: change.GetChangeDate().AsTime(),
			Editor: cmp.Or(change.GetEditorDisplayName(), change.GetEditorId()), EditorID: change.GetEditorId()})
	}
}

// AddEvents adds the next page of ListEvents, newest first, which was asked for EventTypes of one aggregate. What is
// between two of those events doesn't matter to the policy, so the log has no gap there.
func (l *Log) AddEvents(page []*eventv1.Event) {
	l.Payloads = true
	l.Changes = slices.Grow(l.Changes, len(page))
	for _, event := range page {
		l.extend(event.GetSequence())
		l.add(event.GetType().GetType(), Change{Sequence: event.GetSequence(), Date: event.GetCreationDate().AsTime(),
			Editor:   cmp.Or(event.GetEditor().GetDisplayName(), event.GetEditor().GetUserId()),
			EditorID: event.GetEditor().GetUserId(),
			Payload:  event.GetPayload()})
	}
}

// extend takes an entry with this sequence into the part of the log that is known.
func (l *Log) extend(sequence uint64) {
	l.Oldest, l.Newest = min(l.Oldest, sequence), max(l.Newest, sequence)
}

// reaches reports whether every change after this one is in the log.
func (l *Log) reaches(sequence uint64) bool {
	return l.Oldest != math.MaxUint64 && l.Oldest <= sequence+1
}

// add appends the event if it is one of the login policy.
func (l *Log) add(eventType string, change Change) {
	_, topic, _ := strings.Cut(eventType, ".")
	if topic == "added" { // the aggregate's first event, whose sequence may be any number in an old one
		l.Oldest = 0
	}
	if !strings.HasPrefix(topic, prefix) {
		return
	}
	change.Topic = Topic(topic)
	l.Changes = append(l.Changes, change)
}

// lastOwnerChange returns the index of the newest change that gave the organization its own policy or removed it, or -1.
func (l *Log) lastOwnerChange() int {
	return slices.IndexFunc(l.Changes, func(c Change) bool { return c.ChangesOwner() })
}
