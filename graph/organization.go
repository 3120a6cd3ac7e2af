package graph

import (
	"context"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
)

// organization reads the organization that orgID, or else the request, names.
func (r *Resolver) organization(ctx context.Context, orgID *string) (*model.Organization, error) {
	ctx, named, err := callerAndOrganization(ctx, orgID)
	if err != nil {
		return nil, err
	}
	reply, err := r.management.GetMyOrg(ctx, &managementv1.GetMyOrgRequest{})
	if err != nil {
		return nil, err
	}
	org := reply.GetOrg()
	if org.GetId() == "" || org.GetDetails() == nil {
		return nil, problem.ReplyIncomplete(false)
	}
	if named != "" && org.GetId() != named {
		return nil, problem.OrganizationIgnored(org.GetId())
	}
	return &model.Organization{
		ID:            org.GetId(),
		Name:          org.GetName(),
		PrimaryDomain: org.GetPrimaryDomain(),
		State:         organizationStateFromWire(org.GetState()),
		Details:       detailsFromWire(org.GetId(), org.GetDetails()),
		RequestedID:   orgID,
	}, nil
}

// The backend counts a page off before it leaves out what the caller may not read, so that its pages can be short or empty
// although more follow. A page here is filled from several of the backend's, and ends early after so many calls.
const (
	organizationsPerCall = 100
	maxOrganizationCalls = 10
)

// listPosition is a position in the backend's list of all organizations: behind so many entries of one of its pages. Both count
// from 0.
type listPosition struct{ page, entries uint64 }

// positionBase makes one number of a position, for a cursor. A page of the backend's has fewer entries.
const positionBase = 1000

func positionFrom(cursor uint64) listPosition {
	return listPosition{page: cursor / positionBase, entries: cursor % positionBase}
}

func (p listPosition) cursor() string {
	return writeCursor(organizationCursor, p.page*positionBase+p.entries)
}

// organizations lists the organizations that the caller can choose from, by name. These are the caller's own where the caller's
// memberships tell them, and else all that the caller may read. A cursor goes on in the kind of list that it belongs to.
func (r *Resolver) organizations(ctx context.Context, first int, after *string) (*model.OrganizationConnection, error) {
	if err := checkFirst(first); err != nil {
		return nil, err
	}
	from, errListed := readCursor(organizationCursor, after)
	offset, errOwn := readCursor(ownOrganizationCursor, after)
	if errListed != nil && errOwn != nil {
		return nil, errListed
	}
	ctx, err := callerContext(ctx)
	if err != nil {
		return nil, err
	}
	if errOwn == nil {
		own, complete, err := r.ownOrganizations(ctx)
		switch {
		case err != nil:
			return nil, err
		case complete:
			return ownOrganizationPage(own, first, offset), nil
		}
	}
	if errListed != nil { // the caller has got a role in the instance since, or is a member of too many by now
		return nil, errListed
	}
	found, err := r.searchOrganizations(ctx, first, positionFrom(from))
	if err != nil {
		return nil, err
	}
	return found.connection(first, from > 0), nil
}

// organizationSearch has the organizations that were found so far.
type organizationSearch struct {
	edges []model.OrganizationEdge
	// next is the position at which the search goes on. ended is true where nothing follows.
	next  listPosition
	ended bool
}

// searchOrganizations looks for one organization more than are wanted, which shows whether there is a next page.
func (r *Resolver) searchOrganizations(ctx context.Context, wanted int, from listPosition) (organizationSearch, error) {
	found := organizationSearch{next: from}
	for range maxOrganizationCalls {
		reply, err := r.organizationService.ListOrganizations(ctx, &orgv2.ListOrganizationsRequest{
			Query:         &objectv2.ListQuery{Offset: found.next.page * organizationsPerCall, Limit: organizationsPerCall, Asc: true},
			SortingColumn: orgv2.OrganizationFieldName_ORGANIZATION_FIELD_NAME_NAME,
		})
		if err != nil {
			return found, err
		}
		found.addPage(reply)
		if found.ended || len(found.edges) > wanted {
			break
		}
	}
	return found, nil
}

// addPage adds what a page of the backend's has behind the search's position.
func (s *organizationSearch) addPage(reply *orgv2.ListOrganizationsResponse) {
	position := s.next
	for _, org := range behind(reply.GetResult(), s.next.entries) {
		position.entries++
		s.edges = append(s.edges, model.OrganizationEdge{Cursor: position.cursor(), Node: organizationFromWireV2(org)})
	}
	s.next = listPosition{page: s.next.page + 1}
	s.ended = s.next.page*organizationsPerCall >= reply.GetDetails().GetTotalResult()
}

// connection returns the first of what was found. Where the search had to end early its end cursor is the search's position,
// from which the next page goes on.
func (s *organizationSearch) connection(first int, hasPrevious bool) *model.OrganizationConnection {
	more := len(s.edges) > first
	connection := &model.OrganizationConnection{
		Edges: append([]model.OrganizationEdge{}, s.edges[:min(first, len(s.edges))]...), Nodes: []model.Organization{},
		PageInfo: model.PageInfo{HasNextPage: more || !s.ended, HasPreviousPage: hasPrevious},
	}
	for _, edge := range connection.Edges {
		connection.Nodes = append(connection.Nodes, edge.Node)
	}
	if len(connection.Edges) > 0 {
		connection.PageInfo.StartCursor = &connection.Edges[0].Cursor
		connection.PageInfo.EndCursor = &connection.Edges[len(connection.Edges)-1].Cursor
	}
	if !more && !s.ended {
		next := s.next.cursor()
		connection.PageInfo.EndCursor = &next
	}
	return connection
}

func organizationFromWireV2(org *orgv2.Organization) model.Organization {
	id := org.GetId()
	return model.Organization{
		ID:            id,
		Name:          org.GetName(),
		PrimaryDomain: org.GetPrimaryDomain(),
		State:         organizationStateFromWireV2(org.GetState()),
		Details: model.Details{
			ID:            detailsID + id,
			Sequence:      org.GetDetails().GetSequence(),
			CreationDate:  timeFromWire(org.GetDetails().GetCreationDate()),
			ChangeDate:    timeFromWire(org.GetDetails().GetChangeDate()),
			ResourceOwner: org.GetDetails().GetResourceOwner(),
		},
		RequestedID: &id,
	}
}
