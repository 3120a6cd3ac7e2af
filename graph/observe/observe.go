// Package observe tells observers about the operations that graph/endpoint executes, and about their root fields.
//
// It owns the interface Observer, and translates a response's errors into the codes and reasons that observers get. It depends on gqlgen and
// on graph/problem. internal/telemetry implements the interface, and makes spans and metrics of what it is told. internal/web has an
// interface of the same kind for HTTP requests, and internal/backend one for its calls. A request that is refused before it is executed is
// seen by internal/web's observers alone.
package observe

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
)

// Observer is told about operations. It is called concurrently, and must return at once and not panic.
type Observer interface {
	// OperationBegins is called before an operation is executed, once its document and variables are known to be valid. The context that
	// it returns is the operation's from then on.
	OperationBegins(ctx context.Context, operation Operation) context.Context
	// OperationEnds is called exactly once for each operation that has begun, after the last response, with the failures of all
	// responses, each once. ctx is the operation's.
	OperationEnds(ctx context.Context, failures []Failure)
	// RootFieldEnds is called for each field of Query, Mutation or Subscription that was executed, when it and all that is selected
	// below it is complete. ctx is the operation's. Fields of a query end concurrently.
	RootFieldEnds(ctx context.Context, field Field)
}

// Operation describes an operation by its document.
type Operation struct {
	// Name is the caller's own, of any length that a document may have, without the caller's token. It is empty for an operation
	// without one.
	Name string
	// Type is query, mutation or subscription.
	Type string
}

// Failure is the code and reason of an error in a response.
type Failure struct {
	Code problem.Code
	// Reason is empty where the code says all.
	Reason problem.Reason
}

// Field is a root field that has ended.
type Field struct {
	// Type is Query, Mutation or Subscription.
	Type string
	// Name is the schema's name, whatever the document's alias.
	Name string
	// Duration is that of a subscription's whole stream.
	Duration time.Duration
	// Failures are those of the field and of all below it, each once.
	Failures []Failure
}

// Observers are several observers, who are told in this order.
type Observers []Observer

// Begin tells the observers that an operation begins. The context that it returns is the operation's from then on. The caller has to call
// end once, with the failures of all responses.
func (o Observers) Begin(ctx context.Context, operation *graphql.OperationContext) (_ context.Context, end func([]Failure)) {
	if len(o) == 0 {
		return ctx, func([]Failure) {}
	}
	began := time.Now()
	kind := operation.Operation.Operation
	name := problem.WithoutTokens(operation.Operation.Name, operation.Headers.Values("Authorization"))
	for _, observer := range o {
		ctx = observer.OperationBegins(ctx, Operation{Name: name, Type: string(kind)}) //nolint:fatcontext // each observer adds its own
	}
	return ctx, func(failures []Failure) {
		if kind == ast.Subscription { // for whose field gqlgen's generated code calls no extension
			o.rootFieldEnds(ctx, Field{Type: "Subscription", Name: onlyField(operation), Duration: time.Since(began), Failures: failures})
		}
		for _, observer := range o {
			observer.OperationEnds(ctx, failures)
		}
	}
}

// onlyField is the name of a subscription's root field, of which a valid document has one.
func onlyField(operation *graphql.OperationContext) string {
	for _, field := range graphql.CollectFields(operation, operation.Operation.SelectionSet, []string{"Subscription"}) {
		return field.Name
	}
	return ""
}

func (o Observers) rootFieldEnds(ctx context.Context, field Field) {
	for _, observer := range o {
		observer.RootFieldEnds(ctx, field)
	}
}

// RootFields returns an extension of graph/endpoint's executor that tells the observers about root fields of queries and mutations.
// Begin's end tells them about a subscription's.
func (o Observers) RootFields() graphql.HandlerExtension { return rootFields{o} }

type rootFields struct{ observers Observers }

var (
	_ graphql.HandlerExtension     = rootFields{}
	_ graphql.RootFieldInterceptor = rootFields{}
)

// ExtensionName implements graphql.HandlerExtension.
func (rootFields) ExtensionName() string { return "ObserveRootFields" }

// Validate implements graphql.HandlerExtension.
func (rootFields) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptRootField implements graphql.RootFieldInterceptor.
func (r rootFields) InterceptRootField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	began := time.Now()
	field := graphql.GetRootFieldContext(ctx).Field
	panicked := true
	defer func() {
		failures := Failures(below(graphql.GetErrors(ctx), field.Alias))
		if panicked {
			failures = append(failures, Failure{Code: problem.CodeInternalServerError})
		}
		r.observers.rootFieldEnds(ctx, Field{Type: rootType(ctx), Name: field.Name, Duration: time.Since(began), Failures: failures})
	}()
	result := next(ctx)
	panicked = false
	return result
}

func rootType(ctx context.Context) string {
	if graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation {
		return "Mutation"
	}
	return "Query"
}

// below returns the errors of a root field, by its key in the response, and of what is below it.
func below(errs gqlerror.List, key string) gqlerror.List {
	var found gqlerror.List
	for _, err := range errs {
		if len(err.Path) > 0 && err.Path[0] == ast.PathName(key) {
			found = append(found, err)
		}
	}
	return found
}

// Failures returns the codes and reasons of a response's errors, each once. An error that isn't a Problem counts as
// INTERNAL_SERVER_ERROR.
func Failures(errs gqlerror.List) []Failure {
	var failures []Failure
	for _, err := range errs {
		failure := Failure{Code: problem.CodeInternalServerError}
		if found, ok := errors.AsType[*problem.Problem](err); ok {
			failure = Failure{Code: found.Code, Reason: found.Reason}
		}
		if !slices.Contains(failures, failure) {
			failures = append(failures, failure)
		}
	}
	return failures
}
