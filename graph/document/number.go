package document

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
)

// checkNumbers is a rule of validation: a number in the document can be read. For the types that GraphQL brings along
// another rule says so; for the schema's own scalars nothing would, until gqlgen reads the argument, and panics.
func checkNumbers(observers *core.Events, addError core.AddErrFunc) {
	observers.OnValue(func(_ *core.Walker, value *ast.Value) {
		isNumber := value.Kind == ast.IntValue || value.Kind == ast.FloatValue
		if !isNumber || value.Definition != nil && value.Definition.BuiltIn {
			return
		}
		if _, err := value.Value(nil); err != nil {
			addError(core.Message("The number %.40s is out of range. Write it as a string, in quotes.", value.Raw), core.At(value.Position))
		}
	})
}
