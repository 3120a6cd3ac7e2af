package metrics

import (
	"fmt"
	"net"
	"regexp"

	"zitadel-graphql/internal/invalid"
	"zitadel-graphql/internal/web"
)

// Config has the settings.
type Config struct {
	// Listen is the HOST:PORT at which /metrics is served. Empty: nowhere.
	Listen string
	// Operations are names of operations that have series of their own, besides those of the trusted documents.
	Operations []string
}

// Validate reports what can't be the name of an operation, and an address that can't be one, or that is public, which is where
// requests are served.
func (c Config) Validate(public string) error {
	var wrong invalid.Settings
	for _, name := range c.Operations {
		wrong.If(!isName(name), "metrics-operation", fmt.Sprintf("%q is no operation's name", name), "write the name alone: Settings for query Settings { … }")
	}
	if c.Listen == "" {
		return wrong.Err()
	}
	isAddress := web.IsAddress(c.Listen)
	wrong.If(!isAddress, "metrics-listen", fmt.Sprintf("%q is no host:port", c.Listen), "write one such as 127.0.0.1:9464")
	publicHost, publicPort, _ := net.SplitHostPort(public) // where it is none, its own setting is reported
	host, port, _ := net.SplitHostPort(c.Listen)
	isShared := isAddress && port == publicPort && port != "0" && (host == publicHost || isEverywhere(host) || isEverywhere(publicHost))
	wrong.If(isShared, "metrics-listen", c.Listen+" is where requests are served (listen)", "take another port")
	return wrong.Err()
}

// isName matches what GraphQL allows of a name.
var isName = regexp.MustCompile(`^[_A-Za-z][_0-9A-Za-z]*$`).MatchString

func isEverywhere(host string) bool {
	return host == "" || net.ParseIP(host).IsUnspecified()
}
