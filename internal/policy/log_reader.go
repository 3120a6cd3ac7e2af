package policy

import (
	"context"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/policy/eventlog"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// How many entries a page of a log has, and how many pages are read.
const (
	firstChangesPage = 50   // of ListOrgChanges: an organization's log has everything that ever happened to it
	changesPage      = 500  // of ListOrgChanges, after the first
	firstEventsPage  = 100  // of ListEvents: nearly always all that there are, and events are large
	eventsPage       = 1000 // of ListEvents, after the first: ZITADEL answers with no more
	maxLogPages      = 10   // by one reader, which stops there and knows no more
)

// logReader reads the log of one login policy, a page at a time, from the newest entry back. It reads the events themselves, which
// have payloads, for a caller with the permission events.read; for any other the organization's changes, which have none. It
// belongs to one goroutine at a time.
type logReader struct {
	client *Client
	// aggregate is eventlog.Organization or eventlog.Instance.
	aggregate string
	// organization is the organization's id. It is empty for the instance and for the token's home organization.
	organization string
	// events is true where ListEvents is read, and false where ListOrgChanges is.
	events bool
	log    eventlog.Log
	// last is the sequence of the oldest entry that was read, before which the next page begins. 0 is before the first page.
	last  uint64
	pages int
	// ended is true where no page follows: the log is read to its beginning, or maxLogPages are, or the caller may not read it.
	ended bool
}

// organizationLog returns a reader of the log of an organization's login policy. Without an id it is that of the token's home
// organization, of which only the changes can be read: events are asked for by id.
func (c *Client) organizationLog(ctx context.Context, id string) *logReader {
	return &logReader{client: c, aggregate: eventlog.Organization, organization: id, log: eventlog.New(),
		events: id != "" && !c.refusedEvents.Has(ctx)}
}

// instanceLog returns a reader of the log of the instance's login policy, which has events only.
func (c *Client) instanceLog(ctx context.Context) *logReader {
	refused := c.refusedEvents.Has(ctx)
	return &logReader{client: c, aggregate: eventlog.Instance, log: eventlog.New(), events: true, ended: refused}
}

// restarted returns a reader of the same log that has read nothing yet. It has ended where the caller was refused the log.
func (l *logReader) restarted() *logReader {
	return &logReader{client: l.client, aggregate: l.aggregate, organization: l.organization, events: l.events,
		log: eventlog.New(), ended: l.ended && !l.log.HasAny()}
}

// readPage reads the next page. Where the caller may not read events it goes on with changes, and where the caller may not read
// those either, the reader has ended, without a failure.
func (l *logReader) readPage(ctx context.Context) error {
	if l.ended || l.pages == maxLogPages {
		l.ended = true
		return nil
	}
	l.pages++
	if !l.events {
		return l.readChanges(ctx)
	}
	err := l.readEvents(ctx)
	if !problem.Unavailable(err) {
		return err
	}
	l.client.refusedEvents.Add(ctx)
	if l.aggregate == eventlog.Instance {
		l.ended = true
		return nil
	}
	l.events, l.log, l.last = false, eventlog.New(), 0
	return l.readChanges(ctx)
}

func (l *logReader) readEvents(ctx context.Context) error {
	limit := eventsPage
	if l.pages == 1 {
		limit = firstEventsPage
	}
	// The instance's events are asked for by the types of aggregate and event alone: by its id, others would come along.
	reply, err := l.client.admin.ListEvents(organization.Without(ctx), &adminv1.ListEventsRequest{AggregateId: l.organization,
		AggregateTypes: []string{l.aggregate}, EventTypes: eventlog.EventTypes(l.aggregate), Sequence: l.last, Limit: uint32(limit)})
	if err != nil {
		return err
	}
	l.log.AddEvents(reply.GetEvents())
	for _, event := range reply.GetEvents() {
		l.last = event.GetSequence()
	}
	l.ended = len(reply.GetEvents()) < limit
	return nil
}

func (l *logReader) readChanges(ctx context.Context) error {
	limit := uint32(changesPage)
	if l.last == 0 {
		limit = firstChangesPage
	}
	reply, err := l.client.management.ListOrgChanges(ctx, &managementv1.ListOrgChangesRequest{
		Query: &changev1.ChangeQuery{Sequence: l.last, Limit: limit}})
	if problem.Unavailable(err) {
		l.ended = true
		return nil
	}
	if err != nil {
		return err
	}
	if organization.Named(ctx) { // a call that names none can't be answered for another
		if err := organization.CheckOwner(l.organization, reply.GetResult()); err != nil {
			return err
		}
	}
	l.log.AddChanges(reply.GetResult())
	for _, change := range reply.GetResult() {
		l.last = change.GetSequence()
	}
	l.ended = len(reply.GetResult()) < int(limit)
	return nil
}

// freshness reads pages until the log tells whether the policy that is shown has its newest change, or has ended.
func (l *logReader) freshness(ctx context.Context, shown *policyv1.LoginPolicy) (eventlog.Freshness, eventlog.Change, error) {
	for {
		freshness, missing := l.freshnessSoFar(shown)
		if freshness == eventlog.Behind {
			l.client.totals.readsBehind.Add(1)
		}
		if freshness != eventlog.Unknown || l.ended {
			return freshness, missing, nil
		}
		if err := l.readPage(ctx); err != nil {
			return eventlog.Unknown, eventlog.Change{}, err
		}
	}
}

// freshnessSoFar is freshness by the pages that were read so far. The instance's policy is marked as inherited, yet carries the
// sequence of its own log.
func (l *logReader) freshnessSoFar(shown *policyv1.LoginPolicy) (eventlog.Freshness, eventlog.Change) {
	if l.aggregate == eventlog.Instance {
		return l.log.FreshnessAt(shown.GetDetails().GetSequence())
	}
	return l.log.Freshness(shown)
}

// replay reads pages until the policy can be worked out from the log, as eventlog.Log.Replay does. known is false where the log
// has ended before, or has no payloads.
func (l *logReader) replay(ctx context.Context) (written *policyv1.LoginPolicy, known bool, err error) {
	for {
		written, ok := l.log.Replay()
		if ok || l.ended || !l.events {
			return written, ok, nil
		}
		if err := l.readPage(ctx); err != nil {
			return nil, false, err
		}
	}
}

// olderThan reports whether the policy that is shown has a change that came after the log was read. It is false where an
// organization inherits: the sequence is one of the instance's then, and can't be compared.
func (l *logReader) olderThan(shown *policyv1.LoginPolicy) bool {
	sameAggregate := l.aggregate == eventlog.Instance || !shown.GetIsDefault()
	return sameAggregate && l.log.OlderThan(shown.GetDetails().GetSequence())
}
