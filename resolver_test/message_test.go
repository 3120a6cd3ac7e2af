package resolver_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// newRequest makes the HTTP request of a step. head is a request line, headers and, after an empty line, a raw body;
// with a document, that and its variables are the body instead, or the URL's query string where the method is GET.
func newRequest(t *testing.T, p *program, head, document, variables string) *http.Request {
	t.Helper()
	if head == "" {
		head = "POST /graphql"
	}
	head, body, _ := strings.Cut(head, "\n\n")
	requestLine, headers, _ := strings.Cut(strings.TrimSpace(head), "\n")
	method, target, found := strings.Cut(requestLine, " ")
	if !found {
		t.Fatalf("%q is no request line", requestLine)
	}
	body = strings.TrimSuffix(expand(body), "\n")
	if document != "" {
		target, body = placeDocument(t, method, target, expand(joinLines(strings.TrimSpace(document))), variables)
	}
	request, err := http.NewRequest(method, p.url+target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if document != "" && method != http.MethodGet {
		request.Header.Set("Content-Type", "application/json")
	}
	addHeaders(t, request, expand(headers))
	return request
}

func placeDocument(t *testing.T, method, target, document, variables string) (newTarget, body string) {
	t.Helper()
	if method == http.MethodGet {
		parameters := url.Values{"query": {document}}
		if variables != "" {
			parameters.Set("variables", variables)
		}
		return target + "?" + parameters.Encode(), ""
	}
	request := map[string]any{"query": document}
	if variables != "" {
		request["variables"] = json.RawMessage(variables) // as it is written: a long number keeps its digits
	}
	encoded, err := json.Marshal(request)
	if err != nil {
		t.Fatalf("variables: %v", err)
	}
	return target, string(encoded)
}

// addHeaders keeps a header that stands there twice twice. One that stands there replaces the harness's own.
func addHeaders(t *testing.T, request *http.Request, headers string) {
	t.Helper()
	own := request.Header.Clone()
	for line := range strings.Lines(headers) {
		name, value, found := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
		if !found {
			t.Fatalf("%q is no header", line)
		}
		value = strings.TrimPrefix(value, " ")
		if strings.EqualFold(name, "host") {
			request.Host = value
			continue
		}
		if own.Get(name) != "" {
			request.Header.Del(name)
			own.Del(name)
		}
		request.Header.Add(name, value)
	}
}

// joinLines takes out the line breaks that a backslash goes before.
func joinLines(document string) string { return continued.ReplaceAllString(document, " ") }

var continued = regexp.MustCompile(` *\\\n *`)

var repeated = regexp.MustCompile(`\$\{repeat (\d+) ([^}]*)\}`)

// expand writes ${repeat 3 ab} out as ababab.
func expand(text string) string {
	return repeated.ReplaceAllStringFunc(text, func(call string) string {
		parts := repeated.FindStringSubmatch(call)
		count, err := strconv.Atoi(parts[1])
		if err != nil {
			panic(err) // more digits than an int has
		}
		return strings.Repeat(parts[2], count)
	})
}

// comparedHeaders are those that are compared; x-request-id only where the client sent one.
var comparedHeaders = []string{
	"Content-Type", "Allow", "Cache-Control", "Location", "Set-Cookie", "Retry-After", "Vary", "Www-Authenticate",
	"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Allow-Headers",
	"Access-Control-Allow-Methods", "Access-Control-Expose-Headers", "Access-Control-Max-Age",
}

// describe writes a reply as a want.
func describe(got reply, sentID string) string { return shortForm(fullForm(got, sentID)) }

// fullForm writes a reply at full length.
func fullForm(got reply, sentID string) string {
	var text strings.Builder
	fmt.Fprintln(&text, got.status)
	for _, name := range comparedHeaders {
		for _, value := range got.header.Values(name) {
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

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
