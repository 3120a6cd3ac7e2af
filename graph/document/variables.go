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
		if path := findInexact(schema, variable.Type, value, variable.Variable); path != "" {
			return &problem.Problem{Code: problem.CodeGraphQLValidationFailed,
				Message: "Variable \"$" + path + "\" has a value of the wrong type. Give one of the type that the schema has there."}
		}
	}
	return nil
}

// findInexact returns the path to the first value that isn't exactly of its type. It is empty where there is none.
func findInexact(schema *ast.Schema, of *ast.Type, value any, path string) string {
	if value == nil {
		return ""
	}
	if of.Elem != nil {
		return findInexactElement(schema, of, value, path)
	}
	definition := schema.Types[of.NamedType]
	if fields, ok := value.(map[string]any); ok && definition.Kind == ast.InputObject {
		for _, field := range definition.Fields {
			if found := findInexact(schema, field.Type, fields[field.Name], path+"."+field.Name); found != "" {
				return found
			}
		}
		return ""
	}
	if isExact(definition, value) {
		return ""
	}
	return path
}

// findInexactElement takes a single value for a list of it, as GraphQL does. gqlparser has made such a list already. Its Go type
// is a slice of the value's type, which is why this has to reflect.
func findInexactElement(schema *ast.Schema, of *ast.Type, value any, path string) string {
	elements := reflect.ValueOf(value)
	if elements.Kind() != reflect.Slice {
		return findInexact(schema, of.Elem, value, path)
	}
	for i := range elements.Len() {
		if found := findInexact(schema, of.Elem, elements.Index(i).Interface(), path); found != "" {
			return found
		}
	}
	return ""
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
