package endpoint_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/problem"
)

const (
	fuzzBodyBytes = 4 << 10
	// canary stands in every request that is fuzzed. What isn't about a document must never say it again.
	canary = "hunter2-c4n4ry"
)

// FuzzRequest prevents that a request panics the decoder or the negotiation, that garbage becomes an operation, that a
// refusal isn't in the error contract, and that one repeats what it refuses, which may hold a secret. The body, or for GET
// the query string, is before + canary + after.
func FuzzRequest(f *testing.F) {
	for _, seed := range [][2]string{
		{`{"query":"{ __typename }","variables":{"a":"`, `"}}`}, {`{"query":"{ __typename }","extensions":{"a":1e999,"b":"`, `"}}`},
		{`{"query":"{ __typename } # `, `"}`}, {`{"query":{"`, `":1}}`}, {`{"query":"{a}","variables":["`, `"]}`}, {`[{"query":"`, `"}]`},
		{`"`, `"`}, {`{"query":"query `, ` { __typename }","operationName":"x"}`}, {`{"`, `":1} {}`}, {"\xef\xbb\xbf{\"", "\":1}"},
		{`{"query":"mutation { setRestrictions(patch: {allowedLanguages: [\"`, `\"]}) { sequence } }"}`}, {``, ``},
		{strings.Repeat(`{"variables":`, 100) + `"`, `"`}, {`{"query":"`, strings.Repeat("x", fuzzBodyBytes) + `"}`},
	} {
		f.Add(true, "application/json", "application/json", seed[0], seed[1])
	}
	f.Add(true, "application/json; charset=latin1", "*/*;q=0.1, application/graphql-response+json;q=x", `{"query":"`, `"}`)
	f.Add(true, "text/plain", "text/html", `{"query":"`, `"}`)
	f.Add(false, "", "application/graphql-response+json", `query={__typename}&variables={"a":"`, `"}`)
	f.Add(false, "", "application/json", `query=mutation{resetLoginPolicy{sequence}}&extensions=`, `%zz`)
	handler := newEndpoint(func(context.Context, string, any) error { return nil }, endpoint.DefaultConfig(), slog.New(slog.DiscardHandler))
	f.Fuzz(func(t *testing.T, post bool, contentType, accept, before, after string) {
		text := before + canary + after
		got := httptest.NewRecorder()
		handler.ServeHTTP(got, fuzzRequest(t, got, post, contentType, accept, text))
		checkFuzzed(t, got, post, text)
	})
}

func fuzzRequest(t *testing.T, w http.ResponseWriter, post bool, contentType, accept, text string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql", nil)
	r.URL.RawQuery = text
	if post {
		r = httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", nil)
		r.Body = http.MaxBytesReader(w, io.NopCloser(strings.NewReader(text)), fuzzBodyBytes)
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Accept", accept)
	return r
}

// fuzzedResponse is what is looked at of a response.
type fuzzedResponse struct {
	Data   json.RawMessage
	Errors []struct {
		Message    string
		Extensions struct{ Code problem.Code }
	}
}

// checkFuzzed looks at the answer to a request that has no token: no field but __typename has data. Only a list of operations is
// answered by a list, and none of it is executed.
func checkFuzzed(t *testing.T, got *httptest.ResponseRecorder, post bool, text string) {
	t.Helper()
	mediaType, _, err := mime.ParseMediaType(got.Header().Get("Content-Type"))
	if err != nil || mediaType != "application/json" && mediaType != "application/graphql-response+json" {
		t.Errorf("the answer is %q", got.Header().Get("Content-Type"))
	}
	responses := make([]fuzzedResponse, 1)
	var whole any = &responses[0]
	if bytes.HasPrefix(got.Body.Bytes(), []byte("[")) {
		whole = &responses
	}
	if err := json.Unmarshal(got.Body.Bytes(), whole); err != nil {
		t.Fatalf("%v: %s", err, got.Body)
	}
	for _, response := range responses {
		checkFuzzedResponse(t, response, got.Body.String())
		if post && response.Data != nil && (!isOneObject(text) || len(text) > fuzzBodyBytes) {
			t.Errorf("%q was executed: %s", text, got.Body)
		}
	}
}

func checkFuzzedResponse(t *testing.T, response fuzzedResponse, body string) {
	t.Helper()
	if response.Data == nil && len(response.Errors) == 0 {
		t.Errorf("neither data nor an error: %s", body)
	}
	for _, failure := range response.Errors {
		if !failure.Extensions.Code.IsValid() {
			t.Errorf("%q is no code: %s", failure.Extensions.Code, body)
		}
		if !aboutDocument(failure.Extensions.Code) && strings.Contains(failure.Message, canary) {
			t.Errorf("a refusal repeats the request: %s", failure.Message)
		}
	}
}

// aboutDocument says that a message may name what stands in the document or its variables.
func aboutDocument(code problem.Code) bool {
	return slices.Contains([]problem.Code{
		problem.CodeGraphQLParseFailed, problem.CodeGraphQLValidationFailed, problem.CodeBadUserInput}, code)
}

// isOneObject is a decoder that stops at nothing but the syntax of JSON.
func isOneObject(text string) bool {
	return json.Valid([]byte(text)) && bytes.HasPrefix(bytes.TrimLeft([]byte(text), " \t\r\n"), []byte("{"))
}
