package graph

import (
	"context"
	"log/slog"
	"maps"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph/generated"
)

// Settings are what an operator can set about the schema, and about what one request may cost the backend. Each limit is the
// largest value that is still served; none may be 0.
type Settings struct {
	// Federation makes the schema a subgraph's: it answers for entities, and shows the schema to whoever composes it.
	Federation bool
	// Representations of entities in one operation. They are there with federation only.
	Representations int
	// BackendCalls that one request may have under way at once.
	BackendCalls int
	// TotalBackendCalls that one request may make.
	TotalBackendCalls int
}

// DefaultSettings leave room for a whole settings page.
func DefaultSettings() Settings {
	return Settings{Representations: 100, BackendCalls: 8, TotalBackendCalls: 320}
}

// NewSchema returns the schema with its resolvers, for gqlgen's executor. The executor has to run Extensions around it.
func NewSchema(resolver *Resolver, settings Settings) graphql.ExecutableSchema {
	return generated.NewExecutableSchema(generated.Config{Schema: Schema(settings.Federation), Resolvers: resolver})
}

// Schema is the schema as it is served: without what gqlparser adds and this server doesn't do, since a response is sent at
// once and nothing of it deferred, and without federation also without what makes it a subgraph's. It mustn't be changed.
func Schema(federation bool) *ast.Schema {
	served := *completeSchema()
	served.Directives = maps.Clone(served.Directives)
	delete(served.Directives, "defer")
	if !federation {
		withoutFederation(&served)
	}
	return &served
}

// completeSchema is the one that gqlgen has built in, of schema.graphqls and federation.graphqls. It mustn't be changed.
func completeSchema() *ast.Schema {
	return generated.NewExecutableSchema(generated.Config{}).Schema()
}

// Extensions returns what the resolvers need around each operation: the bounds on its backend calls and on the entities that
// it refers to, and the collection of its warnings, whose codes annotate adds to the request's line in the access log.
func Extensions(settings Settings, annotate func(context.Context, ...slog.Attr)) []graphql.HandlerExtension {
	extensions := []graphql.HandlerExtension{
		callLimits{atOnce: settings.BackendCalls, total: settings.TotalBackendCalls},
		warningCollector{annotate: annotate},
	}
	if settings.Federation {
		extensions = append(extensions, representationLimit(settings.Representations))
	}
	return extensions
}
