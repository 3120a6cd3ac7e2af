package plan

import (
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// collect returns what gqlgen's CollectFields returns for selections without variables in their directives and without @defer, in time
// in proportion to them. gqlgen's compares each field with all before it: a thousand aliases took two thirds of the time of a
// document's first request.
func (c *compiler) collect(selections ast.SelectionSet, satisfies []string) []graphql.CollectedField {
	one := collector{satisfies: satisfies, fragments: c.fragments, spread: map[string]bool{}}
	return one.collect(selections)
}

// fragmentsByName returns the fragments of a document. Of a name the first one counts.
func fragmentsByName(list ast.FragmentDefinitionList) map[string]*ast.FragmentDefinition {
	fragments := make(map[string]*ast.FragmentDefinition, len(list))
	for _, fragment := range slices.Backward(list) {
		fragments[fragment.Name] = fragment
	}
	return fragments
}

// collector collects the fields of one selection set.
type collector struct {
	// satisfies has the types whose fragments apply.
	satisfies []string
	fragments map[string]*ast.FragmentDefinition
	// spread are the fragments that were spread before. Their fields count once.
	spread map[string]bool
}

func (c *collector) collect(selections ast.SelectionSet) []graphql.CollectedField {
	fields := collected{byKey: map[fieldKey][]int{}}
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *ast.Field:
			if isIncluded(selection.Directives) { // a clone, since add appends to it
				fields.add(graphql.CollectedField{Field: selection, Selections: slices.Clone(selection.SelectionSet), IsNonDeferrable: true})
			}
		case *ast.InlineFragment:
			if isIncluded(selection.Directives) && c.applies(selection.TypeCondition) {
				fields.addAll(c.collect(selection.SelectionSet))
			}
		case *ast.FragmentSpread:
			fields.addAll(c.collectSpread(selection))
		}
	}
	return fields.list
}

func (c *collector) collectSpread(selection *ast.FragmentSpread) []graphql.CollectedField {
	if c.spread[selection.Name] || !isIncluded(selection.Directives) {
		return nil
	}
	c.spread[selection.Name] = true
	fragment := c.fragments[selection.Name]
	if !c.applies(fragment.TypeCondition) {
		return nil
	}
	return c.collect(fragment.SelectionSet)
}

func (c *collector) applies(typeCondition string) bool {
	return typeCondition == "" || slices.Contains(c.satisfies, typeCondition)
}

// isIncluded reports whether @skip and @include leave a selection in, which have no variables.
func isIncluded(directives ast.DirectiveList) bool {
	return !slices.ContainsFunc(directives, func(directive *ast.Directive) bool {
		return (directive.Arguments.ForName("if").Value.Raw == "true") == (directive.Name == "skip")
	})
}

// collected are fields, each with all that is selected of it wherever it stands.
type collected struct {
	list []graphql.CollectedField
	// byKey has where in the list the fields of a key and name are: one, unless they are of types that have nothing to do with each
	// other.
	byKey map[fieldKey][]int
}

type fieldKey struct{ alias, name string }

func (c *collected) addAll(fields []graphql.CollectedField) {
	for _, field := range fields {
		c.add(field)
	}
}

// add appends a field, or what is selected of it to the same field before.
func (c *collected) add(field graphql.CollectedField) {
	key := fieldKey{field.Alias, field.Name}
	for _, i := range c.byKey[key] {
		if before := &c.list[i]; areRelated(before.ObjectDefinition, field.ObjectDefinition) {
			before.Selections = append(before.Selections, field.Selections...)
			return
		}
	}
	c.byKey[key] = append(c.byKey[key], len(c.list))
	c.list = append(c.list, field)
}

// areRelated reports whether the two types are the same, or one of them is an interface of the other.
func areRelated(a, b *ast.Definition) bool {
	return a.Name == b.Name || slices.Contains(a.Interfaces, b.Name) || slices.Contains(b.Interfaces, a.Name)
}
