package history

import (
	"context"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// search looks for one page of an organization's history.
type search struct {
	reader *Reader
	// organization is the id that was asked for. It is empty for the token's home organization, until an answer names it.
	organization string
	merge        *merge
	warnings     []problem.Warning
}

// run reads both logs, as far as it takes, and returns the page. ctx names the organization.
func (s *search) run(ctx context.Context, first int, after Position) (Page, error) {
	if err := s.readOrganization(ctx); err != nil {
		return Page{}, err
	}
	known, err := s.begin(ctx, after)
	if err != nil {
		return Page{}, err
	}
	for range maxCalls - 1 {
		log := s.merge.advance()
		if log == nil {
			break
		}
		if err := s.read(ctx, log); err != nil {
			return Page{}, err
		}
	}
	page := pageOf(s.merge.found, first, s.merge.position(), s.merge.ended())
	page.InheritedKnown = known
	addLookup(page.Changes)
	return page, nil
}

// begin reads what the instance's events take: the newest ones, and after them in which times they count. In this order no reset or
// customization is missed that came before one of them. It returns false, and has the search go on without them, where the caller
// may not read them, and where the page before went without.
func (s *search) begin(ctx context.Context, after Position) (known bool, err error) {
	if after.withoutInherited() || s.reader.refusedEvents.Has(ctx) {
		s.merge.withoutInstance()
		return false, nil
	}
	err = s.reader.readInstance(ctx, &s.merge.instance)
	if err == nil {
		err = s.readPeriods(ctx)
	}
	if problem.Unavailable(err) {
		s.merge.withoutInstance()
		return false, nil
	}
	return err == nil, err
}

func (s *search) readPeriods(ctx context.Context) (err error) {
	if s.organization == "" { // nothing of its log is kept
		reply, err := s.reader.management.GetMyOrg(ctx, &managementv1.GetMyOrgRequest{})
		if err != nil {
			return err
		}
		s.organization = reply.GetOrg().GetId()
	}
	s.merge.inherited, err = s.reader.readPeriods(ctx, s.organization)
	return err
}

func (s *search) read(ctx context.Context, log *stream) error {
	if log == &s.merge.instance {
		return s.reader.readInstance(ctx, log)
	}
	return s.readOrganization(ctx)
}

// readOrganization reads the next page of the organization's log, and makes sure that it is this organization's.
func (s *search) readOrganization(ctx context.Context) error {
	log, limit := &s.merge.organization, s.reader.limits.changes
	reply, err := s.reader.management.ListOrgChanges(ctx, &managementv1.ListOrgChangesRequest{
		Query: &changev1.ChangeQuery{Sequence: log.position, Limit: limit}})
	if err != nil {
		return err
	}
	if err := s.confirm(ctx, reply.GetResult()); err != nil {
		return err
	}
	log.add(changesOfOrganization(reply.GetResult()), len(reply.GetResult()) < int(limit))
	return nil
}

// confirm fails where an answer has the events of another organization. Every event names its owner; where there is none the
// backend is asked whom it answers for.
func (s *search) confirm(ctx context.Context, changes []*changev1.Change) error {
	if len(changes) > 0 {
		if s.organization == "" {
			s.organization = changes[0].GetResourceOwnerId()
		}
		return organization.CheckOwner(s.organization, changes)
	}
	confirmed, err := s.reader.asker.Confirm(ctx, s.organization)
	if err == nil && !confirmed {
		s.warnings = append(s.warnings, problem.OrganizationNotConfirmed())
	}
	return err
}

// addLookup tells the organization's changes on a page how to ask for the payloads of all of them at once. The instance's have theirs.
func addLookup(changes []Change) {
	shared := &lookup{}
	for i := range changes {
		change := &changes[i]
		if change.payloadRead {
			continue
		}
		if shared.count == 0 {
			shared.organization, shared.below = change.Owner, change.Sequence+1
		}
		shared.count++
		change.lookup = shared
	}
}
