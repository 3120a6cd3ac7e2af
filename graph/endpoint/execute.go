package endpoint

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
)

// Request is a GraphQL request that came by another protocol than GraphQL over HTTP.
type Request struct {
	// Document is executed whether or not it is a trusted one: the server chose it, and not the caller.
	Document string
	// OperationName chooses one of several operations; it may be empty where there is only one.
	OperationName string
	// Variables is a JSON object, or empty for none.
	Variables []byte
	// Header has the caller's token, languages and organization, as an HTTP request has them.
	Header http.Header
}

// Response is a GraphQL response.
type Response struct {
	// Body is its JSON, with the members data, errors and extensions as GraphQL has them.
	Body []byte
	// Errors are those in the body. Each wraps the *problem.Problem that it was rendered from.
	Errors gqlerror.List
}

// Execute answers a query or a mutation as ServeHTTP would: by the same limits, rules, executor and error contract, and with the
// same annotations of the request's line in the access log. What is wrong with the request is in the response. ctx bounds the
// time.
func (h *Handler) Execute(ctx context.Context, request Request) Response {
	read, err := h.readVariables(request)
	if err != nil {
		return h.Refusal(ctx, err)
	}
	operation, errs := h.executor.prepare(ctx, &read)
	if len(errs) > 0 {
		return h.responseOf(ctx, nil, h.invalidResponse(ctx, read, operation, errs))
	}
	kind := operation.Operation.Operation
	if kind == ast.Subscription {
		return h.Refusal(ctx, &problem.Problem{Code: problem.CodeNotAcceptable, Reason: problem.ReasonStreamNotAskedFor,
			Message: "A subscription is answered by a stream, which this protocol doesn't have. Send a query."})
	}
	h.annotate(ctx, slog.String("operation", operation.Operation.Name), slog.String("type", string(kind)))
	return h.responseOf(ctx, operation, h.execute(ctx, operation))
}

// Refusal returns the response that has err alone, as the error contract renders it.
func (h *Handler) Refusal(ctx context.Context, err error) Response {
	return h.responseOf(ctx, nil, h.errorResponse(ctx, err))
}

func (h *Handler) readVariables(request Request) (graphql.RawParams, error) {
	read := graphql.RawParams{Query: request.Document, OperationName: request.OperationName, Headers: request.Header}
	if len(request.Variables) == 0 {
		return read, nil
	}
	value, err := h.parsers.parse(request.Variables, 1)
	if err != nil {
		return read, err
	}
	found := members{variablesMember: memberOf(value)}
	return read, found.takeObject(variablesMember, &read.Variables)
}

func (h *Handler) responseOf(ctx context.Context, operation *graphql.OperationContext, response *graphql.Response) Response {
	body, response := h.encode(ctx, operation, response)
	return Response{Body: body.whole(), Errors: response.Errors}
}
