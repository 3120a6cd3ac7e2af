package resolver_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestBrokenManifest ensures that the program doesn't start with a manifest of documents that it can't execute, and
// names each of them: or else the first client that sends one would find out.
func TestBrokenManifest(t *testing.T) {
	t.Parallel()
	p := launch(t, "--trusted-documents", "manifests/broken.json", "--trusted-documents-mode", "report", "--log-format", "text")
	if code := p.wait(); code != 1 {
		t.Errorf("the exit code is %d, want 1", code)
	}
	for _, want := range []string{`"removed"`, "wasOnceAField", `"open"`} {
		if !strings.Contains(p.log(), want) {
			t.Errorf("the log doesn't say %s:\n%s", want, p.log())
		}
	}
	if strings.Contains(p.log(), `"good"`) {
		t.Errorf("the log names the document that is good:\n%s", p.log())
	}
}

// TestUntrustedDocumentIsLogged ensures that the log names a document that isn't in the manifest by its operation and
// hash, without its text and variables, which may hold secrets; and that it has no line about one that is.
func TestUntrustedDocumentIsLogged(t *testing.T) {
	t.Parallel()
	p := start(t, "--trusted-documents", "manifests/relay.json", "--trusted-documents-mode", "report")
	post := func(body string) {
		t.Helper()
		if got, err := p.post(nil, body); err != nil || got.status != 200 {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
	post(`{"query": "query Typename { __typename }"}`)
	post(`{"query": "query Named($v: Boolean = true) { __typename @include(if: $v) word_s3cret: __typename }", "operationName": "Named", "variables": {"v": true, "w": "s3cret"}}`)
	line := p.awaitLine("a document isn't in the manifest")
	if strings.Count(p.log(), "isn't in the manifest") != 1 {
		t.Errorf("a trusted document is reported:\n%s", p.log())
	}
	if line["operation"] != "Named" || strings.Contains(p.log(), "s3cret") {
		t.Errorf("the log is\n%s", p.log())
	}
}

// TestManifestReload ensures that a new manifest takes effect without a restart or a request, that a broken one leaves
// the one before in effect, and that SIGHUP makes the program read the file again and go on.
func TestManifestReload(t *testing.T) {
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
	replace(`{"one": "{ __typename }"}`)
	p := start(t, "--trusted-documents", file, "--trusted-documents-mode", "require")
	replace(`{"two": "{ two: __typename }"}`)
	p.awaitLine("read the manifest of trusted documents") // without a request
	if got := mustPost(t, p, nil, operation(`{ two: __typename }`, nil)); !isData(got) {
		t.Errorf("a document of the new manifest: got %s", got.body)
	}
	if got := errorOf(mustPost(t, p, nil, operation(`{ __typename }`, nil))); got.Reason != "DOCUMENT_NOT_TRUSTED" {
		t.Errorf("a document that only the manifest before had: got %+v", got)
	}
	replace(`{"three": "{ wasOnceAField }"}`)
	p.awaitLine("the manifest of trusted documents can't be used; the one before stays")
	p.signal(syscall.SIGHUP)
	p.awaitLine("SIGHUP: the settings and the trusted documents are read again")
	if got := mustPost(t, p, nil, operation(`{ two: __typename }`, nil)); !isData(got) {
		t.Errorf("after a broken manifest: got %s", got.body)
	}
}
