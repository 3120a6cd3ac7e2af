package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
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
		{"GET", "Content-Type: Application/JSON; charset=utf-8", "200 graphql"},
		{"GET", "Content-Type: application/graphql", "400 CSRF_HEADER_MISSING"}, // no body has it, and old browsers let pages set it
		{"GET", "Content-Type: application/graphql-response+json", "400 CSRF_HEADER_MISSING"},
		{"GET", "Content-Type: application/json, text/plain", "400 CSRF_HEADER_MISSING"},
		{"GET", "Content-Type: application/json; charset", "400 CSRF_HEADER_MISSING"},
		{"GET", "Content-Type: text/plain; application/json", "400 CSRF_HEADER_MISSING"},
		{"GET", "Content-Type: json", "400 CSRF_HEADER_MISSING"},
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

// What CORS grants to a page this server must not refuse it, nor grant what it refuses, however the origin is spelled, here
// and in the request: the page would be told one thing by its browser and another by the log.
func TestCORSAndOriginsAgree(t *testing.T) {
	spellings := []string{"https://a.example", "HTTPS://A.EXAMPLE", "https://A.example", "https://a.example/", "https://a.example:443",
		"https://a.example:8443", "https://A.example:8443", "https://a.example.", "http://a.example", "https://b.example", "null", "a.example", "https://"}
	for _, allowed := range []string{"https://a.example", "HTTPS://A.example", "https://a.example:8443", "HTTPS://A.Example:8443", "*"} {
		s := newSite(t, web.Config{CSRFPrevention: true, CORSOrigins: []string{allowed}}, ok)
		for _, origin := range spellings {
			for _, site := range []string{"", "cross-site", "same-site"} {
				r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
				r.Header.Set("Content-Type", "application/json")
				r.Header.Set("Origin", origin)
				r.Header.Set("Sec-Fetch-Site", site)
				response := s.do(r)
				granted, served := response.Header.Get("Access-Control-Allow-Origin") != "", response.StatusCode == http.StatusOK
				if same := allowed == "*" || strings.EqualFold(origin, allowed); granted != same || served != same {
					t.Errorf("%s is allowed, %s (%s): granted %t, served %t", allowed, origin, site, granted, served)
				}
			}
		}
	}
}

// A page whose origin is this server's own is that in capitals too, where the browser has nothing newer to say it with.
func TestOwnOriginInCapitals(t *testing.T) {
	for _, origin := range []string{"http://example.com", "HTTP://EXAMPLE.com"} { // httptest's Host
		if got := ask(t, web.Config{CSRFPrevention: true}, http.MethodPost, "Origin: "+origin, "Content-Type: application/json"); got != "200 graphql" {
			t.Errorf("%s: %s", origin, got)
		}
	}
}

// A page may send what GraphQL clients send, what instrumentation adds without its author's doing, and what the operator
// allows; else its browser doesn't send the request at all.
func TestCORSHeaders(t *testing.T) {
	usual := []string{"authorization", "content-type", "x-zitadel-orgid", "x-request-id", "accept-language", "apollo-require-preflight",
		"x-apollo-operation-name", "x-graphql-yoga-csrf", "apollographql-client-name", "apollographql-client-version",
		"traceparent", "tracestate", "baggage", "sentry-trace", "x-datadog-trace-id", "x-datadog-parent-id", "x-datadog-origin",
		"x-datadog-sampling-priority", "x-datadog-sampled", "x-datadog-tags", "b3", "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid",
		"x-b3-sampled", "x-b3-flags", "newrelic", "uber-trace-id", "elastic-apm-traceparent", "x-amzn-trace-id", "x-cloud-trace-context",
		"request-id", "request-context", "x-dtpc", "x-instana-t"}
	slices.Sort(usual) // as browsers do
	for _, c := range []struct {
		added, asked []string
		granted      bool
	}{
		{nil, usual, true},
		{nil, []string{"x-mine"}, false},
		{nil, []string{"authorization", "x-mine"}, false},
		{[]string{"X-Mine", "other"}, []string{"authorization", "other", "x-mine"}, true},
		{[]string{"X-Mine"}, []string{"other"}, false},
	} {
		r := httptest.NewRequest(http.MethodOptions, "/graphql", nil)
		r.Header.Set("Origin", "https://a.example")
		r.Header.Set("Access-Control-Request-Method", http.MethodPost)
		r.Header.Set("Access-Control-Request-Headers", strings.Join(c.asked, ","))
		config := web.Config{CSRFPrevention: true, CORSOrigins: []string{"https://a.example"}, CORSHeaders: c.added}
		got := newSite(t, config, ok).do(r).Header.Get("Access-Control-Allow-Headers")
		if (got != "") != c.granted {
			t.Errorf("beside %v, %v gets %q", c.added, c.asked, got)
		}
	}
}

// A header that no request can have, or all of them at once, isn't one that was meant; without an origin none has an effect.
func TestCORSHeadersAreNames(t *testing.T) {
	for header, fine := range map[string]bool{"x-mine": true, "X_Mine.2": true, "*": false, "x mine": false, "x-mine:": false, "x-ä": false} {
		err := web.Config{Listen: "127.0.0.1:0", CORSOrigins: []string{"*"}, CORSHeaders: []string{header}}.Validate()
		if (err == nil) != fine {
			t.Errorf("%s: %v", header, err)
		}
	}
	if err := (web.Config{Listen: "127.0.0.1:0", CORSHeaders: []string{"x-mine"}}).Validate(); err == nil {
		t.Error("without an origin it is taken")
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
	for host, want := range map[string]string{"login.example": "max-age=31536000", "localhost.example": "max-age=31536000",
		"localhost:4000": "", "LocalHost": "", "app.localhost:4000": ""} {
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
		"http://a.example:443": true, "https://a.example:443": false, "http://a.example:80": false, "https://A.example": true,
		"HTTPS://a.example": true, "HTTPS://a.example:443": false, "https://bücher.example": false, "https://xn--bcher-kva.example": true,
		"https://user@a.example": false, "https://a.example/": false, "https://a.example:": false, "https://": false, "https://:1": false,
		"https://*.example": false, "a.example": false, "null": false,
	} {
		err := web.Config{Listen: "127.0.0.1:0", CORSOrigins: []string{origin}}.Validate()
		if (err == nil) != fine {
			t.Errorf("%s: %v", origin, err)
		}
	}
}
