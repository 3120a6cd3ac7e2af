package endpoint_test

import (
	"bytes"
	"strings"
	"testing"

	"zitadel-graphql/graph/endpoint"
)

// What a client is answered goes by what it accepts: one that takes events alone gets what is wrong with its document as an
// event, since it would show nobody the body of a response with another status.
func TestNegotiationOfEvents(t *testing.T) {
	const query, mutation, invalid = `{"query": "{ a }"}`, `{"query": "mutation { a }"}`, `{"query": "subscription { counts }"}`
	const json, newer, events, urql = "application/json", "application/graphql-response+json", "text/event-stream",
		"application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"
	const data, refused, unasked = `{"data":{"a":"x"}}`, `"code":"GRAPHQL_VALIDATION_FAILED"`, `"reason":"STREAM_NOT_ASKED_FOR"`
	for _, test := range []struct {
		accept, method, request string
		status                  int
		mediaType, body         string
	}{
		{events, "POST", query, 200, events, "event: next\ndata: " + data + "\n\n" + complete},
		{events, "GET", "query={a}", 200, events, "event: next\ndata: " + data + "\n\n" + complete},
		{events, "POST", mutation, 200, events, "event: next\ndata: " + data + "\n\n" + complete},
		{events, "GET", "query=mutation{a}", 405, json, `"reason":"MUTATION_BY_GET"`},
		{urql, "POST", query, 200, newer, data},
		{"text/event-stream, application/json;q=0.9", "POST", query, 200, events, data},
		{"text/event-stream, */*", "POST", query, 200, json, data},
		{"", "POST", subscribe, 406, json, unasked},
		{"*/*", "POST", subscribe, 406, json, unasked},
		{"text/*", "POST", subscribe, 406, json, `"code":"NOT_ACCEPTABLE"`},
		{newer, "POST", subscribe, 406, newer, unasked},
		{"application/json, text/event-stream;q=0", "GET", "query=subscription{count}", 406, json, "accept: text/event-stream"},
		{events, "POST", invalid, 200, events, refused},
		{"text/event-stream, multipart/mixed", "POST", invalid, 200, events, refused},
		{"text/event-stream, " + newer, "POST", invalid, 422, newer, refused},
		{"text/event-stream, " + json, "POST", invalid, 200, json, refused},
		{events, "POST", `{"query": "{"}`, 200, events, `"code":"GRAPHQL_PARSE_FAILED"`},
		{events, "POST", `{"query": "subscription { a: count b: count }"}`, 200, events, "exactly one field"},
		{events, "POST", `{"query": "subscription { ` + strings.Repeat("count ", 999) + `}"}`, 200, events, `"code":"LIMIT_EXCEEDED"`},
		{events, "POST", `{"query": "", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "x"}}}`, 200, events, `"code":"PERSISTED_QUERY_NOT_SUPPORTED"`},
		{events, "POST", `{"query": 1}`, 400, json, `"reason":"BODY_INVALID"`},
		{events, "PUT", query, 405, json, `"code":"METHOD_NOT_ALLOWED"`},
	} {
		s := newStreaming(t, endpoint.DefaultStreamLimits(), nil)
		var headers []string
		if test.accept != "" {
			headers = []string{"Accept", test.accept}
		}
		got := s.ask(test.method, test.request, headers...)
		mediaType, _, _ := strings.Cut(got.Header().Get("Content-Type"), ";")
		if got.Code != test.status || mediaType != test.mediaType || !strings.Contains(got.Body.String(), test.body) || s.written() != "" {
			t.Errorf("accept: %s, %s %.60s: got %d %s %s", test.accept, test.method, test.request, got.Code, mediaType, got.Body)
		}
		if mediaType == events && (!bytes.HasPrefix(got.Body.Bytes(), []byte("event: next\ndata: {")) || !strings.HasSuffix(got.Body.String(), "}\n\n"+complete)) {
			t.Errorf("%.60s: no event and its completion: %s", test.request, got.Body)
		}
	}
}
