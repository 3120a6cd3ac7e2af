package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"

	"zitadel-graphql/internal/web"
)

// navigation is the accept of a browser that opens an address.
const navigation = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

func open(t *testing.T, s *site, method, path, accept string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Accept", accept)
	return s.do(r)
}

// A person who opens the endpoint in a browser, or looks for the page where other servers have it, gets to it, also below a
// prefix that a proxy takes off. No redirect leads anywhere else.
func TestRedirectToPage(t *testing.T) {
	s := newSite(t, web.Config{CSRFPrevention: true}, ok)
	for _, path := range []string{"/graphql", "/graphql/", "/graphiql", "/graphiql/", "/playground", "/playground/"} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			response := open(t, s, method, path, navigation)
			if response.StatusCode != http.StatusSeeOther || response.Header.Get("Vary") != "Accept" {
				t.Errorf("%s %s: %d, vary %q", method, path, response.StatusCode, response.Header.Get("Vary"))
			}
			for _, prefix := range []string{"", "/ls", "/a/b"} {
				asked, err := url.Parse("https://host.example" + prefix + path)
				if err != nil {
					t.Fatal(err)
				}
				target, err := asked.Parse(response.Header.Get("Location"))
				if err != nil || target.String() != "https://host.example"+prefix+"/" {
					t.Errorf("%s leads to %v, %v", asked, target, err)
				}
			}
		}
	}
	if got := open(t, s, http.MethodGet, "/", navigation); got.StatusCode != http.StatusOK || body(t, got) != "page" {
		t.Errorf("the page is %d", got.StatusCode)
	}
}

// Where pages of other origins may call, the answer depends on the origin as well: a cache has to be told of both.
func TestRedirectVariesByOriginToo(t *testing.T) {
	s := newSite(t, web.Config{CORSOrigins: []string{"https://a.example"}}, ok)
	if got := open(t, s, http.MethodGet, "/graphql", navigation).Header.Values("Vary"); !slices.Equal(got, []string{"Origin", "Accept"}) {
		t.Errorf("vary: %q", got)
	}
}

// Only a browser that opens an address is redirected. Every other client gets its answer, and other paths stay not found.
func TestNothingElseIsRedirected(t *testing.T) {
	s := newSite(t, web.Config{CSRFPrevention: true}, ok)
	for _, c := range []struct{ method, path, accept, want string }{
		{"GET", "/graphql", "", "400 CSRF_HEADER_MISSING"},
		{"GET", "/graphql", "*/*", "400 CSRF_HEADER_MISSING"},
		{"GET", "/graphql", "application/json", "400 CSRF_HEADER_MISSING"},
		{"GET", "/graphql", "text/html, application/json", "400 CSRF_HEADER_MISSING"},
		{"GET", "/graphql", "text/html, application/graphql-response+json", "400 CSRF_HEADER_MISSING"},
		{"GET", "/graphql?query=%7B__typename%7D", navigation, "400 CSRF_HEADER_MISSING"},
		{"POST", "/graphql", navigation, "400 CSRF_HEADER_MISSING"},
		{"POST", "/graphql/", navigation, "404 NOT_FOUND"},
		{"POST", "/graphiql", navigation, "404 NOT_FOUND"},
		{"GET", "/graphql/", "*/*", "404 NOT_FOUND"},
		{"GET", "/graphql//", navigation, "404 NOT_FOUND"},
		{"GET", "//graphql", navigation, "404 NOT_FOUND"},
		{"GET", "/./graphql", navigation, "404 NOT_FOUND"},
		{"GET", "/evil.example/graphql", navigation, "404 NOT_FOUND"},
		{"GET", "/graphql/more", navigation, "404 NOT_FOUND"},
		{"GET", "/healthz", navigation, "200 ok"},
	} {
		response := open(t, s, c.method, c.path, c.accept)
		if got := fmt.Sprint(response.StatusCode, " ", body(t, response)); got != c.want || response.Header.Get("Location") != "" {
			t.Errorf("%s %s, accept %q: %s, location %q; want %s", c.method, c.path, c.accept, got, response.Header.Get("Location"), c.want)
		}
	}
}

// Where there is no page, a person who looks for one is told so, and not what a program would have to do about CSRF.
func TestNoPage(t *testing.T) {
	s := newSiteWith(t, web.Config{CSRFPrevention: true}, ok, nil)
	for path, want := range map[string]string{
		"/": "404 NOT_FOUND", "/graphql": "400 QUERY_MISSING", "/graphql/": "404 NOT_FOUND", "/graphiql": "404 NOT_FOUND", "/playground/": "404 NOT_FOUND",
	} {
		response := open(t, s, http.MethodGet, path, navigation)
		if got := fmt.Sprint(response.StatusCode, " ", body(t, response)); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
