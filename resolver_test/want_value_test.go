package resolver_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// columns is how wide a want may be. Only a string that is longer goes beyond.
const columns = 120

// layOut writes a value behind a prefix, on as few lines as have room for it.
func layOut(prefix string, value any) string {
	return prefix + broken(value, "", width(prefix)) + "\n"
}

// broken writes a value behind so many columns, on several lines where one hasn't room for it.
func broken(value any, indent string, taken int) string {
	items, labels, brackets := elements(value)
	whole := flat(value)
	if taken+width(whole) <= columns || len(items) == 0 {
		return whole
	}
	if len(items) == 1 { // its brackets need no lines of their own
		opening := brackets[:1] + labels[0]
		return opening + broken(items[0], indent, taken+width(opening)+1) + brackets[1:]
	}
	var texts []string
	for i, item := range items {
		comma := strings.Repeat(",", min(len(items)-1-i, 1))
		texts = append(texts, labels[i]+broken(item, indent+"  ", width(indent+"  "+labels[i]+comma))+comma)
	}
	return brackets[:1] + "\n" + fill(texts, indent+"  ") + indent + brackets[1:]
}

// elements are a list's, or the values of an object's members with their names as labels.
func elements(value any) (items []any, labels []string, brackets string) {
	members, isObject := value.(object)
	if !isObject {
		items, _ = value.([]any)
		return items, make([]string, len(items)), "[]"
	}
	for _, m := range members {
		items, labels = append(items, m.value), append(labels, nameText(m.name)+": ")
	}
	return items, labels, "{}"
}

// fill puts as many texts on a line as it has room for. A text of several lines shares none of them.
func fill(texts []string, indent string) string {
	lines := make([]string, 0, len(texts))
	for _, text := range texts {
		if last := len(lines) - 1; last >= 0 {
			longer := lines[last] + " " + text
			if width(longer) <= columns && !strings.Contains(longer, "\n") {
				lines[last] = longer
				continue
			}
		}
		lines = append(lines, indent+text)
	}
	return strings.Join(lines, "\n") + "\n"
}

func width(text string) int { return utf8.RuneCountInString(text) }

// flat writes a value on one line.
func flat(value any) string {
	switch value := value.(type) {
	case object, []any:
		items, labels, brackets := elements(value)
		var texts []string
		for i, item := range items {
			texts = append(texts, labels[i]+flat(item))
		}
		return brackets[:1] + strings.Join(texts, ", ") + brackets[1:]
	case string:
		if isWord.MatchString(value) {
			return value
		}
		return quote(value)
	case nil:
		return "null"
	default:
		return fmt.Sprint(value)
	}
}

var (
	// isWord has the strings that need no quotes: they begin with a capital letter, or are what normalise puts in.
	isWord = regexp.MustCompile(`^([A-Z][A-Za-z0-9_-]*|<time>|<id>)$`)
	isName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

func nameText(name string) string {
	if isName.MatchString(name) {
		return name
	}
	return quote(name)
}

// quote writes a string as JSON.
func quote(text string) string {
	var quoted bytes.Buffer
	encoder := json.NewEncoder(&quoted)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		return err.Error() // strings can be encoded
	}
	return strings.TrimSuffix(quoted.String(), "\n")
}
