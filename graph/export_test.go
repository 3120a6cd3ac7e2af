package graph

import (
	"maps"

	"github.com/vektah/gqlparser/v2/ast"
)

// WholeSchema returns the schema with what is served to routers alone and what is served to all others alone.
func WholeSchema() *ast.Schema {
	whole := *completeSchema()
	whole.Directives = maps.Clone(whole.Directives)
	delete(whole.Directives, "defer")
	return &whole
}
