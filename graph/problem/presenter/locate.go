package presenter

import (
	"context"
	"errors"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
)

// locate says where in the document the error belongs: where gqlgen found it, else at the field that is being resolved.
func locate(ctx context.Context, rendered *gqlerror.Error, err error) {
	if located, ok := errors.AsType[*gqlerror.Error](err); ok {
		rendered.Locations = located.Locations
		if len(located.Path) > 0 && located.Path[0] != variablePath {
			rendered.Path = located.Path
		}
	}
	field := graphql.GetFieldContext(ctx)
	if field != nil && argumentOf(rendered.Path, field.Path()) != "" {
		rendered.Path = field.Path() // GraphQL's paths are those of the response
	}
	if len(rendered.Locations) > 0 || field == nil || field.Field.Field == nil || field.Field.Position == nil {
		return
	}
	position := field.Field.Position
	rendered.Locations = []gqlerror.Location{{Line: position.Line, Column: position.Column}}
}

// argumentOf is what gqlgen appends to a field's path: where in its arguments the error is.
func argumentOf(path, field ast.Path) string {
	if len(path) <= len(field) {
		return ""
	}
	return path[len(field):].String()
}

// withArgument says which argument it is that a scalar refused. Nulls don't get this far (graph/document refuses them), so that anything else
// is a failure of ours, and stays one.
func withArgument(name string, found *problem.Problem) *problem.Problem {
	if found.Code != problem.CodeBadUserInput {
		return found
	}
	named := *found
	named.Message = name + ": " + found.Message
	return &named
}

// argumentName names the argument that an error is about; it is empty for others.
func argumentName(ctx context.Context, err error) string {
	located, ok := errors.AsType[*gqlerror.Error](err)
	field := graphql.GetFieldContext(ctx)
	if !ok || field == nil {
		return ""
	}
	return argumentOf(located.Path, field.Path())
}

// variablePath is how gqlparser begins the path of an error about a variable. It isn't a path of the response.
const variablePath = ast.PathName("variable")

// variablePrefix names the variable that an error is about, and is empty for others.
func variablePrefix(found *gqlerror.Error) string {
	if len(found.Path) < 2 || found.Path[0] != variablePath {
		return ""
	}
	return fmt.Sprintf("Variable \"$%s\": ", found.Path[1:])
}
