package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"zitadel-graphql/internal/web"
)

// What a page of another site can have a browser send must not be executed; what shows that it can't be that, is.
func TestCSRFPrevention(t *testing.T) {
	for _, c := range []struct{ method, header, want string }{
		{"GET", "", "400 CSRF_HEADER_MISSING"},
		{"GET", "Authorization: Bearer x", "400 CSRF_HEADER_MISSING"},
		{"GET", "X-Zitadel-Orgid: 1", "400 CSRF_HEADER_MISSING"},
		{"GET", "Apollo-Require-Preflight: 1", "200 graphql"},
		{"GET", "X-Apollo-Operation-Name: Q", "200 graphql"},
		{"GET", "X-Graphql-Yoga-Csrf: 1", "200 graphql"},
		{"GET", "Content-Type: application/json", "200 graphql"},
		{"POST", "", "400 CSRF_HEADER_MISSING"},
		{"POST", "Content-Type: text/plain", "400 CSRF_HEADER_MISSING"},
		{"POST", "Content-Type: text/plain; application/json", "400 CSRF_HEADER_MISSING"},
		{"POST", "Content-Type: application/json", "200 graphql"},
		{"POST", "Content-Type: application/json; charset=utf-8", "200 graphql"},
		{"POST", "Content-Type: application/graphql", "200 graphql"}, // the endpoint's to refuse
		{"PUT", "", "200 graphql"},                                   // the same
	} {
		if got := ask(t, web.Config{CSRFPrevention: true}, c.method, c.header); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.method, c.header, got, c.want)
		}
		if got := ask(t, web.Config{}, c.method, c.header); got != "200 graphql" {
			t.Errorf("%s %s, without the prevention: %s", c.method, c.header, got)
		}
	}
}

// A page whose origin isn't allowed gets nothing done, whether or not its browser says so in the newer way, and by GET
// neither. The page's own origin is this server's, under whatever name it was called.
func TestForeignOrigins(t *testing.T) {
	const refused, served = "403 FOREIGN_ORIGIN", "200 graphql"
	for _, c := range []struct{ allowed, headers, want string }{
		{"", "Origin: https://a.example", refused},
		{"", "Origin: null", refused},
		{"", "Origin: http://example.com", served}, // httptest's Host
		{"", "Sec-Fetch-Site: cross-site", refused},
		{"", "Sec-Fetch-Site: same-site", refused},
		{"", "Sec-Fetch-Site: same-origin", served},
		{"", "Sec-Fetch-Site: none", served},
		{"", "Sec-Fetch-Site: same-origin|Origin: https://behind.a.proxy.example", served},
		{"https://a.example", "Sec-Fetch-Site: cross-site|Origin: https://a.example", served},
		{"https://a.example", "Sec-Fetch-Site: cross-site|Origin: https://b.example", refused},
		{"https://a.example", "Sec-Fetch-Site: cross-site", refused},
		{"*", "Sec-Fetch-Site: cross-site|Origin: https://b.example", served},
	} {
		config := web.Config{CSRFPrevention: true}
		if c.allowed != "" {
			config.CORSOrigins = []string{c.allowed}
		}
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			headers := append(strings.Split(c.headers, "|"), "Content-Type: application/json")
			if got := ask(t, config, method, headers...); got != c.want {
				t.Errorf("allowed %q, %s with %s: %s, want %s", c.allowed, method, c.headers, got, c.want)
			}
		}
	}
}

func ask(t *testing.T, config web.Config, method string, headers ...string) string {
	t.Helper()
	r := httptest.NewRequest(method, "/graphql", nil)
	for _, header := range headers {
		if name, value, found := strings.Cut(header, ": "); found {
			r.Header.Add(name, value)
		}
	}
	response := newSite(t, config, ok).do(r)
	return fmt.Sprint(response.StatusCode, " ", body(t, response))
}

// Whatever is answered, a browser must not take it for a page, frame it, keep it, or tell others of it.
func TestSecurityHeaders(t *testing.T) {
	s := newSite(t, web.Config{CSRFPrevention: true, CORSOrigins: []string{"https://a.example"},
		AllowedHost: func(host string) bool { return host != "evil.example" }},
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

// A browser that came by TLS once shouldn't send a token without, but a developer's localhost is left alone.
func TestStrictTransport(t *testing.T) {
	for host, want := range map[string]string{"login.example": "max-age=31536000", "localhost:4000": ""} {
		r := httptest.NewRequest(http.MethodGet, "https://"+host+"/healthz", nil) // httptest sets TLS
		if got := newSite(t, web.Config{}, ok).do(r).Header.Get("Strict-Transport-Security"); got != want {
			t.Errorf("%s: %q, want %q", host, got, want)
		}
	}
}

// An origin that isn't written as browsers send it would be allowed and never met: its page would be refused, and nobody
// told why.
func TestOriginsAreWrittenAsBrowsersDo(t *testing.T) {
	for origin, fine := range map[string]bool{
		"https://a.example": true, "http://localhost:5173": true, "https://a.example:8443": true, "http://[::1]:80": false,
		"http://a.example:443": true, "https://a.example:443": false, "http://a.example:80": false, "https://A.example": false,
		"HTTPS://a.example": false, "https://a.example/": false, "https://a.example:": false, "https://": false, "https://:1": false,
		"https://*.example": false, "a.example": false, "null": false,
	} {
		err := web.Config{Listen: "127.0.0.1:0", CORSOrigins: []string{origin}}.Validate()
		if (err == nil) != fine {
			t.Errorf("%s: %v", origin, err)
		}
	}
}
