package endpoint

import (
	"context"
	"log/slog"
	"net/http"
	"zitadel-graphql/graph/problem"

	"github.com/99designs/gqlgen/graphql"
)

// execute runs an operation, and sends what it came to. Where sending fails midway, internal/web cuts the connection: half
// an answer can't be taken for a whole one, nor for a refusal.
func (h *Handler) execute(ctx context.Context, w http.ResponseWriter, mediaType string, operation *graphql.OperationContext) {
	h.annotate(ctx, slog.String("operation", operation.Operation.Name), slog.String("type", string(operation.Operation.Operation)))
	h.run(ctx, mediaType, operation).send(w)
}

// run is the net under what gqlgen has none for: the selection of the root's fields, the writing of scalars at the very end,
// and everything around the fields. A mutation may have written by then, so that what panics there has an outcome too.
func (h *Handler) run(ctx context.Context, mediaType string, operation *graphql.OperationContext) (answer httpAnswer) {
	begun := begin(ctx, operation)
	defer func() {
		if cause := recover(); cause != nil {
			answer = h.render(begun, mediaType, h.failed(begun, problem.Recovered(cause)))
		}
	}()
	respond, inner := h.executor.DispatchOperation(ctx, operation)
	response := respond(inner)
	if response == nil { // gqlgen doesn't start what has no time left
		return h.render(ctx, mediaType, h.failed(ctx, context.Cause(ctx)))
	}
	return h.render(begun, mediaType, response)
}

// begin returns a context for errors of the operation as a whole. They are told as one of its fields would be.
func begin(ctx context.Context, operation *graphql.OperationContext) context.Context {
	return graphql.WithFieldContext(graphql.WithOperationContext(ctx, operation), &graphql.FieldContext{})
}
