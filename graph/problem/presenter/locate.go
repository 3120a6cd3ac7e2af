package presenter

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
)

// locate sets the path and the locations of an error: those that gqlgen found, and otherwise those of the field that is being
// resolved.
func locate(ctx context.Context, rendered *gqlerror.Error, err error) {
	if located, ok := errors.AsType[*gqlerror.Error](err); ok {
		rendered.Locations = located.Locations
		if len(located.Path) > 0 {
			rendered.Path = located.Path
		}
	}
	field := graphql.GetFieldContext(ctx)
	if field != nil && argumentOf(rendered.Path, field.Path()) != "" {
		rendered.Path = field.Path() // a path in GraphQL is one of the response, which has no arguments
	}
	if len(rendered.Locations) > 0 || field == nil || field.Field.Field == nil || field.Field.Position == nil {
		return
	}
	position := field.Field.Position
	rendered.Locations = []gqlerror.Location{{Line: position.Line, Column: position.Column}}
}

// argumentOf returns the part of a path that gqlgen appends to a field's: where in its arguments the error is.
func argumentOf(path, field ast.Path) string {
	if len(path) <= len(field) {
		return ""
	}
	return path[len(field):].String()
}

// withArgument returns the problem with the argument's name before its message, if it is a scalar's refusal of the value. Any other
// failure there is this server's own, since graph/document refuses nulls before; it stays as it is.
func withArgument(name string, found *problem.Problem) *problem.Problem {
	if found.Code != problem.CodeBadUserInput {
		return found
	}
	named := *found
	named.Message = name + ": " + found.Message
	return &named
}

// argumentName returns the argument that an error is about, as a path, or an empty text for an error about something else.
func argumentName(ctx context.Context, err error) string {
	located, ok := errors.AsType[*gqlerror.Error](err)
	field := graphql.GetFieldContext(ctx)
	if !ok || field == nil {
		return ""
	}
	return argumentOf(located.Path, field.Path())
}
