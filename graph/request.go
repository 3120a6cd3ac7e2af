package graph

import (
	"context"
	"log/slog"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph/calls"
	"zitadel-graphql/internal/people"
)

// requestContext is the context of a request, in which its resolvers find what they share.
type requestContext struct {
	context.Context

	warnings warnings
	caller   callerMetadata
}

type requestKey struct{}

// Value implements context.Context.
func (c *requestContext) Value(key any) any {
	if _, ok := key.(requestKey); ok {
		return c
	}
	return c.Context.Value(key)
}

// requestOf returns the request that ctx belongs to, or nil outside of one.
func requestOf(ctx context.Context) *requestContext {
	request, _ := ctx.Value(requestKey{}).(*requestContext)
	return request
}

// requestExtension gives each operation the context of its request: with the limits to its backend calls, those of looks at people
// apart, and its warnings, which it puts into the response.
type requestExtension struct {
	calls calls.Limits
	looks people.Config
	// annotate adds to the request's line in the access log.
	annotate func(context.Context, ...slog.Attr)
}

var (
	_ graphql.HandlerExtension     = requestExtension{}
	_ graphql.OperationInterceptor = requestExtension{}
)

// ExtensionName implements graphql.HandlerExtension.
func (requestExtension) ExtensionName() string { return "Request" }

// Validate implements graphql.HandlerExtension.
func (requestExtension) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation implements graphql.OperationInterceptor.
func (e requestExtension) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	kind := graphql.GetOperationContext(ctx).Operation.Operation
	request := &requestContext{Context: e.forLooks(e.calls.ForRequest(ctx, kind), kind)}
	respond := next(request) //nolint:contextcheck // it is made of ctx
	return func(ctx context.Context) *graphql.Response {
		response := respond(ctx)
		if response != nil {
			e.addWarnings(ctx, response, request.warnings.ofSucceeded(response))
		}
		return response
	}
}

// forLooks returns the context for the looks at people of an operation of this kind. A subscription has a limit of its own.
func (e requestExtension) forLooks(ctx context.Context, kind ast.Operation) context.Context {
	if kind == ast.Subscription {
		return people.ForRequest(ctx, e.looks.StreamCalls, people.StreamCallsSetting)
	}
	return people.ForRequest(ctx, e.looks.LookCalls, people.LookCallsSetting)
}
