package plan

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph/generated"
)

// objectType is how an object type of the schema is written, whose values are of the type T. objects.go, which is generated, has them all,
// made of what is in this file.
type objectType[T any] struct {
	name string
	// satisfies has the types whose fragments apply to the object: its own, its interfaces, and the unions that it belongs to.
	satisfies []string
	// field returns how the field of a name is written. It returns nil for one that no plan covers.
	field func(name string) field[T]
}

// field compiles a field of an object.
type field[T any] func(c *compiler, selected graphql.CollectedField) member[T]

// value compiles what is selected of a field's value.
type value[V any] func(c *compiler, selections ast.SelectionSet) compiled[V]

// compiled is how a value is written.
type compiled[V any] struct {
	write write[V]
	// resolves is set where a resolver has to be called for something below the value.
	resolves bool
}

// leaf is a field whose value is a scalar or an enum, or a list of them, that the object has.
func leaf[T any](appendTo appender[*T]) field[T] {
	return func(*compiler, graphql.CollectedField) member[T] {
		return member[T]{write: func(_ context.Context, w *writer, v *T) bool {
			w.out = appendTo(w.out, v)
			return true
		}}
	}
}

// nested is a field whose value the object has, and of which more is selected.
func nested[T, V any](name string, get func(*T) V, of value[V]) field[T] {
	return func(c *compiler, selected graphql.CollectedField) member[T] {
		below := of(c, selected.Selections)
		nonNull := selected.Definition.Type.NonNull
		if !below.resolves { // then nobody looks for the field in the context
			return member[T]{write: func(ctx context.Context, w *writer, v *T) bool { return below.write(ctx, w, get(v)) || !nonNull }}
		}
		return member[T]{resolves: true, write: func(ctx context.Context, w *writer, v *T) bool {
			ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: name, Field: selected})
			return below.write(ctx, w, get(v)) || !nonNull
		}}
	}
}

// written is the value of a field with a resolver where that is a scalar or an enum, or a list of them.
func written[V any](appendTo appender[V]) value[V] {
	return func(*compiler, ast.SelectionSet) compiled[V] {
		return compiled[V]{write: func(_ context.Context, w *writer, v V) bool {
			w.out = appendTo(w.out, v)
			return true
		}}
	}
}

// objectOf is a value that is an object, or null.
func objectOf[T any](of func() objectType[T]) value[*T] {
	return func(c *compiler, selections ast.SelectionSet) compiled[*T] {
		planned := compileObject(c, of(), selections)
		return compiled[*T]{resolves: planned.resolves, write: func(ctx context.Context, w *writer, v *T) bool {
			if v == nil {
				w.out = append(w.out, "null"...)
				return false
			}
			return planned.write(ctx, w, v)
		}}
	}
}

// requiredObjectOf is objectOf for what a resolver must not return as null. ctx is the field's.
func requiredObjectOf[T any](of func() objectType[T]) value[*T] {
	return func(c *compiler, selections ast.SelectionSet) compiled[*T] {
		planned := objectOf(of)(c, selections)
		return compiled[*T]{resolves: planned.resolves, write: func(ctx context.Context, w *writer, v *T) bool {
			if v == nil {
				graphql.AddInvalidNullError(ctx, of().name+"!")
			}
			return planned.write(ctx, w, v)
		}}
	}
}

// listOf is a value that is a list of objects. A list that is nil is empty.
func listOf[T any](of func() objectType[T]) value[[]T] {
	return func(c *compiler, selections ast.SelectionSet) compiled[[]T] {
		planned := compileObject(c, of(), selections)
		if planned.resolves {
			return compiled[[]T]{resolves: true, write: func(ctx context.Context, w *writer, list []T) bool {
				return writeElements(ctx, w, list, planned.write)
			}}
		}
		return compiled[[]T]{write: func(ctx context.Context, w *writer, list []T) bool { // in which nothing can fail
			w.out = append(w.out, '[')
			for i := range list {
				if i > 0 {
					w.out = append(w.out, ',')
				}
				planned.write(ctx, w, &list[i])
			}
			w.out = append(w.out, ']')
			return true
		}}
	}
}

// optionalListOf is listOf for a list that is null where it is nil.
func optionalListOf[T any](of func() objectType[T]) value[[]T] {
	return func(c *compiler, selections ast.SelectionSet) compiled[[]T] {
		list := listOf(of)(c, selections)
		return compiled[[]T]{resolves: list.resolves, write: func(ctx context.Context, w *writer, v []T) bool {
			if v == nil {
				w.out = append(w.out, "null"...)
				return false
			}
			return list.write(ctx, w, v)
		}}
	}
}

// call calls a resolver, with the arguments of its field in their order in the schema.
type call[T, V any] func(ctx context.Context, resolvers generated.ResolverRoot, v *T, arguments []any) (V, error)

// resolved is a field with a resolver, of this object type of the schema.
func resolved[T, V any](object string, call call[T, V], of value[V]) field[T] {
	return func(c *compiler, selected graphql.CollectedField) member[T] {
		planned := &resolvedField[T, V]{object: object, field: selected, arguments: compileArguments(selected.Field), call: call,
			write: of(c, selected.Selections).write}
		return member[T]{resolver: true, write: planned.resolve}
	}
}

// resolvedField calls a field's resolver and writes what that returns.
type resolvedField[T, V any] struct {
	object    string
	field     graphql.CollectedField
	arguments arguments
	call      call[T, V]
	write     write[V]
}

func (f *resolvedField[T, V]) resolve(ctx context.Context, w *writer, v *T) (complete bool) {
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: f.object, Field: f.field, IsMethod: true, IsResolver: true})
	begin := len(w.out)
	defer func() {
		if cause := recover(); cause != nil {
			complete = f.fail(ctx, w, begin, w.operation.Recover(ctx, cause))
		}
	}()
	arguments, err := f.arguments.read(ctx, w.operation.Variables)
	if err != nil {
		return f.fail(ctx, w, begin, err)
	}
	result, err := f.call(ctx, w.resolvers, v, arguments)
	if err != nil {
		return f.fail(ctx, w, begin, graphql.AddFieldLocationToError(ctx, err))
	}
	return f.write(ctx, w, result) || !f.field.Definition.Type.NonNull
}

// fail reports why the field has no value, and writes null in its place.
func (f *resolvedField[T, V]) fail(ctx context.Context, w *writer, begin int, err error) bool {
	ec := w.operation
	ec.Error(ctx, err) // which reports each one of a list
	w.null(begin)
	return !f.field.Definition.Type.NonNull
}
