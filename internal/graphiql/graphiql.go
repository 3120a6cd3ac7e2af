// Package graphiql serves GraphiQL, the page on which a person tries the API out. It owns the page, the page's own scripts
// and style, the list of third-party files with their hashes, and the headers that keep the page from running, loading or
// calling anything that isn't listed.
//
// The page has a field for a token, or with a Login people log in at an OpenID provider. The page's scripts do that in the
// browser (page/login.js); this server takes no part in it, and never sees a token but with the requests to the endpoint.
//
// It imports internal/loopback, which knows the issuers that may be reached without TLS. Of the endpoint it knows the two
// protocols that the page's scripts speak: GraphQL over HTTP, and for subscriptions GraphQL over SSE; and of the schema only the
// fields of viewer by which the page tells who is logged in. Whether there is a page at all, and which token stands on it, is
// decided in package main. Every address on the page is relative, so that the page works below a path prefix that a proxy takes
// off.
//
// The third-party files come from npm: go generate puts them into assets/, which isn't checked in, and they are embedded
// from there. A program that was built without them serves a page that loads the same files from a public CDN, and the
// browser refuses a file whose hash isn't the listed one. With them, nothing is loaded from another host.
package graphiql

import (
	"bytes"
	"crypto/rand"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:generate go run ./build

// assetFiles may hold nothing but the .gitignore that makes the folder exist.
//
//go:embed all:assets
var assetFiles embed.FS

//go:embed page
var pageFiles embed.FS

// cdn is the host from which a page without embedded assets loads GraphiQL.
const cdn = "https://cdn.jsdelivr.net"

// Page is the content of the page that depends on the server behind it.
type Page struct {
	// Endpoint is the address of the GraphQL endpoint relative to the page's, so that both can stand below a prefix that a
	// proxy takes off. Besides it the page can call the issuer of Login, and no other host.
	Endpoint string
	// Token stands in the field for the access token when the page opens. Whoever opens the page can read it, so only a
	// development token may stand here. Empty leaves the field empty.
	Token string
	// Login takes the place of the field for the access token, where it has a client id.
	Login Login
	// Introspection is true where the endpoint answers queries for its schema. Where it is false the page doesn't ask, and
	// has no documentation.
	Introspection bool
	// Notices stand above the editors, each until the person hides it. They tell what doesn't work on this page, and what
	// would make it work.
	Notices []string
	// Examples are the tabs of a person who has none from an earlier visit: one for each NAME.graphql, in the order of the
	// names, with NAME.json as its variables where there is such a file. Nil leaves GraphiQL's own first tab.
	Examples fs.FS
	// Licenses is served as /graphiql/licenses.txt. The licences of the third-party files demand to go along with them.
	Licenses string
}

// Built reports whether GraphiQL's files are embedded in this program. Where they aren't, the page needs a browser that can
// reach the CDN.
func Built() bool {
	assets, err := fs.Sub(assetFiles, "assets")
	return err == nil && Complete(assets)
}

// Register adds the page to mux, at exactly /, and the files that it loads, below /graphiql/. All of them answer to GET and
// HEAD alone; other methods and paths are left to mux and its other patterns.
func (p Page) Register(mux *http.ServeMux) error {
	assets, err := fs.Sub(assetFiles, "assets")
	if err != nil {
		return fmt.Errorf("open the built assets: %w", err)
	}
	return p.register(mux, assets)
}

func (p Page) register(mux *http.ServeMux, assets fs.FS) error {
	files, err := p.files(assets)
	if err != nil {
		return err
	}
	tabs, err := readTabs(p.Examples)
	if err != nil {
		return fmt.Errorf("read the examples: %w", err)
	}
	placeholder := rand.Text() // in place of the nonce, of which each reply has one of its own
	html, err := p.render(tabs, files, placeholder)
	if err != nil {
		return fmt.Errorf("render the page: %w", err)
	}
	mux.Handle("GET /{$}", pageHandler(html, p.policy(files, placeholder), placeholder))
	mux.Handle("GET /graphiql/licenses.txt", licensesHandler(p.Licenses))
	for _, file := range files {
		if !file.FromCDN {
			mux.Handle("GET /"+file.URL, assetHandler(file))
		}
	}
	return nil
}

// settings reach settings.js as JSON in an inert element of the page.
type settings struct {
	Endpoint string `json:"endpoint"`
	Token    string `json:"token"`
	// Schema is true where the page may ask for the schema.
	Schema bool  `json:"schema"`
	Tabs   []tab `json:"tabs"`
	// Login is null where the page has a field for a token.
	Login *loginSettings `json:"login"`
	// Source is the CDN's address, for the message that is shown when its files don't arrive; empty where they are embedded.
	Source string `json:"source"`
	// Nonce admits the style elements that GraphiQL's dialogs add.
	Nonce string `json:"nonce"`
}

type loginSettings struct {
	Issuer   string `json:"issuer"`
	ClientID string `json:"clientId"`
}

// view is what page.html is filled with.
type view struct {
	Styles   []asset
	First    asset   // the script that runs before all others
	Scripts  []asset // third-party ones, in order
	Modules  []asset // that Last imports
	Last     asset
	Notices  []string
	Settings settings
}

func (p Page) render(tabs []tab, files []asset, nonce string) (string, error) {
	tmpl, err := template.ParseFS(pageFiles, "page/page.html")
	if err != nil {
		return "", err
	}
	v := view{Notices: p.Notices, Settings: settings{Endpoint: p.Endpoint, Token: p.Token, Schema: p.Introspection, Tabs: tabs, Nonce: nonce}}
	if p.Login.ClientID != "" {
		v.Settings.Login = &loginSettings{Issuer: p.Login.Issuer, ClientID: p.Login.ClientID}
	}
	for _, file := range files {
		v.add(file)
	}
	var html strings.Builder
	if err := tmpl.Execute(&html, v); err != nil {
		return "", err
	}
	return html.String(), nil
}

func (v *view) add(file asset) {
	if file.FromCDN {
		v.Settings.Source = cdn
	}
	switch {
	case file.isStyle():
		v.Styles = append(v.Styles, file)
	case path.Base(file.URL) == firstModule:
		v.First = file
	case path.Base(file.URL) == lastModule:
		v.Last = file
	case file.isModule:
		v.Modules = append(v.Modules, file)
	default:
		v.Scripts = append(v.Scripts, file)
	}
}

// policy returns the page's Content-Security-Policy, which allows nothing but the listed files. It names the CDN's files by
// their full addresses, since the CDN as a whole serves anybody's scripts. The nonce is for styles alone: GraphiQL's dialogs
// add a style element that stops scrolling. All its other inline styling is done through the DOM, where no policy applies. With
// a login the page may also ask the issuer's origin, from which no script, style or frame is loaded.
func (p Page) policy(files []asset, nonce string) string {
	scripts, styles, connections := "'self'", "'self' 'nonce-"+nonce+"'", "'self'"
	for _, file := range files {
		switch {
		case file.FromCDN && file.isStyle():
			styles += " " + file.URL
		case file.FromCDN:
			scripts += " " + file.URL
		}
	}
	if origin := p.Login.origin(); origin != "" {
		connections += " " + origin
	}
	return strings.Join([]string{
		"default-src 'none'",
		"script-src " + scripts,
		"style-src " + styles,
		"img-src 'self' data:",
		"font-src 'self' data:",
		"connect-src " + connections,
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	}, "; ")
}

// pageHandler serves html under policy. In both, a new nonce for each reply takes the place of placeholder.
func pageHandler(html, policy, placeholder string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		nonce := rand.Text()
		header := w.Header()
		header.Set("Content-Type", "text/html; charset=utf-8")
		header.Set("Content-Security-Policy", strings.ReplaceAll(policy, placeholder, nonce))
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cache-Control", "no-cache")
		serve(w, r, []byte(strings.ReplaceAll(html, placeholder, nonce)))
	})
}

func licensesHandler(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		serve(w, r, []byte(text))
	})
}

func assetHandler(file asset) http.Handler {
	contentType := "text/javascript; charset=utf-8"
	if file.isStyle() {
		contentType = "text/css; charset=utf-8"
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		serve(w, r, file.content)
	})
}

// serve adds the headers that every reply of this package has.
func serve(w http.ResponseWriter, r *http.Request, content []byte) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
