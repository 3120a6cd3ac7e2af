package embedded

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"time"

	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
)

// maxEvents bounds one answer of ListEvents, also where the caller sets no limit.
const maxEvents = 1000

// historyQuery says which events are wanted; what is empty doesn't matter.
type historyQuery struct {
	aggregate string
	owner     string
	editor    string
	types     []string
	kinds     []string
	sequence  uint64 // a cursor: only greater ones if asc, only smaller ones if not
	// Dates, each exclusive; the zero time is no bound.
	since, until time.Time
	limit        uint32
	asc          bool
}

// pick gives the wanted events, newest first unless asc.
func (q historyQuery) pick(events []event) []event {
	var picked []event
	for e := range q.ordered(events) {
		if !q.wants(e) {
			continue
		}
		picked = append(picked, e)
		if uint32(len(picked)) == q.limit { //nolint:gosec // bounded by the limit, if there is one
			break
		}
	}
	return picked
}

func (q historyQuery) ordered(events []event) iter.Seq[event] {
	if q.asc {
		return slices.Values(events)
	}
	return func(yield func(event) bool) {
		for _, e := range slices.Backward(events) {
			if !yield(e) {
				return
			}
		}
	}
}

func (q historyQuery) wants(e event) bool {
	return q.follows(e.Sequence) && q.dates(e.CreatedAt) &&
		oneOf(e.Aggregate, q.aggregate) && oneOf(e.owner(), q.owner) && oneOf(e.Editor, q.editor) &&
		oneOf(e.eventType(), q.types...) && oneOf(string(e.Kind), q.kinds...)
}

func (q historyQuery) follows(sequence uint64) bool {
	switch {
	case q.sequence == 0:
		return true
	case q.asc:
		return sequence > q.sequence
	default:
		return sequence < q.sequence
	}
}

func (q historyQuery) dates(at time.Time) bool {
	return (q.since.IsZero() || at.After(q.since)) && (q.until.IsZero() || at.Before(q.until))
}

// oneOf is true where nothing is asked for: no value, or one that is empty.
func oneOf(value string, wanted ...string) bool {
	return len(wanted) == 0 || len(wanted) == 1 && wanted[0] == "" || slices.Contains(wanted, value)
}

func changesQuery(org string, q *changev1.ChangeQuery) historyQuery {
	return historyQuery{aggregate: org, sequence: q.GetSequence(), limit: q.GetLimit(), asc: q.GetAsc()}
}

func eventsQuery(req *adminv1.ListEventsRequest) historyQuery {
	q := historyQuery{
		aggregate: req.GetAggregateId(), owner: req.GetResourceOwner(), editor: req.GetEditorUserId(),
		types: req.GetEventTypes(), kinds: req.GetAggregateTypes(),
		sequence: req.GetSequence(), limit: req.GetLimit(), asc: req.GetAsc(),
	}
	if q.limit == 0 || q.limit > maxEvents {
		q.limit = maxEvents
	}
	switch dates := req.GetCreationDateFilter().(type) {
	case *adminv1.ListEventsRequest_From:
		if q.asc {
			q.since = timeOf(dates.From)
		} else {
			q.until = timeOf(dates.From)
		}
	case *adminv1.ListEventsRequest_Range:
		q.since, q.until = timeOf(dates.Range.GetSince()), timeOf(dates.Range.GetUntil())
	}
	return q
}

// timeOf gives the zero time for a date that is left out.
func timeOf(date *timestamppb.Timestamp) time.Time {
	if date == nil {
		return time.Time{}
	}
	return date.AsTime()
}

// events gives the wanted events of the whole world, or of one aggregate. What roles allow is told too, as if it had
// been written when the world began.
func (s service) events(q historyQuery) []event {
	switch {
	case slices.Equal(q.kinds, []string{string(kindInstance)}):
		return q.pick(s.store.historyOf(InstanceID))
	case q.aggregate == "":
		all := s.store.everything()
		return q.pick(slices.Concat(permissionEvents(all[0].CreatedAt), all))
	case q.aggregate == InstanceID:
		all := s.store.historyOf(InstanceID)
		all = slices.Concat(permissionEvents(all[0].CreatedAt), all)
		slices.SortStableFunc(all, func(a, b event) int { return cmp.Compare(a.Sequence, b.Sequence) })
		return q.pick(all)
	default:
		return q.pick(s.store.historyOf(q.aggregate))
	}
}

// wireChange says that something happened, not to what: a removed factor stays unnamed. An editor who is no user is only
// an id.
func (s service) wireChange(ctx context.Context, e event) *changev1.Change {
	editor := s.people[e.Editor]
	return &changev1.Change{
		ChangeDate:               timestamppb.New(e.CreatedAt),
		EventType:                s.localized(ctx, eventTextKey(e)),
		Sequence:                 e.Sequence,
		EditorId:                 e.Editor,
		EditorDisplayName:        editor.DisplayName,
		EditorPreferredLoginName: editor.LoginName,
		ResourceOwnerId:          e.Aggregate,
	}
}

// wireEvent says everything, the payload as it is in the log.
func (s service) wireEvent(ctx context.Context, e event) (*eventv1.Event, error) {
	body, err := structOf(e.Payload)
	if err != nil {
		return nil, fmt.Errorf("event %d of %s: %w", e.Sequence, e.Aggregate, err)
	}
	return &eventv1.Event{
		Editor: &eventv1.Editor{UserId: e.Editor, DisplayName: s.people[e.Editor].DisplayName},
		Aggregate: &eventv1.Aggregate{
			Id:            e.Aggregate,
			Type:          &eventv1.AggregateType{Type: string(e.Kind), Localized: s.localized(ctx, aggregateTextKey(e.Kind))},
			ResourceOwner: e.owner(),
		},
		Sequence:     e.Sequence,
		CreationDate: timestamppb.New(e.CreatedAt),
		Payload:      body,
		Type:         &eventv1.EventType{Type: e.eventType(), Localized: s.localized(ctx, eventTextKey(e))},
	}, nil
}

// structOf gives nil for an event without a payload.
func structOf(p payload) (*structpb.Struct, error) {
	if p == nil {
		return nil, nil //nolint:nilnil // nil is how the wire leaves it out
	}
	data, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("encode payload: %w", err)
	}
	body := &structpb.Struct{}
	if err := body.UnmarshalJSON(data); err != nil {
		return nil, fmt.Errorf("decode payload: %w", err)
	}
	return body, nil
}
