package web

import (
	"mime"
	"net/http"
	"slices"
	"strings"
)

// guided leads a person who opens in a browser what is no page to the one at /, where there is one, and otherwise says what
// is here. A redirect names the page by its way from the path that was asked for: so it leads nowhere but there, and also
// holds below a prefix that a proxy takes off.
func guided(page bool, refuse Refuse) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			way, looked := wayToPage(r.URL.Path)
			if !looked || !opened(r) {
				next.ServeHTTP(w, r)
				return
			}
			w.Header().Add("Vary", "Accept") // beside what CORS has there
			switch {
			case !page:
				refuse(w, r, withoutPage(r.URL.Path))
			case way == "":
				next.ServeHTTP(w, r) // the page itself
			default:
				w.Header().Set("Location", way) // http.Redirect would make it a path of this server's
				w.WriteHeader(http.StatusSeeOther)
			}
		})
	}
}

// wayToPage is the way to / from a path at which people look for a page, which is empty from / itself.
func wayToPage(path string) (way string, looked bool) {
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

// opened says that r is what a browser sends for an address that a person has typed in or followed: it asks for HTML, which
// no client of GraphQL does, and has no parameters.
func opened(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || r.URL.RawQuery != "" {
		return false
	}
	wishes := strings.Split(strings.Join(r.Header.Values("Accept"), ","), ",")
	return slices.ContainsFunc(wishes, isHTML) && !slices.ContainsFunc(wishes, isJSON)
}

func isHTML(wish string) bool {
	mediaType, _, err := mime.ParseMediaType(wish)
	return err == nil && mediaType == "text/html"
}

func isJSON(wish string) bool {
	mediaType, _, err := mime.ParseMediaType(wish)
	return err == nil && strings.HasSuffix(mediaType, "json")
}
