package graph

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// SDL is the schema as its authors wrote it, with its descriptions and in its order: what is served without federation.
func SDL() string { return schemaSource().Input }

// schemaSource is schema.graphqls, as gqlgen has built it in: the file in which the type Query begins.
func schemaSource() *ast.Source { return completeSchema().Query.Position.Src }
