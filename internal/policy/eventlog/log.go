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

// EventTypes are the types of events to ask ListEvents for, to learn about the login policy of an aggregate of this type,
// which is Organization or Instance. The first event of an aggregate is among them: a log that has it has them all.
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
	// Payload is nil where the log was read without payloads, and for an event that has none.
	Payload *structpb.Struct
}

// ofLink reports whether the change is one of a link to an identity provider. Those don't move the policy's sequence.
func (c Change) ofLink() bool { return strings.HasPrefix(string(c.Topic), linkPrefix) }

// Log is the newest part of what happened to one login policy.
type Log struct {
	// Changes are the policy's, newest first.
	Changes []Change
	// Oldest is the sequence from which on the log is known without a gap: 1 or 0 from the beginning, and math.MaxUint64 where
	// nothing is known. Older events may be missing here, or be kept no longer.
	Oldest uint64
	// Newest is the newest sequence that was seen, of whatever happened to the aggregate.
	Newest uint64
	// Payloads is true where the changes have theirs.
	Payloads bool
}

// New returns a log of which nothing is known.
func New() Log { return Log{Oldest: math.MaxUint64} }

// AddChanges adds the next page of ListOrgChanges, newest first.
func (l *Log) AddChanges(page []*changev1.Change) {
	for _, change := range page {
		l.extend(change.GetSequence())
		eventType := strings.TrimPrefix(change.GetEventType().GetKey(), "EventTypes.")
		l.add(eventType, Change{Sequence: change.GetSequence(), Date: change.GetChangeDate().AsTime(),
			Editor: named(change.GetEditorDisplayName(), change.GetEditorId())})
	}
}

// AddEvents adds the next page of ListEvents, newest first, which was asked for EventTypes of one aggregate. What is
// between two of those events doesn't matter to the policy, so the log has no gap there.
func (l *Log) AddEvents(page []*eventv1.Event) {
	l.Payloads = true
	for _, event := range page {
		l.extend(event.GetSequence())
		l.add(event.GetType().GetType(), Change{Sequence: event.GetSequence(), Date: event.GetCreationDate().AsTime(),
			Editor:  named(event.GetEditor().GetDisplayName(), event.GetEditor().GetUserId()),
			Payload: event.GetPayload()})
	}
}

func (l *Log) extend(sequence uint64) {
	l.Oldest, l.Newest = min(l.Oldest, sequence), max(l.Newest, sequence)
}

// reaches reports whether every change after this one is in the log.
func (l *Log) reaches(sequence uint64) bool {
	return l.Oldest != math.MaxUint64 && l.Oldest <= sequence+1
}

// add takes in a change of a login policy, and leaves out everything else that happens to an aggregate.
func (l *Log) add(eventType string, change Change) {
	_, topic, _ := strings.Cut(eventType, ".")
	if topic == "added" { // the aggregate itself. An old one's first sequence may be any number
		l.Oldest = 0
	}
	if !strings.HasPrefix(topic, prefix) {
		return
	}
	change.Topic = Topic(topic)
	l.Changes = append(l.Changes, change)
}

func named(name, id string) string {
	if name == "" {
		return id
	}
	return name
}

// turn is the index of the newest change that gave the organization its own policy or took it away, or -1.
func (l *Log) lastOwnerChange() int {
	return slices.IndexFunc(l.Changes, func(c Change) bool { return c.Topic == Added || c.Topic == Removed })
}
