package resolver_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// errNoShortForm tells of a body that has to stay as it is.
var errNoShortForm = errors.New("there's no short form of this")

// shortenBody writes a reply of GraphQL in the short form: its errors, its data and its warnings. It refuses every body
// that spellOutBody wouldn't give back byte for byte.
func shortenBody(body string) (string, error) {
	value, err := parseJSON(body)
	if err != nil {
		return "", err
	}
	members, _ := value.(object)
	var short strings.Builder
	for _, m := range members {
		short.WriteString(shortenMember(m))
	}
	if spelled, err := spellOutBody(short.String()); err != nil || spelled != body {
		return "", errNoShortForm
	}
	return short.String(), nil
}

func shortenMember(m member) string {
	list, isList := m.value.([]any)
	if m.name == "errors" && isList {
		return shortenEach("error ", list, shortenError)
	}
	extensions, _ := m.value.(object)
	if warnings, isList := extensions.get("warnings").([]any); m.name == "extensions" && isList && len(extensions) == 1 {
		return shortenEach("warning ", warnings, shortenWarning)
	}
	return layOut(m.name+" ", m.value)
}

// shortenEach writes one after the other, as a value where the short form couldn't tell it from another one.
func shortenEach(keyword string, list []any, shortenOne func(object) string) string {
	var text strings.Builder
	for _, value := range list {
		whole, _ := value.(object)
		short := keyword + shortenOne(whole)
		if parts, err := parseParts(short); err != nil || !reflect.DeepEqual(parts, object{{strings.TrimSpace(keyword), value}}) {
			short = layOut(keyword, value)
		}
		text.WriteString(short)
	}
	return text.String()
}

// shortenError writes where it happened, the HTTP status, the code, the reason and the other extensions in a line, and
// below that its message.
func shortenError(e object) string {
	extensions, _ := e.get("extensions").(object)
	words := slices.Concat(pathWords(e), locationWords(e))
	for _, name := range []string{"httpStatus", "code", "reason"} {
		if value := extensions.get(name); value != nil {
			words = append(words, fmt.Sprint(value))
		}
	}
	for _, m := range extensions {
		switch {
		case slices.Contains([]string{"httpStatus", "code", "reason", "details"}, m.name), m == usualID, m == member{"retryable", false}:
		case m == member{"retryable", true}:
			words = append(words, "retryable")
		default:
			words = append(words, m.name+"="+flat(m.value))
		}
	}
	return wrapWords(words) + wrapMessage(e.get("message")) + shortenDetails(extensions)
}

// usualID is what an error has unless it isn't the one that the response's header has.
var usualID = member{"requestId", "<id>"}

func pathWords(e object) []string {
	path, _ := e.get("path").([]any)
	if path == nil {
		return nil
	}
	return []string{strings.Trim(strings.ReplaceAll(fmt.Sprint(path), " ", "."), "[]")}
}

func locationWords(e object) []string {
	locations, _ := e.get("locations").([]any)
	var words []string
	for _, location := range locations {
		place, _ := location.(object)
		words = append(words, fmt.Sprintf("%v:%v", place.get("line"), place.get("column")))
	}
	return words
}

// shortenDetails writes what ZITADEL's detail says. Its id is also the extension zitadelId, which is in the line above.
func shortenDetails(extensions object) string {
	details, _ := extensions.get("details").([]any)
	if len(details) == 0 {
		return ""
	}
	detail, _ := details[0].(object)
	message, _ := detail.get("message").(string)
	return strings.TrimRight("  detail: "+message, " ") + "\n"
}

func shortenWarning(w object) string {
	return wrapWords(append(pathWords(w), fmt.Sprint(w.get("code")))) + wrapMessage(w.get("message"))
}

// wrapWords writes words behind a keyword; where they need more lines, these are indented more than a message is.
func wrapWords(words []string) string {
	return strings.TrimLeft(fill(words, "        "), " ")
}

// wrapMessage writes a message on as many indented lines as it needs. One that isn't just words with a space between is quoted.
func wrapMessage(message any) string {
	text, _ := message.(string)
	words := strings.Fields(text)
	if text == "" || strings.Join(words, " ") != text || strings.HasPrefix(text, `"`) {
		return "  " + quote(text) + "\n"
	}
	return fill(words, "  ")
}
