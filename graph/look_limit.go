package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/internal/people"
)

// lookLimit bounds the calls that all looks at people of one operation make together, and has them ask once which login the
// instance requires. A subscription has a limit of its own.
type lookLimit people.Config

var (
	_ graphql.HandlerExtension     = lookLimit{}
	_ graphql.OperationInterceptor = lookLimit{}
)

// ExtensionName implements graphql.HandlerExtension.
func (lookLimit) ExtensionName() string { return "LookLimit" }

// Validate implements graphql.HandlerExtension.
func (lookLimit) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation implements graphql.OperationInterceptor.
func (l lookLimit) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	most, setting := l.LookCalls, people.LookCallsSetting
	if graphql.GetOperationContext(ctx).Operation.Operation == ast.Subscription {
		most, setting = l.StreamCalls, people.StreamCallsSetting
	}
	return next(people.ForRequest(people.WithCallLimit(ctx, most, setting)))
}
