package graph

import (
	"context"

	"zitadel-graphql/graph/model"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// availableProviders lists what an organization's policy could link.
func (r *Resolver) availableProviders(ctx context.Context, orgID *string, at page) (*model.IdentityProviderConnection, error) {
	ctx, id, err := outgoingTo(ctx, orgID)
	if err != nil {
		return nil, err
	}
	r.asker.AskBeside(ctx, id) // the instance's providers are everybody's, and there may be no others
	reply, err := r.management.ListProviders(ctx, &managementv1.ListProvidersRequest{
		Query: &zitadelv1.ListQuery{Offset: at.offset, Limit: at.oneMore()}}) // asc means nothing here: there is no column to sort by
	if err != nil {
		return nil, err
	}
	total, err := r.totalProviders(ctx, reply, at)
	if err != nil {
		return nil, err
	}
	if err := r.confirmAnswer(ctx, id); err != nil {
		return nil, err
	}
	nodes := convertAll(reply.GetResult(), identityProviderOf)
	shown, info := at.cut(len(nodes))
	connection := &model.IdentityProviderConnection{
		Edges: []model.IdentityProviderEdge{}, Nodes: nodes[:shown], PageInfo: info, TotalCount: count(total)}
	for i, node := range connection.Nodes {
		connection.Edges = append(connection.Edges, model.IdentityProviderEdge{Cursor: at.cursor(i), Node: node})
	}
	return connection, nil
}

// totalProviders asks once more where the page lies beyond the end: the backend gives no total there.
func (r *Resolver) totalProviders(ctx context.Context, reply *managementv1.ListProvidersResponse, at page) (uint64, error) {
	if len(reply.GetResult()) > 0 || at.offset == 0 {
		return reply.GetDetails().GetTotalResult(), nil
	}
	first, err := r.management.ListProviders(ctx, &managementv1.ListProvidersRequest{Query: &zitadelv1.ListQuery{Limit: 1}})
	return first.GetDetails().GetTotalResult(), err
}

// linkPage cuts a page out of a policy's links, which came with it.
func linkPage(all []model.LoginPolicyIdentityProvider, at page) *model.LoginPolicyIdentityProviderConnection {
	rest := all[min(at.offset, uint64(len(all))):]
	shown, info := at.cut(len(rest))
	connection := &model.LoginPolicyIdentityProviderConnection{
		Edges: []model.LoginPolicyIdentityProviderEdge{}, Nodes: rest[:shown], PageInfo: info, TotalCount: len(all)}
	for i, node := range connection.Nodes {
		connection.Edges = append(connection.Edges, model.LoginPolicyIdentityProviderEdge{Cursor: at.cursor(i), Node: node})
	}
	return connection
}
