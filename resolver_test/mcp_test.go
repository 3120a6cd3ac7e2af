package resolver_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// callTool is a message that calls a tool.
func callTool(name string, arguments map[string]any) string {
	return toJSON(map[string]any{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": map[string]any{"name": name, "arguments": arguments}})
}

const listTools = `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`

// postMessage sends a message of the Model Context Protocol by a token, with other headers where headers says so.
func (p *program) postMessage(token, body string, headers http.Header) reply {
	p.t.Helper()
	request, err := http.NewRequest(http.MethodPost, p.url+"/mcp", strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header = http.Header{"Authorization": {"Bearer " + token}, "Content-Type": {"application/json"}, "Accept": {"application/json, text/event-stream"}}
	maps.Copy(request.Header, headers)
	request.Host = request.Header.Get("Host")
	got, err := p.do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	return got
}

// toolResult is what a tool answers.
type toolResult struct {
	Content           []struct{ Text string }
	StructuredContent json.RawMessage
	IsError           bool
	Meta              map[string][]string `json:"_meta"`
}

func resultOf(t *testing.T, got reply) toolResult {
	t.Helper()
	var message struct{ Result toolResult }
	if err := json.Unmarshal([]byte(got.body), &message); err != nil || len(message.Result.Content) != 1 {
		t.Fatalf("%d %s, %v", got.status, got.body, err)
	}
	return message.Result
}

// TestMCPIsBehindTheLimits ensures that /mcp is no way around what protects /graphql: hosts, origins, what a form can send, the
// sizes of requests and of variables, and rates.
func TestMCPIsBehindTheLimits(t *testing.T) {
	t.Parallel()
	p := start(t, "--mcp", "--trusted-documents", exampleTools, "--max-body", "4000", "--max-variable-values", "20",
		"--cors-origin", "https://app.example.com", "--rate-limit", "1", "--rate-limit-burst", "9")
	for name, c := range map[string]struct {
		body    string
		headers http.Header
		reason  string
	}{
		"another host":   {listTools, http.Header{"Host": {"example.com"}}, "HOST_NOT_ALLOWED"},
		"another origin": {listTools, http.Header{"Origin": {"https://evil.example.com"}}, "FOREIGN_ORIGIN"},
		"a form":         {listTools, http.Header{"Content-Type": {"text/plain"}}, "CSRF_HEADER_MISSING"},
		"too large":      {listTools + strings.Repeat(" ", 4000), nil, "BODY_TOO_LARGE"},
		"many values":    {callTool("Organizations", map[string]any{"after": make([]int, 700)}), nil, "VARIABLES_TOO_LARGE"},
		"several":        {"[" + listTools + "]", nil, "BATCH_NOT_SUPPORTED"},
	} {
		if got := p.postMessage("dev-org-owner", c.body, c.headers); errorOf(got).Reason != c.reason || got.status < 400 {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	if got := p.postMessage("dev-org-owner", listTools, http.Header{"Origin": {"https://app.example.com"}}); got.header.Get("Access-Control-Allow-Origin") != "https://app.example.com" || got.status != 200 {
		t.Errorf("an allowed origin: %d %v", got.status, got.header)
	}
	many := callTool("Organizations", map[string]any{"after": make([]int, 20)})
	if got := resultOf(t, p.postMessage("dev-org-owner", many, nil)); !strings.Contains(string(got.StructuredContent), "VARIABLES_TOO_LARGE") {
		t.Errorf("too many values: %s", got.StructuredContent)
	}
	for range 9 {
		if got := p.postMessage("dev-org-owner", listTools, nil); got.status == http.StatusTooManyRequests {
			checkRefused(t, got)
			return
		}
	}
	t.Error("the rate isn't limited")
}

// TestNamesAreData ensures that an organization which is named like an instruction reaches a model as data: between lines that
// its name can't imitate, without what a person couldn't see, and told beforehand.
func TestNamesAreData(t *testing.T) {
	t.Parallel()
	p := start(t, "--backend", startScripted(t).url(), "--mcp", "--trusted-documents", exampleTools)
	got := resultOf(t, p.postMessage("GetMyOrg=instructing", callTool("LoginPolicy", map[string]any{"organization": scriptedHome}), nil))
	lines := strings.Split(got.Content[0].Text, "\n")
	var response struct {
		Data struct{ Organization struct{ Name string } }
	}
	if len(lines) != 4 || !strings.Contains(lines[0], "data.organization.name") || strings.Contains(lines[2], "\u202e") ||
		json.Unmarshal([]byte(lines[2]), &response) != nil || response.Data.Organization.Name != instructingName {
		t.Errorf("the text is\n%s", got.Content[0].Text)
	}
	if mark := strings.Trim(lines[len(lines)-1], "- end"); len(mark) < 20 || strings.Contains(lines[2], mark) {
		t.Errorf("the last line is %s", lines[len(lines)-1])
	}
	if fmt.Sprint(got.Meta) != "map[untrustedTexts:[data.organization.id data.organization.name]]" {
		t.Errorf("_meta is %v", got.Meta)
	}
}

// TestWarningsReachAnAgent ensures that what isn't known of a success comes with it: to a program, and in the text for a model.
func TestWarningsReachAnAgent(t *testing.T) {
	t.Parallel()
	p := start(t, "--backend", startScripted(t).url(), "--mcp", "--trusted-documents", exampleTools)
	preview := callTool("PreviewSecondFactorRemoval", map[string]any{"organization": scriptedHome, "factor": "SECOND_FACTOR_TYPE_OTP"})
	got := resultOf(t, p.postMessage("read=inherited+GetMyOrg=PERMISSION_DENIED", preview, nil))
	for _, text := range []string{string(got.StructuredContent), got.Content[0].Text} {
		if !strings.Contains(text, `"warnings":[{"code":"ORGANIZATION_NOT_CONFIRMED"`) {
			t.Errorf("there is no warning in %s", text)
		}
	}
}

// TestToolsFollowTheManifest ensures that a new manifest brings new tools without a restart, that one which can't be tools
// leaves those before, and that without a mode the documents are nothing to /graphql.
func TestToolsFollowTheManifest(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "manifest.json")
	replace := func(manifest string) {
		t.Helper()
		if err := os.WriteFile(file+".next", []byte(manifest), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(file+".next", file); err != nil {
			t.Fatal(err)
		}
	}
	replace(`{"one": "query One { __typename }"}`)
	p := start(t, "--mcp", "--trusted-documents", file)
	replace(`{"two": "query Two { __typename }"}`)
	p.awaitLine("read the manifest of trusted documents")
	replace(`{"three": "query Three { __typename }", "four": "query Three { viewer { id } }"}`)
	if line := p.awaitLine("the manifest of trusted documents can't be used; the one before stays"); !strings.Contains(line["error"], "named Three") {
		t.Errorf("the log says %v", line)
	}
	if got := p.postMessage("dev-org-owner", listTools, nil); !strings.Contains(got.body, `"name":"Two"`) || strings.Contains(got.body, "Three") || strings.Contains(got.body, "One") {
		t.Errorf("the tools are %s", got.body)
	}
	if got := mustPost(t, p, nil, `{"documentId": "two"}`); errorOf(got).Code != "PERSISTED_QUERY_NOT_SUPPORTED" {
		t.Errorf("/graphql: %s", got.body)
	}
}

// TestExampleTools ensures that the manifest that docs/mcp.md starts with has the documents beside it as they are.
func TestExampleTools(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(exampleTools)
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct{ Operations []struct{ Name, Body string } }
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../examples/mcp/*.graphql")
	if err != nil || len(files) == 0 || len(files) != len(manifest.Operations) {
		t.Errorf("%d files, %d operations, %v: run node examples/mcp/manifest.mjs", len(files), len(manifest.Operations), err)
	}
	for _, one := range manifest.Operations {
		if text, err := os.ReadFile("../examples/mcp/" + one.Name + ".graphql"); err != nil || string(text) != one.Body {
			t.Errorf("%s isn't as its file, %v: run node examples/mcp/manifest.mjs", one.Name, err)
		}
	}
}

// TestUnguardedMutationIsNoTool ensures that the program doesn't start where an agent could write without a preview, and says
// what the document lacks.
func TestUnguardedMutationIsNoTool(t *testing.T) {
	t.Parallel()
	p := launch(t, "--mcp", "--mcp-mutations", "Remove", "--trusted-documents", "manifests/apollo.json")
	if code := p.wait(); code != 1 {
		t.Errorf("the exit code is %d, want 1", code)
	}
	for _, want := range []string{"Remove", "expectedVersion", "expectedDigest"} {
		if !strings.Contains(p.log(), want) {
			t.Errorf("the log doesn't say %s:\n%s", want, p.log())
		}
	}
}
