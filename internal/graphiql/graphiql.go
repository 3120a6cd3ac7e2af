// Package graphiql serves GraphiQL, the page on which a person tries the API
// out. It owns the page, its own script and style, the list of third-party
// files with their hashes, and the headers that fence the page in. Whether
// there is a page at all, and which token stands on it, is decided by its
// caller; it knows nothing of the schema and imports nothing of ours. Every
// address on the page is relative to it, so that it works below a path prefix
// that a proxy takes off.
//
// The third-party files are built from npm into assets/ by go generate and
// embedded from there; they aren't checked in. A program built without them
// has a page that loads the same files from a public CDN, where the browser
// compares them with the same hashes. With them, nothing leaves the host.
package graphiql

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:generate go run ./build

// built may hold nothing but the .gitignore that makes the folder exist.
//
//go:embed all:assets
var built embed.FS

//go:embed page
var own embed.FS

// cdn is where a program without assets sends the browser.
const cdn = "https://cdn.jsdelivr.net"

// Config is what the page is told about the API that it stands in front of.
type Config struct {
	// Endpoint is the address of the GraphQL endpoint relative to the page's,
	// so that both may stand below a path that a proxy takes off; the page is
	// kept from talking to any other host.
	Endpoint string
	// Token stands in the page's field for the access token when it opens.
	// Whoever can open the page can read it, so it may be a development token
	// and no other. Empty leaves it to the person.
	Token string
	// Introspection says that the endpoint answers queries for its schema.
	// Without it the page doesn't ask, and has no documentation.
	Introspection bool
	// Notices stand above the editors, each until the person hides it: what
	// doesn't work on this page, and what to do about it.
	Notices []string
	// Examples are the first tabs, for a person who has none of their own
	// there from an earlier visit: each NAME.graphql is one, with NAME.json as
	// its variables where there is such a file, in the order of their names.
	// Nil leaves GraphiQL's own.
	Examples fs.FS
	// Licenses is the text that is served as /graphiql/licenses.txt: that of
	// the third-party files has to go along with them.
	Licenses string
}

// Built reports whether GraphiQL's files are embedded in this program. Where
// they aren't, the page needs a browser that can reach the CDN.
func Built() bool {
	assets, err := fs.Sub(built, "assets")
	return err == nil && Complete(assets)
}

// Register adds the page at exactly / and, below /graphiql/, the files that it
// loads, all for GET and HEAD only. Whatever else is asked for, and how that is
// refused, is left to the mux and its other patterns.
func Register(mux *http.ServeMux, cfg Config) error {
	assets, err := fs.Sub(built, "assets")
	if err != nil {
		return fmt.Errorf("open the built assets: %w", err)
	}
	return register(mux, cfg, assets)
}

func register(mux *http.ServeMux, cfg Config, assets fs.FS) error {
	files, err := thirdParty(assets)
	if err != nil {
		return err
	}
	for _, name := range []string{"page.css", "start.js"} {
		content, err := own.ReadFile("page/" + name)
		if err != nil {
			return fmt.Errorf("read the page's own files: %w", err)
		}
		files = append(files, local(name, content))
	}
	tabs, err := tabs(cfg.Examples)
	if err != nil {
		return fmt.Errorf("read the examples: %w", err)
	}
	nonce := rand.Text() // stands for each reply's own
	page, err := render(cfg, tabs, files, nonce)
	if err != nil {
		return fmt.Errorf("render the page: %w", err)
	}
	mux.Handle("GET /{$}", pageHandler(page, policy(files, nonce), nonce))
	mux.Handle("GET /graphiql/licenses.txt", licensesHandler(cfg.Licenses))
	for _, file := range files {
		if !file.Foreign {
			mux.Handle("GET /"+file.URL, assetHandler(file))
		}
	}
	return nil
}

// asset is one script or style of the page.
type asset struct {
	// URL is relative to the page where the file is ours to serve.
	URL       string
	Integrity string
	// Foreign says that the browser gets it from the CDN: no content here.
	Foreign bool
	content []byte
}

