package graph

import (
	"context"

	"zitadel-graphql/graph/model"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// availableProviders lists the identity providers that an organization's login policy could link.
func (r *Resolver) availableProviders(ctx context.Context, orgID *string, first int, after *string) (*model.IdentityProviderConnection, error) {
	page, err := readPage(first, after)
	if err != nil {
		return nil, err
	}
	ctx, id, err := organizationContext(ctx, orgID)
	if err != nil {
		return nil, err
	}
	r.asker.Prefetch(ctx, id) // the instance's providers are everybody's, and there may be no others
	reply, err := r.management.ListProviders(ctx, &managementv1.ListProvidersRequest{
		Query: &zitadelv1.ListQuery{Offset: page.offset, Limit: page.limit()}}) // asc means nothing here: there is no column to sort by
	if err != nil {
		return nil, err
	}
	total, err := r.totalProviders(ctx, reply, page)
	if err != nil {
		return nil, err
	}
	if err := r.confirmOrganization(ctx, id); err != nil {
		return nil, err
	}
	nodes, info := cut(convertAll(reply.GetResult(), identityProviderFromWire), page)
	connection := &model.IdentityProviderConnection{
		Edges: []model.IdentityProviderEdge{}, Nodes: nodes, PageInfo: info, TotalCount: graphQLInt(total)}
	for i, node := range nodes {
		connection.Edges = append(connection.Edges, model.IdentityProviderEdge{Cursor: page.cursor(i), Node: node})
	}
	return connection, nil
}

// totalProviders asks once more where the page lies beyond the end: the backend gives no total there.
func (r *Resolver) totalProviders(ctx context.Context, reply *managementv1.ListProvidersResponse, p page) (uint64, error) {
	if len(reply.GetResult()) > 0 || p.offset == 0 {
		return reply.GetDetails().GetTotalResult(), nil
	}
	first, err := r.management.ListProviders(ctx, &managementv1.ListProvidersRequest{Query: &zitadelv1.ListQuery{Limit: 1}})
	return first.GetDetails().GetTotalResult(), err
}

// linkedProviders lists the identity providers that a login policy links. They came with the policy.
func linkedProviders(all []model.LoginPolicyIdentityProvider, first int, after *string) (*model.LoginPolicyIdentityProviderConnection, error) {
	page, err := readPage(first, after)
	if err != nil {
		return nil, err
	}
	nodes, info := cut(behind(all, page.offset), page)
	connection := &model.LoginPolicyIdentityProviderConnection{
		Edges: []model.LoginPolicyIdentityProviderEdge{}, Nodes: nodes, PageInfo: info, TotalCount: len(all)}
	for i, node := range nodes {
		connection.Edges = append(connection.Edges, model.LoginPolicyIdentityProviderEdge{Cursor: page.cursor(i), Node: node})
	}
	return connection, nil
}
