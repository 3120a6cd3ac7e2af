package graph

import (
	"context"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy"
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
	logPages         = 10   // that one look at a log may take
)

// logReader reads the log of one login policy from its newest change on, a page at a time. With the permission
// events.read it reads the events themselves, which have payloads; else the organization's changes, which don't.
type logReader struct {
	resolver *Resolver
	// aggregate is policy.Organization or policy.Instance, and organization which one, empty where the call's metadata says it.
	aggregate, organization string
	// events says that the events are read, and not the changes.
	events bool
	log    policy.Log
	// last is the sequence that the reading came to.
	last  uint64
	pages int
	// ended says that there is nothing more to read: it was all, or the caller may not.
	ended bool
}

// organizationLog reads the log of an organization's login policy. Events are asked for by the organization's id; without
// one, the changes are those of the organization that the call's metadata stands for.
func (r *Resolver) organizationLog(ctx context.Context, organization string) *logReader {
	return &logReader{resolver: r, aggregate: policy.Organization, organization: organization, log: policy.Unread(),
		events: organization != "" && !r.refusedEvents.has(ctx)}
}

// instanceLog reads the log of the instance's login policy, which only events tell of.
func (r *Resolver) instanceLog(ctx context.Context) *logReader {
	refused := r.refusedEvents.has(ctx)
	return &logReader{resolver: r, aggregate: policy.Instance, log: policy.Unread(), events: true, ended: refused}
}

// more reads the next page. A caller who may not read the log isn't a failure: the log stays as it is, and ended.
func (l *logReader) more(ctx context.Context) error {
	if l.ended || l.pages == logPages {
		l.ended = true
		return nil
	}
	l.pages++
	if !l.events {
		return l.moreChanges(ctx)
	}
	err := l.moreEvents(ctx)
	if !problem.Unavailable(err) {
		return err
	}
	l.resolver.refusedEvents.add(ctx)
	if l.aggregate == policy.Instance {
		l.ended = true
		return nil
	}
	l.events, l.log, l.last = false, policy.Unread(), 0
	return l.moreChanges(ctx)
}

// anew is a log of the same policy that nothing is read of yet. What the caller may not read isn't asked for again.
func (l *logReader) anew() *logReader {
	return &logReader{resolver: l.resolver, aggregate: l.aggregate, organization: l.organization, events: l.events,
		log: policy.Unread(), ended: l.ended && !l.log.Read()}
}

// olderThan says that the policy that is shown has changes which came after the log was read. Nothing can be compared where
// an organization inherits.
func (l *logReader) olderThan(shown *policyv1.LoginPolicy) bool {
	sameAggregate := l.aggregate == policy.Instance || !shown.GetIsDefault()
	return sameAggregate && l.log.OlderThan(shown.GetDetails().GetSequence())
}

func (l *logReader) moreEvents(ctx context.Context) error {
	asInstance, err := outgoingToInstance(ctx)
	if err != nil {
		return err
	}
	limit := eventsPage
	if l.pages == 1 {
		limit = firstEventsPage
	}
	// Types and not the aggregate's id tell the instance's events: with its id others come along.
	reply, err := l.resolver.Admin.ListEvents(asInstance, &adminv1.ListEventsRequest{AggregateId: l.organization,
		AggregateTypes: []string{l.aggregate}, EventTypes: policy.EventTypes(l.aggregate), Sequence: l.last, Limit: uint32(limit)})
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

func (l *logReader) moreChanges(ctx context.Context) error {
	limit := uint32(changesPage)
	if l.last == 0 {
		limit = firstChangesPage
	}
	reply, err := l.resolver.Management.ListOrgChanges(ctx, &managementv1.ListOrgChangesRequest{
		Query: &changev1.ChangeQuery{Sequence: l.last, Limit: limit}})
	if problem.Unavailable(err) {
		l.ended = true
		return nil
	}
	if err != nil {
		return err
	}
	if namesOrganization(ctx) { // else no name can get lost
		if err := checkOwner(l.organization, reply.GetResult()); err != nil {
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

// judge reads on until the log tells what it has to say of the policy that is shown.
func (l *logReader) judge(ctx context.Context, shown *policyv1.LoginPolicy) (policy.Verdict, policy.Change, error) {
	for {
		verdict, change := l.verdict(shown)
		if verdict != policy.Unknown || l.ended {
			return verdict, change, nil
		}
		if err := l.more(ctx); err != nil {
			return policy.Unknown, policy.Change{}, err
		}
	}
}

// verdict is what the log tells as far as it is read. The instance's policy says of itself that it is the default, and yet
// it is the instance's own.
func (l *logReader) verdict(shown *policyv1.LoginPolicy) (policy.Verdict, policy.Change) {
	if l.aggregate == policy.Instance {
		return l.log.JudgeSequence(shown.GetDetails().GetSequence())
	}
	return l.log.Judge(shown)
}

// written reads on until the log tells how the policy is written, or is all read. Only events tell.
func (l *logReader) written(ctx context.Context) (*policyv1.LoginPolicy, bool, error) {
	for {
		written, ok := l.log.Written()
		if ok || l.ended || !l.events {
			return written, ok, nil
		}
		if err := l.more(ctx); err != nil {
			return nil, false, err
		}
	}
}
