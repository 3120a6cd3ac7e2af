package endpoint

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"
)

// hooks are what extensions do around an operation, its root fields and its fields with a resolver. None of these is nil.
type hooks struct {
	operation graphql.OperationMiddleware
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
	h.operation, h.rootField = orPass(h.operation), orPass(h.rootField)
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

// orPass returns a hook, and in the place of none one that does nothing.
func orPass[Next ~func(context.Context) Result, Result any, Hook ~func(context.Context, Next) Result](hook Hook) Hook {
	if hook != nil {
		return hook
	}
	return func(ctx context.Context, next Next) Result { return next(ctx) }
}
