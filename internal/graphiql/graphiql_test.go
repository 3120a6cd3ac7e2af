package graphiql

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"zitadel-graphql/internal/browsertest"
	"zitadel-graphql/internal/graphiql/npm"
)

// TestPinnedHashes ensures that the hashes which the browser and the generator
// go by are those of the packages that npm has.
func TestPinnedHashes(t *testing.T) {
	if _, err := exec.LookPath("npm"); err != nil {
		browsertest.Lacking(t, "no npm on PATH")
	}
	if !browsertest.Required() {
		// npm waits more than a minute for a network before it gives up.
		t.Setenv("npm_config_fetch_retry_mintimeout", "1000")
		t.Setenv("npm_config_fetch_retry_maxtimeout", "5000")
	}
	for _, pkg := range Pinned() {
		files, err := npm.Fetch(t.Context(), pkg.Name, pkg.Version)
		if errors.Is(err, npm.ErrUnreachable) {
			browsertest.Lacking(t, "npm's registry can't be reached")
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range pkg.Files {
			content, ok := files[file.Path]
			if got := Integrity(content); !ok || got != file.Integrity {
				t.Errorf("%s@%s/%s: pinned is %s, npm has %s", pkg.Name, pkg.Version, file.Path, file.Integrity, got)
			}
		}
	}
}

// TestHalfASetIsNone ensures that a folder with files missing or of another
// version isn't served, alone or mixed with the CDN's.
func TestHalfASetIsNone(t *testing.T) {
	assets := fstest.MapFS{}
	for _, pkg := range Pinned() {
		for _, file := range pkg.Files {
			assets[file.Name()] = &fstest.MapFile{Data: []byte("from another version")}
		}
	}
	for name, dir := range map[string]fs.FS{"none": fstest.MapFS{}, "other": assets} {
		files, err := Page{Login: testLogin}.thirdParty(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if !file.FromCDN {
				t.Errorf("%s: %s would be served from the folder", name, file.URL)
			}
		}
	}
}

// TestPageHeaders ensures that the page runs no script but the listed ones, calls
// no other host, and can't be framed, sniffed or served from an old copy.
func TestPageHeaders(t *testing.T) {
	reply := get(t, newMux(t, Page{}, fstest.MapFS{}), "/")
	want := map[string]string{
		"Content-Type":                 "text/html; charset=utf-8",
		"Cache-Control":                "no-cache",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Referrer-Policy":              "no-referrer",
		"X-Content-Type-Options":       "nosniff",
	}
	for name, value := range want {
		if got := reply.Header().Get(name); got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	policy := directives(reply)
	for _, name := range []string{"default-src", "base-uri", "form-action", "frame-ancestors"} {
		if policy[name] != "'none'" {
			t.Errorf("%s is %q, want 'none'", name, policy[name])
		}
	}
	if policy["connect-src"] != "'self'" {
		t.Errorf("connect-src is %q, want 'self'", policy["connect-src"])
	}
	if text := reply.Header().Get("Content-Security-Policy"); strings.Contains(text, "unsafe-") {
		t.Errorf("the policy allows something unsafe: %s", text)
	}
}

// TestPolicyNamesFiles ensures that without assets the policy admits the CDN's
// pinned files by their full address and not whatever else the CDN holds, and
// that with assets it admits no other host at all.
func TestPolicyNamesFiles(t *testing.T) {
	policy := directives(get(t, newMux(t, Page{}, fstest.MapFS{}), "/"))
	want := "'self' " + cdn + "/npm/react@18.3.1/umd/react.production.min.js " +
		cdn + "/npm/react-dom@18.3.1/umd/react-dom.production.min.js " +
		cdn + "/npm/graphiql@4.1.2/graphiql.min.js"
	if policy["script-src"] != want {
		t.Errorf("script-src is %q, want %q", policy["script-src"], want)
	}
	reply := get(t, newMux(t, Page{}, builtAssets(t)), "/")
	if strings.Contains(reply.Header().Get("Content-Security-Policy"), "://") || strings.Contains(reply.Body.String(), cdn) {
		t.Error("with assets built in, the page still names another host")
	}
}

// TestNonceIsFresh ensures that no two replies share a nonce, which could be
// replayed, that page and policy name the same one, and that it admits styles only.
func TestNonceIsFresh(t *testing.T) {
	mux := newMux(t, Page{}, fstest.MapFS{})
	nonce := func() string {
		reply := get(t, mux, "/")
		policy := directives(reply)
		found := regexp.MustCompile(`'nonce-(\w{16,})'`).FindStringSubmatch(policy["style-src"])
		if found == nil || pageSettings(t, reply).Nonce != found[1] || strings.Contains(policy["script-src"], "nonce") {
			t.Fatalf("page and style-src should share a nonce: %v", policy)
		}
		return found[1]
	}
	if first, second := nonce(), nonce(); first == second {
		t.Errorf("two replies have the nonce %q", first)
	}
}

// TestSettingsCannotBreakOut ensures that the page's content arrives unchanged and cannot end the element that carries it.
func TestSettingsCannotBreakOut(t *testing.T) {
	hostile := "# </script><img src=x onerror=alert(1)> <!-- <script> \u2028 {{.}} 'ä'\n{ a }"
	hostilePage := Page{
		Endpoint: `/graphql?a=1&b="2"`,
		Token:    `</script><script>alert(1)</script>`,
		Notices:  []string{hostile},
		Examples: fstest.MapFS{
			"a.graphql": {Data: []byte(hostile)},
			"a.json":    {Data: []byte(hostile)},
			"b.graphql": {Data: []byte("{ b }")},
			"c.json":    {Data: []byte("{}")},
		},
	}
	reply := get(t, newMux(t, hostilePage, fstest.MapFS{}), "/")
	got := pageSettings(t, reply)
	if got.Endpoint != hostilePage.Endpoint || len(got.Tabs) != 2 || got.Tabs[0].Query != hostile ||
		got.Tabs[0].Variables == nil || *got.Tabs[0].Variables != hostile || got.Tabs[1].Variables != nil || got.Token != hostilePage.Token {
		t.Errorf("the page has %+v, want %+v", got, hostilePage)
	}
	if page := reply.Body.String(); strings.Contains(page, "alert(1)<") || strings.Contains(page, "<img") {
		t.Errorf("something broke out:\n%s", page)
	}
}

// TestNothingInline ensures that the page needs no exception for inline
// scripts: each script is a file with a hash, but for the inert settings.
func TestNothingInline(t *testing.T) {
	page := get(t, newMux(t, Page{}, fstest.MapFS{}), "/").Body.String()
	for _, tag := range regexp.MustCompile(`<(script|link rel="stylesheet")[^>]*>`).FindAllString(page, -1) {
		if !strings.Contains(tag, ` integrity="sha384-`) && !strings.Contains(tag, `type="application/json"`) {
			t.Errorf("no hash on %s", tag)
		}
		if strings.Contains(tag, cdn) != strings.Contains(tag, `crossorigin="anonymous"`) {
			t.Errorf("a foreign file, and only that, is fetched anonymously: %s", tag)
		}
	}
	if found := regexp.MustCompile(`(?i)\son\w+=|<style|\sstyle=|javascript:`).FindString(page); found != "" {
		t.Errorf("%q is inline on the page", found)
	}
}

// TestFilesOfThePage ensures that every file that the page names on our host is
// there, typed, and may be cached for ever under an address with its hash.
func TestFilesOfThePage(t *testing.T) {
	mux := newMux(t, Page{}, builtAssets(t))
	page := get(t, mux, "/").Body.String()
	found := regexp.MustCompile(`(?:src|href)="(graphiql/[0-9a-f]{16}/[^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(found) < 12 {
		t.Fatalf("want GraphiQL's 4 files and all of our own on the page, have %v", found)
	}
	for _, match := range found {
		reply := get(t, mux, "/"+match[1])
		header := reply.Header()
		if reply.Code != http.StatusOK || reply.Body.Len() == 0 {
			t.Errorf("%s: status %d, %d bytes", match[1], reply.Code, reply.Body.Len())
		}
		if kind, _, _ := strings.Cut(header.Get("Content-Type"), ";"); !slices.Contains([]string{"text/javascript", "text/css"}, kind) {
			t.Errorf("%s is a %s", match[1], kind)
		}
		if !strings.Contains(header.Get("Cache-Control"), "immutable") || header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", match[1], header)
		}
	}
}

// TestLicensesShip ensures that the notices which React's and GraphiQL's licences demand go along with their files.
func TestLicensesShip(t *testing.T) {
	mux := newMux(t, Page{Licenses: "Permission is granted."}, fstest.MapFS{})
	found := regexp.MustCompile(`<link rel="license" href="([^"]+)"`).FindStringSubmatch(get(t, mux, "/").Body.String())
	if found == nil {
		t.Fatal("the page links no licences")
	}
	if reply := get(t, mux, "/"+found[1]); reply.Body.String() != "Permission is granted." || !strings.HasPrefix(reply.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("the licences are %q, %v", reply.Body, reply.Header())
	}
}

// TestOnlyOurPaths ensures that the page isn't found under other paths and
// takes no other methods: both are the mux's to refuse.
func TestOnlyOurPaths(t *testing.T) {
	mux := newMux(t, Page{}, fstest.MapFS{})
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/", http.StatusOK},
		{"HEAD", "/", http.StatusOK},
		{"POST", "/", http.StatusMethodNotAllowed},
		{"PUT", "/", http.StatusMethodNotAllowed},
		{"OPTIONS", "/", http.StatusMethodNotAllowed},
		{"GET", "/index.html", http.StatusNotFound},
		{"GET", "/graphiql", http.StatusNotFound},
		{"GET", "/graphiql/", http.StatusNotFound},
		{"GET", "/graphiql/0123456789abcdef/start.js", http.StatusNotFound},
		{"GET", "/graphiql/.gitignore", http.StatusNotFound},
	} {
		reply := httptest.NewRecorder()
		mux.ServeHTTP(reply, httptest.NewRequest(c.method, c.path, nil))
		if reply.Code != c.want {
			t.Errorf("%s %s answers %d, want %d", c.method, c.path, reply.Code, c.want)
		}
		if c.method == "HEAD" && reply.Body.Len() != 0 {
			t.Errorf("HEAD has a body of %d bytes", reply.Body.Len())
		}
	}
}

func newMux(t *testing.T, page Page, assets fs.FS) *http.ServeMux {
	t.Helper()
	mux := http.NewServeMux()
	if err := page.register(mux, assets); err != nil {
		t.Fatal(err)
	}
	return mux
}

func get(t *testing.T, handler http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	reply := httptest.NewRecorder()
	handler.ServeHTTP(reply, httptest.NewRequest(http.MethodGet, path, nil))
	return reply
}

// directives takes the reply's Content-Security-Policy apart.
func directives(reply *httptest.ResponseRecorder) map[string]string {
	found := map[string]string{}
	for directive := range strings.SplitSeq(reply.Header().Get("Content-Security-Policy"), "; ") {
		name, value, _ := strings.Cut(directive, " ")
		found[name] = value
	}
	return found
}

// pageSettings reads the settings as a browser does: up to the first end tag.
func pageSettings(t *testing.T, reply *httptest.ResponseRecorder) settings {
	t.Helper()
	_, rest, _ := strings.Cut(reply.Body.String(), `<script id="settings" type="application/json">`)
	text, _, _ := strings.Cut(rest, "</script>")
	var found settings
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		t.Fatalf("settings %q: %v", text, err)
	}
	return found
}
