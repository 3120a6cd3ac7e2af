package document

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"

	"zitadel-graphql/graph/problem"
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
			addError(outOfRange(value), core.At(value.Position))
		}
	})
}

// outOfRange refuses a number, with the reason of a scalar that has one.
func outOfRange(value *ast.Value) core.ErrorOption {
	scalar := ""
	if value.Definition != nil {
		scalar = value.Definition.Name
	}
	message := fmt.Sprintf("The number %.40s is out of range. Write it as a string, in quotes.", value.Raw)
	return func(err *gqlerror.Error) {
		err.Message, err.Err = message, problem.ScalarInvalid(problem.CodeGraphQLValidationFailed, scalar, message)
	}
}
