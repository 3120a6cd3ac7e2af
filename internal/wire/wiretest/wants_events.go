package wiretest

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/types/known/timestamppb"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// Ends of event types; in front stands the level.
const (
	policyAdded   = "policy.login.added"
	policyChanged = "policy.login.changed"
	policyRemoved = "policy.login.removed"
	secondAdded   = "policy.login.secondfactor.added"
	secondRemoved = "policy.login.secondfactor.removed"
	multiAdded    = "policy.login.multifactor.added"
	multiRemoved  = "policy.login.multifactor.removed"
	linkAdded     = "policy.login.idpprovider.added"
	linkRemoved   = "policy.login.idpprovider.removed"
)

// cursor is a place in a history, seen from the last write, and how to read on from there.
type cursor struct {
	back  uint64 // how many events before the last write
	limit uint32
	asc   bool
}

func (c cursor) sequence(s *suite, at level) uint64 { return s.ledgers[at].last.sequence - c.back }

func (c cursor) String() string {
	return fmt.Sprintf("from %d before the last write, limit %d, asc %t", c.back, c.limit, c.asc)
}

// record is one event, of ListOrgChanges or of ListEvents.
type record struct {
	sequence uint64
	kind     string
	date     *timestamppb.Timestamp
	editor   string
	owner    string
}

// entry is an event that is expected: how far it lies before the last write, and the end of its type.
type entry struct {
	back uint64
	kind string
}

// hasEvents demands exactly these events, in this order.
func hasEvents(entries ...entry) want {
	return func(s *suite, r reply) error {
		records, err := recordsOf(r)
		if err != nil {
			return err
		}
		last := s.ledgers[r.level].last
		expected := make([]record, len(entries))
		for i, e := range entries {
			expected[i] = record{sequence: last.sequence - e.back, kind: prefix(r.level) + e.kind}
		}
		if got := outline(records); !slices.Equal(got, expected) {
			return fmt.Errorf("the events are %v, want %v", got, expected)
		}
		return s.checkRecords(r.level, records)
	}
}

func prefix(at level) string {
	if at == ofInstance {
		return "instance."
	}
	return "org."
}

// outline keeps what is expected of each record.
func outline(records []record) []record {
	kept := make([]record, len(records))
	for i, r := range records {
		kept[i] = record{sequence: r.sequence, kind: r.kind}
	}
	return kept
}

// checkRecords checks what every event has beside its type.
func (s *suite) checkRecords(at level, records []record) error {
	last := s.ledgers[at].last
	for _, r := range records {
		switch {
		case checkDate(r.date) != nil:
			return checkDate(r.date)
		case r.editor == "":
			return fmt.Errorf("the editor of %d is missing", r.sequence)
		case r.owner != s.owner(at):
			return fmt.Errorf("the owner of %d is %q, want %q", r.sequence, r.owner, s.owner(at))
		case r.sequence == last.sequence && !r.date.AsTime().Equal(last.date.AsTime()):
			return fmt.Errorf("the last write was at %v, its event is of %v", last.date.AsTime(), r.date.AsTime())
		}
	}
	return nil
}

func recordsOf(r reply) ([]record, error) {
	if r.err != nil {
		return nil, fmt.Errorf("failed: %w", r.err)
	}
	if m, ok := r.message.(*managementv1.ListOrgChangesResponse); ok {
		return convert(m.GetResult(), changeRecord)
	}
	return convert(r.message.(*adminv1.ListEventsResponse).GetEvents(), eventRecord)
}

func convert[T any](items []T, one func(T) (record, error)) ([]record, error) {
	records := make([]record, len(items))
	for i, item := range items {
		var err error
		if records[i], err = one(item); err != nil {
			return nil, err
		}
	}
	return records, nil
}

func changeRecord(c *changev1.Change) (record, error) {
	kind, prefixed := strings.CutPrefix(c.GetEventType().GetKey(), "EventTypes.")
	if !prefixed || c.GetEventType().GetLocalizedMessage() == "" {
		return record{}, fmt.Errorf("the event's type is %v, want a key with its prefix and a text", c.GetEventType())
	}
	return record{c.GetSequence(), kind, c.GetChangeDate(), c.GetEditorId(), c.GetResourceOwnerId()}, nil
}

func eventRecord(e *eventv1.Event) (record, error) {
	kind, of := e.GetType().GetType(), e.GetAggregate().GetType().GetType()
	if !strings.HasPrefix(kind, of+".") || e.GetAggregate().GetId() != e.GetAggregate().GetResourceOwner() {
		return record{}, fmt.Errorf("the event %s is of the aggregate %v", kind, e.GetAggregate())
	}
	return record{e.GetSequence(), kind, e.GetCreationDate(), e.GetEditor().GetUserId(), e.GetAggregate().GetResourceOwner()}, nil
}

// hasSequences demands only the sequences, as far before the last write as these.
func hasSequences(backs ...uint64) want {
	return func(s *suite, r reply) error {
		records, err := recordsOf(r)
		if err != nil {
			return err
		}
		got, last := make([]uint64, len(records)), s.ledgers[r.level].last.sequence
		for i := range records {
			got[i] = last - records[i].sequence
		}
		if backs == nil {
			backs = []uint64{}
		}
		return sameList("distances from the last write", got, backs)
	}
}

// countdown is n, n-1, … 0.
func countdown(n uint64) []uint64 {
	var backs []uint64
	for back := n; back > 0; back-- {
		backs = append(backs, back)
	}
	return append(backs, 0)
}
