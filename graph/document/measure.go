package document

import (
	"math"

	"github.com/vektah/gqlparser/v2/ast"
)

// size is how large a selection set is, with its fragments expanded.
type size struct {
	depth      int
	rootFields int // of its own level
	fields     int // of every level
	steps      int // of validation: selections, arguments, values and directives
}

// max has the larger of each of two sizes' figures.
func (s size) max(other size) size {
	return size{depth: max(s.depth, other.depth), rootFields: max(s.rootFields, other.rootFields),
		fields: max(s.fields, other.fields), steps: max(s.steps, other.steps)}
}

// measurement is what there is in a document, which may be an invalid one. Each fragment is measured once, however often it is
// spread: measuring fragments that spread each other twice would otherwise take exponential time.
type measurement struct {
	fragments map[string]ast.SelectionSet
	sizes     map[string]size

	largest          size // of each field the largest, of any operation
	steps            int  // of all operations and fragments, since validation starts at each of them
	aliases          int
	variables        int // of the operation that has most
	directives       int
	directivesAtOnce int
	introspects      bool
}

func measureDocument(document *ast.QueryDocument) *measurement {
	m := &measurement{fragments: map[string]ast.SelectionSet{}, sizes: map[string]size{}}
	for _, fragment := range document.Fragments {
		if _, again := m.fragments[fragment.Name]; !again { // gqlparser expands the first of a name too
			m.fragments[fragment.Name] = fragment.SelectionSet
		}
		m.countDirectives(fragment.Directives)
	}
	for _, operation := range document.Operations {
		m.operation(operation)
	}
	for _, fragment := range document.Fragments { // an unused one is for validation to refuse, but counts until then
		inner := m.fragment(fragment.Name)
		m.largest.depth = max(m.largest.depth, inner.depth)
		m.steps = add(m.steps, inner.steps)
	}
	return m
}

func (m *measurement) operation(operation *ast.OperationDefinition) {
	inner := m.selections(operation.SelectionSet)
	m.largest = m.largest.max(inner)
	m.steps = add(m.steps, inner.steps)
	m.variables = max(m.variables, len(operation.VariableDefinitions))
	m.countDirectives(operation.Directives)
	for _, variable := range operation.VariableDefinitions {
		m.countDirectives(variable.Directives)
	}
}

// countDirectives counts the directives of one place, and returns how many steps of validation they take.
func (m *measurement) countDirectives(directives ast.DirectiveList) int {
	m.directives += len(directives)
	m.directivesAtOnce = max(m.directivesAtOnce, len(directives))
	steps := len(directives)
	for _, directive := range directives {
		steps += stepsOf(directive.Arguments)
	}
	return steps
}

func stepsOf(arguments ast.ArgumentList) int {
	steps := len(arguments)
	for _, argument := range arguments {
		steps += valuesIn(argument.Value)
	}
	return steps
}

func valuesIn(value *ast.Value) int {
	values := 1
	for _, child := range value.Children {
		values += valuesIn(child.Value)
	}
	return values
}

func (m *measurement) selections(set ast.SelectionSet) size {
	var sum size
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			sum = sum.plus(m.field(selection))
		case *ast.InlineFragment:
			sum = sum.plus(size{steps: 1 + m.countDirectives(selection.Directives)}).plus(m.selections(selection.SelectionSet))
		case *ast.FragmentSpread:
			sum = sum.plus(size{steps: 1 + m.countDirectives(selection.Directives)}).plus(m.fragment(selection.Name))
		}
	}
	return sum
}

// plus is the size of two selection sets that stand on one level.
func (s size) plus(other size) size {
	return size{depth: max(s.depth, other.depth), rootFields: add(s.rootFields, other.rootFields),
		fields: add(s.fields, other.fields), steps: add(s.steps, other.steps)}
}

// add stops at a number that is over every limit: it would overflow where fragments that spread each other twice double it with
// each of them.
func add(a, b int) int { return min(a+b, math.MaxInt32) }

func (m *measurement) field(field *ast.Field) size {
	if field.Alias != field.Name {
		m.aliases++
	}
	if field.Name == "__schema" || field.Name == "__type" {
		m.introspects = true
	}
	steps := 1 + m.countDirectives(field.Directives) + stepsOf(field.Arguments)
	inner := m.selections(field.SelectionSet)
	return size{depth: 1 + inner.depth, rootFields: 1, fields: add(1, inner.fields), steps: add(steps, inner.steps)}
}

func (m *measurement) fragment(name string) size {
	if measured, ok := m.sizes[name]; ok {
		return measured
	}
	m.sizes[name] = size{} // a fragment that spreads itself ends here; validation refuses it
	m.sizes[name] = m.selections(m.fragments[name])
	return m.sizes[name]
}
