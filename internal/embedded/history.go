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

	"zitadel-graphql/internal/embedded/domain"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
)

// maxEvents bounds one answer of ListEvents, also where the caller asks for more or sets no limit.
const maxEvents = 1000

// historyQuery selects events. A field that is empty selects all.
type historyQuery struct {
	aggregate      string
	owner          string
	editor         string
	eventTypes     []string
	aggregateTypes []string
	sequence       uint64 // a cursor, exclusive: later events if asc, earlier ones if not
	// The dates are exclusive.
	since, until time.Time
	limit        uint32
	asc          bool
}

// selectFrom gives the events that match, at most limit unless that is 0, the newest first unless asc.
func (q historyQuery) selectFrom(events []domain.Event) []domain.Event {
	var picked []domain.Event
	for e := range q.ordered(events) {
		if !q.matches(e) {
			continue
		}
		picked = append(picked, e)
		if uint32(len(picked)) == q.limit { //nolint:gosec // bounded by the limit, if there is one
			break
		}
	}
	return picked
}

func (q historyQuery) ordered(events []domain.Event) iter.Seq[domain.Event] {
	if q.asc {
		return slices.Values(events)
	}
	return func(yield func(domain.Event) bool) {
		for _, e := range slices.Backward(events) {
			if !yield(e) {
				return
			}
		}
	}
}

func (q historyQuery) matches(e domain.Event) bool {
	return q.afterCursor(e.Sequence) && q.inDateRange(e.CreatedAt) &&
		matchesAny(e.AggregateID, q.aggregate) && matchesAny(e.Owner(), q.owner) && matchesAny(e.Editor, q.editor) &&
		matchesAny(e.Type(), q.eventTypes...) && matchesAny(string(e.AggregateType), q.aggregateTypes...)
}

func (q historyQuery) afterCursor(sequence uint64) bool {
	switch {
	case q.sequence == 0:
		return true
	case q.asc:
		return sequence > q.sequence
	default:
		return sequence < q.sequence
	}
}

func (q historyQuery) inDateRange(at time.Time) bool {
	return (q.since.IsZero() || at.After(q.since)) && (q.until.IsZero() || at.Before(q.until))
}

// matchesAny accepts everything where nothing is wanted: no value, or a single empty one.
func matchesAny(value string, wanted ...string) bool {
	return len(wanted) == 0 || len(wanted) == 1 && wanted[0] == "" || slices.Contains(wanted, value)
}

func changesQuery(org string, q *changev1.ChangeQuery) historyQuery {
	return historyQuery{aggregate: org, sequence: q.GetSequence(), limit: q.GetLimit(), asc: q.GetAsc()}
}

func eventsQuery(req *adminv1.ListEventsRequest) historyQuery {
	q := historyQuery{
		aggregate: req.GetAggregateId(), owner: req.GetResourceOwner(), editor: req.GetEditorUserId(),
		eventTypes: req.GetEventTypes(), aggregateTypes: req.GetAggregateTypes(),
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

// timeOf gives the zero time for a date that the request leaves out.
func timeOf(date *timestamppb.Timestamp) time.Time {
	if date == nil {
		return time.Time{}
	}
	return date.AsTime()
}

// events gives the events that the query selects, from all aggregates or from one. The events that gave the roles their
// permissions are among them, as if they had been stored when the instance was set up.
func (s service) events(q historyQuery) []domain.Event {
	switch {
	// Without this case, which is the most frequent, the permissions' events would be sorted in and then left out.
	case slices.Equal(q.aggregateTypes, []string{string(domain.AggregateInstance)}):
		return q.selectFrom(s.store.EventsOf(InstanceID))
	case q.aggregate == "":
		all := s.store.AllEvents()
		return q.selectFrom(slices.Concat(permissionEvents(all[0].CreatedAt), all))
	case q.aggregate == InstanceID:
		all := s.store.EventsOf(InstanceID)
		all = slices.Concat(permissionEvents(all[0].CreatedAt), all)
		slices.SortStableFunc(all, func(a, b domain.Event) int { return cmp.Compare(a.Sequence, b.Sequence) })
		return q.selectFrom(all)
	default:
		return q.selectFrom(s.store.EventsOf(q.aggregate))
	}
}

// changeMessage tells an organization's members that something happened, but not to what: it has no payload, so a removed factor
// stays unnamed. An editor who is no user has an id and no name.
func (s service) changeMessage(ctx context.Context, e domain.Event) *changev1.Change {
	editor := s.users[e.Editor]
	return &changev1.Change{
		ChangeDate:               timestamppb.New(e.CreatedAt),
		EventType:                s.localized(ctx, eventTextKey(e)),
		Sequence:                 e.Sequence,
		EditorId:                 e.Editor,
		EditorDisplayName:        editor.DisplayName,
		EditorPreferredLoginName: editor.LoginName,
		ResourceOwnerId:          e.AggregateID,
	}
}

// eventMessage tells everything about an event, with the payload as it is stored.
func (s service) eventMessage(ctx context.Context, e domain.Event) (*eventv1.Event, error) {
	body, err := payloadStruct(e.Payload)
	if err != nil {
		return nil, fmt.Errorf("event %d of %s: %w", e.Sequence, e.AggregateID, err)
	}
	return &eventv1.Event{
		Editor: &eventv1.Editor{UserId: e.Editor, DisplayName: s.users[e.Editor].DisplayName},
		Aggregate: &eventv1.Aggregate{
			Id:            e.AggregateID,
			Type:          &eventv1.AggregateType{Type: string(e.AggregateType), Localized: s.localized(ctx, aggregateTextKey(e.AggregateType))},
			ResourceOwner: e.Owner(),
		},
		Sequence:     e.Sequence,
		CreationDate: timestamppb.New(e.CreatedAt),
		Payload:      body,
		Type:         &eventv1.EventType{Type: e.Type(), Localized: s.localized(ctx, eventTextKey(e))},
	}, nil
}

// payloadStruct gives nil where the event has no payload.
func payloadStruct(p domain.Payload) (*structpb.Struct, error) {
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
