package document

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph/problem"
)

// checkVariables refuses values of variables that gqlparser takes for values of their types, although GraphQL doesn't: an enum's
// value in other capitals, a number in a string, a string that is a number, an integer of more than 32 bits. Whether they are
// values of their types otherwise gqlparser has checked before.
func checkVariables(schema *ast.Schema, operation *ast.OperationDefinition, variables map[string]any) error {
	for _, variable := range operation.VariableDefinitions {
		value, given := variables[variable.Variable]
		if !given {
			continue
		}
		if inner, found := findInexact(schema, variable.Type, value); found {
			return &problem.Problem{Code: problem.CodeGraphQLValidationFailed,
				Message: "Variable \"$" + variable.Variable + inner + "\" has a value of the wrong type. Give one of the type that the schema has there."}
		}
	}
	return nil
}

// findInexact returns the path to the first value in a value that isn't exactly of its type. The path is empty for the value itself. It
// is made on the way back, since there seldom is one.
func findInexact(schema *ast.Schema, of *ast.Type, value any) (path string, found bool) {
	if value == nil {
		return "", false
	}
	if of.Elem != nil {
		return findInexactElement(schema, of, value)
	}
	definition := schema.Types[of.NamedType]
	if fields, ok := value.(map[string]any); ok && definition.Kind == ast.InputObject {
		for _, field := range definition.Fields {
			if inner, found := findInexact(schema, field.Type, fields[field.Name]); found {
				return "." + field.Name + inner, true
			}
		}
		return "", false
	}
	return "", !isExact(definition, value)
}

// findInexactElement takes a single value for a list of it, as GraphQL does. gqlparser has made such a list already. Its Go type
// is a slice of the value's type, which is why this has to reflect.
func findInexactElement(schema *ast.Schema, of *ast.Type, value any) (path string, found bool) {
	elements := reflect.ValueOf(value)
	if elements.Kind() != reflect.Slice {
		return findInexact(schema, of.Elem, value)
	}
	for i := range elements.Len() {
		if inner, found := findInexact(schema, of.Elem, elements.Index(i).Interface()); found {
			return inner, true
		}
	}
	return "", false
}

// isExact checks a value that is neither a list nor an input object.
func isExact(definition *ast.Definition, value any) bool {
	text, isString := value.(string)
	switch {
	case definition.Kind == ast.Enum:
		return isString && definition.EnumValues.ForName(text) != nil
	case definition.Name == "String":
		return isString
	case definition.Name == "Int":
		return within32Bits(value)
	case definition.Name == "Float":
		return !isString
	case definition.Name == "ID":
		number, isNumber := value.(json.Number)
		return !isNumber || !strings.ContainsAny(number.String(), ".eE")
	default:
		return true
	}
}

func within32Bits(value any) bool {
	const least, most = -1 << 31, 1<<31 - 1
	if number, ok := value.(json.Number); ok {
		parsed, err := number.Int64()
		return err == nil && parsed >= least && parsed <= most
	}
	parsed, ok := value.(int64) // a default, or what gqlparser made of a number
	return ok && parsed >= least && parsed <= most
}