// thirdParty lists the pinned files in loading order: all embedded or all
// foreign, never a mixture.
func thirdParty(assets fs.FS) ([]asset, error) {
	embedded := Complete(assets)
	var list []asset
	for _, pkg := range Pinned() {
		for _, file := range pkg.Files {
			if !embedded {
				list = append(list, asset{
					URL:       fmt.Sprintf("%s/npm/%s@%s/%s", cdn, pkg.Name, pkg.Version, file.Path),
					Integrity: file.Integrity,
					Foreign:   true,
				})
				continue
			}
			content, err := fs.ReadFile(assets, file.Name())
			if err != nil {
				return nil, fmt.Errorf("read an asset: %w", err)
			}
			list = append(list, local(file.Name(), content))
		}
	}
	return list, nil
}

// local gives content a URL with its hash in it, which may be cached for ever.
func local(name string, content []byte) asset {
	sum := sha256.Sum256(content)
	return asset{
		URL:       "graphiql/" + hex.EncodeToString(sum[:8]) + "/" + name,
		Integrity: Integrity(content),
		content:   content,
	}
}

func (a asset) isStyle() bool { return path.Ext(a.URL) == ".css" }

// settings reach start.js as JSON in an inert element of the page.
type settings struct {
	Endpoint string `json:"endpoint"`
	Token    string `json:"token"`
	// Schema says whether to ask for the schema.
	Schema bool  `json:"schema"`
	Tabs   []tab `json:"tabs"`
	// Source is the CDN's address, for the message that is shown when its
	// files don't arrive; empty where they are embedded.
	Source string `json:"source"`
	// Nonce admits the style elements that GraphiQL's dialogs add.
	Nonce string `json:"nonce"`
}

func render(cfg Config, tabs []tab, files []asset, nonce string) (string, error) {
	tmpl, err := template.ParseFS(own, "page/page.html")
	if err != nil {
		return "", err
	}
	view := struct {
		Styles, Scripts []asset
		Notices         []string
		Settings        settings
	}{Notices: cfg.Notices, Settings: settings{Endpoint: cfg.Endpoint, Token: cfg.Token, Schema: cfg.Introspection, Tabs: tabs, Nonce: nonce}}
	for _, file := range files {
		if file.Foreign {
			view.Settings.Source = cdn
		}
		if file.isStyle() {
			view.Styles = append(view.Styles, file)
		} else {
			view.Scripts = append(view.Scripts, file)
		}
	}
	var page strings.Builder
	if err := tmpl.Execute(&page, view); err != nil {
		return "", err
	}
	return page.String(), nil
}

// policy is the page's Content-Security-Policy: nothing but what is listed,
// with the CDN's files by their full address rather than the whole CDN, which
// serves anybody's scripts. The nonce is for styles alone: GraphiQL's dialogs
// add a style element against scrolling, and all its other inline styling is
// done through the DOM, which no policy minds.
func policy(files []asset, nonce string) string {
	scripts, styles := "'self'", "'self' 'nonce-"+nonce+"'"
	for _, file := range files {
		switch {
		case file.Foreign && file.isStyle():
			styles += " " + file.URL
		case file.Foreign:
			scripts += " " + file.URL
		}
	}
	return strings.Join([]string{
		"default-src 'none'",
		"script-src " + scripts,
		"style-src " + styles,
		"img-src 'self' data:",
		"font-src 'self' data:",
		"connect-src 'self'",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	}, "; ")
}

// pageHandler serves page under policy, with a nonce of each reply's own in
// place of the one that both were made with.
func pageHandler(page, policy, nonce string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fresh := rand.Text()
		header := w.Header()
		header.Set("Content-Type", "text/html; charset=utf-8")
		header.Set("Content-Security-Policy", strings.ReplaceAll(policy, nonce, fresh))
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cache-Control", "no-cache")
		serve(w, r, []byte(strings.ReplaceAll(page, nonce, fresh)))
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
