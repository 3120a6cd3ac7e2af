package resolver_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// comparedHeaders returns the headers of a reply that a want has. x-request-id is compared as well where the client has
// sent one.
func comparedHeaders() []string {
	return []string{
		"Content-Type", "Allow", "Cache-Control", "Location", "Set-Cookie", "Retry-After", "Vary", "Www-Authenticate",
		"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Allow-Headers",
		"Access-Control-Allow-Methods", "Access-Control-Expose-Headers", "Access-Control-Max-Age",
	}
}

// describe writes a reply as a want.
func describe(got reply, sentID string) string { return shortForm(fullForm(got, sentID)) }

// fullForm writes a reply at full length.
func fullForm(got reply, sentID string) string {
	var text strings.Builder
	fmt.Fprintln(&text, got.status)
	for _, name := range comparedHeaders() {
		for _, value := range got.header.Values(name) {
			if value == "Accept-Encoding" { // of Vary, in nearly every reply: see TestGzip
				continue
			}
			fmt.Fprintf(&text, "%s: %s\n", strings.ToLower(name), value)
		}
	}
	id := got.header.Values("X-Request-Id")
	switch {
	case len(id) != 1 || id[0] == "":
		fmt.Fprintf(&text, "x-request-id: %d values\n", len(id)) // what the harness can't normalise stands out
	case sentID == id[0]:
		fmt.Fprintf(&text, "x-request-id: %s\n", sentID)
	case sentID != "":
		fmt.Fprintln(&text, "x-request-id: <id>")
	}
	if body := normalise(sortErrors(got.body), dateTime, id); body != "" {
		fmt.Fprintf(&text, "\n%s\n", body)
	}
	return text.String()
}

// sortErrors orders a reply's errors by their paths: those of a query's fields come in any order.
func sortErrors(body string) string {
	var reply struct{ Errors json.RawMessage }
	var found []json.RawMessage
	if json.Unmarshal([]byte(body), &reply) != nil || json.Unmarshal(reply.Errors, &found) != nil || len(found) < 2 {
		return body
	}
	slices.SortStableFunc(found, func(a, b json.RawMessage) int { return strings.Compare(pathOf(a), pathOf(b)) })
	sorted, err := json.Marshal(found)
	if err != nil {
		return body
	}
	return strings.Replace(body, string(reply.Errors), string(sorted), 1)
}

func pathOf(found json.RawMessage) string {
	var e struct{ Path json.RawMessage }
	json.Unmarshal(found, &e) //nolint:errcheck // what isn't an error of GraphQL has no path
	return string(e.Path)
}

// dateTime is the schema's DateTime, which always has microseconds; protobuf's own JSON drops zeros at the end.
var (
	dateTime  = regexp.MustCompile(`"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"`)
	timestamp = regexp.MustCompile(`"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3,9})?Z"`)
)

// momentInMessage is where a message has a time: that of a change which isn't shown.
var momentInMessage = regexp.MustCompile(`made on [0-9T:.-]+Z by`)

// normalise indents JSON and leaves its order alone. What moment matches becomes <time>, and a requestId that is the
// response header's too becomes <id>.
func normalise(body string, moment *regexp.Regexp, id []string) string {
	if indented := (bytes.Buffer{}); json.Indent(&indented, []byte(body), "", "  ") == nil {
		body = indented.String()
	}
	body = moment.ReplaceAllString(body, `"<time>"`)
	body = momentInMessage.ReplaceAllString(body, "made on <time> by")
	if len(id) == 1 {
		body = strings.ReplaceAll(body, `"requestId": "`+id[0]+`"`, `"requestId": "<id>"`)
	}
	return strings.TrimSuffix(body, "\n")
}
