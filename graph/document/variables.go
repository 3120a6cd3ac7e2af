package document

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// variableChecker looks for a mistake in the values of an operation's variables. It refuses what gqlparser refuses, and what that takes
// for values of their types although GraphQL doesn't: an enum's value in other capitals, a number in a string, a string that is a number,
// an integer of more than 32 bits. It doesn't look into the values of the schema's own scalars, which refuse them by themselves later.
type variableChecker struct {
	schema *ast.Schema
	// suggest is whether messages may offer names of the schema.
	suggest bool
}

// check returns the first mistake in the variables of an operation, or nil. They may be as they were given, or as gqlparser has made
// them, with defaults.
func (c variableChecker) check(operation *ast.OperationDefinition, variables map[string]any) *gqlerror.Error {
	for _, variable := range operation.VariableDefinitions {
		if found := c.inMember(variable.Variable, variable.Type, variable.DefaultValue, variables); found != nil {
			return found.graphQLError(variable)
		}
	}
	return nil
}

// inMember returns the first mistake about a variable or a field, or nil: that it is missing among those that are given, or one in its value.
func (c variableChecker) inMember(name string, of *ast.Type, byDefault *ast.Value, given map[string]any) *mistake {
	value, isGiven := given[name]
	switch {
	case isGiven:
		return c.inValue(of, of, value)
	case of.NonNull && byDefault == nil:
		return missing(of)
	default:
		return nil
	}
}

// inValue returns the first mistake in a value at a place, or nil. The type of the value is that of the place, or for a single value that
// stands for a list of it the type of the list's items. The mistake's path is made on the way back, since there seldom is one.
func (c variableChecker) inValue(place, of *ast.Type, value any) *mistake {
	if value == nil {
		return inNull(of)
	}
	if of.Elem != nil {
		return c.inList(place, of, value)
	}
	definition := c.schema.Types[of.NamedType]
	if fields, ok := value.(map[string]any); ok && definition.Kind == ast.InputObject {
		return c.inObject(definition, fields)
	}
	if isExact(definition, value) {
		return nil
	}
	if guess, ok := value.(string); ok && definition.Kind == ast.Enum {
		return c.unknownEnumValue(definition, guess)
	}
	return wrongKind(place, definition, value)
}

func inNull(of *ast.Type) *mistake {
	if of.NonNull {
		return misplaced(of)
	}
	return nil
}

// inList takes a single value for a list of it, as GraphQL does. gqlparser may have made such a list already: its Go type is a slice of the
// value's type, while a list of the request is one of any.
func (c variableChecker) inList(place, of *ast.Type, value any) *mistake {
	if list, ok := value.([]any); ok {
		for i, item := range list {
			if found := c.inValue(of.Elem, of.Elem, item); found != nil {
				return found.under("[" + strconv.Itoa(i) + "]")
			}
		}
		return nil
	}
	made := reflect.ValueOf(value)
	if made.Kind() != reflect.Slice {
		return c.inValue(place, of.Elem, value)
	}
	for i := range made.Len() {
		if found := c.inValue(place, of.Elem, made.Index(i).Interface()); found != nil {
			return found
		}
	}
	return nil
}

// inObject looks for fields that the type doesn't have before it looks into those that it has: one that is misspelt is missing, too.
func (c variableChecker) inObject(definition *ast.Definition, fields map[string]any) *mistake {
	if name, found := unknownField(definition, fields); found {
		return c.unknownField(definition, name)
	}
	for _, field := range definition.Fields {
		if found := c.inMember(field.Name, field.Type, field.DefaultValue, fields); found != nil {
			return found.under("." + field.Name)
		}
	}
	return nil
}

// unknownField returns the first name by the alphabet, since the order of the request isn't known, that a type has no field of.
func unknownField(definition *ast.Definition, fields map[string]any) (first string, found bool) {
	for name := range fields {
		isKnown := name == "__typename" || definition.Fields.ForName(name) != nil // gqlparser leaves out the former
		if !isKnown && (!found || name < first) {
			first, found = name, true
		}
	}
	return first, found
}

// isExact checks a value that is neither null nor a list, nor of an input object.
func isExact(definition *ast.Definition, value any) bool {
	text, isString := value.(string)
	switch {
	case definition.Kind == ast.Enum:
		return isString && definition.EnumValues.ForName(text) != nil
	case definition.Kind != ast.Scalar:
		return false
	case definition.Name == "String":
		return isString
	case definition.Name == "Int":
		return within32Bits(value)
	case definition.Name == "Float":
		return isFloat(value)
	case definition.Name == "ID":
		return isString || isInteger(value)
	case definition.Name == "Boolean":
		_, isBoolean := value.(bool)
		return isBoolean
	default:
		return true
	}
}

// The numbers of a request are json.Numbers. Those of defaults, and those that gqlparser has converted, are int64 or float64.

func within32Bits(value any) bool {
	const least, most = -1 << 31, 1<<31 - 1
	if number, ok := value.(json.Number); ok {
		parsed, err := number.Int64()
		return err == nil && parsed >= least && parsed <= most
	}
	parsed, ok := value.(int64)
	return ok && parsed >= least && parsed <= most
}

func isFloat(value any) bool {
	switch value := value.(type) {
	case json.Number:
		_, err := value.Float64()
		return err == nil
	case int64, float64:
		return true
	default:
		return false
	}
}

func isInteger(value any) bool {
	if number, ok := value.(json.Number); ok {
		return !strings.ContainsAny(number.String(), ".eE")
	}
	_, ok := value.(int64)
	return ok
}
