// Package history tells who changed what in a login policy, newest first, a page at a time: an organization's with what the
// instance changed while the organization inherited its policy, and the instance's own.
//
// A page of an organization's history is a merge of two streams (merge): the organization's log, and the instance's. An event of
// the instance's counts where the organization existed and had no policy of its own, which the organization's own log tells
// (periods). The merge depends on the two streams alone, so that pages of any size make up the same list; a Position says how far
// each stream was taken, so that what happens meanwhile shows on a first page only. Merge and periods only compute. Reader asks
// ZITADEL, and bounds what a page may cost.
//
// It depends on internal/policy/eventlog for the names of events, on internal/organization, internal/callers, graph/problem and
// internal/wire. How a policy is changed is package policy's, and the schema's types are package graph's.
package history

import (
	"time"

	"google.golang.org/protobuf/types/known/structpb"

	"zitadel-graphql/internal/policy/eventlog"
)

// Change is one event of a login policy.
type Change struct {
	// Owner is the id of the organization or the instance whose policy changed.
	Owner string
	// Sequence is the event's number among all of its owner's.
	Sequence uint64
	Date     time.Time
	// Topic may be one that package eventlog doesn't name, which a newer ZITADEL has invented.
	Topic eventlog.Topic
	// Message says in the caller's language what happened.
	Message string
	Editor  Editor
	// After is the place in the history behind this change, where the next page begins if this one ends here.
	After Position

	// payload is nil for an event that has none, too, and counts where it was read with the event. Otherwise lookup finds it.
	payload     *structpb.Struct
	payloadRead bool
	lookup      *lookup
}

// Editor is who made a change. The names are empty for somebody who no longer exists.
type Editor struct {
	ID          string
	DisplayName string
	// PreferredLoginName is empty for all changes of the instance's, too: ZITADEL doesn't tell it with them.
	PreferredLoginName string
}

// Page is a part of a history.
type Page struct {
	// Changes are the newest first.
	Changes []Change
	// End is where the next page begins: behind everything that was looked at for this one.
	End Position
	// More is true where changes may follow. Then a page can have fewer than were asked for, and even none: looking for them had
	// to end early.
	More bool
	// InheritedKnown is true where the changes of the instance's policy while the organization inherited are among these. It is
	// false for a caller who may not read events, and on a page that follows one of such a caller's.
	InheritedKnown bool
}

// isOfPolicy reports whether the event is one of a login policy.
func (c Change) isOfPolicy() bool { return c.Topic != "" && c.Topic != born }

// lookup is what to ask for, to learn the payloads of all of an organization's changes on a page at once.
type lookup struct {
	organization string
	// below is greater than the sequence of the newest one.
	below uint64
	count uint32
}

// pageOf returns the first of what was found, of which one more than are wanted shows that there is a next page. end is the place
// behind everything that was looked at, and ended is true where nothing follows it.
func pageOf(found []Change, first int, end Position, ended bool) Page {
	page := Page{Changes: found[:min(first, len(found))], End: end, More: len(found) > first || !ended}
	if len(found) > first {
		page.End = page.Changes[first-1].After
	}
	return page
}
