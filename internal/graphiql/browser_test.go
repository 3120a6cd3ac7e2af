package graphiql

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
)

const (
	testQuery = "query Greeting {\n  greeting\n}"
	testToken = "dev-somebody"
)

// JavaScript expressions about GraphiQL's four editors.
const (
	queryEditor   = `document.querySelector(".graphiql-query-editor .CodeMirror")?.CodeMirror`
	headerEditor  = `document.querySelector(".graphiql-editor-tool .graphiql-editor:not(.hidden) .CodeMirror")?.CodeMirror`
	resultPane    = `document.querySelector(".result-window .CodeMirror")?.CodeMirror`
	executeButton = ".graphiql-execute-button"
	tokenField    = `document.querySelector("#token")`
)

// TestPageInChromium ensures that a person finds the query and the headers
// filled in, gets an answer at a press of the button and the docs at another,
// and that meanwhile nothing leaves the host and nothing breaks the policy.
func TestPageInChromium(t *testing.T) {
	api := &stub{}
	server := serveStub(t, api, builtAssets(t))
	tab := browsertest.Open(t)

	openPage(tab, server)
	tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
	tab.WaitUntil(holds(resultPane, `"greeting": "hello"`))
	tab.Do(chromedp.Click(chromedp.CSS(`[aria-label="Show Documentation Explorer"]`)))
	tab.WaitUntil(`document.querySelector(".graphiql-doc-explorer")?.textContent.includes("A schema for a test.")`)
	tab.Screenshot("result")
	tab.Do(chromedp.Click(chromedp.CSS(`[aria-label="Open settings dialog"]`)))
	tab.WaitUntil(`document.querySelector(".graphiql-dialog")?.textContent.includes("Theme")`)
	tab.Screenshot("settings")
	if dialog := tab.Text(`document.querySelector(".graphiql-dialog").textContent`); strings.Contains(dialog, "ersist") {
		t.Errorf("the settings offer to keep headers: %q", dialog)
	}
	tab.Do(chromedp.Click(chromedp.CSS(`.graphiql-dialog-close`)))

	tab.Do(chromedp.Click(chromedp.CSS(`.graphiql-tab:nth-child(2) .graphiql-tab-button`)))
	tab.WaitUntil(holds(queryEditor, "query Second"))
	tab.Do(chromedp.Click(chromedp.CSS(`[data-name="variables"]`)))
	tab.WaitUntil(holds(headerEditor, `"word": "hi"`))
	tab.Screenshot("second")
	if got := api.last(); got.authorization != "Bearer "+testToken || got.operation != "Greeting" {
		t.Errorf("the endpoint got %+v, want operation Greeting with %q", got, testToken)
	}
	if outside := tab.Outside(server.URL); len(outside) > 0 {
		t.Errorf("requests left the host: %q", outside)
	}
	wantNoProblems(t, tab)
}

