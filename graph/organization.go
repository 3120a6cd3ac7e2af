package graph

import (
	"context"
	"slices"
	"strings"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
)

// organization reads the organization that id, or else the request, names.
func (r *Resolver) organization(ctx context.Context, id *string) (*model.Organization, error) {
	ctx, asked, err := outgoingTo(ctx, id)
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
	if asked != "" && org.GetId() != asked {
		return nil, problem.OrganizationIgnored(org.GetId())
	}
	return &model.Organization{
		ID:            org.GetId(),
		Name:          org.GetName(),
		PrimaryDomain: org.GetPrimaryDomain(),
		State:         organizationState(org.GetState()),
		Details:       *objectDetails(org.GetDetails()),
		Asked:         id,
	}, nil
}

// viewer asks what the caller may do in the organization that orgID, or else the request, names.
func (r *Resolver) viewer(ctx context.Context, orgID *string) (*model.Viewer, error) {
	ctx, id, err := outgoingTo(ctx, orgID)
	if err != nil {
		return nil, err
	}
	r.asker.AskBeside(ctx, id) // permissions don't say where they are held
	reply, err := r.auth.ListMyZitadelPermissions(ctx, &authv1.ListMyZitadelPermissionsRequest{})
	if err != nil {
		return nil, err
	}
	if err := r.confirmAnswer(ctx, id); err != nil {
		return nil, err
	}
	// One that is held in a project only is written "permission:project", and suffices: the calls that are asked about
	// name no project.
	may := func(permission string) bool {
		return slices.ContainsFunc(reply.GetResult(), func(held string) bool {
			return held == permission || strings.HasPrefix(held, permission+":")
		})
	}
	return &model.Viewer{
		CanReadLoginPolicy:         may("policy.read"),
		CanWriteLoginPolicy:        may("policy.read") && may("policy.write"),
		CanResetLoginPolicy:        may("policy.read") && may("policy.delete"),
		CanWriteDefaultLoginPolicy: may("policy.read") && may("iam.policy.write"),
		CanReadRestrictions:        may("iam.restrictions.read"),
		CanWriteRestrictions:       may("iam.restrictions.write"),
	}, nil
}

// The backend counts a page off before it leaves out what the caller may not see, so that a page of its can be short or
// empty although more follow. They are read in steps; a page here costs at most organizationSteps calls, and ends early
// after those.
const (
	organizationStep  = 100
	organizationSteps = 10
)

// place is where an organization stands: in which of the backend's steps, and behind how many in it.
type place struct{ step, behind uint64 }

// The two are one number in a cursor. A step has fewer than placeBase entries.
const placeBase = 1000

func (p place) cursor() string { return writeCursor(organizationCursor, p.step*placeBase+p.behind) }

// organizations lists those that the caller can choose from, by name. A cursor goes on in the kind of list that it is of.
func (r *Resolver) organizations(ctx context.Context, first int, after *string) (*model.OrganizationConnection, error) {
	if err := checkFirst(first); err != nil {
		return nil, err
	}
	from, errListed := readCursor(organizationCursor, after)
	offset, errOwn := readCursor(ownOrganizationCursor, after)
	if errListed != nil && errOwn != nil {
		return nil, errListed
	}
	ctx, err := outgoing(ctx)
	if err != nil {
		return nil, err
	}
	if errOwn == nil {
		own, known, err := r.ownOrganizations(ctx)
		switch {
		case err != nil:
			return nil, err
		case known:
			return ownPage(own, first, offset), nil
		}
	}
	if errListed != nil { // the caller has got a role in the instance since, or too many others
		return nil, errListed
	}
	found, err := r.searchOrganizations(ctx, first, place{step: from / placeBase, behind: from % placeBase})
	if err != nil {
		return nil, err
	}
	return found.connection(first, from > 0), nil
}

// organizationSearch is what was found, each with the cursor behind it.
type organizationSearch struct {
	edges []model.OrganizationEdge
	// next is where the search goes on, and ended that it doesn't.
	next  place
	ended bool
}

// searchOrganizations looks for one more than are wanted.
func (r *Resolver) searchOrganizations(ctx context.Context, wanted int, from place) (organizationSearch, error) {
	found := organizationSearch{next: from}
	for range organizationSteps {
		reply, err := r.organizationService.ListOrganizations(ctx, &orgv2.ListOrganizationsRequest{
			Query:         &objectv2.ListQuery{Offset: found.next.step * organizationStep, Limit: organizationStep, Asc: true},
			SortingColumn: orgv2.OrganizationFieldName_ORGANIZATION_FIELD_NAME_NAME,
		})
		if err != nil {
			return found, err
		}
		found.take(reply)
		if found.ended || len(found.edges) > wanted {
			break
		}
	}
	return found, nil
}

// take adds a step's organizations, but for those that the page before had.
func (s *organizationSearch) take(reply *orgv2.ListOrganizationsResponse) {
	organizations := reply.GetResult()
	for i := min(s.next.behind, uint64(len(organizations))); i < uint64(len(organizations)); i++ {
		s.edges = append(s.edges, model.OrganizationEdge{
			Cursor: place{step: s.next.step, behind: i + 1}.cursor(), Node: organizationOfList(organizations[i])})
	}
	s.next = place{step: s.next.step + 1}
	s.ended = s.next.step*organizationStep >= reply.GetDetails().GetTotalResult()
}

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

func organizationOfList(org *orgv2.Organization) model.Organization {
	id := org.GetId()
	return model.Organization{
		ID:            id,
		Name:          org.GetName(),
		PrimaryDomain: org.GetPrimaryDomain(),
		State:         organizationStateV2(org.GetState()),
		Details: model.ObjectDetails{
			Sequence:      org.GetDetails().GetSequence(),
			CreationDate:  date(org.GetDetails().GetCreationDate()),
			ChangeDate:    date(org.GetDetails().GetChangeDate()),
			ResourceOwner: org.GetDetails().GetResourceOwner(),
		},
		Asked: &id,
	}
}
