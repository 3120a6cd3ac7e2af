package history

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/structpb"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/callers"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/policy/eventlog"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// The sizes of what is asked for at once, and how often a page of a history asks.
const (
	changesPerCall = 100  // ZITADEL can't filter an organization's events: the policy's are searched among all
	eventsPerCall  = 100  // the first of the instance's events, which are large and nearly always all that there are
	maxEvents      = 1000 // ZITADEL answers with no more
	maxCalls       = 10   // for pages of either log; then a page of the history ends early
)

// limits are the constants above, which tests make smaller.
type limits struct{ changes, events, allEvents uint32 }

// Reader reads histories of one ZITADEL, on behalf of the caller whose token is in the outgoing metadata of the context that a method
// gets. It keeps nothing between calls but the instance's id and, for five minutes, which callers may not read events. It is safe for
// concurrent use.
type Reader struct {
	management managementv1.ManagementServiceClient
	admin      adminv1.AdminServiceClient
	asker      organization.Asker
	// refusedEvents are the callers who may not read events.
	refusedEvents *callers.Set
	// instance is the instance's id. It is nil until it was needed.
	instance atomic.Pointer[string]
	limits   limits
}

// NewReader returns a reader of the ZITADEL behind conn, whose errors have to be *wire.CallErrors. It doesn't close conn.
func NewReader(conn grpc.ClientConnInterface) *Reader {
	management := managementv1.NewManagementServiceClient(conn)
	return &Reader{
		management:    management,
		admin:         adminv1.NewAdminServiceClient(conn),
		asker:         organization.NewAsker(management),
		refusedEvents: callers.NewSet(time.Now),
		limits:        limits{changesPerCall, eventsPerCall, maxEvents},
	}
}

// OfOrganization returns the changes behind a position in the history of the organization with this id, at most first of them; an
// empty id is the token's home organization. With them are those of the instance's policy while the organization inherited it, where
// the caller has the permission events.read. It warns where it couldn't be confirmed that an answer is this organization's. An
// organization in ctx's metadata doesn't count.
func (r *Reader) OfOrganization(ctx context.Context, id string, first int, after Position) (Page, []problem.Warning, error) {
	search := &search{reader: r, organization: id, merge: newMerge(first+1, after)}
	page, err := search.run(organization.With(ctx, id), first, after)
	return page, search.warnings, err
}

// OfInstance returns the changes of the instance's own policy with a smaller sequence, at most first of them; 0 is the newest. It
// fails where the caller may not read events. Of each change After is of no use: its sequence is the place where a page ends.
func (r *Reader) OfInstance(ctx context.Context, first int, below uint64) (Page, error) {
	merge := newMerge(first+1, Position{instance: below})
	merge.organization = stream{ended: true}
	merge.inherited = periods{{}} // the instance itself goes by its policy all the time
	for range maxCalls {
		log := merge.advance()
		if log == nil {
			break
		}
		if err := r.readInstance(ctx, log); err != nil {
			return Page{}, err
		}
	}
	page := pageOf(merge.found, first, merge.position(), merge.ended())
	page.InheritedKnown = true
	return page, nil
}

// readInstance reads the next page of the instance's log into its stream.
func (r *Reader) readInstance(ctx context.Context, log *stream) error {
	limit := r.limits.allEvents
	if log.pages == 0 {
		limit = r.limits.events
	}
	// By the instance's id alone, events of other types would come along.
	request := &adminv1.ListEventsRequest{AggregateTypes: []string{eventlog.Instance},
		EventTypes: eventlog.EventTypes(eventlog.Instance), Sequence: log.position, Limit: limit}
	if id := r.instance.Load(); id != nil {
		request.AggregateId = *id
	}
	reply, err := r.listEvents(ctx, request)
	if err != nil {
		return err
	}
	if len(reply.GetEvents()) == int(limit) && request.GetAggregateId() == "" {
		// Without an id ZITADEL sorts by date. Two events that were written at the same time may stand the other way round than
		// their sequences, and one of them beyond the end of this answer, where the next, by sequence, wouldn't find it.
		request.AggregateId = reply.GetEvents()[0].GetAggregate().GetId()
		r.instance.Store(&request.AggregateId)
		if reply, err = r.listEvents(ctx, request); err != nil {
			return err
		}
	}
	log.add(changesOfEvents(reply.GetEvents()), len(reply.GetEvents()) < int(limit))
	return nil
}

