package mcp

import (
	"errors"
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
)

// guardArguments returns the arguments without which no tool may write: the version of the policy that the agent has seen, and
// the digest of the preview that it asked for. Both are compared just before the write.
func guardArguments() []string { return []string{"expectedVersion", "expectedDigest"} }

// guardVariables returns the variables by which a mutation gives the arguments of guardArguments, in their order. It fails where
// a call could do without one of them, and names all that is missing.
func guardVariables(schema *ast.Schema, operation *ast.OperationDefinition) ([]string, error) {
	field, err := onlyField(operation)
	if err != nil {
		return nil, err
	}
	definition := schema.Mutation.Fields.ForName(field.Name)
	if definition == nil { // __typename has none
		return nil, fmt.Errorf("%s writes nothing, so it is never a tool", field.Name)
	}
	var variables []string
	var problems []error
	for _, argument := range guardArguments() {
		variable, err := requiredVariable(operation, field, definition, argument)
		problems = append(problems, err)
		variables = append(variables, variable)
	}
	return variables, errors.Join(problems...)
}

// onlyField returns the one field at the root of a mutation. It has to stand there by itself, in no fragment and under no
// condition, so that whoever reads the document sees what the tool does.
func onlyField(operation *ast.OperationDefinition) (*ast.Field, error) {
	if len(operation.SelectionSet) != 1 {
		return nil, errors.New("it has several fields at its root; give each a document of its own")
	}
	field, ok := operation.SelectionSet[0].(*ast.Field)
	if !ok || len(field.Directives) > 0 || len(operation.Directives) > 0 {
		return nil, errors.New("the field at its root is in a fragment or under a directive; write it at the root by itself")
	}
	return field, nil
}

// requiredVariable returns the variable that gives an argument, which has to be one that no call can leave out.
func requiredVariable(operation *ast.OperationDefinition, field *ast.Field, definition *ast.FieldDefinition, argument string) (string, error) {
	if definition.Arguments.ForName(argument) == nil {
		return "", fmt.Errorf("%s has no argument %s, so it is never a tool", field.Name, argument)
	}
	given := field.Arguments.ForName(argument)
	if given == nil || given.Value.Kind != ast.Variable {
		return "", fmt.Errorf("it doesn't give %s by a variable; add %s: $%s", argument, argument, argument)
	}
	variable := operation.VariableDefinitions.ForName(given.Value.Raw)
	if !variable.Type.NonNull || variable.DefaultValue != nil {
		return "", fmt.Errorf("its variable $%s for %s can be left out; declare it as String! without a default", variable.Variable, argument)
	}
	return variable.Variable, nil
}
