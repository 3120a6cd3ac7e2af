package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
)

// checkMerges is GraphQL's rule that fields of one response key have to be mergeable
// (https://spec.graphql.org/draft/#sec-Field-Selection-Merging), in time that grows with the document's size, fragments
// expanded. It takes the place of gqlparser's, which compares each pair of fields, and does so again for every inline fragment
// around them: ten kilobytes kept it busy for most of a minute.
//
// Two things make the difference. Being mergeable is an equivalence, so that it is enough to compare each field of a group with
// the first. And the selections of a group are merged together, instead of pair by pair.
func checkMerges(observers *core.Events, report core.AddErrFunc) {
	observers.OnOperation(func(walker *core.Walker, operation *ast.OperationDefinition) {
		if hasFragmentCycle(walker.Document) {
			return // another rule reports it; expanding it wouldn't end
		}
		m := merger{types: walker.Schema.Types, report: report, reported: map[*ast.Field]bool{}}
		fields := fieldsOf(operation.SelectionSet)
		m.checkFields(fields)
		m.checkShapes(fields)
	})
}

// maxCompared is how many fields the rule compares before it gives up on an operation. The limits on documents don't bound that:
// where a schema's interfaces nest, the same fields are compared once for each type, on every level.
const maxCompared = 100_000

// merger applies the rule to one operation.
type merger struct {
	types    map[string]*ast.Definition
	report   core.AddErrFunc
	reported map[*ast.Field]bool
	compared int // fields, so far
}

// checkFields reports fields that can be of one object and share a key, but aren't the same field with the same arguments.
func (m *merger) checkFields(fields []*ast.Field) {
	for _, sameKey := range m.byKey(fields) {
		for _, group := range byParent(sameKey) {
			for _, field := range group[1:] {
				if reason := difference(group[0], field); reason != "" {
					m.conflict(field, reason)
				}
			}
			m.checkFields(fieldsOf(selectionsOf(group)...))
		}
	}
}

// checkShapes reports fields that share a key, and whose values a client couldn't read alike. They needn't be of one object.
func (m *merger) checkShapes(fields []*ast.Field) {
	for _, sameKey := range m.byKey(fields) {
		for _, field := range sameKey[1:] {
			first, second := sameKey[0].Definition.Type, field.Definition.Type
			if !m.sameShape(first, second) {
				m.conflict(field, fmt.Sprintf(`they return conflicting types "%s" and "%s"`, first, second))
			}
		}
		m.checkShapes(fieldsOf(selectionsOf(sameKey)...))
	}
}

// byKey groups fields by their key in the response, in the document's order. Fields that the schema doesn't have are
// left out; another rule reports them.
func (m *merger) byKey(fields []*ast.Field) [][]*ast.Field {
	var groups [][]*ast.Field
	indexes := map[string]int{}
	for _, field := range fields {
		if m.compared++; field.Definition == nil || field.ObjectDefinition == nil || m.compared > maxCompared {
			continue
		}
		index, ok := indexes[field.Alias]
		if !ok {
			index = len(groups)
			indexes[field.Alias] = index
			groups = append(groups, nil)
		}
		groups[index] = append(groups[index], field)
	}
	if m.compared > maxCompared && len(fields) > 0 {
		m.conflict(fields[0], "there are too many fields to compare")
		return nil
	}
	return groups
}

// byParent splits fields into those that can be of one object: fields of an interface can be of any.
func byParent(fields []*ast.Field) [][]*ast.Field {
	var groups [][]*ast.Field
	for _, field := range fields {
		parent := field.ObjectDefinition
		grouped := slices.ContainsFunc(groups, func(group []*ast.Field) bool { return group[0].ObjectDefinition == parent })
		if parent.Kind != ast.Object || grouped {
			continue
		}
		groups = append(groups, slices.DeleteFunc(slices.Clone(fields), func(other *ast.Field) bool {
			return other.ObjectDefinition != parent && other.ObjectDefinition.Kind == ast.Object
		}))
	}
	if len(groups) == 0 {
		return [][]*ast.Field{fields}
	}
	return groups
}

// conflict reports a field, once.
func (m *merger) conflict(field *ast.Field, reason string) {
	if m.reported[field] {
		return
	}
	m.reported[field] = true
	m.report(core.Message(`Fields "%s" conflict because %s. Use different aliases on the fields to fetch both if this was intentional.`,
		field.Alias, reason), core.At(field.Position))
}

