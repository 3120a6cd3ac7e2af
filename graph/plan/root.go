package plan

import (
	"bytes"
	"context"
	"io"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// compile returns the plan of an operation, or what in it there can be none for. It looks at nothing but the document.
func compile(operation *graphql.OperationContext) (_ *plan, uncovered string) {
	definition := operation.Operation
	c := &compiler{fragments: fragmentsByName(operation.Doc.Fragments)}
	c.checkDirectives(definition.SelectionSet)
	for _, fragment := range operation.Doc.Fragments {
		c.checkDirectives(fragment.SelectionSet)
	}
	if c.uncovered != "" {
		return nil, c.uncovered
	}
	planned := &plan{}
	switch definition.Operation {
	case ast.Query:
		planned.object, planned.fields = "Query", compileRoot(c, queryType(), definition.SelectionSet)
	case ast.Mutation:
		planned.object, planned.fields = "Mutation", compileRoot(c, mutationType(), definition.SelectionSet)
		planned.fields.inOrder()
	default:
		c.refuse(string(definition.Operation))
	}
	if c.uncovered != "" {
		return nil, c.uncovered
	}
	planned.bytes = c.fields * bytesPerField
	return planned, ""
}

// checkDirectives refuses what depends on a variable, and whatever isn't known here: of the directives of executable documents the schema
// has no others.
func (c *compiler) checkDirectives(selections ast.SelectionSet) {
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *ast.Field:
			c.checkEach(selection.Directives)
			c.checkDirectives(selection.SelectionSet)
		case *ast.InlineFragment:
			c.checkEach(selection.Directives)
			c.checkDirectives(selection.SelectionSet)
		case *ast.FragmentSpread:
			c.checkEach(selection.Directives)
		}
	}
}

func (c *compiler) checkEach(directives ast.DirectiveList) {
	for _, directive := range directives {
		condition := directive.Arguments.ForName("if")
		switch {
		case directive.Name != "skip" && directive.Name != "include":
			c.refuse("@" + directive.Name)
		case condition == nil || condition.Value.Kind == ast.Variable:
			c.refuse("@" + directive.Name + " with a variable")
		}
	}
}

// compileRoot is compileObject for the fields of Query or Mutation, which have interceptors of their own.
func compileRoot(c *compiler, of objectType[root], selections ast.SelectionSet) *object[root] {
	planned := compileObject(c, of, selections)
	for i, selected := range c.collect(selections, of.satisfies) {
		if field := &planned.fields[i]; field.resolver {
			around := &rootField{field: &graphql.RootFieldContext{Object: selected.Name, Field: selected}, write: field.write}
			field.write = around.resolve
		}
	}
	return planned
}

// rootField has the interceptors of root fields called around a field of Query or Mutation.
type rootField struct {
	field *graphql.RootFieldContext
	write write[*root]
}

func (f *rootField) resolve(ctx context.Context, w *writer, v *root) bool {
	w.root = rootValue{begin: len(w.out)}
	answer := w.operation.RootResolverMiddleware(graphql.WithRootFieldContext(ctx, f.field), func(ctx context.Context) graphql.Marshaler {
		w.root.complete = f.write(ctx, w, v)
		w.root.answer = w.answer()
		return w.root.answer
	})
	if w.root.answer != nil && answer == w.root.answer {
		return w.root.complete
	}
	var instead bytes.Buffer // since what stands there may be a part of the answer
	answer.MarshalGQL(&instead)
	w.out = append(w.out[:w.root.begin], instead.Bytes()...)
	return answer != graphql.Null || !f.field.Field.Definition.Type.NonNull
}

// rootValue is what has been written of the value of a root field.
type rootValue struct {
	begin    int
	complete bool
	// answer stands for the value where interceptors see it. It is nil until that is written.
	answer graphql.Marshaler
}

// answer returns what gqlgen has interceptors see of the root field's value.
func (w *writer) answer() graphql.Marshaler {
	if string(w.out[w.root.begin:]) == "null" {
		return graphql.Null
	}
	return w
}

var _ graphql.Marshaler = (*writer)(nil)

// MarshalGQL implements graphql.Marshaler. It writes the value of the root field.
func (w *writer) MarshalGQL(to io.Writer) { _, _ = to.Write(w.out[w.root.begin:]) }