// listEvents remembers a caller who is refused.
func (r *Reader) listEvents(ctx context.Context, request *adminv1.ListEventsRequest) (*adminv1.ListEventsResponse, error) {
	reply, err := r.admin.ListEvents(organization.Without(ctx), request)
	if problem.Unavailable(err) {
		r.refusedEvents.Add(ctx)
	}
	return reply, err
}

// readPeriods returns the times in which an organization inherited, by its own log.
func (r *Reader) readPeriods(ctx context.Context, id string) (periods, error) {
	var owners stream
	for calls := 0; !owners.ended && calls < maxCalls; calls++ {
		reply, err := r.listEvents(ctx, &adminv1.ListEventsRequest{AggregateId: id,
			AggregateTypes: []string{eventlog.Organization}, EventTypes: ownerEvents(), Sequence: owners.position, Limit: r.limits.allEvents})
		if err != nil {
			return nil, err
		}
		owners.add(changesOfEvents(reply.GetEvents()), len(reply.GetEvents()) < int(r.limits.allEvents))
		if !owners.ended {
			owners.position = owners.events[len(owners.events)-1].Sequence
		}
	}
	if len(owners.events) > 0 {
		return periodsOf(owners.events, false), nil
	}
	reply, err := r.management.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
	return periodsOf(nil, reply.GetIsDefault() || reply.GetPolicy().GetIsDefault()), err
}

// ownerEvents are the types of events that decide whether an organization inherits.
func ownerEvents() []string {
	var types []string
	for _, topic := range []eventlog.Topic{born, eventlog.Added, eventlog.Removed} {
		types = append(types, eventlog.Organization+"."+string(topic))
	}
	return types
}

// Payload returns what the event behind a change says, such as which factor was added. It is nil for an event without a payload, and
// where the caller may not read events. All changes of a page ask the same, which costs one call where ctx's request shares its reads.
func (r *Reader) Payload(ctx context.Context, change Change) (*structpb.Struct, error) {
	if change.payloadRead || change.lookup == nil || r.refusedEvents.Has(ctx) {
		return change.payload, nil
	}
	// The types are those that the page doesn't have, too, so that all of its changes ask the same.
	reply, err := r.listEvents(ctx, &adminv1.ListEventsRequest{AggregateId: change.lookup.organization,
		EventTypes: eventlog.EventTypes(eventlog.Organization), Sequence: change.lookup.below, Limit: change.lookup.count})
	if problem.Unavailable(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, event := range reply.GetEvents() {
		if event.GetSequence() == change.Sequence {
			return event.GetPayload(), nil
		}
	}
	return nil, nil
}

// changesOfEvents converts an answer of ListEvents about one aggregate, and sorts it by the sequence, newest first.
func changesOfEvents(events []*eventv1.Event) []Change {
	changes := make([]Change, len(events))
	for i, event := range events {
		changes[i] = Change{
			Owner: event.GetAggregate().GetResourceOwner(), Sequence: event.GetSequence(), Date: event.GetCreationDate().AsTime(),
			Topic: topicOf(event.GetType().GetType()), Message: event.GetType().GetLocalized().GetLocalizedMessage(),
			Editor:  Editor{ID: event.GetEditor().GetUserId(), DisplayName: event.GetEditor().GetDisplayName()},
			payload: event.GetPayload(), payloadRead: true,
		}
	}
	slices.SortStableFunc(changes, func(a, b Change) int { return cmp.Compare(b.Sequence, a.Sequence) })
	return changes
}

// changesOfOrganization converts an answer of ListOrgChanges.
func changesOfOrganization(entries []*changev1.Change) []Change {
	changes := make([]Change, len(entries))
	for i, entry := range entries {
		changes[i] = Change{
			Owner: entry.GetResourceOwnerId(), Sequence: entry.GetSequence(), Date: entry.GetChangeDate().AsTime(),
			Topic:   topicOf(strings.TrimPrefix(entry.GetEventType().GetKey(), "EventTypes.")),
			Message: entry.GetEventType().GetLocalizedMessage(),
			Editor: Editor{ID: entry.GetEditorId(), DisplayName: entry.GetEditorDisplayName(),
				PreferredLoginName: entry.GetEditorPreferredLoginName()},
		}
	}
	return changes
}

// topicOf returns the topic of a type of event. It is empty for events that matter neither to the policy nor to whose it is.
func topicOf(eventType string) eventlog.Topic {
	_, topic, _ := strings.Cut(eventType, ".")
	if topic == string(born) || strings.HasPrefix(topic, policyPrefix) {
		return eventlog.Topic(topic)
	}
	return ""
}
