package web

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
	"zitadel-graphql/graph/problem"

	"github.com/rs/cors"
)

// preflightHeaders returns the headers of which one says that a browser has asked before it sent the request, since no
// page can add one without that. They are Apollo's and GraphQL Yoga's, which their clients send already.
//
// Authorization and x-zitadel-orgid aren't among them, although pages can't add those either: a proxy in front, which
// makes a token of a session cookie, can; and that is where a forged request does harm.
func preflightHeaders() []string {
	return []string{"Apollo-Require-Preflight", "X-Apollo-Operation-Name", "X-Graphql-Yoga-Csrf"}
}

// clientHeaders returns the headers of requests that mean something here, or that GraphQL clients send.
func clientHeaders() []string {
	return []string{"Accept", "Accept-Language", "Authorization", "Content-Type", "X-Request-Id", "X-Zitadel-Orgid",
		"Apollographql-Client-Name", "Apollographql-Client-Version", "X-Apollo-Operation-Id", "Graphql-Require-Preflight", "X-Requested-With"}
}

// tracingHeaders returns the headers that a page's instrumentation adds to what the page sends, without its author's doing:
// W3C's, and those of Sentry, Datadog, Zipkin, New Relic, Jaeger, Elastic, AWS, Google, Application Insights, Dynatrace and
// Instana. They go no further than to this server.
func tracingHeaders() []string {
	return []string{"Traceparent", "Tracestate", "Baggage", "Sentry-Trace",
		"X-Datadog-Trace-Id", "X-Datadog-Parent-Id", "X-Datadog-Origin", "X-Datadog-Sampling-Priority", "X-Datadog-Sampled", "X-Datadog-Tags",
		"B3", "X-B3-Traceid", "X-B3-Spanid", "X-B3-Parentspanid", "X-B3-Sampled", "X-B3-Flags",
		"Newrelic", "Uber-Trace-Id", "Elastic-Apm-Traceparent", "X-Amzn-Trace-Id", "X-Cloud-Trace-Context",
		"Request-Id", "Request-Context", "X-Dtpc", "X-Dtreferer", "X-Instana-T", "X-Instana-S", "X-Instana-L"}
}

// crossOrigin says to browsers whose pages may call, and with which headers; where none may, it says nothing. It never allows
// credentials: a caller is known by the authorization header alone, so a browser has no cookie worth sending.
func crossOrigin(origins, headers []string) middleware {
	if len(origins) == 0 { // which rs/cors takes for all
		return func(next http.Handler) http.Handler { return next }
	}
	return cors.New(cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{http.MethodGet, http.MethodPost},
		AllowedHeaders: slices.Concat(clientHeaders(), preflightHeaders(), tracingHeaders(), headers),
		ExposedHeaders: []string{"X-Request-Id", "Retry-After"},
		MaxAge:         int((10 * time.Minute).Seconds()),
	}).Handler
}

// allowedOrigins are those whose pages may call.
type allowedOrigins struct {
	every bool
	named *http.CrossOriginProtection
}

func originsOf(texts []string) (allowedOrigins, error) {
	origins := allowedOrigins{every: slices.Contains(texts, "*"), named: http.NewCrossOriginProtection()}
	if origins.every {
		return origins, nil
	}
	for _, text := range texts {
		if err := origins.named.AddTrustedOrigin(strings.ToLower(text)); err != nil {
			return allowedOrigins{}, fmt.Errorf("allow the origin %s: %w", text, err)
		}
	}
	return origins, nil
}

// allow says that r comes from no page, one of this server's own, or one that may call.
func (o allowedOrigins) allow(r *http.Request) bool {
	return o.every || o.named.Check(judged(r)) == nil
}

// unforged refuses what another site can have a browser send: a request of a page whose origin isn't allowed, and one
// that any link, image or form can make without the browser asking first. What isn't a browser's has only to send JSON.
func unforged(origins allowedOrigins, refuse Refuse) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case !origins.allow(r):
				refuse(w, r, foreignOrigin())
			case executes(r.Method) && simple(r.Method, r.Header):
				refuse(w, r, withoutPreflight())
			default:
				next.ServeHTTP(w, r)
			}
		})
	}
}

// judged is r for http.CrossOriginProtection, which takes GET for harmless and compares letter by letter. Here GET executes a
// query, and tells what it found; and an origin and a host are the same in capitals, as they are for CORS.
func judged(r *http.Request) *http.Request {
	same := *r
	if executes(r.Method) {
		same.Method = http.MethodPost
	}
	same.Host = strings.ToLower(r.Host)
	same.Header = http.Header{}
	same.Header.Set("Origin", strings.ToLower(r.Header.Get("Origin")))
	same.Header.Set("Sec-Fetch-Site", r.Header.Get("Sec-Fetch-Site"))
	return &same
}

// executes is about the endpoint: it refuses other methods by itself.
func executes(method string) bool { return method == http.MethodGet || method == http.MethodPost }

// simple says that a browser may send such a request for any page without asking first: it has no header of
// preflightHeaders, and no content type that rules it out. By GET that is JSON's alone: it has no body that another type
// could be of, and there were browsers that let pages set others. By POST it is every type that no form can have; the
// endpoint takes JSON alone. A content type that can't be read counts as none.
func simple(method string, header http.Header) bool {
	for _, name := range preflightHeaders() {
		if header.Get(name) != "" {
			return false
		}
	}
	mediaType, _, err := mime.ParseMediaType(strings.Join(header.Values("Content-Type"), ","))
	if method == http.MethodGet {
		return err != nil || mediaType != "application/json"
	}
	return err != nil || slices.Contains([]string{"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"}, mediaType)
}

func foreignOrigin() error {
	return &problem.Problem{Code: problem.CodeForbidden, Reason: problem.ReasonForeignOrigin,
		Message: "The request comes from a web page whose origin isn't allowed. Ask this server's operator to allow it with --cors-origin."}
}

func withoutPreflight() error {
	return &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonCsrfHeaderMissing,
		Message: "Any web page could have made a browser send this request. Send the header content-type: application/json, or with any value one of " +
			strings.ToLower(strings.Join(preflightHeaders(), ", ")) + "."}
}
