package document

import (
	"fmt"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
)

// nulls looks for nulls where the schema has none. Validation lets a variable that can be null stand at such a place if the
// variable or the place has a default, and leaves a null in it to the field or directive. That is too late for a mutation,
// since the fields before it are written by then; and gqlgen takes the null for a value, or panics. So the whole operation
// is looked through before its first field runs.
type nulls struct {
	schema    *ast.Schema
	fragments ast.FragmentDefinitionList
	variables map[string]any
	// looked has the fragments that were looked through: what is in one doesn't depend on where it is spread.
	looked map[string]bool
}

// misplacedNull is a null where there can be none.
type misplacedNull struct {
	// of is the field, or the directive with its @, and argument the path in its arguments.
	of, argument string
	value        *ast.Value
}

// checkNulls reports the first misplaced null of the operation that is about to be executed. Fields that @skip and
// @include leave out aren't looked at, but a null in these two is reported whatever the other says.
func checkNulls(schema *ast.Schema, operation *graphql.OperationContext) *gqlerror.Error {
	n := nulls{schema: schema, fragments: operation.Doc.Fragments, variables: operation.Variables, looked: map[string]bool{}}
	found := n.inDirectives(operation.Operation.Directives)
	if found == nil {
		found = n.inSelections(operation.Operation.SelectionSet)
	}
	if found == nil {
		return nil
	}
	return found.refusal()
}

func (m *misplacedNull) refusal() *gqlerror.Error {
	message := fmt.Sprintf("The argument %q of %q can't be null", m.argument, m.of)
	if m.value.Kind == ast.Variable {
		message += fmt.Sprintf(", and the variable %q is null. Give it a value, or leave it out of the variables", "$"+m.value.Raw)
	}
	refusal := gqlerror.Wrap(&problem.Problem{Code: problem.CodeGraphQLValidationFailed, Reason: problem.ReasonNullNotAllowed, Message: message + "."})
	if at := m.value.Position; at != nil {
		refusal.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}
	return refusal
}

func (n nulls) inSelections(selections ast.SelectionSet) *misplacedNull {
	for _, selection := range selections {
		if found := n.inSelection(selection); found != nil {
			return found
		}
	}
	return nil
}

func (n nulls) inSelection(selection ast.Selection) *misplacedNull {
	directives := directivesOf(selection)
	if found := n.inDirectives(directives); found != nil || n.leftOut(directives) {
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

func (n nulls) inFragment(name string) *misplacedNull {
	fragment := n.fragments.ForName(name)
	if fragment == nil || n.looked[name] {
		return nil
	}
	n.looked[name] = true
	if found := n.inDirectives(fragment.Directives); found != nil {
		return found
	}
	return n.inSelections(fragment.SelectionSet)
}

func (n nulls) inDirectives(directives ast.DirectiveList) *misplacedNull {
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

// leftOut says that @skip or @include leaves out what it stands at. Their arguments have been looked at before.
func (n nulls) leftOut(directives ast.DirectiveList) bool {
	return n.condition(directives, "skip", false) || !n.condition(directives, "include", true)
}

func (n nulls) condition(directives ast.DirectiveList, name string, absent bool) bool {
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

func (n nulls) inArguments(of string, definitions ast.ArgumentDefinitionList, arguments ast.ArgumentList) *misplacedNull {
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

// inValue returns the path and the value of the first misplaced null of a value. What a variable's own value has inside
// was checked against the variable's type before, which allows no more nulls inside than the place's.
func (n nulls) inValue(of *ast.Type, value *ast.Value, hasDefault bool, path string) (string, *ast.Value) {
	switch value.Kind {
	case ast.NullValue:
		return path, unless(!of.NonNull, value)
	case ast.Variable:
		given, ok := n.variables[value.Raw]
		return path, unless(!of.NonNull || given != nil || !ok && hasDefault, value)
	case ast.ListValue:
		return n.inList(of, value, path)
	case ast.ObjectValue:
		return n.inObject(of, value, path)
	default:
		return "", nil
	}
}

// unless returns no value where all is well with it.
func unless(fine bool, value *ast.Value) *ast.Value {
	if fine {
		return nil
	}
	return value
}

func (n nulls) inList(of *ast.Type, list *ast.Value, path string) (string, *ast.Value) {
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
func (n nulls) inObject(of *ast.Type, object *ast.Value, path string) (string, *ast.Value) {
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
