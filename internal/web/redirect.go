package web

import (
	"mime"
	"net/http"
	"slices"
	"strings"
)

// redirectToPage leads a person who opens the endpoint in a browser to the page at /. Where there is no page, it refuses with
// a text for a person.
func redirectToPage(hasPage bool, refuse Refuse) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			location, redirects := pathToPage(r.URL.Path)
			if !redirects || !isNavigation(r) {
				next.ServeHTTP(w, r)
				return
			}
			w.Header().Add("Vary", "Accept") // beside the value that CORS adds
			switch {
			case !hasPage:
				refuse(w, r, noPage(r.URL.Path))
			case location == "":
				next.ServeHTTP(w, r) // the page itself
			default:
				w.Header().Set("Location", location) // http.Redirect would make an absolute path of it
				w.WriteHeader(http.StatusSeeOther)
			}
		})
	}
}

// pathToPage returns the way to / from the paths at which people look for the page. It is relative, so that it also holds
// below a prefix that a proxy takes off, and constant, so that no request can make it lead elsewhere. From / itself it is
// empty.
func pathToPage(path string) (location string, redirects bool) {
	switch path {
	case "/":
		return "", true
	case "/graphql", "/graphiql", "/playground":
		return "./", true
	case "/graphql/", "/graphiql/", "/playground/":
		return "../", true
	default:
		return "", false
	}
}

// isNavigation reports whether a browser sent r because a person typed in or followed an address: r asks for HTML, which no
// client of GraphQL does, and has no parameters.
func isNavigation(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || r.URL.RawQuery != "" {
		return false
	}
	accepted := strings.Split(strings.Join(r.Header.Values("Accept"), ","), ",")
	return slices.ContainsFunc(accepted, isHTML) && !slices.ContainsFunc(accepted, isJSON)
}

func isHTML(accepted string) bool {
	mediaType, _, err := mime.ParseMediaType(accepted)
	return err == nil && mediaType == "text/html"
}

func isJSON(accepted string) bool {
	mediaType, _, err := mime.ParseMediaType(accepted)
	return err == nil && strings.HasSuffix(mediaType, "json")
}
