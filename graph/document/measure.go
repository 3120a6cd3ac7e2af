package document

import (
	"math"

	"github.com/vektah/gqlparser/v2/ast"
)

// size is that of a selection set, with its fragments expanded.
type size struct {
	depth  int
	fields int // of its own level
	all    int // of every level
	steps  int // what validation passes through: selections, arguments, values and directives
}

func (s size) max(other size) size {
	return size{depth: max(s.depth, other.depth), fields: max(s.fields, other.fields),
		all: max(s.all, other.all), steps: max(s.steps, other.steps)}
}

// measure walks a document that may not be valid. Each selection set is visited once: a fragment's size is kept, since
// fragments that spread each other twice would otherwise take exponential time.
type measure struct {
	fragments map[string]ast.SelectionSet
	sizes     map[string]size

	largest          size
	steps            int // of all operations and fragments, since validation starts at each of them
	aliases          int
	variables        int // of the operation that has most
	directives       int
	directivesAtOnce int
	introspects      bool
}

func measureDocument(document *ast.QueryDocument) *measure {
	m := &measure{fragments: map[string]ast.SelectionSet{}, sizes: map[string]size{}}
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

func (m *measure) operation(operation *ast.OperationDefinition) {
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
func (m *measure) countDirectives(directives ast.DirectiveList) int {
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

func (m *measure) selections(set ast.SelectionSet) size {
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

// plus is the size of two selection sets on one level.
func (s size) plus(other size) size {
	return size{depth: max(s.depth, other.depth), fields: add(s.fields, other.fields),
		all: add(s.all, other.all), steps: add(s.steps, other.steps)}
}

// add stops at a figure that is over every limit: fragments that spread each other twice double it each time.
func add(a, b int) int { return min(a+b, math.MaxInt32) }

func (m *measure) field(field *ast.Field) size {
	if field.Alias != field.Name {
		m.aliases++
	}
	if field.Name == "__schema" || field.Name == "__type" {
		m.introspects = true
	}
	steps := 1 + m.countDirectives(field.Directives) + stepsOf(field.Arguments)
	inner := m.selections(field.SelectionSet)
	return size{depth: 1 + inner.depth, fields: 1, all: add(1, inner.all), steps: add(steps, inner.steps)}
}

func (m *measure) fragment(name string) size {
	if known, ok := m.sizes[name]; ok {
		return known
	}
	m.sizes[name] = size{} // a fragment that spreads itself ends here; validation refuses it
	m.sizes[name] = m.selections(m.fragments[name])
	return m.sizes[name]
}
