package graph

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/parallel"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// maxOwnOrganizations bounds how many organizations are looked up one by one. Each costs a call, and the backend spends about
// as much on one that it leaves out of a list because the caller may not read it. So the organizations of callers who are members
// of at most this many are looked up, and for the others, such as whoever has a role in the instance, all are listed.
const maxOwnOrganizations = 100

// ownOrganizations returns the organizations that the caller has a role in and may read, by name. complete is false where the
// caller's memberships don't tell all organizations that the caller may read, or tell too many; then none is returned.
func (r *Resolver) ownOrganizations(ctx context.Context) (own []model.Organization, complete bool, err error) {
	reply, err := r.auth.ListMyMemberships(ctx, &authv1.ListMyMembershipsRequest{Query: &zitadelv1.ListQuery{Limit: 10 * maxOwnOrganizations}})
	if problem.NotImplemented(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	ids := organizationIDs(reply.GetResult())
	everywhere := slices.ContainsFunc(reply.GetResult(), (*userv1.Membership).GetIam)
	if everywhere || len(ids) > maxOwnOrganizations || reply.GetDetails().GetTotalResult() > uint64(len(reply.GetResult())) {
		return nil, false, nil
	}
	own, err = r.lookUpOrganizations(ctx, ids)
	return own, true, err
}

// organizationIDs returns the ids of the organizations that the memberships are of, each once. A membership of a project counts
// for the organization that owns the project.
func organizationIDs(memberships []*userv1.Membership) []string {
	ids := map[string]bool{}
	for _, membership := range memberships {
		ids[cmp.Or(membership.GetOrgId(), membership.GetDetails().GetResourceOwner())] = true
	}
	delete(ids, "")
	return slices.Sorted(maps.Keys(ids))
}

// lookUpOrganizations asks for all of the organizations at the same time, and leaves out those that the caller may not read. It
// asks by the call's query instead of its metadata, which a proxy might take out.
func (r *Resolver) lookUpOrganizations(ctx context.Context, ids []string) ([]model.Organization, error) {
	replies := make([]*orgv2.ListOrganizationsResponse, len(ids))
	errs := parallel.Each(len(ids), parallel.All, func(i int) (err error) {
		replies[i], err = r.organizationService.ListOrganizations(ctx, &orgv2.ListOrganizationsRequest{Queries: []*orgv2.SearchQuery{
			{Query: &orgv2.SearchQuery_IdQuery{IdQuery: &orgv2.OrganizationIDQuery{Id: ids[i]}}}}})
		return err
	})
	if first := slices.IndexFunc(errs, func(err error) bool { return err != nil }); first >= 0 {
		return nil, errs[first]
	}
	var found []model.Organization
	for i, reply := range replies {
		for _, org := range reply.GetResult() {
			if org.GetId() == ids[i] {
				found = append(found, organizationFromWireV2(org))
			}
		}
	}
	slices.SortFunc(found, func(a, b model.Organization) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return found, nil
}

// ownOrganizationPage cuts a page out of the caller's own organizations.
func ownOrganizationPage(all []model.Organization, first int, offset uint64) *model.OrganizationConnection {
	page := page{first: first, offset: offset, cursors: ownOrganizationCursor}
	nodes, info := cut(behind(all, offset), page)
	connection := &model.OrganizationConnection{
		Edges: []model.OrganizationEdge{}, Nodes: append([]model.Organization{}, nodes...), PageInfo: info}
	for i, node := range nodes {
		connection.Edges = append(connection.Edges, model.OrganizationEdge{Cursor: page.cursor(i), Node: node})
	}
	return connection
}
