package plan

import (
	"context"
	"fmt"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph/generated"
)

// arguments are those of a field in a document.
type arguments struct {
	// known has all arguments in the order of the schema, as the resolver takes them: for one that depends on a variable, what it is where
	// the variable has no value. They are the same for all requests, so no resolver may change them.
	known []any
	// depending are the arguments that have to be read anew for each request.
	depending []argument
}

// argument is one whose value a request's variables decide.
type argument struct {
	place int
	name  string
	value *ast.Value
	read  generated.InputReader
}

func compileArguments(field *ast.Field) arguments {
	definitions := field.Definition.Arguments
	planned := arguments{known: make([]any, len(definitions))}
	for i, definition := range definitions {
		read, absent := generated.Input(definition.Type.String())
		planned.known[i] = absent
		if definition.DefaultValue != nil && !planned.take(i, definition.DefaultValue, read) {
			planned.depend(argument{i, definition.Name, definition.DefaultValue, read})
		}
		given := field.Arguments.ForName(definition.Name)
		if given != nil && (dependsOnVariable(given.Value) || !planned.take(i, given.Value, read)) {
			planned.depend(argument{i, definition.Name, given.Value, read})
		}
	}
	return planned
}

// take reads a value that depends on no variable. It returns false where it can't be read: then each request has to fail there, which it
// does by reading it again.
func (a *arguments) take(place int, value *ast.Value, read generated.InputReader) bool {
	raw, err := value.Value(nil)
	if err != nil {
		return false
	}
	known, err := read(context.Background(), raw)
	if err == nil {
		a.known[place] = known
	}
	return err == nil
}

func (a *arguments) depend(on argument) { a.depending = append(a.depending, on) }

func dependsOnVariable(value *ast.Value) bool {
	return value.Kind == ast.Variable || slices.ContainsFunc(value.Children, func(child *ast.ChildValue) bool { return dependsOnVariable(child.Value) })
}

// read returns the arguments of one request, or why the first of them can't be read. ctx is the field's.
func (a *arguments) read(ctx context.Context, variables map[string]any) ([]any, error) {
	if len(a.depending) == 0 {
		return a.known, nil
	}
	all := slices.Clone(a.known)
	for i := range a.depending {
		each := &a.depending[i]
		raw, given, err := each.raw(variables)
		if err != nil {
			return nil, err
		}
		if !given {
			continue
		}
		read, err := each.read(ctx, raw)
		if err != nil {
			return nil, each.fail(ctx, raw)
		}
		all[each.place] = read
	}
	return all, nil
}

// raw returns the argument's value before it is read, and whether there is one.
func (a *argument) raw(variables map[string]any) (raw any, given bool, err error) {
	if a.value.Kind == ast.Variable {
		raw, given = variables[a.value.Raw]
		return raw, given, nil
	}
	if raw, err = a.value.Value(variables); err != nil { // which a valid document doesn't have
		return nil, false, fmt.Errorf("read the argument %s: %w", a.name, err)
	}
	return raw, true, nil
}

// fail reads a value that can't be read once more, with the argument's name in the path of the error.
func (a *argument) fail(ctx context.Context, raw any) error {
	_, err := a.read(graphql.WithPathContext(ctx, graphql.NewPathWithField(a.name)), raw)
	return err
}
