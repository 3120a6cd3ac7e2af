package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// Without network the gate goes on, and says that nothing was checked.
func TestSkipsWithoutDatabase(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	forbidden := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	defer forbidden.Close()
	for name, database := range map[string]string{"nothing listens": gone.URL, "a proxy refuses": forbidden.URL} {
		var out bytes.Buffer
		found, err := check(t.Context(), &out, database, "../..")
		if found || err != nil || !strings.HasPrefix(out.String(), "skipped: no database: ") {
			t.Errorf("%s: found %v, error %v, output %q", name, found, err, out.String())
		}
	}
}

// A database that is slow doesn't hold up the gate for longer than it was given.
func TestSkipsWhatTakesTooLong(t *testing.T) {
	ctx, timeIsUp := context.WithCancel(t.Context())
	over := make(chan struct{})
	var requests atomic.Int32
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if requests.Add(1) > 1 {
			timeIsUp()
			<-over
		}
	}))
	defer slow.Close()
	defer close(over)
	var out bytes.Buffer
	found, err := check(ctx, &out, slow.URL, "../..")
	if found || err != nil || !strings.HasPrefix(out.String(), "skipped: not done in time: ") {
		t.Errorf("found %v, error %v, output %q", found, err, out.String())
	}
}

// entry says that utf8.FullRuneInString of Go's standard library is vulnerable in every version.
const entry = `{"schema_version": "1.3.1", "id": "GO-2000-0001", "modified": "2000-01-01T00:00:00Z",
	"published": "2000-01-01T00:00:00Z", "details": "Planted.", "database_specific": {"url": "https://go.example"},
	"affected": [{
	"package": {"name": "stdlib", "ecosystem": "Go"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}],
	"ecosystem_specific": {"imports": [{"path": "unicode/utf8", "symbols": ["FullRuneInString"]}]}}]}`

// What the module calls is found, and what it only could call isn't.
func TestFindsWhatIsCalled(t *testing.T) {
	database := folder(t, map[string]string{"GO-2000-0001.json": entry})
	for call, want := range map[string]bool{`utf8.FullRuneInString("")`: true, "utf8.FullRune(nil)": false} {
		module := folder(t, map[string]string{
			"go.mod":  "module planted\n\ngo 1.26.0\n",
			"main.go": "package main\n\nimport \"unicode/utf8\"\n\nfunc main() { _ = " + call + " }\n",
		})
		var out bytes.Buffer
		if found, err := check(t.Context(), &out, "file://"+database, module); err != nil || found != want {
			t.Errorf("%s: found %v, want %v, error %v, output %q", call, found, want, err, out.String())
		}
	}
}

// A module that can't be read is a failure, not a skip.
func TestFailsWithoutModule(t *testing.T) {
	database := folder(t, map[string]string{"GO-2000-0001.json": entry})
	var out bytes.Buffer
	if found, err := check(t.Context(), &out, "file://"+database, t.TempDir()); err == nil || found {
		t.Errorf("found %v without an error, output %q", found, out.String())
	}
}

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}
