package mcp

import (
	"net/url"
	"strings"

	"zitadel-graphql/internal/invalid"
	"zitadel-graphql/internal/loopback"
)

// Config is an operator's, about tools for agents.
type Config struct {
	// Enabled serves /mcp.
	Enabled bool
	// URL is the public URL of /mcp: the resource that clients ask for a token for. Where it is empty, the URL of each request is,
	// which only loopback allows.
	URL string
	// Issuer is the authorization server that clients get a token from. It is empty where there is none: the embedded backend's
	// tokens are printed when it starts.
	Issuer string
	// Mutations are the names of the operations that may write.
	Mutations []string
}

// Validate reports everything that is wrong as invalid.Settings, joined. listen is the address that the server listens on, and
// documents the manifest of trusted documents.
func (c Config) Validate(listen, documents string) error {
	var wrong invalid.Settings
	const likeThis = "https://graphql.example.com/mcp"
	wrong.If(!c.Enabled && c.URL != "", "mcp-url", "has no effect without mcp", "set mcp, or leave mcp-url out")
	wrong.If(!c.Enabled && len(c.Mutations) > 0, "mcp-mutations", "has no effect without mcp", "set mcp, or leave mcp-mutations out")
	wrong.If(c.Enabled && documents == "", "mcp", "needs trusted-documents, whose documents become its tools", "name their manifest by trusted-documents")
	wrong.If(c.Enabled && c.URL == "" && !loopback.Address(listen), "mcp", "needs mcp-url, since "+listen+" can be reached from beyond this machine",
		"set mcp-url to the public URL of /mcp, such as "+likeThis)
	wrong.If(c.Enabled && c.URL != "" && !isResource(c.URL), "mcp-url", "this isn't the URL of a resource", "write one such as "+likeThis)
	return wrong.Err()
}

// isResource accepts the absolute URLs that end with /mcp: https, or plain http on this machine.
func isResource(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || text != u.Scheme+"://"+u.Host+u.EscapedPath() || !strings.HasSuffix(u.Path, "/mcp") {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && loopback.Address(u.Host)
}
