package graphiql

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"zitadel-graphql/internal/invalid"
	"zitadel-graphql/internal/loopback"
)

// Login is how a person logs in on the page: at an OpenID provider, by the authorization code flow with PKCE. The zero value is
// no login, where the page has a field for a token instead.
type Login struct {
	// ClientID is that of the page's application at the provider. Empty is no login.
	ClientID string
	// Issuer is the provider's own address, as it stands in its metadata: an https URL, or an http one of this machine. The
	// page may connect to its origin, and every endpoint that the page asks has to be there.
	Issuer string
}

// Validate reports what is wrong with the issuer as an invalid.Setting.
func (l Login) Validate() error {
	const name, likeThis = "graphiql-issuer", "write one such as https://zitadel.example.com"
	u, err := url.Parse(l.Issuer)
	switch {
	case !strings.Contains(l.Issuer, "://"):
		return invalid.Setting{Name: name, Problem: "the URL has no https:// in front", Remedy: likeThis}
	case err != nil:
		return invalid.Setting{Name: name, Problem: "the URL can't be parsed", Remedy: likeThis}
	case u.Scheme != "https" && u.Scheme != "http":
		return invalid.Setting{Name: name, Problem: fmt.Sprintf("the scheme is %q, not https", u.Scheme), Remedy: likeThis}
	case u.Scheme == "http" && !loopback.Host(u.Hostname()):
		return invalid.Setting{Name: name, Problem: fmt.Sprintf("http to %q would send tokens over the network in the clear", u.Hostname()), Remedy: "use https"}
	case !isHost(u.Host):
		return invalid.Setting{Name: name, Problem: fmt.Sprintf("%q is no host[:port] that a Content-Security-Policy can name", u.Host), Remedy: likeThis}
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return invalid.Setting{Name: name, Problem: "the URL has more than scheme, host, port and path", Remedy: likeThis}
	}
	return nil
}

// isHost is stricter than a URL: an asterisk or a semicolon in the host would open the policy to other hosts, and an IPv6
// address can't stand in one.
var isHost = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?$`).MatchString

// origin is what a Content-Security-Policy calls the issuer's host. It is empty where there is no login.
func (l Login) origin() string {
	u, err := url.Parse(l.Issuer)
	if l.ClientID == "" || err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
