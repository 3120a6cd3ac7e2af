package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zitadel-graphql/internal/web"
)

// No answer, an error neither, may be taken for a page, framed, stored, or named to other sites by a browser.
func TestSecurityHeaders(t *testing.T) {
	s := newSite(t, web.Config{CSRFPrevention: true, CORSOrigins: []string{"https://a.example"}, OnlyLoopbackHosts: true},
		func(w http.ResponseWriter, r *http.Request) {
			if r.URL.RawQuery == "panic" {
				panic("boom")
			}
			ok(w, r)
		})
	for _, target := range []string{
		"POST /graphql", "POST /graphql?panic", "GET /graphql", "OPTIONS /graphql", "GET /", "GET /nothing", "GET //", "GET /healthz", "GET /readyz",
		"DELETE /healthz", "POST http://evil.example/graphql",
	} {
		method, path, _ := strings.Cut(target, " ")
		r := httptest.NewRequest(method, path, nil)
		if strings.HasPrefix(path, "/") {
			r.Host = "localhost"
		}
		r.Header.Set("Content-Type", "application/json")
		got := s.do(r).Header
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY", "Cache-Control": "no-store",
			"Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Strict-Transport-Security": "",
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
		} {
			if got := got.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", target, name, got, want)
			}
		}
	}
}

// A browser that came over TLS once shouldn't send a token without it later. On localhost a developer has other servers too,
// which may have no TLS.
func TestStrictTransport(t *testing.T) {
	for host, want := range map[string]string{"login.example": "max-age=31536000", "localhost.example": "max-age=31536000",
		"localhost:4000": "", "LocalHost": "", "app.localhost:4000": ""} {
		r := httptest.NewRequest(http.MethodGet, "https://"+host+"/healthz", nil) // httptest sets TLS
		if got := newSite(t, web.Config{}, ok).do(r).Header.Get("Strict-Transport-Security"); got != want {
			t.Errorf("%s: %q, want %q", host, got, want)
		}
	}
}

// All responses have the same values in memory, so what a handler does to its own response mustn't show in the next one.
func TestHeadersAreEachResponsesOwn(t *testing.T) {
	s := newSite(t, web.Config{}, func(w http.ResponseWriter, _ *http.Request) {
		for name := range w.Header() {
			w.Header().Add(name, "more")
			w.Header().Set(name, "another")
			w.Header().Del(name)
		}
	})
	first := s.do(httptest.NewRequest(http.MethodGet, "/healthz", nil)).Header
	s.do(httptest.NewRequest(http.MethodPost, "/graphql", nil))
	second := s.do(httptest.NewRequest(http.MethodGet, "/healthz", nil)).Header
	first.Del("X-Request-Id")
	second.Del("X-Request-Id")
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("before and after a handler that changes them (-before +after)\n%s", diff)
	}
}
