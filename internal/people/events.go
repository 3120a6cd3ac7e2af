package people

import (
	"context"
	"sync"
	"time"

	"google.golang.org/grpc"

	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/people/personevents"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
)

// eventLog is what the event log tells of people's factors: read to its end once, and again for what came since. One goroutine reads
// it; what is known of a person may be asked at the same time.
type eventLog struct {
	fold *fold

	readers []logReader
	// since is when the oldest event happened that the log still has: it has everything that happened to people who were
	// created since. It is nil where the log has nothing.
	since *time.Time

	mu sync.Mutex // guards fold
}

// logReader reads events for hand.
type logReader struct {
	eventReader

	hand func(personevents.Event)
}

// newEventLog returns a log of which nothing was read yet. Without an organization it is everybody's.
func newEventLog(organization string, withCreations bool) *eventLog {
	log := &eventLog{fold: newFold()}
	log.readers = []logReader{{eventReader{list: personevents.List, types: factorEvents(), organization: organization}, log.fold.addFactor}}
	if withCreations {
		log.readers = append(log.readers,
			logReader{eventReader{list: personevents.Creations, types: creationEvents(), organization: organization}, log.fold.addCreation})
	}
	return log
}

// readFirst reads the log from its beginning to its end, and calls afterPage after each page.
func (l *eventLog) readFirst(ctx context.Context, conn grpc.ClientConnInterface, afterPage func()) error {
	if err := l.readOn(ctx, conn, afterPage); err != nil {
		return err
	}
	l.fold.readOnce = true
	// The log's beginning moves on with time, so it is asked for last: what is there now was there all the while.
	oldest, err := personevents.Creations(organization.Without(ctx), conn, &adminv1.ListEventsRequest{Asc: true, Limit: 1,
		EventTypes: creationEvents(), AggregateTypes: []string{personAggregate}, ResourceOwner: l.readers[0].organization})
	if err != nil || len(oldest) == 0 {
		return err
	}
	l.since = &oldest[0].At
	return nil
}

// readOn reads what has happened since the log was read.
func (l *eventLog) readOn(ctx context.Context, conn grpc.ClientConnInterface, afterPage func()) error {
	for i := range l.readers {
		for more := true; more; afterPage() {
			var events []personevents.Event
			var err error
			if events, more, err = l.readers[i].page(ctx, conn); err != nil {
				return err
			}
			l.add(events, l.readers[i].hand)
		}
	}
	return nil
}

func (l *eventLog) add(events []personevents.Event, hand func(personevents.Event)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, event := range events {
		hand(event)
	}
}

// methods returns what a person has by the events, and which second factors were begun only.
func (l *eventLog) methods(id string) (ready, unfinished Methods) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.fold.of(id)
	return s.methods()
}

// markListed remembers that ZITADEL lists a person. Without creations to compare with, only of those of whom the log tells.
func (l *eventLog) markListed(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.readers) > 1 || l.fold.of(id) != (standing{}) {
		l.fold.mark(id, isListed)
	}
}

// census compares everybody who was listed with everybody of whom the log tells.
func (l *eventLog) census() census {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fold.census()
}

// covers reports whether the log still has everything that happened to a person.
func (l *eventLog) covers(person Person) bool {
	return l.since != nil && !person.Created.Before(*l.since)
}
