package plan

import (
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// compiler makes the plan of one operation.
type compiler struct {
	// fragments are those of the operation's document.
	fragments map[string]*ast.FragmentDefinition
	// uncovered is what there can be no plan for. It is empty as long as there can be one.
	uncovered string
	// fields is how many the plan has.
	fields int
}

// refuse notes what there can be no plan for. The first stays.
func (c *compiler) refuse(what string) {
	if c.uncovered == "" {
		c.uncovered = what
	}
}

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

// checkDirectives refuses @skip and @include where they depend on a variable, and every other directive: the schema has none for documents.
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
	fields := c.collect(selections, of.satisfies)
	planned := compileFields(c, of, fields)
	for i, selected := range fields {
		if field := &planned.fields[i]; field.resolver {
			field.write = newRootField(selected, field.write).resolve
		}
	}
	return planned
}

// compileObject compiles what is selected of an object.
func compileObject[T any](c *compiler, of objectType[T], selections ast.SelectionSet) *object[T] {
	return compileFields(c, of, c.collect(selections, of.satisfies))
}

func compileFields[T any](c *compiler, of objectType[T], fields []graphql.CollectedField) *object[T] {
	planned := &object[T]{}
	for _, selected := range fields {
		planned.fields = append(planned.fields, compileField(c, of, selected))
	}
	planned.arrange()
	return planned
}

// typename is the field of every object that no resolver has.
const typename = "__typename"

func compileField[T any](c *compiler, of objectType[T], selected graphql.CollectedField) member[T] {
	c.fields++
	key := append(appendString([]byte{','}, selected.Alias), ':')
	if selected.Name == typename {
		return member[T]{key: appendString(key, of.name)}
	}
	compile := of.field(selected.Name)
	if compile == nil {
		c.refuse(of.name + "." + selected.Name)
		return member[T]{}
	}
	planned := compile(c, selected)
	planned.key = key
	return planned
}
