package backend

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"zitadel-graphql/internal/invalid"
	"zitadel-graphql/internal/loopback"
)

// The wires, as Config.Transport names them.
const (
	GRPC    = "grpc"
	GRPCWeb = "grpc-web"
	REST    = "rest"
)

// Config is where a ZITADEL is, how to reach it, and how long to wait for it. What the zero value of a field means stands
// beside it; the defaults of the program are those of the flags, in internal/config.
type Config struct {
	// URL is https://host[:port], or http://host[:port] for no TLS: HTTP/2 with GRPC, HTTP/1.1 with the other wires.
	URL string
	// Transport is the wire: GRPC, GRPCWeb or REST.
	Transport string
	// Authority takes the URL's host's place in :authority and Host, by which ZITADEL selects the instance, and in the
	// check of the server's certificate. Empty keeps the host.
	Authority string
	// Insecure allows http to a host that isn't loopback: tokens then cross the network in the clear.
	Insecure bool
	// CAFile holds in PEM the certificates that the server's has to lead to. Empty takes the system's.
	CAFile string
	// CertFile and KeyFile are this side's certificate and key in PEM, for a server that asks for one (mTLS).
	CertFile, KeyFile string
	// Resolver is the address and port of the DNS server to ask for the URL's host, or for the proxy's where there is one. Empty
	// is the system's.
	Resolver string
	// Connections is how many connections take turns: each is one of HTTP/2 (to each address, with GRPC), or a set of those
	// of HTTP/1.1. At least one.
	Connections int
	// MaxConcurrent bounds the calls under way at once; the others wait for their turn. 0 is no bound.
	MaxConcurrent int
	// Retries is how often a call may be made again. 0 is never.
	Retries int
	// Breaker refuses calls while the backend is gone, instead of trying each.
	Breaker bool
	// CallTimeout bounds each call, with all its waiting and retries; a deadline of its context that is nearer, less
	// AnswerMargin, wins.
	CallTimeout time.Duration
	// MaxReplyBytes bounds one reply: the message of the gRPC wires, the JSON of REST.
	MaxReplyBytes int
	// UserAgent goes before gRPC's own, and is all of it on the other wires.
	UserAgent string
}

// DefaultIssuer is the address of the OpenID provider that a ZITADEL is for its instance: https:// and the authority, since
// the backend itself may be reached without TLS inside a cluster, and people reach it from outside. It is empty where the URL
// has no host.
func (c Config) DefaultIssuer() string {
	if c.Authority != "" {
		return "https://" + c.Authority
	}
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" {
		return ""
	}
	return "https://" + u.Host
}

// Validate reports everything that is wrong as invalid.Settings, joined. A proxy of the environment that can't be used is wrong, too.
func (c Config) Validate() error {
	u, err := c.validateURL()
	var wrong invalid.Settings
	wrong.If(c.Authority != "" && !isAuthority(c.Authority), "backend-authority", fmt.Sprintf("%q is no host[:port]", c.Authority), "write one such as zitadel.example.com")
	return errors.Join(err, wrong.Err(), c.validateWire(u))
}

// validateURL parses the URL, and reports what is wrong with it. The URL that it returns is empty where it can't be parsed.
func (c Config) validateURL() (*url.URL, error) {
	const likeThis = "write one such as https://zitadel.example.com or http://localhost:8080"
	u, err := url.Parse(c.URL)
	switch {
	case !strings.Contains(c.URL, "://"): // url.Parse takes the host for a path then, or for a scheme
		return &url.URL{}, invalid.Setting{Name: "backend", Problem: "the URL has no https:// or http:// in front", Remedy: likeThis}
	case err != nil:
		return &url.URL{}, invalid.Setting{Name: "backend", Problem: "the URL can't be parsed", Remedy: likeThis}
	}
	var wrong invalid.Settings
	wrong.If(u.Scheme != "https" && u.Scheme != "http", "backend", fmt.Sprintf("the scheme is %q, neither https nor http", u.Scheme), likeThis)
	wrong.If(u.Hostname() == "", "backend", "the URL has no host", likeThis)
	// Never quoted in full: a URL that was pasted together may hold a secret.
	wrong.If(u.User != nil || (u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.Fragment != "",
		"backend", "the URL has more than scheme, host and port", likeThis)
	wrong.If(u.Port() != "" && !isPort(u.Port()), "backend", u.Port()+" is no port", "write one from 1 to 65535, or leave it out")
	wrong.If(u.Scheme == "http" && u.Hostname() != "" && !c.Insecure && !loopback.Host(u.Hostname()), "backend",
		fmt.Sprintf("http to %q would send tokens over the network in the clear", u.Hostname()), "use https, or set backend-insecure")
	return u, wrong.Err()
}

// validateWire reports what is wrong with the wire and its certificates.
func (c Config) validateWire(u *url.URL) error {
	const withoutTLS = "has no effect with http"
	var wrong invalid.Settings
	_, unusable := proxyFor(u)
	wrong.If(c.CertFile != "" && c.KeyFile == "", "backend-cert", "needs backend-key", "name the file of its key by backend-key, or leave backend-cert out")
	wrong.If(c.CertFile == "" && c.KeyFile != "", "backend-key", "needs backend-cert", "name the file of its certificate by backend-cert, or leave backend-key out")
	wrong.If(u.Scheme == "http" && c.CAFile != "", "backend-ca", withoutTLS, "leave it out, or write https in backend")
	wrong.If(u.Scheme == "http" && c.CertFile != "", "backend-cert", withoutTLS, "leave it out, or write https in backend")
	wrong.If(!slices.Contains([]string{GRPC, GRPCWeb, REST}, c.Transport), "transport", fmt.Sprintf("%q is no wire", c.Transport), "write grpc, grpc-web or rest")
	wrong.If(c.Connections < 1, "backend-connections", fmt.Sprintf("there are %d", c.Connections), "want one or more")
	return errors.Join(validateResolver(c.Resolver), unusable, wrong.Err())
}

// isAuthority is strict, since an authority without a host has no name that a certificate could be checked for.
func isAuthority(text string) bool {
	u, err := url.Parse("//" + text)
	return err == nil && u.Host == text && u.Hostname() != "" && (u.Port() == "" && !strings.HasSuffix(text, ":") || isPort(u.Port()))
}

func isPort(text string) bool {
	port, err := strconv.ParseUint(text, 10, 16)
	return err == nil && port > 0
}
