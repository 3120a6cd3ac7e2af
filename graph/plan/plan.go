// Package plan answers GraphQL operations by plans, each of which is worked out once for an operation of a cached document and then
// executed as often as a request names it.
//
// A plan has what doesn't depend on a request: the fields in the order of the response, with their keys encoded; the resolvers to call; and
// the arguments without variables. It keeps the meaning of gqlgen's generated code: it calls the same resolvers, at the same time or one
// after the other as that does, with the same contexts and interceptors of root fields, and writes the same bytes. What that makes anew for
// each field of each request, a plan doesn't: a context, a closure and a marshaler. How the fields of an object are written is generated
// from the schema (tools/generate).
//
// An operation that isn't covered is executed by gqlgen's generated code, as a whole: subscriptions, introspection, fields of interfaces, a
// subgraph's fields, and @skip and @include with variables. That is decided before anything is executed. Interceptors of all fields, which
// this program has none of, are called by gqlgen's generated code alone.
//
// It depends on gqlgen, graph/generated, graph/scalar, graph/document, internal/cache and internal/parallel. What a field means is package
// graph's. Documents are validated, and kept, by graph/endpoint.
package plan

import (
	"context"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph/generated"
)

// Schema is an executable schema that answers by plans. It is safe for concurrent use.
type Schema struct {
	byGqlgen  graphql.ExecutableSchema
	resolvers generated.ResolverRoot
	plans     plans
	counter   *Counter
}

var _ graphql.ExecutableSchema = (*Schema)(nil)

// New returns an executable schema that answers the operations which it has a plan for by the resolvers, and has byGqlgen, which is made
// of the same resolvers, answer the others. It keeps plans by their operation: the document has to be a valid one of the schema, and
// mustn't be changed.
func New(byGqlgen graphql.ExecutableSchema, resolvers generated.ResolverRoot) *Schema {
	return &Schema{byGqlgen: byGqlgen, resolvers: resolvers, plans: newPlans(mostPlans, mostBytes), counter: &Counter{}}
}

// CountedBy has counter count the schema's operations, and returns the schema. It has to be called before the first of them.
func (s *Schema) CountedBy(counter *Counter) *Schema {
	s.counter = counter
	return s
}

// Counter counts the operations of one Schema, or of several. It is safe for concurrent use.
type Counter struct{ byPlans, others atomic.Uint64 }

// Totals returns how many operations were executed by plans so far, and how many by gqlgen's generated code.
func (c *Counter) Totals() (byPlans, others uint64) { return c.byPlans.Load(), c.others.Load() }

// Schema implements graphql.ExecutableSchema.
func (s *Schema) Schema() *ast.Schema { return s.byGqlgen.Schema() }

// Complexity implements graphql.ExecutableSchema.
func (s *Schema) Complexity(ctx context.Context, typeName, field string, below int, arguments map[string]any) (int, bool) {
	return s.byGqlgen.Complexity(ctx, typeName, field, below, arguments)
}

// Exec implements graphql.ExecutableSchema.
func (s *Schema) Exec(ctx context.Context) graphql.ResponseHandler {
	operation := graphql.GetOperationContext(ctx)
	planned := s.plans.of(operation)
	if planned == nil {
		s.counter.others.Add(1)
		return s.byGqlgen.Exec(ctx)
	}
	s.counter.byPlans.Add(1)
	one := &execution{plan: planned, writer: writer{operation: operation, resolvers: s.resolvers}}
	return one.respond
}

// mostExpected is the most room that is made for an answer before it is there: each request that waits for the backend holds it meanwhile.
const mostExpected = 64 << 10

// plan is what an operation does.
type plan struct {
	// object is Query or Mutation.
	object string
	fields *object[root]
	// size is the length of the last answer, since the next is mostly as long.
	size atomic.Int64
	// bytes is the most that the plan takes, without the document.
	bytes int
}

// execution is one execution of a plan. What it needs exactly once is in it, so that all of that is one allocation.
type execution struct {
	plan     *plan
	writer   writer
	field    graphql.FieldContext
	response graphql.Response
	begun    bool
}

// respond is a graphql.ResponseHandler, which has one response.
func (e *execution) respond(ctx context.Context) *graphql.Response {
	if e.begun {
		return nil
	}
	e.begun = true
	e.field.Object = e.plan.object
	ctx = graphql.WithFieldContext(ctx, &e.field)
	expected := e.plan.size.Load()
	e.writer.out = make([]byte, 0, min(expected+expected/8, mostExpected))
	e.plan.fields.write(ctx, &e.writer, nil)
	e.plan.size.Store(int64(len(e.writer.out)))
	e.response.Data = e.writer.out
	return &e.response
}
