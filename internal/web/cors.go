package web

import (
	"net/http"
	"slices"
	"time"

	"github.com/rs/cors"
)

// allowOrigins tells browsers which pages may call, and with which headers. Without origins it tells them nothing, which
// allows none. It never allows credentials: a caller is known by the authorization header alone, so no cookie is worth
// sending.
func allowOrigins(origins, headers []string) middleware {
	if len(origins) == 0 { // which rs/cors would take for all
		return func(next http.Handler) http.Handler { return next }
	}
	return cors.New(cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{http.MethodGet, http.MethodPost},
		AllowedHeaders: slices.Concat(clientHeaders(), preflightHeaders(), tracingHeaders(), headers),
		ExposedHeaders: []string{"X-Request-Id", "Retry-After", "Www-Authenticate"},
		MaxAge:         int((10 * time.Minute).Seconds()),
	}).Handler
}

// clientHeaders returns the request headers that have a meaning here, and those that GraphQL clients send.
func clientHeaders() []string {
	return []string{"Accept", "Accept-Language", "Authorization", "Content-Type", "X-Request-Id", "X-Zitadel-Orgid",
		"Apollographql-Client-Name", "Apollographql-Client-Version", "X-Apollo-Operation-Id", "Graphql-Require-Preflight", "X-Requested-With"}
}

// tracingHeaders returns the headers that instrumentation adds to a page's requests without its author's doing: W3C's, and
// those of Sentry, Datadog, Zipkin, New Relic, Jaeger, Elastic, AWS, Google, Application Insights, Dynatrace and Instana.
// None goes on to ZITADEL.
func tracingHeaders() []string {
	return []string{"Traceparent", "Tracestate", "Baggage", "Sentry-Trace",
		"X-Datadog-Trace-Id", "X-Datadog-Parent-Id", "X-Datadog-Origin", "X-Datadog-Sampling-Priority", "X-Datadog-Sampled", "X-Datadog-Tags",
		"B3", "X-B3-Traceid", "X-B3-Spanid", "X-B3-Parentspanid", "X-B3-Sampled", "X-B3-Flags",
		"Newrelic", "Uber-Trace-Id", "Elastic-Apm-Traceparent", "X-Amzn-Trace-Id", "X-Cloud-Trace-Context",
		"Request-Id", "Request-Context", "X-Dtpc", "X-Dtreferer", "X-Instana-T", "X-Instana-S", "X-Instana-L"}
}

// mcpHeaders returns those that a page's client of the Model Context Protocol sends, where that is served.
func mcpHeaders(served bool) []string {
	if !served {
		return nil
	}
	return []string{"Mcp-Protocol-Version", "Mcp-Session-Id", "Mcp-Method", "Mcp-Name", "Last-Event-Id"}
}
