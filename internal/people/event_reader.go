package people

import (
	"context"
	"slices"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/people/personevents"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
)

const (
	personAggregate = "user" // the type of the aggregates whose events those of people are

	eventsPage = 1000 // ZITADEL answers with no more, whatever it is asked for

	// Events come in the order in which their writes began, and pages are asked for by their date, which is up to this much off.
	// So each page begins before the end of the last one, by this much or a tenth of a page, whichever is less.
	eventsOverlap       = 2 * time.Second
	eventsOverlapLength = eventsPage / 10
)

// listEvents is personevents.List or personevents.Creations.
type listEvents func(context.Context, grpc.ClientConnInterface, *adminv1.ListEventsRequest) ([]personevents.Event, error)

// eventReader reads events of people of certain types from the oldest on, each once. After it has reached the end it can be asked
// again for what has happened since. It belongs to one goroutine at a time.
type eventReader struct {
	list  listEvents
	types []string
	// organization is whose people's events are read; empty for everybody's.
	organization string

	// from is the date after which the next page begins. seen are the events behind it that were returned before.
	from time.Time
	seen map[eventKey]struct{}
}

// eventKey tells an event from all others: sequences count the events of one person.
type eventKey struct {
	userID   string
	sequence uint64
}

// page returns the next events. more is true where others may follow at once.
func (r *eventReader) page(ctx context.Context, conn grpc.ClientConnInterface) (events []personevents.Event, more bool, err error) {
	request := &adminv1.ListEventsRequest{Asc: true, Limit: eventsPage, EventTypes: r.types,
		AggregateTypes: []string{personAggregate}, ResourceOwner: r.organization}
	if !r.from.IsZero() {
		request.CreationDateFilter = &adminv1.ListEventsRequest_From{From: timestamppb.New(r.from)}
	}
	found, err := r.list(organization.Without(ctx), conn, request)
	if err != nil {
		return nil, false, err
	}
	more = len(found) >= eventsPage
	seen := r.seen
	r.remember(found)
	events = slices.DeleteFunc(found, func(event personevents.Event) bool { // in place: a page is large
		_, isOld := seen[keyOf(event)]
		return isOld
	})
	if more && len(events) == 0 {
		return nil, false, replyInvalid("a page of events has nothing but what was there before")
	}
	return r.ofOrganization(events), more, nil
}

// remember sets where the next page begins: shortly before the end of this one.
func (r *eventReader) remember(found []personevents.Event) {
	if len(found) == 0 {
		return
	}
	last := found[len(found)-1].At
	from := last.Add(-eventsOverlap)
	if tenth := found[max(0, len(found)-eventsOverlapLength)].At; len(found) >= eventsPage && tenth.After(from) {
		from = tenth
	}
	if latest := last.Add(-time.Microsecond); from.After(latest) {
		from = latest
	}
	if from.Before(r.from) { // what was there before that isn't in seen
		from = r.from
	}
	r.from, r.seen = from, map[eventKey]struct{}{}
	for _, event := range found {
		if event.At.After(from) {
			r.seen[keyOf(event)] = struct{}{}
		}
	}
}

// ofOrganization leaves out other organizations' events, whatever ZITADEL was asked for.
func (r *eventReader) ofOrganization(events []personevents.Event) []personevents.Event {
	return slices.DeleteFunc(events, func(event personevents.Event) bool {
		return r.organization != "" && event.Organization != r.organization
	})
}

func keyOf(event personevents.Event) eventKey { return eventKey{event.UserID, event.Sequence} }
