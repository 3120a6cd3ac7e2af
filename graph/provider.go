package graph

import (
	"context"
	"errors"
	"sync"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// availableProviders lists the identity providers that an organization's login policy could link.
func (r *Resolver) availableProviders(ctx context.Context, orgID *string, first int, after *string) (*model.IdentityProviderConnection, error) {
	page, err := readPage(first, after)
	if err != nil {
		return nil, err
	}
	ctx, id, err := callerAndOrganization(ctx, orgID)
	if err != nil {
		return nil, err
	}
	r.asker.Prefetch(ctx, id) // the instance's providers are everybody's, and there may be no others
	limit := page.limit()
	if page.offset == 0 {
		limit = providersPerCall // as lookups ask: in a query both share the call
	}
	reply, err := r.management.ListProviders(ctx, &managementv1.ListProvidersRequest{
		Query: &zitadelv1.ListQuery{Offset: page.offset, Limit: limit}}) // asc means nothing here: there is no column to sort by
	if err != nil {
		return nil, err
	}
	if err := r.confirmOrganization(ctx, id); err != nil {
		return nil, err
	}
	return providerConnection(convertAll(reply.GetResult(), providerFromWire), page), nil
}

// linkedProviders lists the identity providers that a login policy links. They came with the policy.
func linkedProviders(all []model.IdentityProvider, first int, after *string) (*model.IdentityProviderConnection, error) {
	page, err := readPage(first, after)
	if err != nil {
		return nil, err
	}
	return providerConnection(behind(all, page.offset), page), nil
}

// providerConnection cuts a page out of providers. rest are those behind the page's offset: all of them, or more than the page may have.
func providerConnection(rest []model.IdentityProvider, page page) *model.IdentityProviderConnection {
	nodes, info := cut(rest, page)
	connection := &model.IdentityProviderConnection{Edges: []model.IdentityProviderEdge{}, Nodes: nodes, PageInfo: info}
	for i, node := range nodes {
		connection.Edges = append(connection.Edges, model.IdentityProviderEdge{Cursor: page.cursor(i), Node: node})
	}
	return connection
}

// The backend finds one provider by its id, or lists them all, and can't be asked for several. So those of an answer are looked up
// in one list, of which at most maxProviderCalls pages are read.
const (
	providersPerCall = maxPage + 1
	maxProviderCalls = 10
)

// providerList has the identity providers that an organization can link, as soon as the first lookup asks for them. It belongs to
// one answer, and keeps what was read: in a mutation, where equal reads aren't shared, each would be a call of its own.
type providerList struct {
	resolver *Resolver
	// organization is the id of the organization, and empty for the token's home organization.
	organization string

	once   sync.Once
	listed map[string]*idpv1.Provider
	err    error
}

// newProviderList returns the list for an answer about the organization with this id, or, if it is empty, the token's home
// organization. The instance's providers are on every organization's list.
func (r *Resolver) newProviderList(id string) *providerList {
	return &providerList{resolver: r, organization: id, err: errListNotReturned}
}

// errListNotReturned is the failure of a list whose calls panicked, for all but the first who asked for it.
var errListNotReturned = errors.New("list the identity providers: the calls didn't return")

// lookup returns the lookup of the provider with this id.
func (l *providerList) lookup(id string) model.ProviderLookup {
	return func(ctx context.Context) (*idpv1.Provider, error) {
		ctx, err := callerContext(ctx)
		if err != nil {
			return nil, err
		}
		ctx = organization.With(ctx, l.organization)
		l.once.Do(func() { l.listed, l.err = l.resolver.listProviders(ctx) })
		if found, ok := l.listed[id]; ok || l.err != nil || l.listed == nil {
			return found, l.err
		}
		// What was found is the provider with this id, whoever's list it is on. That it is on none is true of this organization's alone.
		_, err = l.resolver.asker.Confirm(ctx, l.organization)
		return nil, err
	}
}

// link converts a login policy's link to an identity provider.
func (l *providerList) link(link *idpv1.IDPLoginPolicyLink) model.IdentityProvider {
	return model.IdentityProvider{ID: link.GetIdpId(), KnownName: link.GetIdpName(), LookUp: l.lookup(link.GetIdpId())}
}

// listProviders lists the providers that the organization of ctx can link, by their ids. It returns nil where the caller may not
// list them, and as many as maxProviderCalls calls tell where there are more.
func (r *Resolver) listProviders(ctx context.Context) (map[string]*idpv1.Provider, error) {
	listed := map[string]*idpv1.Provider{}
	for call := range uint64(maxProviderCalls) {
		reply, err := r.management.ListProviders(ctx, &managementv1.ListProvidersRequest{
			Query: &zitadelv1.ListQuery{Offset: call * providersPerCall, Limit: providersPerCall}})
		if problem.Unavailable(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		for _, provider := range reply.GetResult() {
			listed[provider.GetId()] = provider
		}
		if len(reply.GetResult()) < providersPerCall {
			break
		}
	}
	return listed, nil
}

// providerFromWire converts a provider of which everything is known.
func providerFromWire(provider *idpv1.Provider) model.IdentityProvider {
	return model.IdentityProvider{ID: provider.GetId(), KnownName: provider.GetName(),
		LookUp: func(context.Context) (*idpv1.Provider, error) { return provider, nil }}
}

// providerName returns the name that came with the provider's id, and else looks it up. It is nil where the lookup has none.
func providerName(ctx context.Context, provider *model.IdentityProvider) (*string, error) {
	if provider.KnownName != "" {
		return &provider.KnownName, nil
	}
	found, err := provider.LookUp(ctx)
	return nullable(found.GetName(), err)
}

func providerType(ctx context.Context, provider *model.IdentityProvider) (*model.IdentityProviderType, error) {
	found, err := provider.LookUp(ctx)
	return enumFromWire[model.IdentityProviderType](found.GetType(), idpv1.ProviderType_name), err
}

func providerState(ctx context.Context, provider *model.IdentityProvider) (*model.IdentityProviderState, error) {
	found, err := provider.LookUp(ctx)
	return enumFromWire[model.IdentityProviderState](found.GetState(), idpv1.IDPState_name), err
}

func providerOwner(ctx context.Context, provider *model.IdentityProvider) (*model.IdentityProviderOwner, error) {
	found, err := provider.LookUp(ctx)
	return enumFromWire[model.IdentityProviderOwner](found.GetOwner(), idpv1.IDPOwnerType_name), err
}
