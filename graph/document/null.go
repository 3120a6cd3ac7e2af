package document

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
)

// nullFinder looks for nulls where the schema has none. Validation lets a variable that can be null stand at such a place if the
// variable or the place has a default, and leaves a null in it to the field or directive. That is too late for a mutation,
// since the fields before it are written by then; and gqlgen takes the null for a value, or panics. So the whole operation
// is looked through before its first field runs.
type nullFinder struct {
	schema    *ast.Schema
	fragments ast.FragmentDefinitionList
	variables map[string]any
	// visited has the fragments that were looked through. Where a fragment is spread makes no difference to what is in it.
	visited map[string]bool
}

// misplacedNull is a null where the schema has none.
type misplacedNull struct {
	// of is the field, or the directive with its @.
	of string
	// argument is the path to the null in the arguments.
	argument string
	// value is the null, or the variable whose value it is.
	value *ast.Value
}

// checkNulls reports the first misplaced null of the operation that is about to be executed. Fields that @skip and
// @include leave out aren't looked at, but a null in these two is reported whatever the other says.
func checkNulls(schema *ast.Schema, operation *graphql.OperationContext) *gqlerror.Error {
	if !mayHaveNull(operation) {
		return nil
	}
	n := nullFinder{schema: schema, fragments: operation.Doc.Fragments, variables: operation.Variables, visited: map[string]bool{}}
	found := n.inDirectives(operation.Operation.Directives)
	if found == nil {
		found = n.inSelections(operation.Operation.SelectionSet)
	}
	if found == nil {
		return nil
	}
	return found.graphQLError()
}

// mayHaveNull reports whether there is a null in the document, or a variable that has no value: without either, nothing has to be
// looked through.
func mayHaveNull(operation *graphql.OperationContext) bool {
	for _, variable := range operation.Operation.VariableDefinitions {
		if operation.Variables[variable.Variable] == nil {
			return true
		}
	}
	return strings.Contains(operation.RawQuery, "null")
}

func (m *misplacedNull) graphQLError() *gqlerror.Error {
	message := fmt.Sprintf("The argument %q of %q can't be null", m.argument, m.of)
	if m.value.Kind == ast.Variable {
		message += fmt.Sprintf(", and the variable %q is null. Give it a value, or leave it out of the variables", "$"+m.value.Raw)
	}
	err := gqlerror.Wrap(&problem.Problem{Code: problem.CodeGraphQLValidationFailed, Reason: problem.ReasonNullNotAllowed, Message: message + "."})
	if at := m.value.Position; at != nil {
		err.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}
	return err
}

func (n nullFinder) inSelections(selections ast.SelectionSet) *misplacedNull {
	for _, selection := range selections {
		if found := n.inSelection(selection); found != nil {
			return found
		}
	}
	return nil
}

func (n nullFinder) inSelection(selection ast.Selection) *misplacedNull {
	directives := directivesOf(selection)
	if found := n.inDirectives(directives); found != nil || n.isSkipped(directives) {
		return found
	}
	switch selection := selection.(type) {
	case *ast.Field:
		if found := n.inArguments(selection.Name, argumentsOf(selection), selection.Arguments); found != nil {
			return found
		}
		return n.inSelections(selection.SelectionSet)
	case *ast.InlineFragment:
		return n.inSelections(selection.SelectionSet)
	case *ast.FragmentSpread:
		return n.inFragment(selection.Name)
	}
	return nil
}

func directivesOf(selection ast.Selection) ast.DirectiveList {
	switch selection := selection.(type) {
	case *ast.Field:
		return selection.Directives
	case *ast.InlineFragment:
		return selection.Directives
	case *ast.FragmentSpread:
		return selection.Directives
	}
	return nil
}

// argumentsOf are a field's arguments as validation found them in the schema.
func argumentsOf(field *ast.Field) ast.ArgumentDefinitionList {
	if field.Definition == nil {
		return nil
	}
	return field.Definition.Arguments
}

