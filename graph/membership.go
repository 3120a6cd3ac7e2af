package graph

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// An organization of a caller's own costs one call, and one that a list leaves out because the caller may not read it costs
// the backend about as much. So those of callers with at most this many are looked up, and for the others, such as
// whoever has a role in the instance, all are listed.
const maxOwnOrganizations = 100

// ownOrganizations are those that the caller has a role in and may read, by name. It returns false where they can't be told
// from the caller's memberships, or are too many.
func (r *Resolver) ownOrganizations(ctx context.Context) ([]model.Organization, bool, error) {
	reply, err := r.auth.ListMyMemberships(ctx, &authv1.ListMyMembershipsRequest{Query: &zitadelv1.ListQuery{Limit: 10 * maxOwnOrganizations}})
	if problem.NotImplemented(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	ids := placesOf(reply.GetResult())
	everywhere := slices.ContainsFunc(reply.GetResult(), (*userv1.Membership).GetIam)
	if everywhere || len(ids) > maxOwnOrganizations || reply.GetDetails().GetTotalResult() > uint64(len(reply.GetResult())) {
		return nil, false, nil
	}
	found, err := r.lookUpOrganizations(ctx, ids)
	return found, true, err
}

// placesOf are the organizations in which the memberships are: also those of one of their projects.
func placesOf(memberships []*userv1.Membership) []string {
	ids := map[string]bool{}
	for _, membership := range memberships {
		ids[cmp.Or(membership.GetOrgId(), membership.GetDetails().GetResourceOwner())] = true
	}
	delete(ids, "")
	return slices.Sorted(maps.Keys(ids))
}

// lookUpOrganizations looks for each at the same time, and leaves out what the caller may not read. It doesn't name the
// organization in the metadata, which something on the way might take out.
func (r *Resolver) lookUpOrganizations(ctx context.Context, ids []string) ([]model.Organization, error) {
	replies, failed := make([]*orgv2.ListOrganizationsResponse, len(ids)), make([]error, len(ids))
	var all sync.WaitGroup
	for i, id := range ids {
		all.Go(func() {
			defer func() {
				if cause := recover(); cause != nil {
					failed[i] = problem.Recovered(cause)
				}
			}()
			replies[i], failed[i] = r.organizationService.ListOrganizations(ctx, &orgv2.ListOrganizationsRequest{Queries: []*orgv2.SearchQuery{
				{Query: &orgv2.SearchQuery_IdQuery{IdQuery: &orgv2.OrganizationIDQuery{Id: id}}}}})
		})
	}
	all.Wait()
	if first := slices.IndexFunc(failed, func(err error) bool { return err != nil }); first >= 0 {
		return nil, failed[first]
	}
	var found []model.Organization
	for i, reply := range replies {
		for _, org := range reply.GetResult() {
			if org.GetId() == ids[i] {
				found = append(found, organizationOfList(org))
			}
		}
	}
	slices.SortFunc(found, func(a, b model.Organization) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return found, nil
}

// ownPage cuts a page out of the caller's own organizations. A cursor is the offset behind its organization.
func ownPage(all []model.Organization, first int, offset uint64) *model.OrganizationConnection {
	rest := all[min(offset, uint64(len(all))):]
	shown := rest[:min(first, len(rest))]
	connection := &model.OrganizationConnection{
		Edges: []model.OrganizationEdge{}, Nodes: append([]model.Organization{}, shown...),
		PageInfo: model.PageInfo{HasNextPage: len(rest) > len(shown), HasPreviousPage: offset > 0},
	}
	for i, node := range shown {
		cursor := writeCursor(ownOrganizationCursor, offset+uint64(i)+1)
		connection.Edges = append(connection.Edges, model.OrganizationEdge{Cursor: cursor, Node: node})
	}
	if len(shown) > 0 {
		connection.PageInfo.StartCursor = &connection.Edges[0].Cursor
		connection.PageInfo.EndCursor = &connection.Edges[len(shown)-1].Cursor
	}
	return connection
}
