package mcp

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/oauthex"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/loopback"
)

// metadataPath is where an OAuth 2.0 protected resource describes itself (RFC 9728, 3.1). The resource's own path follows it.
const metadataPath = "/.well-known/oauth-protected-resource"

// resource is /mcp as OAuth 2.0 sees it.
type resource struct {
	config Config
	listen string
}

// url returns the resource's identifier. Where the operator gave none it is the URL that the request was sent to on this machine:
// clients compare it with the one that they know.
func (o resource) url(r *http.Request) string {
	if o.config.URL != "" {
		return o.config.URL
	}
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if !loopback.Address(host) {
		host = o.listen
	}
	return scheme + "://" + host + "/mcp"
}

// metadataURL returns the URL of the resource's description, between whose authority and path the well-known path stands.
func (o resource) metadataURL(r *http.Request) string {
	u, err := url.Parse(o.url(r))
	if err != nil { // Config.Validate has seen to that it isn't so, and net/http to what a host may be
		return ""
	}
	return u.Scheme + "://" + u.Host + metadataPath + u.EscapedPath()
}

// metadata returns the resource's description. Of ZITADEL's scopes it has those that a token for its APIs needs.
func (o resource) metadata(r *http.Request) oauthex.ProtectedResourceMetadata {
	described := oauthex.ProtectedResourceMetadata{
		Resource:               o.url(r),
		ResourceName:           "Login settings of ZITADEL",
		BearerMethodsSupported: []string{"header"},
		ScopesSupported:        []string{"openid", "profile", "urn:zitadel:iam:org:project:id:zitadel:aud"},
	}
	if o.config.Issuer != "" {
		described.AuthorizationServers = []string{o.config.Issuer}
	}
	return described
}

// paths returns where the description may be asked for: at the well-known path alone, and followed by the resource's path here
// and, behind a proxy that puts it below a prefix, there.
func (o resource) paths() []string {
	paths := []string{metadataPath, metadataPath + "/mcp"}
	if u, err := url.Parse(o.config.URL); err == nil && u.Path != "" {
		paths = append(paths, metadataPath+u.Path)
	}
	return paths
}

// Metadata returns the handler of /.well-known/oauth-protected-resource and what is below it. It needs no token, and tells everybody the same.
func (h *Handler) Metadata() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !slices.Contains(h.resource.paths(), strings.TrimSuffix(r.URL.Path, "/")):
			h.with.Executor.ServeError(w, r, &problem.Problem{Code: problem.CodeNotFound, Message: "There is no resource of this path here. Ask for " + metadataPath + "/mcp."})
			return
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			h.with.Executor.ServeError(w, r, &problem.Problem{Code: problem.CodeMethodNotAllowed, Message: "This path doesn't take this method. Use GET or HEAD."})
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(h.resource.metadata(r)) // when the client is gone there is nobody left to tell
	})
}
