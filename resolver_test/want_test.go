package resolver_test

import (
	"fmt"
	"slices"
	"strings"
)

// A want is what a case expects of a reply, in the short form that cases/README.md explains. At full length a reply is
// its status, its compared headers one a line and, after an empty line, its body with JSON indented. shortForm and spellOut
// translate between the two and lose nothing. So a want asserts the whole reply, however little of that it shows.

// usualHeaders returns the headers that nearly every reply has. A want names them only where a reply differs.
func usualHeaders(hasBody bool) []string {
	if hasBody {
		return []string{"content-type: application/json; charset=utf-8", "cache-control: no-store"}
	}
	return []string{"cache-control: no-store"}
}

// shortForm returns the want for a reply at full length. A body that has no short form stays as it is.
func shortForm(full string) string {
	head, body, hasBody := strings.Cut(full, "\n\n")
	lines := strings.Split(strings.TrimSuffix(head, "\n"), "\n")
	text := strings.Join(append(lines[:1:1], unusualHeaders(lines[1:], hasBody)...), "\n") + "\n"
	if !hasBody {
		return text
	}
	short, err := shortenBody(body)
	if err != nil {
		return text + "\n" + body
	}
	return text + short
}

// unusualHeaders leaves out the usual headers, and names those of them that are missing.
func unusualHeaders(headers []string, hasBody bool) []string {
	for _, usual := range usualHeaders(hasBody) {
		name := headerName(usual)
		same := slices.DeleteFunc(slices.Clone(headers), func(line string) bool { return headerName(line) != name })
		switch {
		case len(same) == 0:
			headers = append(headers, "no "+name)
		case len(same) == 1 && same[0] == usual:
			headers = slices.DeleteFunc(slices.Clone(headers), func(line string) bool { return line == usual })
		}
	}
	return headers
}

func headerName(line string) string {
	name, _, _ := strings.Cut(line, ":")
	return name
}

// spellOut writes a want at full length.
func spellOut(want string) (string, error) {
	status, rest, _ := strings.Cut(want, "\n")
	var headers []string
	for isHeader(rest) {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		headers = append(headers, line)
	}
	text := strings.Join(append([]string{status}, allHeaders(headers, rest != "")...), "\n") + "\n"
	if rest == "" {
		return text, nil
	}
	if body, isWhole := strings.CutPrefix(rest, "\n"); isWhole {
		return text + "\n" + body, nil
	}
	body, err := spellOutBody(rest)
	if err != nil {
		return "", fmt.Errorf("spell out the body: %w", err)
	}
	return text + "\n" + body, nil
}

// isHeader returns whether a text begins with the line of a header or of a missing one ("no vary"), and not with a body.
func isHeader(text string) bool {
	line, _, _ := strings.Cut(strings.TrimPrefix(text, "no "), "\n")
	return headerRank(headerName(line)) >= 0
}

// headerRank returns the position of a header among the compared ones, of which x-request-id is the last, and -1 for others.
func headerRank(name string) int {
	if name == "x-request-id" {
		return len(comparedHeaders())
	}
	return slices.IndexFunc(comparedHeaders(), func(compared string) bool { return strings.ToLower(compared) == name })
}

// allHeaders adds the usual headers that a want leaves out, and puts all in the order of comparedHeaders.
func allHeaders(named []string, hasBody bool) []string {
	all := slices.DeleteFunc(slices.Clone(named), func(line string) bool { return strings.HasPrefix(line, "no ") })
	for _, usual := range usualHeaders(hasBody) {
		name := headerName(usual)
		if !slices.ContainsFunc(named, func(line string) bool { return headerName(strings.TrimPrefix(line, "no ")) == name }) {
			all = append(all, usual)
		}
	}
	slices.SortStableFunc(all, func(a, b string) int { return headerRank(headerName(a)) - headerRank(headerName(b)) })
	return all
}
