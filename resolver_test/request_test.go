package resolver_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// Documents for tests that are about something else.
const (
	readPolicy      = `{ loginPolicy { isDefault } }`                                              // one call of the backend
	removeFactor    = `mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence } }` // reads, writes and reads
	setRestrictions = `mutation { setRestrictions(patch: {allowedLanguages: []}) { sequence } }`   // writes without a read before
)

// reply is an HTTP response with its whole body.
type reply struct {
	status int
	header http.Header
	body   string
}

// post sends a GraphQL request, as made by operation, with further headers, such as those of as. It may be called from
// any goroutine. The error is one of the connection; every HTTP status is a reply.
func (p *program) post(headers http.Header, body string) (reply, error) {
	request, err := http.NewRequest(http.MethodPost, p.url+"/graphql", strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	request.Header.Set("Content-Type", "application/json")
	for name, values := range headers {
		request.Header[http.CanonicalHeaderKey(name)] = values
	}
	return p.do(request)
}

// get sends GET for a path.
func (p *program) get(t *testing.T, path string) reply {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, p.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.do(request)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// do sends any request. It fails the test if the reply contains a text that must stay inside (internals).
func (p *program) do(request *http.Request) (reply, error) {
	response, err := p.client.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return reply{}, err
	}
	for _, leak := range internalsIn(string(body)) {
		p.t.Errorf("the reply has %q in it:\n%s", leak, body)
	}
	return reply{status: response.StatusCode, header: response.Header, body: string(body)}, nil
}

// as returns the header of a caller with this token.
func as(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

// operation returns the body of a GraphQL request. variables may be nil.
func operation(document string, variables map[string]any) string {
	return toJSON(map[string]any{"query": document, "variables": variables})
}

// newClient returns an HTTP client that keeps its connections open, follows no redirections and decompresses nothing.
func newClient() *http.Client {
	return &http.Client{
		Timeout:       patience,
		Transport:     &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// mustPost is post for the goroutine of the test, which ends where the connection fails.
func mustPost(t *testing.T, p *program, headers http.Header, body string) reply {
	t.Helper()
	got, err := p.post(headers, body)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// postConcurrently sends these documents at the same time, and returns the replies in the order of the documents.
func postConcurrently(t *testing.T, p *program, token string, documents ...string) []reply {
	t.Helper()
	replies := make([]reply, len(documents))
	var clients sync.WaitGroup
	for i, document := range documents {
		clients.Go(func() {
			got, err := p.post(as(token), operation(document, nil))
			if err != nil || got.status != http.StatusOK {
				t.Errorf("got %d %s, %v", got.status, got.body, err)
			}
			replies[i] = got
		})
	}
	clients.Wait()
	return replies
}

// outcome holds the extensions of an error that tell a program what to do. It is comparable; the zero value is no
// error.
type outcome struct {
	Code, Reason, Outcome string
	Retryable             bool
}

// errorOf returns the outcome of a reply's only error, or the zero value where the reply has none or several.
func errorOf(got reply) outcome {
	var body struct {
		Errors []struct{ Extensions outcome }
	}
	if json.Unmarshal([]byte(got.body), &body) != nil || len(body.Errors) != 1 {
		return outcome{}
	}
	return body.Errors[0].Extensions
}

// outcomesOf returns errorOf for each reply.
func outcomesOf(replies []reply) []outcome {
	var outcomes []outcome
	for _, got := range replies {
		outcomes = append(outcomes, errorOf(got))
	}
	return outcomes
}

// isData reports whether a reply has data and no errors.
func isData(got reply) bool {
	return got.status == http.StatusOK && strings.HasPrefix(got.body, `{"data":{`)
}

// internals returns texts that must not reach a client: what gRPC and Go write into their errors, addresses, source
// files, pages of other servers. SECRET-TEXT marks what the backends of these tests say about themselves.
func internals() []string {
	return []string{
		"rpc error:", "desc =", "transport:", "dial tcp", "connection refused", "connection reset", "broken pipe", ": EOF", "unexpected EOF",
		"error reading server preface", "http2:", "grpc:", "proto:", "protobuf:", "x509:", "tls:", "cannot parse invalid wire-format",
		"goroutine ", "runtime error", "panic", ".go:", "zitadel-graphql/", "context deadline exceeded", "context canceled",
		"invalid character", "json:", "strconv.", "127.0.0.1:", "<html", "<!doctype", "Internal Server Error",
		"SECRET-TEXT",
	}
}

// internalsIn returns the internals that a body contains. The GraphiQL page is exempt: its scripts have any text.
func internalsIn(body string) []string {
	var found []string
	for _, text := range internals() {
		if strings.Contains(strings.ToLower(body), strings.ToLower(text)) && !strings.Contains(body, "<title>zitadel-graphql<") {
			found = append(found, text)
		}
	}
	return found
}

// toJSON encodes a value as JSON, which is also a literal of JavaScript.
func toJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // tests encode only what JSON has
	}
	return string(text)
}
