package resolver_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// shortenBody writes a reply of GraphQL in the short form: its errors, its data and its warnings. It fails for every body
// that spellOutBody wouldn't restore byte for byte, so the short form can't lose anything.
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
		return "", errors.New("the body has no short form")
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

// shortenEach writes errors or warnings one after the other. One that couldn't be restored from its short form is written
// as a value.
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

// shortenError writes an error's path, locations, HTTP status, code, reason and other extensions in a line, and below that
// its message and ZITADEL's.
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
		case slices.Contains([]string{"httpStatus", "code", "reason", "details"}, m.name):
		case m == member{"requestId", "<id>"}, m == member{"retryable", false}: // as in nearly every error
		case m == member{"retryable", true}:
			words = append(words, "retryable")
		default:
			words = append(words, m.name+"="+flat(m.value))
		}
	}
	return wrapWords(words) + wrapMessage(e.get("message")) + shortenDetails(extensions)
}

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
		position, _ := location.(object)
		words = append(words, fmt.Sprintf("%v:%v", position.get("line"), position.get("column")))
	}
	return words
}

// shortenDetails writes the message of ZITADEL's detail. The detail's id is the extension zitadelId too, in the line above.
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

// wrapMessage writes a message on as many indented lines as it needs. It quotes one that isn't words with single spaces
// between them, since wrapping would lose the difference.
func wrapMessage(message any) string {
	text, _ := message.(string)
	words := strings.Fields(text)
	if text == "" || strings.Join(words, " ") != text || strings.HasPrefix(text, `"`) {
		return "  " + quote(text) + "\n"
	}
	return fill(words, "  ")
}
