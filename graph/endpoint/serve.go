package endpoint

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/observe"
	"zitadel-graphql/graph/problem"
)

// ServeHTTP answers one GraphQL request: a query or a subscription by GET, or any operation by POST with a JSON body. Every answer
// is a GraphQL response, an error too, or a stream of them. The caller bounds the body with http.MaxBytesReader, and the time
// with the request's context.
//
// A panic goes on to the caller only where the response has begun already: half a response can't be taken back, but the
// connection can be cut, so that nobody takes it for a whole one.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	accept, err := negotiate(r.Header.Values("Accept"))
	if err != nil {
		h.refuse(ctx, w, accept, err)
		return
	}
	request, err := h.readRequest(w, r)
	if err != nil {
		h.refuse(ctx, w, accept, err)
		return
	}
	operation, errs := h.executor.prepare(ctx, &request.RawParams)
	if len(errs) > 0 {
		h.refuseInvalid(ctx, w, accept, request, operation, errs)
		return
	}
	kind := operation.Operation.Operation
	if err := checkTransport(r.Method, kind, accept); err != nil {
		if r.Method == http.MethodGet && kind == ast.Mutation {
			w.Header().Set("Allow", http.MethodPost)
		}
		h.refuse(ctx, w, accept, err)
		return
	}
	h.persisted.keep(request)
	if request.quoted != nil {
		h.quoted.add(request.quoted, request.Query)
	}
	h.annotate(ctx, slog.String("operation", operation.Operation.Name), slog.String("type", string(kind)))
	if kind == ast.Subscription {
		h.serveSubscription(ctx, w, accept, operation)
		return
	}
	h.render(ctx, accept.forResult(), operation, h.execute(ctx, operation)).send(w)
}

// checkTransport refuses an operation that can't be answered in the way in which it was sent.
func checkTransport(method string, kind ast.Operation, accept acceptable) error {
	switch {
	case method == http.MethodGet && kind == ast.Mutation:
		return &problem.Problem{Code: problem.CodeMethodNotAllowed, Reason: problem.ReasonMutationByGet,
			Message: "A mutation can't be sent by GET. Send it by POST."}
	case kind == ast.Subscription && accept.eventsWeight == 0:
		return &problem.Problem{Code: problem.CodeNotAcceptable, Reason: problem.ReasonStreamNotAskedFor,
			Message: "A subscription is answered by a stream of server-sent events. Send it with the header accept: " + eventStream + "."}
	default:
		return nil
	}
}

// ServeError answers a request that doesn't get as far as GraphQL with a GraphQL response that has err alone. The client is
// told what err means by the error contract: the text of a *problem.Problem, and a fixed one for what is no failure that the
// contract knows.
func (h *Handler) ServeError(w http.ResponseWriter, r *http.Request, err error) {
	h.refuse(r.Context(), w, acceptable{json: plainJSON, jsonWeight: 1}, err)
}

// execute runs an operation. It recovers from the panics that gqlgen's generated code and plans don't: in the selection of the
// root's fields, in the writing of scalars at the very end, and in everything around the fields. A mutation may have written by
// then, so that the error that stands for the panic has an outcome too.
func (h *Handler) execute(ctx context.Context, operation *graphql.OperationContext) (response *graphql.Response) {
	ctx, end := h.observers.Begin(ctx, operation)
	defer func() { end(observe.Failures(response.Errors)) }()
	defer func() {
		if cause := recover(); cause != nil {
			response = h.errorResponse(withOperation(ctx, operation), problem.Recovered(cause))
		}
	}()
	respond, inner := h.executor.begin(ctx, operation)
	if result := respond(inner); result != nil {
		return result
	}
	return h.errorResponse(ctx, context.Cause(ctx)) // the executor doesn't begin what has no time left
}

// withOperation returns a context for errors of the operation as a whole: they are presented as one of its fields' would be.
func withOperation(ctx context.Context, operation *graphql.OperationContext) context.Context {
	return graphql.WithFieldContext(graphql.WithOperationContext(ctx, operation), &graphql.FieldContext{})
}

// refuseInvalid answers a request whose document or variables aren't valid.
func (h *Handler) refuseInvalid(ctx context.Context, w http.ResponseWriter, accept acceptable, request *request,
	operation *graphql.OperationContext, errs gqlerror.List) {
	response := h.invalidResponse(ctx, request.RawParams, operation, errs)
	h.render(ctx, accept.forRefusal(response.Errors[0]), nil, response).send(w)
}

// invalidResponse is the response to a request whose document or variables aren't valid.
func (h *Handler) invalidResponse(ctx context.Context, request graphql.RawParams, operation *graphql.OperationContext, errs gqlerror.List) *graphql.Response {
	errs = shorten(errs)
	if h.hidden != nil {
		h.hidden.Hide(errs, request.Query, request.Variables)
	}
	return h.executor.refuse(graphql.WithOperationContext(ctx, operation), errs)
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

// refuse answers with an error instead of a result.
func (h *Handler) refuse(ctx context.Context, w http.ResponseWriter, accept acceptable, err error) {
	response := h.errorResponse(ctx, err)
	h.render(ctx, accept.forRefusal(response.Errors[0]), nil, response).forEachOperation(err).send(w)
}

// errorResponse is the response for a request that has an error instead of a result. It is made without the extensions, since one of
// those may be what failed.
func (h *Handler) errorResponse(ctx context.Context, err error) *graphql.Response {
	return &graphql.Response{Errors: gqlerror.List{h.present(ctx, err)}}
}
