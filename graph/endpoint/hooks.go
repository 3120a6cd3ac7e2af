package endpoint

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"
)

// hooks are what extensions do around an operation, its responses, its root fields and its fields with a resolver. None of them is nil.
type hooks struct {
	operation graphql.OperationMiddleware
	response  graphql.ResponseMiddleware
	rootField graphql.RootFieldMiddleware
	field     graphql.FieldMiddleware
	// prepared are called one after the other with an operation that is valid, and may refuse it.
	prepared []graphql.OperationContextMutator
}

// newHooks returns the hooks of the extensions, those of the first outermost.
func newHooks(extensions []graphql.HandlerExtension) hooks {
	h := hooks{field: func(ctx context.Context, next graphql.Resolver) (any, error) { return next(ctx) }}
	for _, extension := range slices.Backward(extensions) {
		if own, ok := extension.(graphql.OperationInterceptor); ok {
			h.operation = around(own.InterceptOperation, h.operation)
		}
		if own, ok := extension.(graphql.ResponseInterceptor); ok {
			h.response = around(own.InterceptResponse, h.response)
		}
		if own, ok := extension.(graphql.RootFieldInterceptor); ok {
			h.rootField = around(own.InterceptRootField, h.rootField)
		}
		if own, ok := extension.(graphql.FieldInterceptor); ok {
			h.field = aroundField(own, h.field)
		}
		if own, ok := extension.(graphql.OperationContextMutator); ok {
			h.prepared = slices.Insert(h.prepared, 0, own)
		}
	}
	h.operation, h.response, h.rootField = orPass(h.operation), orPass(h.response), orPass(h.rootField)
	return h
}

// around returns a hook that calls inner within outer. inner may be nil.
func around[Next ~func(context.Context) Result, Result any, Hook ~func(context.Context, Next) Result](outer, inner Hook) Hook {
	if inner == nil {
		return outer
	}
	return func(ctx context.Context, next Next) Result {
		return outer(ctx, func(ctx context.Context) Result { return inner(ctx, next) })
	}
}

func aroundField(outer graphql.FieldInterceptor, inner graphql.FieldMiddleware) graphql.FieldMiddleware {
	return func(ctx context.Context, next graphql.Resolver) (any, error) {
		return outer.InterceptField(ctx, func(ctx context.Context) (any, error) { return inner(ctx, next) })
	}
}

// orPass returns a hook, and one that does nothing in the place of none.
func orPass[Next ~func(context.Context) Result, Result any, Hook ~func(context.Context, Next) Result](hook Hook) Hook {
	if hook != nil {
		return hook
	}
	return func(ctx context.Context, next Next) Result { return next(ctx) }
}
