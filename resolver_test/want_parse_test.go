package resolver_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// spellOutBody writes a reply of GraphQL in the short form as indented JSON.
func spellOutBody(short string) (string, error) {
	parts, err := parseParts(short)
	if err != nil {
		return "", err
	}
	var body object
	for _, part := range parts {
		switch part.name {
		case "error":
			body = body.adding("errors", part.value)
		case "warning":
			extensions, _ := body.get("extensions").(object)
			body = body.with("extensions", extensions.adding("warnings", part.value))
		default:
			body = append(body, part)
		}
	}
	return programJSON(body) + "\n", nil
}

// parseParts reads the parts of a body in the short form: the keyword and the value of each.
func parseParts(short string) (object, error) {
	var parts object
	for short != "" {
		keyword, rest, _ := strings.Cut(short, " ")
		parse := parseValueLine
		if !strings.HasPrefix(rest, "{") && keyword == "error" {
			parse = parseError
		} else if !strings.HasPrefix(rest, "{") && keyword == "warning" {
			parse = parseWarning
		}
		value, after, err := parse(rest)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", keyword, err)
		}
		parts, short = append(parts, member{keyword, value}), after
	}
	return parts, nil
}

// parseError reads what shortenError writes. Its members are in the order that the program gives them.
func parseError(text string) (value any, rest string, err error) {
	words, message, detail, rest := parseBlock(text)
	found := object{{"message", message}}
	words, found = takePosition(words, found)
	if len(words) < 2 {
		return nil, "", errors.New("an error has a status and a code")
	}
	extensions := object{{"httpStatus", json.Number(words[0])}, {"code", words[1]}, {"requestId", "<id>"}, {"retryable", false}}
	for _, word := range words[2:] {
		if extensions, err = addExtension(extensions, word); err != nil {
			return nil, "", err
		}
	}
	if detail != nil {
		extensions = extensions.with("details", []any{detail.with("id", extensions.get("zitadelId")).sorted()})
	}
	return append(found, member{"extensions", extensions.sorted()}), rest, nil
}

var (
	isLocation = regexp.MustCompile(`^\d+:\d+$`)
	isStatus   = regexp.MustCompile(`^\d{3}$`)
	isIndex    = regexp.MustCompile(`^\d+$`)
)

// takePosition reads the path and the locations, which come before the status.
func takePosition(words []string, found object) (rest []string, with object) {
	if len(words) > 0 && !isLocation.MatchString(words[0]) && !isStatus.MatchString(words[0]) {
		found = append(found, member{"path", parsePath(words[0])})
		words = words[1:]
	}
	for len(words) > 0 && isLocation.MatchString(words[0]) {
		line, column, _ := strings.Cut(words[0], ":")
		found = found.adding("locations", object{{"line", json.Number(line)}, {"column", json.Number(column)}})
		words = words[1:]
	}
	return words, found
}

func parsePath(word string) []any {
	var path []any
	for step := range strings.SplitSeq(word, ".") {
		if isIndex.MatchString(step) {
			path = append(path, json.Number(step))
		} else {
			path = append(path, step)
		}
	}
	return path
}

// addExtension reads a reason, the word retryable, or NAME=VALUE.
func addExtension(extensions object, word string) (object, error) {
	name, text, isPair := strings.Cut(word, "=")
	switch {
	case word == "retryable":
		return extensions.with("retryable", true), nil
	case !isPair:
		return extensions.with("reason", word), nil
	}
	value, err := parseValue(text)
	return extensions.with(name, value), err
}

// parseWarning reads what shortenWarning writes.
func parseWarning(text string) (value any, rest string, err error) {
	words, message, _, rest := parseBlock(text)
	if len(words) != 2 {
		return nil, "", errors.New("a warning has a path and a code")
	}
	var path []any // of strings, the indexes too
	for step := range strings.SplitSeq(words[0], ".") {
		path = append(path, step)
	}
	return object{{"code", words[1]}, {"message", message}, {"path", path}}, rest, nil
}

// parseBlock reads words, a message and ZITADEL's detail, as wrapWords, wrapMessage and shortenDetails write them.
func parseBlock(text string) (words []string, message any, detail object, rest string) {
	line, rest, _ := strings.Cut(text, "\n")
	more, rest := indentedLines(rest, "   ")
	lines, rest := indentedLines(rest, "  ")
	if last := len(lines) - 1; last >= 0 && strings.HasPrefix(lines[last], "detail:") {
		detail, lines = parseDetail(lines[last]), lines[:last]
	}
	return strings.Fields(line + " " + strings.Join(more, " ")), parseMessage(strings.Join(lines, " ")), detail, rest
}

// indentedLines are those at the beginning of a text that begin with an indent.
func indentedLines(text, indent string) (lines []string, rest string) {
	for strings.HasPrefix(text, indent) {
		var line string
		line, text, _ = strings.Cut(strings.TrimPrefix(text, indent), "\n")
		lines = append(lines, line)
	}
	return lines, text
}

func parseMessage(text string) any {
	if strings.HasPrefix(text, `"`) {
		if value, err := parseValue(text); err == nil {
			return value
		}
	}
	return text
}

// parseDetail leaves out the id, which is in the error's first line.
func parseDetail(line string) object {
	detail := object{{"@type", "type.googleapis.com/zitadel.v1.ErrorDetail"}}
	if _, message, hasMessage := strings.Cut(line, ": "); hasMessage {
		detail = append(detail, member{"message", message})
	}
	return detail
}
