package web

import (
	"net/http"
	"strings"
)

// setSecurityHeaders keeps a browser from taking an answer for a page, framing it, storing it, or telling other sites of it.
// A handler may replace a header: GraphiQL's page allows its own scripts, and its files may be stored.
func setSecurityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		if r.TLS != nil && !isLocalhost(r.Host) { // on a developer's localhost other servers may be without TLS
			header.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// isLocalhost takes a Host header, with or without a port. Loopback addresses don't count: browsers ignore the header there.
func isLocalhost(host string) bool {
	name, _, _ := strings.Cut(strings.ToLower(host), ":")
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}
