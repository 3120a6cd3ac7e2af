package endpoint

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/document"
	"zitadel-graphql/graph/problem"
)

// executor prepares operations of a schema, and has the schema execute them within the hooks of extensions. gqlgen's package executor does
// the same with ten allocations more for a document that is known: it has handlers and contexts for hooks that there are none of, and times
// that nobody reads. It would also look for each document a second time, and parse a new one twice, since limits are checked before it
// validates.
type executor struct {
	schema        graphql.ExecutableSchema
	checker       *document.Checker
	valid         *validDocuments
	introspection bool
	present       graphql.ErrorPresenterFunc
	hooks         hooks
}

func newExecutor(schema graphql.ExecutableSchema, config Config, with Dependencies) *executor {
	extensions := with.Extensions
	if len(with.Observers) > 0 {
		extensions = append([]graphql.HandlerExtension{with.Observers.RootFields()}, extensions...)
	}
	return &executor{
		schema:        schema,
		checker:       document.NewChecker(schema.Schema(), config.Documents, config.Introspection),
		valid:         with.State.documents(config),
		introspection: config.Introspection,
		present:       with.Present,
		hooks:         newHooks(extensions),
	}
}

// prepare returns the operation that a request names, or why it can't be executed. The operation is there in both cases, since presenters
// of errors look into it.
func (e *executor) prepare(ctx context.Context, request *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	operation := &graphql.OperationContext{
		RawQuery: request.Query, OperationName: request.OperationName, Extensions: request.Extensions, Headers: request.Headers,
		DisableIntrospection: !e.introspection, RecoverFunc: recovered, ResolverMiddleware: e.hooks.field, RootResolverMiddleware: e.hooks.rootField,
	}
	var errs gqlerror.List
	if operation.Doc, errs = e.documentOf(request); len(errs) > 0 {
		return operation, errs
	}
	operation.Operation = operation.Doc.Operations.ForName(request.OperationName)
	var err error
	if operation.Variables, err = variablesOf(e.schema.Schema(), operation.Operation, request.Variables); err != nil {
		return operation, gqlerror.List{e.checker.ExplainVariables(operation.Operation, request.Variables)}
	}
	if err := e.checker.CheckVariables(operation); err != nil {
		return operation, gqlerror.List{err}
	}
	for _, hook := range e.hooks.prepared {
		if err := hook.MutateOperationContext(ctx, operation); err != nil {
			return operation, gqlerror.List{err}
		}
	}
	return operation, nil
}

// documentOf returns the document of a request, which is valid and has the operation that the request names.
func (e *executor) documentOf(request *graphql.RawParams) (*ast.QueryDocument, gqlerror.List) {
	if known, ok := e.valid.Get(request.Query); ok {
		return known, document.CheckOperationName(known, request.OperationName)
	}
	parsed, errs := e.checker.Parse(request.Query)
	if len(errs) == 0 {
		errs = document.CheckOperationName(parsed, request.OperationName)
	}
	if len(errs) == 0 {
		errs = e.checker.Validate(parsed)
	}
	if len(errs) > 0 {
		return nil, errs
	}
	e.valid.Add(request.Query, parsed, sizeInMemory(request.Query))
	return parsed, nil
}

// begin begins an operation. It returns the function that returns its responses, one for each call and nil after the last, and the context
// to call that with.
func (e *executor) begin(ctx context.Context, operation *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	running := &execution{executor: e}
	respond := e.hooks.operation(graphql.WithOperationContext(ctx, operation), running.begin)
	return respond, running.ctx
}

// execution is one execution of an operation.
type execution struct {
	executor *executor
	// ctx is the operation's, within the hooks.
	ctx context.Context //nolint:containedctx // which only the innermost hook knows
	// respond is the schema's.
	respond graphql.ResponseHandler
}

// begin is the graphql.OperationHandler within the hooks. A subscription's resolver is called here already: where it fails, that is the only
// response. Nothing else is resolved yet.
func (x *execution) begin(ctx context.Context) graphql.ResponseHandler {
	x.ctx = ctx
	if graphql.GetOperationContext(ctx).Operation.Operation != ast.Subscription {
		x.respond = x.executor.schema.Exec(ctx)
		return x.next
	}
	ctx = x.executor.forResponse(ctx)
	x.respond = x.executor.schema.Exec(ctx)
	if errs := graphql.GetErrors(ctx); errs != nil {
		return graphql.OneShot(&graphql.Response{Errors: errs})
	}
	return x.next
}

// next is the graphql.ResponseHandler that begin returns. There is no response where no time is left.
func (x *execution) next(ctx context.Context) *graphql.Response {
	if ctx.Err() != nil {
		return nil
	}
	ctx = x.executor.forResponse(ctx)
	response := x.respond(ctx)
	if response != nil {
		response.Errors = append(response.Errors, graphql.GetErrors(ctx)...)
	}
	return response
}

// refuse returns the response to a request that couldn't be prepared. ctx is the operation's. No hook is called.
func (e *executor) refuse(ctx context.Context, errs gqlerror.List) *graphql.Response {
	ctx = e.forResponse(ctx)
	for _, err := range errs {
		graphql.AddError(ctx, err)
	}
	return &graphql.Response{Errors: graphql.GetErrors(ctx)}
}

// forResponse returns the context of one response, which collects its errors.
func (e *executor) forResponse(ctx context.Context) context.Context {
	return graphql.WithResponseContext(ctx, e.present, recovered)
}

func recovered(_ context.Context, cause any) error { return problem.Recovered(cause) }
