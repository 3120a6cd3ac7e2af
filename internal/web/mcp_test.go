package web_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"zitadel-graphql/internal/web"
)

// newSiteWithMCP serves a word at each of the paths of the Model Context Protocol.
func newSiteWithMCP(t *testing.T, config web.Config) http.Handler {
	t.Helper()
	answer := func(word string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, word) })
	}
	config.RequestTimeout, config.MaxBodyBytes = time.Minute, 10
	handlers := web.Handlers{GraphQL: answer("GraphQL"), MCP: answer("MCP"), Resource: answer("resource"), Refuse: refuse}
	server, err := web.New(config, handlers, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return server.Handler
}

// What another site can make a browser send is refused at /mcp as at /graphql. A GET, which asks for a stream that there isn't,
// goes through to be told so. The resource is described to everybody, and to whoever looks for that of another path it is up to
// the handler to say no.
func TestMCPIsProtected(t *testing.T) {
	site := newSiteWithMCP(t, web.Config{CSRFPrevention: true})
	for name, c := range map[string]struct {
		method, path string
		headers      []string // names and values in turn
		want         string
	}{
		"JSON":             {http.MethodPost, "/mcp", []string{"Content-Type", "application/json"}, "MCP"},
		"a form":           {http.MethodPost, "/mcp", []string{"Content-Type", "text/plain"}, "CSRF_HEADER_MISSING"},
		"another origin":   {http.MethodPost, "/mcp", []string{"Content-Type", "application/json", "Origin", "https://evil.example"}, "FOREIGN_ORIGIN"},
		"a stream":         {http.MethodGet, "/mcp", nil, "MCP"},
		"the resource":     {http.MethodGet, "/.well-known/oauth-protected-resource", nil, "resource"},
		"with its path":    {http.MethodGet, "/.well-known/oauth-protected-resource/mcp", nil, "resource"},
		"of another path":  {http.MethodGet, "/.well-known/oauth-protected-resource/x/y", nil, "resource"},
		"not canonical":    {http.MethodGet, "/.well-known/oauth-protected-resource/../x", nil, "NOT_FOUND"},
		"something beside": {http.MethodGet, "/.well-known/openid-configuration", nil, "NOT_FOUND"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), c.method, c.path, nil)
		for i := 0; i < len(c.headers); i += 2 {
			r.Header.Set(c.headers[i], c.headers[i+1])
		}
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		if body, err := io.ReadAll(w.Body); err != nil || !strings.Contains(string(body), c.want) {
			t.Errorf("%s: %d %s, %v", name, w.Code, body, err)
		}
	}
}

// A page that may call sends the protocol's headers too, where the protocol is served, and reads where to get a token.
func TestCORSHeadersOfMCP(t *testing.T) {
	config := web.Config{CORSOrigins: []string{"https://a.example"}}
	for name, c := range map[string]struct {
		site    http.Handler
		granted bool
	}{
		"served":     {newSiteWithMCP(t, config), true},
		"not served": {newSite(t, config, ok), false},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodOptions, "/mcp", nil)
		r.Header.Set("Origin", "https://a.example")
		r.Header.Set("Access-Control-Request-Method", http.MethodPost)
		r.Header.Set("Access-Control-Request-Headers", "authorization,content-type,mcp-method,mcp-name,mcp-protocol-version")
		w := httptest.NewRecorder()
		c.site.ServeHTTP(w, r)
		if got := w.Header().Get("Access-Control-Allow-Headers"); (got != "") != c.granted {
			t.Errorf("%s: %q is granted", name, got)
		}
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/mcp", nil)
	r.Header.Set("Origin", "https://a.example")
	w := httptest.NewRecorder()
	newSiteWithMCP(t, config).ServeHTTP(w, r)
	if got := w.Header().Get("Access-Control-Expose-Headers"); !strings.Contains(got, "Www-Authenticate") {
		t.Errorf("exposed are %q", got)
	}
}
