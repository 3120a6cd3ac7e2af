package web

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"

	"zitadel-graphql/graph/problem"
)

// preventCSRF refuses what another site can make a browser send: a request of a page whose origin isn't allowed, and one that
// any link, image or form can cause without the browser asking this server first. A client that is no browser passes by
// sending JSON.
func preventCSRF(origins allowedOrigins) check {
	return func(_ http.ResponseWriter, r *http.Request) *problem.Problem {
		switch {
		case !origins.allow(r):
			return foreignOrigin()
		case mayExecute(r.Method) && isSimpleRequest(r.Method, r.Header):
			return missingPreflightHeader()
		default:
			return nil
		}
	}
}

// preflightHeaders returns headers that a page can't add unless its browser has asked this server before (a preflight). One
// of them proves that a request isn't forged. They are Apollo's and GraphQL Yoga's, whose clients send them already.
//
// Authorization and x-zitadel-orgid aren't among them, although a page can't add those either: a proxy that makes a token of
// a session cookie adds them to forged requests too, and that is where a forged request does harm.
func preflightHeaders() []string {
	return []string{"Apollo-Require-Preflight", "X-Apollo-Operation-Name", "X-Graphql-Yoga-Csrf"}
}

// allowedOrigins are the origins whose pages may call.
type allowedOrigins struct {
	every bool
	named *http.CrossOriginProtection
}

func newAllowedOrigins(texts []string) (allowedOrigins, error) {
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

// allow reports whether r comes from no page, from one of this server's own, or from one that may call.
func (o allowedOrigins) allow(r *http.Request) bool {
	fromPage := r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != ""
	return !fromPage || o.every || o.named.Check(asStrictRequest(r)) == nil
}

// asStrictRequest returns r as http.CrossOriginProtection has to see it. That takes GET for harmless, while here GET executes
// a query and answers it. And it compares letter by letter, while CORS takes capitals in an origin for small letters.
func asStrictRequest(r *http.Request) *http.Request {
	strict := *r
	if mayExecute(r.Method) {
		strict.Method = http.MethodPost
	}
	strict.Host = strings.ToLower(r.Host)
	strict.Header = http.Header{}
	strict.Header.Set("Origin", strings.ToLower(r.Header.Get("Origin")))
	strict.Header.Set("Sec-Fetch-Site", r.Header.Get("Sec-Fetch-Site"))
	return &strict
}

// mayExecute reports whether the endpoint takes the method. It refuses others by itself.
func mayExecute(method string) bool { return method == http.MethodGet || method == http.MethodPost }

// isSimpleRequest reports whether a browser sends such a request for any page without asking this server first (Fetch calls
// it a simple request): it has none of preflightHeaders, and no content type that rules that out.
//
// By POST that is every content type that a form can't have; the endpoint takes JSON alone. By GET it is JSON's alone, since
// there is no body that another could describe, and there were browsers that let pages set others. A content type that
// can't be read counts as none.
func isSimpleRequest(method string, header http.Header) bool {
	contentType := strings.Join(header["Content-Type"], ",")
	if contentType == "application/json" { // the usual one, which needn't be parsed
		return false
	}
	for _, name := range preflightHeaders() {
		if header.Get(name) != "" {
			return false
		}
	}
	mediaType, _, err := mime.ParseMediaType(contentType)
	if method == http.MethodGet {
		return err != nil || mediaType != "application/json"
	}
	return err != nil || slices.Contains([]string{"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"}, mediaType)
}
