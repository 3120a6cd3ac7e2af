package graph

import (
	"context"
	"log/slog"
	"maps"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph/calls"
	"zitadel-graphql/graph/generated"
	"zitadel-graphql/internal/people"
)

// Config is an operator's, about the schema and about how much one request may ask the backend. Each limit is the largest
// value that is still served; none may be 0.
type Config struct {
	// Federation makes the schema a subgraph's: it answers for entities, and shows the schema to whoever composes it.
	Federation bool
	// Representations of entities in one operation. It isn't used without federation.
	Representations int
	// BackendCalls that one request may have under way at once.
	BackendCalls int
	// TotalBackendCalls that one request may make. Those of looks at people don't count.
	TotalBackendCalls int
	// Looks bounds the looks at people.
	Looks people.Config
}

// DefaultConfig leaves room for a whole settings page.
func DefaultConfig() Config {
	return Config{Representations: 100, BackendCalls: 8, TotalBackendCalls: 320, Looks: people.DefaultConfig()}
}

// NewSchema returns the schema with its resolvers, which gqlgen's generated code executes. Without Extensions around it, requests have no
// limits to their backend calls, and their warnings are lost.
func NewSchema(resolver *Resolver, config Config) graphql.ExecutableSchema {
	return generated.NewExecutableSchema(generated.Config{Schema: Schema(config.Federation), Resolvers: resolver})
}

// Schema returns the schema as it is served. It lacks the directive defer, which gqlparser adds: a response is sent at once, and
// nothing of it later. Without federation it also lacks all that makes it a subgraph's, and with it Node and node. It mustn't be
// changed.
func Schema(federation bool) *ast.Schema {
	served := *completeSchema()
	served.Directives = maps.Clone(served.Directives)
	delete(served.Directives, "defer")
	if federation {
		removeNode(&served)
	} else {
		removeFederation(&served)
	}
	return &served
}

// completeSchema returns the schema of schema.graphqls and federation.graphqls, as gqlgen has built it in. It mustn't be changed.
func completeSchema() *ast.Schema {
	return generated.NewExecutableSchema(generated.Config{}).Schema()
}

// Extensions returns the extensions of graph/endpoint's executor that the resolvers need around each operation: the limits to its backend
// calls, those of looks at people apart, and to the entities that it refers to, and the collection of its warnings. annotate adds the
// warnings' codes to the request's line in the access log.
func Extensions(config Config, annotate func(context.Context, ...slog.Attr)) []graphql.HandlerExtension {
	extensions := []graphql.HandlerExtension{
		requestExtension{calls.Limits{AtOnce: config.BackendCalls, Total: config.TotalBackendCalls}, config.Looks, annotate},
	}
	if config.Federation {
		extensions = append(extensions, representationLimit(config.Representations))
	}
	return extensions
}

// SDL returns the schema as its authors wrote it, with its descriptions and in its order. It is the one that is served without
// federation.
func SDL() string { return schemaSource().Input }

// schemaSource returns schema.graphqls, as gqlgen has built it in: the file in which the type Query begins.
func schemaSource() *ast.Source { return completeSchema().Query.Position.Src }
