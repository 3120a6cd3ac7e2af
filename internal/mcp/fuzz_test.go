package mcp_test

import (
	"net/http"
	"testing"

	"zitadel-graphql/graph/endpoint"
)

// FuzzMessage prevents that a message ends the program: the SDK reads it in goroutines of its own, where nothing of ours recovers.
// Whatever the message, it has an answer of the protocol or of the error contract, and a write is executed only with both guards.
func FuzzMessage(f *testing.F) {
	for _, body := range []string{
		callOne, callGuarded, "{}", "[]", "", `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"x"}}`,
		`{"jsonrpc":"2.0","id":"a","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}`,
		`{"jsonrpc":"2.0","method":"notifications/initialized"}`, `{"jsonrpc":"2.0","id":1,"result":{}}`, `{"jsonrpc":"2.0","id":1,"method":"ping"}`,
		`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`, `{"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":{"level":"debug"}}`,
		`{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"file:///etc/passwd"}}`, `{"jsonrpc":"2.0","id":1,"method":"prompts/list"}`,
		`{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}`,
		`{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{"ref":{"type":"ref/prompt","name":"x"},"argument":{"name":"a","value":"b"}}}`,
	} {
		f.Add(body, "")
		f.Add(body, "2026-07-28")
	}
	with := &executor{answer: succeed}
	handler := serveTools(f, with)
	f.Fuzz(func(t *testing.T, body, version string) {
		with.request = endpoint.Request{}
		w := send(handler, body, func(r *http.Request) {
			r.Header.Set("Mcp-Protocol-Version", version)
		})
		if w.Code < 200 || w.Code == http.StatusInternalServerError {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if with.request.OperationName == "Guarded" && len(with.request.Variables) < len(`{"v":"1","d":"2"}`) {
			t.Errorf("executed with %s", with.request.Variables)
		}
	})
}
