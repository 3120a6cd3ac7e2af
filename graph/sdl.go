package graph

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// SDL is the schema as its authors wrote it, with its descriptions and in its order: what is served without federation.
func SDL() string { return schemaSource().Input }

// schemaSource is schema.graphqls, as gqlgen has built it in.
func schemaSource() *ast.Source {
	return sources[slices.IndexFunc(sources, func(source *ast.Source) bool {
		return strings.HasSuffix(source.Name, "schema.graphqls")
	})]
}
