package document

import (
	"errors"
	"regexp"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
)

// hidden stands in a message in place of a name.
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

	quoted, word *regexp.Regexp
}

// NewHiddenNames collects the names of a schema.
func NewHiddenNames(schema *ast.Schema) *HiddenNames {
	names := &HiddenNames{types: map[string]bool{}, members: map[string]bool{},
		quoted: regexp.MustCompile(`"[^"]*"`), word: regexp.MustCompile(`[_A-Za-z][_0-9A-Za-z]*`)}
	for name, definition := range schema.Types {
		if !definition.BuiltIn && definition != schema.Query && definition != schema.Mutation && definition != schema.Subscription {
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

// Hide takes the names that the request doesn't have itself out of the errors that gqlgen found in it. It changes the errors.
func (n *HiddenNames) Hide(found gqlerror.List, document string, variables map[string]any) {
	given := map[string]bool{}
	n.addNames(given, document)
	n.addNamesIn(given, variables)
	for _, err := range found {
		if _, own := errors.AsType[*problem.Problem](err); own { // what this server refuses by itself names nothing
			continue
		}
		message := err.Message[:min(len(err.Message), maxSearched)]
		message = n.quoted.ReplaceAllStringFunc(message, func(quoted string) string { return n.hideIn(quoted, n.members, given) })
		err.Message = n.hideIn(message, n.types, given)
	}
}

// maxSearched is how many bytes of a message are searched for names; the rest is cut off. It is so much more than
// problem.MaxMessage, after which messages end anyway, that nobody sees the name which this cut may go through.
const maxSearched = 32 * problem.MaxMessage

// hideIn hides the words of a text that are among the secret names and not among the given ones.
func (n *HiddenNames) hideIn(text string, secret, given map[string]bool) string {
	return n.word.ReplaceAllStringFunc(text, func(word string) string {
		if secret[word] && !given[word] {
			return hidden
		}
		return word
	})
}

// addNames adds those of the schema's names that a text has. It does without the regular expression, which would take a third of
// a second for a request of a megabyte.
func (n *HiddenNames) addNames(given map[string]bool, text string) {
	for word := range strings.FieldsFuncSeq(text, notOfName) {
		word = strings.TrimLeft(word, "0123456789")
		if n.types[word] || n.members[word] {
			given[word] = true
		}
	}
}

// notOfName reports whether a GraphQL name can't have a character.
func notOfName(r rune) bool {
	return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// addNamesIn is addNames for a JSON value, the names of its objects' members included.
func (n *HiddenNames) addNamesIn(given map[string]bool, value any) {
	switch value := value.(type) {
	case string:
		n.addNames(given, value)
	case []any:
		for _, element := range value {
			n.addNamesIn(given, element)
		}
	case map[string]any:
		for name, member := range value {
			n.addNames(given, name)
			n.addNamesIn(given, member)
		}
	}
}
