package config_test

import (
	"strings"
	"testing"
)

// Agents get tools only of trusted documents, and beyond this machine only where clients can tell what they get a token for. A
// setting about them that has no effect is refused.
func TestMCP(t *testing.T) {
	without := func(more ...string) []string {
		return append([]string{"--backend", "https://zitadel.example"}, more...)
	}
	with := func(more ...string) []string {
		return append(without("--mcp", "--trusted-documents", "manifest.json"), more...)
	}
	for name, c := range map[string]struct {
		args []string
		want string // nothing: it is taken
	}{
		"on this machine":              {with(), ""},
		"without documents":            {without("--mcp"), "mcp: needs trusted-documents"},
		"beyond this machine":          {with("--listen", ":4000"), "mcp: needs mcp-url"},
		"with a URL":                   {with("--listen", ":4000", "--mcp-url", "https://graphql.example/prefix/mcp"), ""},
		"with plain http":              {with("--mcp-url", "http://graphql.example/mcp"), "mcp-url:"},
		"with plain http, here":        {with("--mcp-url", "http://localhost:4000/mcp"), ""},
		"with another path":            {with("--mcp-url", "https://graphql.example/graphql"), "mcp-url:"},
		"with a query":                 {with("--mcp-url", "https://graphql.example/mcp?x=/mcp"), "mcp-url:"},
		"with a fragment":              {with("--mcp-url", "https://graphql.example/mcp#/mcp"), "mcp-url:"},
		"with a password":              {with("--mcp-url", "https://a:b@graphql.example/mcp"), "mcp-url:"},
		"with a mode":                  {with("--trusted-documents-mode", "require"), ""},
		"documents for nothing":        {without("--trusted-documents", "manifest.json"), "trusted-documents: has no effect"},
		"a URL for nothing":            {without("--mcp-url", "https://graphql.example/mcp"), "mcp-url: has no effect"},
		"mutations for nothing":        {without("--mcp-mutations", "Write"), "mcp-mutations: has no effect"},
		"an issuer":                    {with("--graphiql-issuer", "https://login.example"), ""},
		"an issuer of IPv6":            {[]string{"--backend", "http://[::1]:8080", "--mcp", "--trusted-documents", "m"}, ""},
		"an issuer that isn't one":     {with("--graphiql-issuer", "ftp://login.example"), "graphiql-issuer:"},
		"an issuer for nobody at all":  {without("--graphiql-issuer", "https://login.example"), "graphiql-issuer: has no effect"},
		"the embedded backend, beyond": {[]string{"--mcp", "--trusted-documents", "m", "--listen", ":1", "--embedded-allow-remote"}, "mcp: needs mcp-url"},
	} {
		_, err := load(c.args, nil)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// Clients get their token from the instance, unless somebody says otherwise; the embedded backend has none to give.
func TestIssuerOfTokensForMCP(t *testing.T) {
	const manifest = "--trusted-documents=manifest.json"
	for want, args := range map[string][]string{
		"https://zitadel.example":   {"--backend", "https://zitadel.example", "--mcp", manifest},
		"https://instance.example":  {"--backend", "http://127.0.0.1:8080", "--backend-authority", "instance.example", "--mcp", manifest},
		"https://login.example:444": {"--backend", "https://zitadel.example", "--graphiql-issuer", "https://login.example:444", "--mcp", manifest},
		"":                          {"--mcp", manifest},
	} {
		if c, err := load(args, nil); err != nil || c.MCP.Issuer != want {
			t.Errorf("%v: %q, %v", args, c.MCP.Issuer, err)
		}
	}
}
