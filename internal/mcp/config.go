package mcp

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

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

// Validate reports everything that is wrong, joined, each problem beginning with the flag's name. listen is the address that the
// server listens on, and documents the manifest of trusted documents.
func (c Config) Validate(listen, documents string) error {
	if !c.Enabled {
		return c.withoutEffect()
	}
	var problems []error
	if documents == "" {
		problems = append(problems, errors.New("mcp: needs trusted-documents, the manifest whose documents become its tools"))
	}
	if c.URL == "" && !loopback.Address(listen) {
		problems = append(problems, errors.New("mcp: needs mcp-url, the public URL of /mcp, since "+listen+" can be reached from beyond this machine"))
	}
	if c.URL != "" && !isResource(c.URL) {
		problems = append(problems, fmt.Errorf("mcp-url: %q is no URL such as https://graphql.example.com/mcp", c.URL))
	}
	return errors.Join(problems...)
}

// withoutEffect reports what is set although nothing uses it.
func (c Config) withoutEffect() error {
	var problems []error
	if c.URL != "" {
		problems = append(problems, errors.New("mcp-url: has no effect without mcp"))
	}
	if len(c.Mutations) > 0 {
		problems = append(problems, errors.New("mcp-mutations: has no effect without mcp"))
	}
	return errors.Join(problems...)
}

// isResource accepts the absolute URLs that end with /mcp: https, or plain http on this machine.
func isResource(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || text != u.Scheme+"://"+u.Host+u.EscapedPath() || !strings.HasSuffix(u.Path, "/mcp") {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && loopback.Address(u.Host)
}
