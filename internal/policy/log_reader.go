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

const (
	firstChangesPage = 50   // of ListOrgChanges: an organization's log has everything that ever happened to it
	changesPage      = 500  // of ListOrgChanges, where the first doesn't tell
	firstEventsPage  = 100  // of ListEvents: nearly always all that is asked for, and events are large
	eventsPage       = 1000 // of ListEvents, after the first: its answer never has more
	maxLogPages      = 10   // that one look at a log may take
)

// logReader reads the log of one login policy from its newest change on, a page at a time. With the permission events.read
// it reads the events themselves, which have payloads; else the organization's changes, which don't.
type logReader struct {
	client *Client
	// aggregate is eventlog.Organization or eventlog.Instance.
	aggregate string
	// organization is the id of the organization. It is empty where only the calls' metadata say which it is.
	organization string
	// events is true where events are read, and false where changes are.
	events bool
	log    eventlog.Log
	// last is the sequence of the last change that was read.
	last  uint64
	pages int
	// ended is true where nothing more can be read: that was all, or the caller may not.
	ended bool
}

// organizationLog reads the log of an organization's login policy. Events are asked for by the organization's id; without
// one, the changes are those of the organization that the calls' metadata stand for.
func (c *Client) organizationLog(ctx context.Context, id string) *logReader {
	return &logReader{client: c, aggregate: eventlog.Organization, organization: id, log: eventlog.New(),
		events: id != "" && !c.refusedEvents.has(ctx)}
}

// instanceLog reads the log of the instance's login policy, which only events tell of.
func (c *Client) instanceLog(ctx context.Context) *logReader {
	refused := c.refusedEvents.has(ctx)
	return &logReader{client: c, aggregate: eventlog.Instance, log: eventlog.New(), events: true, ended: refused}
}

// restarted returns a reader of the same log that has read nothing yet. What the caller may not read isn't asked for again.
func (l *logReader) restarted() *logReader {
	return &logReader{client: l.client, aggregate: l.aggregate, organization: l.organization, events: l.events,
		log: eventlog.New(), ended: l.ended && !l.log.HasAny()}
}

// readPage reads the next page. That the caller may not read the log is no failure: the log stays as it is, and has ended.
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
	l.client.refusedEvents.add(ctx)
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
	// Types and not the aggregate's id tell the instance's events: with its id others come along.
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
	if organization.Named(ctx) { // else no name can get lost
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

// freshness reads on until the log tells whether the policy that is shown has its newest change.
func (l *logReader) freshness(ctx context.Context, shown *policyv1.LoginPolicy) (eventlog.Freshness, eventlog.Change, error) {
	for {
		freshness, missing := l.freshnessSoFar(shown)
		if freshness != eventlog.Unknown || l.ended {
			return freshness, missing, nil
		}
		if err := l.readPage(ctx); err != nil {
			return eventlog.Unknown, eventlog.Change{}, err
		}
	}
}

// freshnessSoFar goes by what is read of the log. The instance's policy calls itself the default, and yet it is the
// instance's own.
func (l *logReader) freshnessSoFar(shown *policyv1.LoginPolicy) (eventlog.Freshness, eventlog.Change) {
	if l.aggregate == eventlog.Instance {
		return l.log.FreshnessAt(shown.GetDetails().GetSequence())
	}
	return l.log.Freshness(shown)
}

// replay reads on until the log tells how the policy is written, or is all read. Only events tell.
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

// olderThan reports whether the policy that is shown has changes which came after the log was read. It is false where an
// organization inherits: the policy's sequence is the instance's then, and nothing can be compared.
func (l *logReader) olderThan(shown *policyv1.LoginPolicy) bool {
	sameAggregate := l.aggregate == eventlog.Instance || !shown.GetIsDefault()
	return sameAggregate && l.log.OlderThan(shown.GetDetails().GetSequence())
}
