package resolver_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestAccessLogLine ensures that the access log tells of a request who sent it and by what means, what it was, what became of it and
// what it cost; and that nobody writes what they like into it: texts are shortened, stay on their line, and lose the request's token.
func TestAccessLogLine(t *testing.T) {
	t.Parallel()
	p := start(t)
	headers := as("dev-org-owner")
	headers.Set("User-Agent", "app/1 dev-org-owner \t"+strings.Repeat("x", 500))
	headers.Set("X-Request-Id", "dev-org-owner.1")
	got := mustPost(t, p, headers, operation(`query Settings { loginPolicy { isDefault } }`, nil))
	id := got.header.Get("X-Request-Id")
	if strings.Contains(id, "dev-org-owner") {
		t.Errorf("the request's id is %q", id)
	}
	line := logLines(t, p, "request", id)[0]
	agent, _ := line["userAgent"].(string)
	if !strings.HasPrefix(agent, "app/1 [token]  xxx") || len(agent) > 210 {
		t.Errorf("the user agent is %q", agent)
	}
	for key, want := range map[string]any{"client": "127.0.0.1", "httpVersion": "1.1", "method": "POST", "path": "/graphql", "status": 200.0,
		"bytes": float64(len(got.body)), "operation": "Settings", "type": "query", "backendCalls": 1.0} {
		if line[key] != want {
			t.Errorf("%s is %v, want %v", key, line[key], want)
		}
	}
	request, err := http.NewRequest(http.MethodGet, p.url+"/nothing/dev-org-owner", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header = as("dev-org-owner")
	other, err := p.do(request)
	if err != nil {
		t.Fatal(err)
	}
	line = logLines(t, p, "request", other.header.Get("X-Request-Id"))[0]
	if line["status"] != 404.0 || line["backendCalls"] != 0.0 || line["path"] != "/nothing/[token]" {
		t.Errorf("of a path that isn't there the log has %v", line)
	}
}

// TestEachLineHasItsRequest ensures that whatever is logged for a request can be found by the request's id: the error's line, the
// removal's, the access log's, and that of a document which isn't trusted. The embedded backend's have it too (TestRequestIDs there).
func TestEachLineHasItsRequest(t *testing.T) {
	t.Parallel()
	p := start(t, "--log-level", "debug", "--trusted-documents", "manifests/apollo.json", "--trusted-documents-mode", "report")
	seen := map[string]bool{}
	for _, id := range []string{"read-1", "refused-2", "guarded-3", "users-4", "nobody-5"} {
		headers := as("dev-org-owner")
		headers.Set("X-Request-Id", id)
		seen[id] = false
		document := map[string]string{
			"read-1":    readPolicy,
			"refused-2": `mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP_SMS) { sequence } }`,
			"guarded-3": `mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP, unless: [LOCKS_OUT_SOMEBODY]) { sequence } }`,
			"users-4":   `mutation { removeUserSecondFactor(userId: "5", type: SECOND_FACTOR_TYPE_OTP) { sequence } }`,
			"nobody-5":  `{ nothing }`,
		}[id]
		mustPost(t, p, headers, operation(document, nil))
	}
	logLines(t, p, "request", "nobody-5")
	for line := range strings.Lines(p.log()) {
		var fields map[string]any
		if json.Unmarshal([]byte(line), &fields) != nil {
			continue // the banner
		}
		id, _ := fields["requestId"].(string)
		ofRequest := fields["msg"] == "request" || fields["msg"] == "error" || fields["msg"] == "a document isn't in the manifest" || fields["operation"] != nil
		if _, sent := seen[id]; sent {
			seen[id] = true
		} else if ofRequest || id != "" {
			t.Errorf("a line has the request id %q, which no request had: %s", id, line)
		}
		if strings.Count(line, `"requestId"`) > 1 {
			t.Errorf("a line has two ids: %s", line)
		}
	}
	for id, found := range seen {
		if !found {
			t.Errorf("no line has the request id %s", id)
		}
	}
}

// TestBlockedLogBlocksNoRequest ensures that requests are answered while nobody reads the log, and that whoever reads it again is told
// how much is missing.
func TestBlockedLogBlocksNoRequest(t *testing.T) {
	t.Parallel()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	backend := startScripted(t)
	address := freeAddress(t)
	process := exec.Command(binary, "--backend", backend.url(), "--listen", address, "--log-format", "json", "--drain-delay", "0s")
	process.Env, process.Stderr = cleanEnvironment(), write
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		process.Process.Kill() //nolint:errcheck // it is gone
		process.Wait()         //nolint:errcheck // it was killed
	}()
	write.Close()
	p := &program{url: "http://" + address, client: newClient(), t: t}
	eventually(t, "it serves", func() bool {
		response, err := http.Get(p.url + "/healthz")
		if err != nil {
			return false
		}
		return response.Body.Close() == nil
	})
	headers := http.Header{"User-Agent": {strings.Repeat("a", 200)}}
	for range 3000 { // a pipe holds 64 KiB, and what waits for it 512 KiB more
		mustPost(t, p, headers, operation(`{ __typename }`, nil))
	}
	log := newProcessOutput()
	go io.Copy(log, read) //nolint:errcheck // it ends with the program
	eventually(t, "the log tells what is missing", func() bool {
		line := findLine(log.text(), "lines of the log were dropped: the stream that they go to was blocked")
		return line != nil && line["dropped"] != "0"
	})
}
