// Package generated is what gqlgen makes of schema.graphqls and federation.graphqls: the executable schema, which reads
// arguments, calls the resolvers that package graph has, and writes what they return. Nothing in generated.go is by hand, nor in
// inputs.go, which has graph/plan read arguments in the same way. This file has two methods by hand, which generated.go calls for a
// subgraph's fields and declares in no interface.
package generated

import (
	"context"

	"zitadel-graphql/graph/model"
)

// Subgraph is implemented by the ResolverRoot of a schema that is served with federation.
type Subgraph interface {
	// Entities resolves the field _entities. The result has a place for each representation, and nil where one failed; the
	// error of that is added to the response by Entities itself.
	Entities(ctx context.Context, representations []any) []model.Entity
	// Service resolves the field _service.
	Service() (model.Service, error)
}

func (ec *executionContext) __resolve__service(context.Context) (model.Service, error) {
	return ec.Resolvers.(Subgraph).Service()
}

func (ec *executionContext) __resolve_entities(ctx context.Context, representations []any) []model.Entity {
	return ec.Resolvers.(Subgraph).Entities(ctx, representations)
}
