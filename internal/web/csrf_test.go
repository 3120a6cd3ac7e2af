package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"zitadel-graphql/internal/web"
)

// What a page of another site can make a browser send isn't executed, unless something in it proves that none did.
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

// A page whose origin isn't allowed can have nothing executed, neither by POST nor by GET, whether its browser sends
// sec-fetch-site or origin alone. A page of this server's own may, under whatever name the server was called.
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

// CORS and the protection against CSRF agree about a page, however its origin is spelled in the setting and in the request:
// else its browser would tell it one thing and the answer another.
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

// This server's own origin is that in capitals too, for browsers that send no sec-fetch-site.
func TestOwnOriginInCapitals(t *testing.T) {
	for _, origin := range []string{"http://example.com", "HTTP://EXAMPLE.com"} { // httptest's Host
		if got := ask(t, web.Config{CSRFPrevention: true}, http.MethodPost, "Origin: "+origin, "Content-Type: application/json"); got != "200 graphql" {
			t.Errorf("%s: %s", origin, got)
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
