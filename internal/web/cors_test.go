package web_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"zitadel-graphql/internal/web"
)

// No page of another origin can call until its origin is allowed, and never with the browser's credentials.
func TestCrossOrigin(t *testing.T) {
	for _, c := range []struct {
		allowed []string
		origin  string
		want    string
	}{
		{nil, "https://a.example", ""},
		{[]string{"https://a.example"}, "https://a.example", "https://a.example"},
		{[]string{"https://a.example"}, "https://b.example", ""},
		{[]string{"*"}, "https://b.example", "*"},
	} {
		s := newSite(t, web.Config{CORSOrigins: c.allowed}, ok)
		for _, method := range []string{http.MethodPost, http.MethodOptions} {
			r := httptest.NewRequest(method, "/graphql", nil)
			r.Header.Set("Origin", c.origin)
			r.Header.Set("Access-Control-Request-Method", "POST")
			r.Header.Set("Access-Control-Request-Headers", "authorization,content-type,x-zitadel-orgid")
			response := s.do(r)
			if got := response.Header.Get("Access-Control-Allow-Origin"); got != c.want {
				t.Errorf("%v, %s %s: allowed %q, want %q", c.allowed, method, c.origin, got, c.want)
			}
			if got := response.Header.Get("Access-Control-Allow-Credentials"); got != "" {
				t.Errorf("%v, %s %s: credentials %q", c.allowed, method, c.origin, got)
			}
		}
	}
}

// A page may send the headers of GraphQL clients, those that instrumentation adds without its author's doing, and those that
// the operator allows. A request with any other its browser doesn't send at all.
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
