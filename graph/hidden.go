package graph

import (
	"regexp"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// hidden takes the place of a name in a message.
const hidden = "[hidden]"

// schemaNames are the names that a schema which isn't shown keeps to itself: validation answers a wrong guess with what
// would have been right, a missing argument with its name, a wrong value with its type. What the request has itself isn't
// hidden from it, and GraphQL's own types and the root's are no secret.
type schemaNames struct {
	// types and enum values don't look like English, and are found anywhere in a message.
	types map[string]bool
	// members are fields and arguments, which are found between quotes only: some are words like "type".
	members map[string]bool
}

func namesOf(schema *ast.Schema) schemaNames {
	names := schemaNames{types: map[string]bool{}, members: map[string]bool{}}
	for name, definition := range schema.Types {
		if !definition.BuiltIn && definition != schema.Query && definition != schema.Mutation {
			names.types[name] = true
		}
		for _, field := range definition.Fields {
			names.members[field.Name] = true
			for _, argument := range field.Arguments {
				names.members[argument.Name] = true
			}
		}
		for _, value := range definition.EnumValues {
			names.types[value.Name] = true
		}
	}
	return names
}

var (
	inQuotes = regexp.MustCompile(`"[^"]*"`)
	words    = regexp.MustCompile(`[_A-Za-z][_0-9A-Za-z]*`)
)

// hide takes the names that the request doesn't have out of what gqlgen found wrong with it.
func (n schemaNames) hide(found gqlerror.List, document string, variables map[string]any) {
	known := map[string]bool{}
	for _, word := range words.FindAllString(document, -1) {
		known[word] = true
	}
	addWords(known, variables)
	for _, err := range found {
		if err.Extensions["code"] == nil { // a problem of this package, which names nothing
			continue
		}
		err.Message = inQuotes.ReplaceAllStringFunc(err.Message, func(quoted string) string { return hideIn(quoted, n.members, known) })
		err.Message = hideIn(err.Message, n.types, known)
		for i, element := range err.Path {
			if name, ok := element.(ast.PathName); ok && n.members[string(name)] && !known[string(name)] {
				err.Path[i] = ast.PathName(hidden)
			}
		}
	}
}

func hideIn(text string, secret, known map[string]bool) string {
	return words.ReplaceAllStringFunc(text, func(word string) string {
		if secret[word] && !known[word] {
			return hidden
		}
		return word
	})
}

// addWords collects the words of a JSON value, its objects' names included.
func addWords(known map[string]bool, value any) {
	switch value := value.(type) {
	case string:
		for _, word := range words.FindAllString(value, -1) {
			known[word] = true
		}
	case []any:
		for _, element := range value {
			addWords(known, element)
		}
	case map[string]any:
		for name, member := range value {
			known[name] = true
			addWords(known, member)
		}
	}
}
