// Package plan answers GraphQL operations by plans, each of which is worked out once for an operation of a cached document and then
// executed as often as a request names it.
//
// A plan has what does not depend on a request: the fields in the order of the response, with their keys encoded, and the resolvers to
// call with the arguments that have no variables in them. It stands around gqlgen's executable schema, whose meaning it keeps: it calls
// the same resolvers with the same field contexts and the same interceptors of root fields, and writes the same bytes. What no plan can
// be made for is executed by that schema, as a whole.
//
// It depends on gqlgen and on graph/generated. The resolvers are package graph's, and documents are kept by graph/endpoint.
package plan

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph/generated"
)

// Schema is an executable schema that answers by plans. It is safe for concurrent use.
type Schema struct {
	whole     graphql.ExecutableSchema
	resolvers generated.ResolverRoot
}

var _ graphql.ExecutableSchema = (*Schema)(nil)

// New returns an executable schema that answers the operations which it has a plan for by the resolvers, and has whole, which is made of
// the same resolvers, answer the others.
func New(whole graphql.ExecutableSchema, resolvers generated.ResolverRoot) *Schema {
	return &Schema{whole: whole, resolvers: resolvers}
}

// Schema implements graphql.ExecutableSchema.
func (s *Schema) Schema() *ast.Schema { return s.whole.Schema() }

// Complexity implements graphql.ExecutableSchema.
func (s *Schema) Complexity(ctx context.Context, typeName, field string, below int, arguments map[string]any) (int, bool) {
	return s.whole.Complexity(ctx, typeName, field, below, arguments)
}

// Exec implements graphql.ExecutableSchema.
func (s *Schema) Exec(ctx context.Context) graphql.ResponseHandler { return s.whole.Exec(ctx) }
