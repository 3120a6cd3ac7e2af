package endpoint

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
)

// ServeHTTP answers one GraphQL request: a query by GET, or any operation by POST with a JSON body. Every answer is a GraphQL
// response, an error too. The caller bounds the body with http.MaxBytesReader, and the time with the request's context.
//
// A panic goes on to the caller only where the response has begun already: half a response can't be taken back, but the
// connection can be cut, so that nobody takes it for a whole one.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := graphql.StartOperationTrace(r.Context())
	mediaType, err := negotiate(r.Header.Values("Accept"))
	if err != nil {
		h.writeError(ctx, w, plainJSON, err)
		return
	}
	request, err := h.readRequest(w, r)
	if err != nil {
		h.writeError(ctx, w, mediaType, err)
		return
	}
	operation, errs := h.executor.CreateOperationContext(ctx, &request.RawParams)
	if len(errs) > 0 {
		h.writeInvalid(ctx, w, mediaType, request, operation, errs)
		return
	}
	if r.Method == http.MethodGet && operation.Operation.Operation != ast.Query {
		w.Header().Set("Allow", http.MethodPost)
		h.writeError(ctx, w, mediaType, &problem.Problem{Code: problem.CodeMethodNotAllowed, Reason: problem.ReasonMutationByGet,
			Message: "A mutation can't be sent by GET. Send it by POST."})
		return
	}
	h.persisted.keep(request)
	h.annotate(ctx, slog.String("operation", operation.Operation.Name), slog.String("type", string(operation.Operation.Operation)))
	h.execute(ctx, mediaType, operation).send(w)
}

// ServeError answers a request that doesn't get as far as GraphQL with a GraphQL response that has err alone. The client is
// told what err means by the error contract: the text of a *problem.Problem, and a fixed one for what is no failure that the
// contract knows.
func (h *Handler) ServeError(w http.ResponseWriter, r *http.Request, err error) {
	h.writeError(r.Context(), w, plainJSON, err)
}

// execute runs an operation. It recovers from the panics that gqlgen doesn't: in the selection of the root's fields, in the
// writing of scalars at the very end, and in everything around the fields. A mutation may have written by then, so that the
// error that stands for the panic has an outcome too.
func (h *Handler) execute(ctx context.Context, mediaType string, operation *graphql.OperationContext) (response httpResponse) {
	operationCtx := withOperation(ctx, operation)
	defer func() {
		if cause := recover(); cause != nil {
			response = h.render(operationCtx, mediaType, h.errorResponse(operationCtx, problem.Recovered(cause)))
		}
	}()
	respond, inner := h.executor.DispatchOperation(ctx, operation)
	result := respond(inner)
	if result == nil { // gqlgen doesn't start what has no time left
		return h.render(ctx, mediaType, h.errorResponse(ctx, context.Cause(ctx)))
	}
	return h.render(operationCtx, mediaType, result)
}

// withOperation returns a context for errors of the operation as a whole: they are presented as one of its fields' would be.
func withOperation(ctx context.Context, operation *graphql.OperationContext) context.Context {
	return graphql.WithFieldContext(graphql.WithOperationContext(ctx, operation), &graphql.FieldContext{})
}

// writeInvalid answers a request whose document or variables aren't valid.
func (h *Handler) writeInvalid(ctx context.Context, w http.ResponseWriter, mediaType string, request *request,
	operation *graphql.OperationContext, errs gqlerror.List) {
	errs = shorten(errs)
	if h.hidden != nil {
		h.hidden.Hide(errs, request.Query, request.Variables)
	}
	response := h.executor.DispatchError(graphql.WithOperationContext(ctx, operation), errs)
	h.render(ctx, mediaType, response).send(w)
}

// maxErrors is how many errors of a document are reported at once.
const maxErrors = 20

// shorten cuts a list of errors after the first, and says how many there are besides, so that a small document with a thousand
// mistakes doesn't make a large response.
func shorten(errs gqlerror.List) gqlerror.List {
	if len(errs) <= maxErrors {
		return errs
	}
	more := &problem.Problem{Code: problem.CodeGraphQLValidationFailed,
		Message: fmt.Sprintf("%d more problems were found in the document. Correct those that are listed, and send it again.", len(errs)-maxErrors)}
	return append(errs[:maxErrors:maxErrors], gqlerror.Wrap(more))
}

// writeError answers with an error instead of a result.
func (h *Handler) writeError(ctx context.Context, w http.ResponseWriter, mediaType string, err error) {
	h.render(ctx, mediaType, h.errorResponse(ctx, err)).send(w)
}

// errorResponse is the response for a request that has an error instead of a result. It is made without the executor's response
// extensions, since one of those may be what failed.
func (h *Handler) errorResponse(ctx context.Context, err error) *graphql.Response {
	return &graphql.Response{Errors: gqlerror.List{h.present(ctx, err)}}
}
