package audited

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// placement is the object of an intent that has an argument.
type placement int

const (
	nowhere      placement = iota // it isn't known here, and could be a secret
	inOwnKey                      // a key of its own has it, such as organization
	inChange                      // it says what is to be
	inConditions                  // it allows the change, or refuses it
)

// placementOf returns where an intent has an argument. A test demands that it knows all of the schema's mutations.
func placementOf(argument string) placement {
	switch argument {
	case "type", "id", "patch", "input", "whenInherited", "putInForce":
		return inChange
	case "expectedVersion", "expectedSequence", "expectedResourceOwner", "expectedDigest", "unless", "allowLockingMyselfOut", "allowRemovingMyOwn":
		return inConditions
	case "orgId", "userId", "userIds", "securityKeyId":
		return inOwnKey
	default:
		return nowhere
	}
}

// arguments returns the mutation's arguments that were given, by their names and as the document or its variables have them.
func (m *mutation) arguments() (change, conditions map[string]any) {
	for _, argument := range m.field.Arguments {
		value := m.valueOf(argument)
		if value == nil {
			continue
		}
		switch placementOf(argument.Name) {
		case inChange:
			change = with(change, argument, value)
		case inConditions:
			conditions = with(conditions, argument, value)
		case inOwnKey, nowhere:
		}
	}
	return change, conditions
}

// valueOf returns the value of an argument of the document as the mutation's resolver reads it, and nil for none. It is what
// m.field.ArgumentMap has of the argument, without making that map.
func (m *mutation) valueOf(argument *ast.Argument) any {
	value := argument.Value
	if value.Kind == ast.Variable {
		if given, isGiven := m.variables[value.Raw]; isGiven {
			return given
		}
		value = m.field.Definition.Arguments.ForName(argument.Name).DefaultValue
	}
	if value == nil {
		return nil
	}
	found, err := value.Value(m.variables)
	if err != nil { // of which a valid document has none
		return nil
	}
	return found
}

func with(object map[string]any, argument *ast.Argument, value any) map[string]any {
	if object == nil {
		object = map[string]any{}
	}
	object[argument.Name] = value
	return object
}
