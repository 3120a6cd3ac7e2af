package resolver_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// logLines returns the lines of the log with this msg and request id, and waits for the first of them. All lines of a
// request are written before its reply ends, except for its line in the access log.
func logLines(t *testing.T, p *program, msg, id string) []map[string]any {
	t.Helper()
	var found []map[string]any
	eventually(t, "the log has "+msg+" "+id, func() bool {
		found = nil
		for line := range strings.Lines(p.log()) {
			var fields map[string]any
			if json.Unmarshal([]byte(line), &fields) == nil && fields["msg"] == msg && fields["requestId"] == id {
				found = append(found, fields)
			}
		}
		return len(found) > 0
	})
	return found
}

// TestLogHasWhatTheReplyHides ensures that whoever has the request id of a reply finds in the log what the reply masks,
// the backend's own text, and one line of the access log.
func TestLogHasWhatTheReplyHides(t *testing.T) {
	t.Parallel()
	p := start(t, "--backend", startScripted(t).url())
	got := mustPost(t, p, as("read=INTERNAL/Test-4711"), operation("query Settings "+readPolicy, nil))
	id := got.header.Get("X-Request-Id")
	failures := logLines(t, p, "error", id)
	if text, _ := failures[0]["error"].(string); len(failures) != 1 || failures[0]["level"] != "ERROR" ||
		!strings.Contains(text, "dial tcp 127.0.0.1:5432: connection refused") || !strings.Contains(text, "GetLoginPolicy") {
		t.Errorf("the failure's lines are %v, want one of level ERROR with the backend's text", failures)
	}
	access := logLines(t, p, "request", id)
	if len(access) != 1 || access[0]["operation"] != "Settings" || access[0]["type"] != "query" || access[0]["status"] != 200.0 ||
		access[0]["durationMs"] == nil || toJSON(access[0]["codes"]) != `["INTERNAL_SERVER_ERROR"]` ||
		toJSON(access[0]["reasons"]) != `["BACKEND_FAILED"]` {
		t.Errorf("the access log's lines are %v, want one with operation, type, status, duration, code and reason", access)
	}
}

// TestLogHasNoVariables prevents that the log has at any level what callers ask for: documents, variables, the query
// string of a URL, organizations.
func TestLogHasNoVariables(t *testing.T) {
	t.Parallel()
	p := start(t, "--log-level", "debug")
	headers := as("dev-org-owner")
	headers.Set("X-Zitadel-Orgid", secret)
	mustPost(t, p, headers, operation(readPolicy, nil))
	mustPost(t, p, as("dev-org-owner"), operation(`query($org: ID) { loginPolicy(orgId: $org) { isDefault } }`, map[string]any{"org": secret}))
	mustPost(t, p, as("dev-org-owner"), operation(`{ loginPolicy(orgId: "`+secret+`") { isDefault } }`, nil))
	mustPost(t, p, as("dev-org-owner"), `{"query": "`+secret)
	request, err := http.NewRequest(http.MethodGet, p.url+"/graphql?query=%7B__typename%7D&variables=%7B%22a%22%3A%22"+secret+"%22%7D", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Apollo-Require-Preflight", "1")
	got, err := p.do(request)
	if err != nil || !isData(got) {
		t.Fatalf("got %s, %v", got.body, err)
	}
	logLines(t, p, "request", got.header.Get("X-Request-Id"))
	if strings.Contains(p.log(), secret) {
		t.Errorf("the log has what a caller sent:\n%s", linesContaining(p.log(), secret))
	}
}

// TestRefusalsAreNotErrorsInTheLog prevents that what an operator must see drowns in the mistakes of callers, which are
// neither errors nor warnings.
func TestRefusalsAreNotErrorsInTheLog(t *testing.T) {
	t.Parallel()
	p := start(t)
	for _, headers := range []http.Header{nil, as("no-such-token"), as("dev-nobody"), as("dev-org-owner")} {
		mustPost(t, p, headers, operation(`mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP_SMS) { sequence } }`, nil))
	}
	last := mustPost(t, p, nil, "{")
	logLines(t, p, "request", last.header.Get("X-Request-Id"))
	if found := linesContaining(p.log(), `"level":"ERROR"`) + linesContaining(p.log(), `"level":"WARN"`); found != "" {
		t.Errorf("the log has\n%s", found)
	}
}