// difference says why two fields that can be of one object can't be merged. It is empty where they can.
func difference(first, second *ast.Field) string {
	if first.Name != second.Name {
		return fmt.Sprintf(`"%s" and "%s" are different fields`, first.Name, second.Name)
	}
	if !sameArguments(first.Arguments, second.Arguments) {
		return "they have differing arguments"
	}
	return ""
}

func sameArguments(first, second ast.ArgumentList) bool {
	return len(first) == len(second) && !slices.ContainsFunc(first, func(argument *ast.Argument) bool {
		other := second.ForName(argument.Name)
		return other == nil || !sameValue(argument.Value, other.Value)
	})
}

// sameValue compares values as they are written, but for the order of an object's fields.
func sameValue(first, second *ast.Value) bool {
	if first.Kind != second.Kind || first.Raw != second.Raw || len(first.Children) != len(second.Children) {
		return false
	}
	return slices.EqualFunc(ordered(first), ordered(second), func(a, b *ast.ChildValue) bool {
		return a.Name == b.Name && sameValue(a.Value, b.Value)
	})
}

func ordered(value *ast.Value) ast.ChildValueList {
	if value.Kind != ast.ObjectValue {
		return value.Children
	}
	return slices.SortedStableFunc(slices.Values(value.Children), func(a, b *ast.ChildValue) int { return strings.Compare(a.Name, b.Name) })
}

// sameShape reports whether a client can read values of the two types alike.
func (m *merger) sameShape(first, second *ast.Type) bool {
	if first.NonNull != second.NonNull || (first.Elem == nil) != (second.Elem == nil) {
		return false
	}
	if first.Elem != nil {
		return m.sameShape(first.Elem, second.Elem)
	}
	a, b := m.types[first.NamedType], m.types[second.NamedType]
	return a == b || a != nil && b != nil && !a.IsLeafType() && !b.IsLeafType()
}

func selectionsOf(fields []*ast.Field) []ast.SelectionSet {
	sets := make([]ast.SelectionSet, len(fields))
	for i, field := range fields {
		sets[i] = field.SelectionSet
	}
	return sets
}

// fieldsOf returns the fields of selection sets and of the fragments in them. Those of a fragment that is spread twice are there
// once.
func fieldsOf(sets ...ast.SelectionSet) []*ast.Field {
	var fields []*ast.Field
	spread := map[string]bool{}
	var add func(ast.SelectionSet)
	add = func(set ast.SelectionSet) {
		for _, selection := range set {
			switch selection := selection.(type) {
			case *ast.Field:
				fields = append(fields, selection)
			case *ast.InlineFragment:
				add(selection.SelectionSet)
			case *ast.FragmentSpread:
				if selection.Definition != nil && !spread[selection.Name] {
					spread[selection.Name] = true
					add(selection.Definition.SelectionSet)
				}
			}
		}
	}
	for _, set := range sets {
		add(set)
	}
	return fields
}

// hasFragmentCycle reports whether a fragment of the document contains itself, however far down.
func hasFragmentCycle(document *ast.QueryDocument) bool {
	f := cycleFinder{fragments: document.Fragments, finished: map[string]bool{}}
	return slices.ContainsFunc(document.Fragments, func(fragment *ast.FragmentDefinition) bool { return f.inFragment(fragment.Name) })
}

// cycleFinder goes through each fragment once.
type cycleFinder struct {
	fragments ast.FragmentDefinitionList
	// finished is false for a fragment that is being gone through, and true for one that has been.
	finished map[string]bool
}

func (f cycleFinder) inFragment(name string) bool {
	fragment := f.fragments.ForName(name)
	if fragment == nil {
		return false
	}
	if finished, entered := f.finished[name]; entered {
		return !finished
	}
	f.finished[name] = false
	found := f.inSelections(fragment.SelectionSet)
	f.finished[name] = true
	return found
}

func (f cycleFinder) inSelections(set ast.SelectionSet) bool {
	return slices.ContainsFunc(set, func(selection ast.Selection) bool {
		switch selection := selection.(type) {
		case *ast.Field:
			return f.inSelections(selection.SelectionSet)
		case *ast.InlineFragment:
			return f.inSelections(selection.SelectionSet)
		case *ast.FragmentSpread:
			return f.inFragment(selection.Name)
		default:
			return false
		}
	})
}