func (n nullFinder) inFragment(name string) *misplacedNull {
	fragment := n.fragments.ForName(name)
	if fragment == nil || n.visited[name] {
		return nil
	}
	n.visited[name] = true
	if found := n.inDirectives(fragment.Directives); found != nil {
		return found
	}
	return n.inSelections(fragment.SelectionSet)
}

func (n nullFinder) inDirectives(directives ast.DirectiveList) *misplacedNull {
	for _, directive := range directives {
		definition := n.schema.Directives[directive.Name]
		if definition == nil {
			continue
		}
		if found := n.inArguments("@"+directive.Name, definition.Arguments, directive.Arguments); found != nil {
			return found
		}
	}
	return nil
}

// isSkipped reports whether @skip or @include leaves out the selection that has these directives. Their own arguments have been
// looked through before.
func (n nullFinder) isSkipped(directives ast.DirectiveList) bool {
	return n.condition(directives, "skip", false) || !n.condition(directives, "include", true)
}

// condition is the argument of @skip or @include. It is absent where there is no such directive.
func (n nullFinder) condition(directives ast.DirectiveList, name string, absent bool) bool {
	directive := directives.ForName(name)
	if directive == nil {
		return absent
	}
	argument := directive.Arguments.ForName("if")
	if argument == nil {
		return absent
	}
	value, err := argument.Value.Value(n.variables)
	return err == nil && value == true
}

func (n nullFinder) inArguments(of string, definitions ast.ArgumentDefinitionList, arguments ast.ArgumentList) *misplacedNull {
	for _, argument := range arguments {
		definition := definitions.ForName(argument.Name)
		if definition == nil {
			continue
		}
		if path, value := n.inValue(definition.Type, argument.Value, definition.DefaultValue != nil, argument.Name); value != nil {
			return &misplacedNull{of: of, argument: path, value: value}
		}
	}
	return nil
}

// inValue returns the path and the value of the first misplaced null in a value, or no value. Nulls inside of a variable's value
// were checked against the variable's type before, which allows no more of them than the type of the place.
func (n nullFinder) inValue(of *ast.Type, value *ast.Value, hasDefault bool, path string) (string, *ast.Value) {
	switch value.Kind {
	case ast.NullValue, ast.Variable:
		if of.NonNull && n.isNull(value, hasDefault) {
			return path, value
		}
		return "", nil
	case ast.ListValue:
		return n.inList(of, value, path)
	case ast.ObjectValue:
		return n.inObject(of, value, path)
	default:
		return "", nil
	}
}

// isNull reports whether a value that is null, or a variable, is null where it stands. A variable without a value isn't null at
// a place that has a default.
func (n nullFinder) isNull(value *ast.Value, hasDefault bool) bool {
	if value.Kind == ast.NullValue {
		return true
	}
	given, ok := n.variables[value.Raw]
	return given == nil && (ok || !hasDefault)
}

func (n nullFinder) inList(of *ast.Type, list *ast.Value, path string) (string, *ast.Value) {
	if of.Elem == nil {
		return "", nil // of a scalar that may be anything
	}
	for i, item := range list.Children {
		if found, value := n.inValue(of.Elem, item.Value, false, path+"["+strconv.Itoa(i)+"]"); value != nil {
			return found, value
		}
	}
	return "", nil
}

// inObject takes an object for a list of it too, as GraphQL does.
func (n nullFinder) inObject(of *ast.Type, object *ast.Value, path string) (string, *ast.Value) {
	definition := n.schema.Types[of.Name()]
	if definition == nil {
		return "", nil
	}
	for _, member := range object.Children {
		field := definition.Fields.ForName(member.Name) // a scalar has none
		if field == nil {
			continue
		}
		if found, value := n.inValue(field.Type, member.Value, field.DefaultValue != nil, path+"."+member.Name); value != nil {
			return found, value
		}
	}
	return "", nil
}
