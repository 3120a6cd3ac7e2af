package web

import (
	"net/http"
	"strings"
)

// securityHeaders keep a browser from taking an answer for a page, framing it, storing it, or telling other sites of it. Their names
// are canonical. All responses share the values: the methods of http.Header change none, but put others in their place.
type securityHeaders []struct {
	name   string
	values []string
}

func newSecurityHeaders() securityHeaders {
	return securityHeaders{
		{"X-Content-Type-Options", []string{"nosniff"}},
		{"Referrer-Policy", []string{"no-referrer"}},
		{"Content-Security-Policy", []string{"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"}},
		{"X-Frame-Options", []string{"DENY"}},
		{"Cross-Origin-Resource-Policy", []string{"same-origin"}},
		{"Cross-Origin-Opener-Policy", []string{"same-origin"}},
		{"Cache-Control", []string{"no-store"}},
	}
}

// setOn sets the headers of the response to r. A handler may replace one: GraphiQL's page allows its own scripts, and its files may be
// stored.
func (s securityHeaders) setOn(header http.Header, r *http.Request) {
	for _, each := range s {
		header[each.name] = each.values
	}
	if r.TLS != nil && !isLocalhost(r.Host) { // on a developer's localhost other servers may be without TLS
		header.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// isLocalhost takes a Host header, with or without a port. Loopback addresses don't count: browsers ignore the header there.
func isLocalhost(host string) bool {
	name, _, _ := strings.Cut(strings.ToLower(host), ":")
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}
