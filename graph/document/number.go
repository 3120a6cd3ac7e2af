package document

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
)

// checkNumbers is a rule of validation: a number in the document has to be within the range of Go's types. For GraphQL's own
// scalars another rule demands that. For the schema's nothing would, until gqlgen reads the argument, and panics.
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
