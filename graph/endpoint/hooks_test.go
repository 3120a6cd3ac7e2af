package endpoint_test

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/endpoint"
)

// telling is an extension that notes when each of its hooks begins and ends.
func telling(name string, told *[]string) breaking {
	during := func(hook string) func() {
		*told = append(*told, name+" "+hook)
		return func() { *told = append(*told, name+" /"+hook) }
	}
	return breaking{
		operation: func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
			defer during("operation")()
			return next(ctx)
		},
		rootField: func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
			defer during("root field")()
			return next(ctx)
		},
		field: func(ctx context.Context, next graphql.Resolver) (any, error) {
			if graphql.GetFieldContext(ctx).IsResolver {
				defer during("field")()
			}
			return next(ctx)
		},
	}
}

// Ensures that the hooks of all extensions are called, those of the first around those of the second, and none for a refusal.
func TestHooksAreNested(t *testing.T) {
	var told []string
	handler := newEndpoint(unused, endpoint.DefaultConfig(), slog.New(slog.DiscardHandler), telling("1", &told), telling("2", &told))
	for document, want := range map[string][]string{
		"{restrictions{allowedLanguages}}": {
			"1 operation", "2 operation", "2 /operation", "1 /operation",
			"1 root field", "2 root field", "1 field", "2 field", "2 /field", "1 /field", "2 /root field", "1 /root field"},
		"{unknown}": nil,
	} {
		for range 2 { // the second time, the document is known
			told = nil
			post(handler, bytes.Replace([]byte(`{"query": "?"}`), []byte("?"), []byte(document), 1))
			if !slices.Equal(told, want) {
				t.Errorf("%s: %q", document, told)
			}
		}
	}
}
