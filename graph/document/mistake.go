package document

import (
	"encoding/json"
	"fmt"

	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"

	"zitadel-graphql/graph/problem"
)

// mistake is what is wrong with the value of a variable. Its texts name the place, types and suggestions, and never repeat a value, which
// may be a secret.
type mistake struct {
	// path leads from the variable to the place of the mistake, as in .identityProviders[3]. It is empty for the variable itself.
	path string
	// what says what is wrong there, as the end of a sentence. It begins with a verb.
	what string
	// remedy is a sentence that says what to do.
	remedy string
}

// under returns the mistake as one below a field or an item of a list, whose path this is.
func (m *mistake) under(path string) *mistake {
	m.path = path + m.path
	return m
}

// graphQLError returns the error about a variable, at its definition. It is of the same kind as those of gqlparser's rules, so that
// HiddenNames goes through it, too.
func (m *mistake) graphQLError(variable *ast.VariableDefinition) *gqlerror.Error {
	err := gqlerror.Errorf("The variable %q %s. %s", "$"+variable.Variable+m.path, m.what, m.remedy)
	errcode.Set(err, errcode.ValidationFailed)
	if at := variable.Position; at != nil {
		err.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}
	return err
}

func missing(of *ast.Type) *mistake { return &mistake{what: "is missing", remedy: giveOneOf(of)} }

func misplaced(of *ast.Type) *mistake {
	return &mistake{what: "is null, and can't be", remedy: giveOneOf(of)}
}

func giveOneOf(of *ast.Type) string {
	return fmt.Sprintf("Give it a value of the type %q.", of.String())
}

// wrongKind is the mistake of a value that isn't of the type of its place. definition is that of the type's values, or of its items'.
func wrongKind(place *ast.Type, definition *ast.Definition, value any) *mistake {
	found := &mistake{what: fmt.Sprintf("is %s, but its type is %q", kindOf(value), place.String()), remedy: kindWanted(definition)}
	if place.Elem != nil { // a single item would do, but a list is what is meant
		found.remedy = fmt.Sprintf("Give a list of values of the type %q.", place.Elem.String())
	}
	return found
}

// kindOf returns what a value is in JSON, with its article.
func kindOf(value any) string {
	switch value.(type) {
	case string:
		return "a string"
	case bool:
		return "a boolean"
	case json.Number, int64, float64:
		return "a number"
	case map[string]any:
		return "an object"
	default:
		return "a list"
	}
}

// kindWanted says which JSON is a value of a type. The schema's own scalars take every kind.
func kindWanted(definition *ast.Definition) string {
	switch {
	case definition.Kind == ast.Enum:
		return "Give one of the enum's values as a string."
	case definition.Kind == ast.InputObject:
		return "Give an object with the type's fields."
	case definition.Name == "Int":
		return "Give a whole number from -2147483648 to 2147483647."
	case definition.Name == "Float":
		return "Give a number within the range of 64 bits."
	case definition.Name == "ID":
		return "Give a string or a whole number."
	case definition.Name == "Boolean":
		return "Give true or false."
	default:
		return "Give a string."
	}
}

func (c variableChecker) unknownEnumValue(enum *ast.Definition, guess string) *mistake {
	values := make([]string, len(enum.EnumValues))
	for i, value := range enum.EnumValues {
		values[i] = value.Name
	}
	return &mistake{
		what:   fmt.Sprintf("isn't one of the values of the enum %q", enum.Name),
		remedy: c.suggestion("Did you mean the enum value", guess, values, "Give one of the enum's values."),
	}
}

// maxFieldName is how many bytes of a field's name that the schema doesn't have are repeated.
const maxFieldName = 80

func (c variableChecker) unknownField(input *ast.Definition, guess string) *mistake {
	fields := make([]string, len(input.Fields))
	for i, field := range input.Fields {
		fields[i] = field.Name
	}
	return &mistake{
		path:   "." + problem.Shorten(guess, maxFieldName),
		what:   fmt.Sprintf("isn't a field of the type %q", input.Name),
		remedy: c.suggestion("Did you mean", guess, fields, "Leave it out, or give a field that the type has."),
	}
}

// maxGuess is how many bytes a name may have to get suggestions. It is longer than any that comes near a name of the schema: to compare
// a megabyte with each takes seconds.
const maxGuess = 100

// suggestion asks whether one of those names was meant that are near to a guess, as the rules of validation do. Where there are none, or
// names aren't to be told, it returns the other advice.
func (c variableChecker) suggestion(question, guess string, names []string, otherwise string) string {
	if !c.suggest || len(guess) > maxGuess {
		return otherwise
	}
	near := core.SuggestionList(guess, names)
	if len(near) == 0 {
		return otherwise
	}
	return question + " " + core.QuotedOrList(near...) + "?"
}
