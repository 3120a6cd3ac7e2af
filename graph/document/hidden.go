package document

import (
	"errors"
	"regexp"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
)

// hidden takes the place of a name in a message.
const hidden = "[hidden]"

// HiddenNames takes names of the schema out of messages where the schema isn't shown. Without it, validation answers a wrong
// guess with what would have been right, a missing argument with its name, and a wrong value with its type. Names that the
// request has itself stay, and so do GraphQL's own types and the root's. It isn't changed by use, and several goroutines may
// share it.
type HiddenNames struct {
	// types and enum values don't look like English, and are found anywhere in a message.
	types map[string]bool
	// members are fields and arguments, which are found between quotes only: some are words like "type".
	members map[string]bool
}

// NewHiddenNames collects the names of a schema.
func NewHiddenNames(schema *ast.Schema) *HiddenNames {
	names := &HiddenNames{types: map[string]bool{}, members: map[string]bool{}}
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

// Hide takes the names that the request doesn't have itself out of the errors that gqlgen found in it. It changes the errors.
func (n *HiddenNames) Hide(found gqlerror.List, document string, variables map[string]any) {
	known := map[string]bool{}
	n.addNames(known, document)
	n.addNamesIn(known, variables)
	for _, err := range found {
		if _, own := errors.AsType[*problem.Problem](err); own { // what this server refuses by itself names nothing
			continue
		}
		message := err.Message[:min(len(err.Message), maxHiding)]
		message = inQuotes.ReplaceAllStringFunc(message, func(quoted string) string { return hideIn(quoted, n.members, known) })
		err.Message = hideIn(message, n.types, known)
		for i, element := range err.Path {
			if name, ok := element.(ast.PathName); ok && n.members[string(name)] && !known[string(name)] {
				err.Path[i] = ast.PathName(hidden)
			}
		}
	}
}

// maxHiding is how many bytes of a message are looked through. It is so much more than maxMessage that the name which the
// cut may go through isn't told.
const maxHiding = 32 * problem.MaxMessage

func hideIn(text string, secret, known map[string]bool) string {
	return words.ReplaceAllStringFunc(text, func(word string) string {
		if secret[word] && !known[word] {
			return hidden
		}
		return word
	})
}

// addNames collects the schema's names of a text. It is by hand since a request may have a megabyte, for which the
// expression would take a third of a second; and nothing else of it is kept.
func (n *HiddenNames) addNames(known map[string]bool, text string) {
	for word := range strings.FieldsFuncSeq(text, notOfName) {
		word = strings.TrimLeft(word, "0123456789")
		if n.types[word] || n.members[word] {
			known[word] = true
		}
	}
}

func notOfName(r rune) bool {
	return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// addNamesIn is addNames for a JSON value, its objects' names included.
func (n *HiddenNames) addNamesIn(known map[string]bool, value any) {
	switch value := value.(type) {
	case string:
		n.addNames(known, value)
	case []any:
		for _, element := range value {
			n.addNamesIn(known, element)
		}
	case map[string]any:
		for name, member := range value {
			n.addNames(known, name)
			n.addNamesIn(known, member)
		}
	}
}
