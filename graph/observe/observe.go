// Package observe has observers follow the operations that package graph/endpoint executes, and their root fields.
//
// It owns the interface between the endpoint and those who follow, and which errors are whose failures. It depends on gqlgen and on graph/problem. What
// becomes of what an observer is told, such as spans and metrics, is internal/telemetry's. HTTP requests have an interface of
// their own in internal/web, and calls of the backend in internal/backend: what is refused before it is executed is seen by the
// first alone.
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

// Observer follows operations. It is called concurrently, and has to return at once. It mustn't panic.
type Observer interface {
	// OperationBegins is called before an operation is executed: its document and variables are valid by then. The context that
	// it returns is the operation's from then on. end is called exactly once: after the last response, with the failures of all
	// of them, each once.
	OperationBegins(ctx context.Context, operation Operation) (_ context.Context, end func(failures []Failure))
	// RootFieldEnds is called for each field of Query, Mutation or Subscription that was executed, when it and all that is selected
	// below it is complete. ctx is the operation's. Fields of a query end concurrently.
	RootFieldEnds(ctx context.Context, field Field)
}

// Operation is what a document says of an operation.
type Operation struct {
	// Name is the caller's own, of any length that a document may have, without the caller's token. It is empty for an operation
	// without one.
	Name string
	// Type is query, mutation or subscription.
	Type string
}

// Failure is what an error of a response means.
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

// Observers are told in their order.
type Observers []Observer

// Begin tells that an operation begins. The context that it returns is the operation's, and the caller calls end once, with the
// failures of all responses.
func (o Observers) Begin(ctx context.Context, operation *graphql.OperationContext) (_ context.Context, end func([]Failure)) {
	if len(o) == 0 {
		return ctx, func([]Failure) {}
	}
	began := time.Now()
	kind := operation.Operation.Operation
	name := problem.WithoutTokens(operation.Operation.Name, operation.Headers.Values("Authorization"))
	ends := make([]func([]Failure), len(o))
	for i, observer := range o {
		ctx, ends[i] = observer.OperationBegins(ctx, Operation{Name: name, Type: string(kind)}) //nolint:fatcontext // each observer adds its own
	}
	return ctx, func(failures []Failure) {
		if kind == ast.Subscription { // which gqlgen has no hook for
			o.rootFieldEnds(ctx, Field{Type: "Subscription", Name: onlyField(operation), Duration: time.Since(began), Failures: failures})
		}
		for _, each := range ends {
			each(failures)
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

// RootFields returns the extension of gqlgen's executor that tells of the fields of queries and mutations.
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

// Failures returns what the errors of a response mean, each meaning once. An error that no presenter rendered is a failure of this
// server's.
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
