package plan

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Uncovered is what there can be no plan for in the first operation of a document. It is empty where there is one.
func Uncovered(document *ast.QueryDocument) string {
	_, uncovered := compile(operationOf(document))
	return uncovered
}

// Plan is a plan, with the bytes that it is counted for.
type Plan struct {
	made  *plan
	Bytes int
}

// Compile returns the plan of the first operation of a document.
func Compile(document *ast.QueryDocument) Plan {
	made, _ := compile(operationOf(document))
	return Plan{made, made.bytes}
}

// Cache is a cache of plans within limits.
type Cache struct{ plans }

// NewCache returns an empty one.
func NewCache(mostPlans, mostBytes int) Cache { return Cache{newPlans(mostPlans, mostBytes)} }

// Use looks the first operation of a document up, and reports whether it has a plan.
func (c Cache) Use(document *ast.QueryDocument) bool { return c.of(operationOf(document)) != nil }

// Size returns how many operations are kept, and their bytes.
func (c Cache) Size() (operations, bytes int) {
	state := c.kept.State()
	return state.Entries, state.Bytes
}

func operationOf(document *ast.QueryDocument) *graphql.OperationContext {
	return &graphql.OperationContext{Doc: document, Operation: document.Operations[0]}
}

// WriteElements returns the list of numbers as it is written, where resolvers are called below it and those below one of them fail. It
// returns false where the list is null.
func WriteElements(ctx context.Context, list []int, fails int) (string, bool) {
	w := &writer{}
	complete := writeElements(ctx, w, list, func(_ context.Context, w *writer, v *int) bool {
		w.out = appendInt(w.out, *v)
		return *v != fails
	})
	return string(w.out), complete
}

// WritePanickingElements is WriteElements where what writes a number panics, for one of them. The context is a response's.
func WritePanickingElements(ctx context.Context, list []int, panics int) (string, bool) {
	w := &writer{operation: graphql.GetOperationContext(ctx)}
	complete := writeElements(ctx, w, list, func(_ context.Context, w *writer, v *int) bool {
		if w.out = appendInt(w.out, *v); *v == panics {
			panic("boom")
		}
		return true
	})
	return string(w.out), complete
}

// The appenders of scalars and enums that this package has.
var (
	AppendString  = appendString
	AppendInt     = appendInt
	AppendBoolean = appendBoolean
)

// AppendEnum is the appender of enums.
func AppendEnum[V ~string](out []byte, v V) []byte { return appendEnum(out, v) }

// CollectFields is what a compiler collects.
func CollectFields(fragments ast.FragmentDefinitionList, selections ast.SelectionSet, satisfies []string) []graphql.CollectedField {
	c := &compiler{fragments: fragmentsByName(fragments)}
	return c.collect(selections, satisfies)
}