// TestFailuresAreReadable ensures that a reply which isn't JSON, and no reply
// at all, are told in the result pane rather than swallowed.
func TestFailuresAreReadable(t *testing.T) {
	api := &stub{}
	server := serveStub(t, api, builtAssets(t))
	tab := browsertest.Open(t)
	openPage(tab, server)

	api.fail(func(w http.ResponseWriter) { http.Error(w, "the gateway is tired", http.StatusBadGateway) })
	tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
	tab.WaitUntil(holds(resultPane, "/graphql answered 502 Bad Gateway and no JSON: the gateway is tired"))

	api.fail(func(w http.ResponseWriter) {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"errors":[{"message":"who are you?"}]}`)
	})
	tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
	tab.WaitUntil(holds(resultPane, `"message": "who are you?"`))

	server.Close()
	tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
	tab.WaitUntil(holds(resultPane, "No answer from /graphql"))
	tab.Screenshot("no-answer")
}

// TestPageFromCDN ensures that a program built without assets has a page that
// works: the browser accepts the CDN's files under the policy and the hashes.
// The CDN's part is played by a local server with the same files.
func TestPageFromCDN(t *testing.T) {
	assets := builtAssets(t)
	standIn := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		_, name, _ := strings.Cut(r.URL.Path, "@")
		http.ServeFileFS(w, r, assets, name[strings.LastIndex(name, "/")+1:])
	}))
	t.Cleanup(standIn.Close)
	server := serveStub(t, &stub{}, fstest.MapFS{})
	tab := browsertest.Open(t, chromedp.IgnoreCertErrors,
		chromedp.Flag("host-resolver-rules", "MAP cdn.jsdelivr.net:443 "+standIn.Listener.Addr().String()))

	openPage(tab, server)
	tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
	tab.WaitUntil(holds(resultPane, "hello"))
	for _, url := range tab.Outside(server.URL) {
		if !strings.HasPrefix(url, cdn+"/npm/") {
			t.Errorf("a request went to %s", url)
		}
	}
	wantNoProblems(t, tab)
}

// TestCDNOutOfReach ensures that a person behind a closed door reads why there
// is no GraphiQL and what to do, instead of looking at an empty page.
func TestCDNOutOfReach(t *testing.T) {
	server := serveStub(t, &stub{}, fstest.MapFS{})
	tab := browsertest.Open(t)
	tab.Do(chromedp.Navigate(server.URL))
	tab.WaitUntil(`document.querySelector("[role=alert]")?.textContent.includes("could not be loaded from https://cdn.jsdelivr.net")`)
	tab.Screenshot("unreachable")
}

// builtAssets also keeps the tests of this file from running against the CDN.
func builtAssets(t *testing.T) fs.FS {
	t.Helper()
	if !Built() {
		browsertest.Lacking(t, "GraphiQL's assets aren't built: run go generate ./internal/graphiql")
	}
	assets, err := fs.Sub(assetFiles, "assets")
	if err != nil {
		t.Fatal(err)
	}
	return assets
}

func serveStub(t *testing.T, api http.Handler, assets fs.FS) *httptest.Server {
	t.Helper()
	return servePage(t, api, assets, testPage())
}

func servePage(t *testing.T, api http.Handler, assets fs.FS, page Page) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(muxOf(t, api, assets, page))
	t.Cleanup(server.Close)
	return server
}

func muxOf(t *testing.T, api http.Handler, assets fs.FS, page Page) *http.ServeMux {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("POST /graphql", api)
	if err := page.register(mux, assets); err != nil {
		t.Fatal(err)
	}
	return mux
}

func testPage() Page {
	return Page{Endpoint: "graphql", Introspection: true, Examples: testExamples(), Token: testToken}
}

// testExamples has a second operation with variables, as the page of a program has.
func testExamples() fs.FS {
	return fstest.MapFS{
		"1.graphql": {Data: []byte(testQuery)},
		"2.graphql": {Data: []byte("query Second($word: String) {\n  greeting(word: $word)\n}")},
		"2.json":    {Data: []byte(`{ "word": "hi" }`)},
	}
}

// openPage waits until the page has everything that it starts with.
func openPage(tab *browsertest.Tab, server *httptest.Server) {
	tab.Do(chromedp.Navigate(server.URL))
	tab.WaitUntil(holds(queryEditor, "query Greeting"))
	tab.WaitUntil(tokenIs(testToken))
}

func tokenIs(token string) string { return fmt.Sprintf(`%s.value === %q`, tokenField, token) }

// holds is true once the editor shows the text, which Go and JavaScript quote
// alike as long as it is ASCII.
func holds(editor, text string) string {
	return fmt.Sprintf(`%s.getValue().includes(%q)`, editor, text)
}

func wantNoProblems(t *testing.T, tab *browsertest.Tab) {
	t.Helper()
	for _, problem := range tab.Problems() {
		t.Errorf("in the console: %s", problem)
	}
}

// stub is a GraphQL endpoint with the schema { greeting: String }.
type stub struct {
	mu       sync.Mutex
	requests []stubRequest
	failure  func(http.ResponseWriter)
}

type stubRequest struct{ operation, authorization string }

func (s *stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var params struct{ OperationName, Query string }
	if err := json.NewDecoder(r.Body).Decode(&params); err != nil {
		http.Error(w, "not JSON", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, stubRequest{params.OperationName, r.Header.Get("Authorization")})
	w.Header().Set("Content-Type", "application/graphql-response+json")
	switch {
	case s.failure != nil:
		s.failure(w)
	case params.OperationName == "IntrospectionQuery" && asksForDescription.MatchString(params.Query):
		fmt.Fprint(w, introspection)
	case params.OperationName == "IntrospectionQuery":
		fmt.Fprint(w, strings.Replace(introspection, `"description":"A schema for a test.",`, "", 1))
	default:
		fmt.Fprint(w, `{"data":{"greeting":"hello"}}`)
	}
}

// all lists the requests so far.
func (s *stub) all() []stubRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// last is the latest request, and nothing where there was none.
func (s *stub) last() stubRequest {
	all := s.all()
	if len(all) == 0 {
		return stubRequest{}
	}
	return all[len(all)-1]
}

// fail has every later request answered by failure.
func (s *stub) fail(failure func(http.ResponseWriter)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failure = failure
}

// asksForDescription finds the schema's own description among what is asked for: GraphiQL leaves it out by default.
var asksForDescription = regexp.MustCompile(`__schema\s*{\s*description`)

const introspection = `{"data":{"__schema":{
	"description":"A schema for a test.",
	"queryType":{"name":"Query"},"mutationType":null,"subscriptionType":null,"directives":[],
	"types":[
		{"kind":"SCALAR","name":"String","description":"Text.","fields":null,"inputFields":null,"interfaces":null,"enumValues":null,"possibleTypes":null},
		{"kind":"OBJECT","name":"Query","description":"What can be read.","inputFields":null,"interfaces":[],"enumValues":null,"possibleTypes":null,
		 "fields":[{"name":"greeting","description":"A friendly word.","args":[],"type":{"kind":"SCALAR","name":"String","ofType":null},"isDeprecated":false,"deprecationReason":null}]}
	]}}}`
