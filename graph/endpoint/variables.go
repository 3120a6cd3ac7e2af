package endpoint

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
)

// variablesOf returns the variables of an operation, with their defaults, or why one isn't of its type. They are the given ones themselves
// where all of these are passed on as they are. It leaves the others to gqlparser: that keeps a path for its messages, and looks at each
// value by reflection, which is most of what it takes to prepare an operation.
func variablesOf(schema *ast.Schema, operation *ast.OperationDefinition, given map[string]any) (map[string]any, error) {
	passedOn := 0
	for _, variable := range operation.VariableDefinitions {
		value, there := given[variable.Variable]
		switch {
		case there && isPassedOn(schema, variable.Type, value):
			passedOn++
		case there || variable.DefaultValue != nil || variable.Type.NonNull:
			return validator.VariableValues(schema, operation, given)
		}
	}
	if passedOn < len(given) { // which has some that the operation doesn't have
		return validator.VariableValues(schema, operation, given)
	}
	return given, nil
}

// isPassedOn reports whether a value is of a type as it is: a text, a truth value, or an enum's.
func isPassedOn(schema *ast.Schema, of *ast.Type, value any) bool {
	switch value := value.(type) {
	case bool:
		return of.NamedType == "Boolean"
	case string:
		if of.NamedType == "ID" || of.NamedType == "String" {
			return true
		}
		definition := schema.Types[of.NamedType] // nil for a list's
		return definition != nil && definition.Kind == ast.Enum && definition.EnumValues.ForName(value) != nil
	default:
		return false
	}
}
