package embedded

import (
	"cmp"
	"math"
	"slices"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/embedded/domain"
	"zitadel-graphql/internal/embedded/eventstore"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
)

// maxEvents bounds one answer of ListEvents, also where the caller asks for more or sets no limit.
const maxEvents = 1000

// historyQuery selects events. A field that is empty selects all.
type historyQuery struct {
	aggregate      string
	owner          string
	editor         string
	eventTypes     wantedNames
	aggregateTypes wantedNames
	sequence       uint64 // a cursor, exclusive: later events if asc, earlier ones if not
	// The dates are exclusive.
	since, until time.Time
	limit        uint32
	asc          bool
}

// wantedNames is a set of names; an empty one wants all.
type wantedNames map[string]bool

// wanted takes a single empty name for none, as ZITADEL does.
func wanted(names []string) wantedNames {
	if len(names) == 1 && names[0] == "" {
		return nil
	}
	set := wantedNames{}
	for _, name := range names {
		set[name] = true
	}
	return set
}

func (w wantedNames) has(name string) bool { return len(w) == 0 || w[name] }

// selectFrom gives the events that match, at most limit unless that is 0, the newest first unless asc. It looks at no event
// outside of the dates, and at none behind the last that it gives.
func (q historyQuery) selectFrom(events eventstore.Events) []domain.Event {
	if !q.since.IsZero() {
		events = events.After(q.since)
	}
	if !q.until.IsZero() {
		events = events.Before(q.until)
	}
	return q.pick(events.Len(), events.At)
}

// selectFromOne is selectFrom for the events of one aggregate, which are in the order of their sequences. It begins at the cursor, and
// doesn't look at the events of the pages before, so that a page far back costs no more than the newest.
func (q historyQuery) selectFromOne(events eventstore.Events) []domain.Event {
	switch {
	case q.sequence == 0:
		return q.selectFrom(events)
	case q.asc:
		return q.selectFrom(events.AfterSequence(q.sequence))
	default:
		return q.selectFrom(events.BeforeSequence(q.sequence))
	}
}

// pick is selectFrom for any list that is in order.
func (q historyQuery) pick(length int, at func(int) domain.Event) []domain.Event {
	var picked []domain.Event
	for i := range length {
		if !q.asc {
			i = length - 1 - i
		}
		e := at(i)
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

func (q historyQuery) matches(e domain.Event) bool {
	return q.afterCursor(e.Sequence) && q.inDateRange(e.CreatedAt) &&
		matchesAny(e.AggregateID, q.aggregate) && matchesAny(e.Owner(), q.owner) && matchesAny(e.Editor, q.editor) &&
		q.aggregateTypes.has(string(e.AggregateType)) && (len(q.eventTypes) == 0 || q.eventTypes.has(e.Type()))
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

// matchesAny accepts everything where nothing is wanted.
func matchesAny(value, wanted string) bool { return wanted == "" || value == wanted }

func changesQuery(org string, q *changev1.ChangeQuery) historyQuery {
	return historyQuery{aggregate: org, sequence: q.GetSequence(), limit: q.GetLimit(), asc: q.GetAsc()}
}

func eventsQuery(req *adminv1.ListEventsRequest) historyQuery {
	q := historyQuery{
		aggregate: req.GetAggregateId(), owner: req.GetResourceOwner(), editor: req.GetEditorUserId(),
		eventTypes: wanted(req.GetEventTypes()), aggregateTypes: wanted(req.GetAggregateTypes()),
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
	case q.aggregate == InstanceID && q.wantsPermissions():
		return s.eventsUnderInstanceID(q)
	case q.aggregate != "":
		return q.selectFromOne(s.store.EventsOf(q.aggregate))
	case q.wantsPermissions():
		return s.eventsAndPermissions(q)
	case q.owner != "":
		return q.selectFrom(s.store.EventsOwnedBy(q.owner))
	default:
		return q.selectFrom(s.store.AllEvents())
	}
}

// wantsPermissions reports whether the events of permissions can be among those that the query selects.
func (q historyQuery) wantsPermissions() bool {
	return q.aggregateTypes.has(string(domain.AggregatePermission)) && matchesAny(InstanceID, q.owner) &&
		q.eventTypes.has(domain.Event{AggregateType: domain.AggregatePermission, Topic: domain.TopicAdded}.Type())
}

// permissions gives the events of permissions, dated as the instance is.
func (s service) permissions() []domain.Event {
	return permissionEvents(s.store.EventsOf(InstanceID).At(0).CreatedAt)
}

// eventsUnderInstanceID sorts by the sequence, as ZITADEL does, though the two types of aggregates under this id count apart.
func (s service) eventsUnderInstanceID(q historyQuery) []domain.Event {
	all, own := s.permissions(), s.store.EventsOf(InstanceID)
	for i := range own.Len() {
		all = append(all, own.At(i))
	}
	slices.SortStableFunc(all, func(a, b domain.Event) int { return cmp.Compare(a.Sequence, b.Sequence) })
	return q.pick(len(all), func(i int) domain.Event { return all[i] })
}

// eventsAndPermissions sorts by the date. At the date of the instance the permissions come first.
func (s service) eventsAndPermissions(q historyQuery) []domain.Event {
	permissions, events := s.permissions(), q.selectFrom(s.store.AllEvents())
	permissions = q.pick(len(permissions), func(i int) domain.Event { return permissions[i] })
	if !q.asc {
		slices.Reverse(permissions)
		slices.Reverse(events)
	}
	all := slices.Concat(permissions, events)
	slices.SortStableFunc(all, func(a, b domain.Event) int { return a.CreatedAt.Compare(b.CreatedAt) })
	if !q.asc {
		slices.Reverse(all)
	}
	return all[:min(len(all), int(cmp.Or(q.limit, math.MaxInt32)))]
}

// changeMessage tells an organization's members that something happened, but not to what: it has no payload, so a removed factor
// stays unnamed. An editor who is no user has an id and no name.
func (s service) changeMessage(in speaker, e domain.Event) *changev1.Change {
	editor := s.store.User(e.Editor)
	return &changev1.Change{
		ChangeDate:               timestamppb.New(e.CreatedAt),
		EventType:                in.localized(eventTextKey(e)),
		Sequence:                 e.Sequence,
		EditorId:                 e.Editor,
		EditorDisplayName:        editor.DisplayName,
		EditorPreferredLoginName: editor.UserName,
		ResourceOwnerId:          e.AggregateID,
	}
}
