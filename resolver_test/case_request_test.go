package resolver_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
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
