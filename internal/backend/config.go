package backend

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

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

// Validate reports everything that is wrong, joined, each starting with a setting's name. A proxy of the environment that
// can't be used is wrong, too.
func (c Config) Validate() error {
	u, err := url.Parse(c.URL)
	if err != nil {
		return errors.New("backend: the URL can't be parsed; want https://host[:port]")
	}
	var problems []error
	if u.Scheme != "https" && u.Scheme != "http" {
		problems = append(problems, fmt.Errorf("backend: the scheme is %q; want https or http", u.Scheme))
	}
	if u.Hostname() == "" {
		problems = append(problems, errors.New("backend: the URL has no host; want https://host[:port]"))
	}
	// Never quoted in full: a URL that was pasted together may hold a secret.
	if u.User != nil || (u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.Fragment != "" {
		problems = append(problems, errors.New("backend: the URL has more than scheme, host and port"))
	}
	if u.Port() != "" && !isPort(u.Port()) {
		problems = append(problems, fmt.Errorf("backend: %s is no port", u.Port()))
	}
	if c.Authority != "" && !isAuthority(c.Authority) {
		problems = append(problems, fmt.Errorf("backend-authority: %q is no host[:port]", c.Authority))
	}
	if u.Scheme == "http" && u.Hostname() != "" && !c.Insecure && !loopback.Host(u.Hostname()) {
		problems = append(problems, fmt.Errorf(
			"backend: http to %q would send tokens over the network in the clear; use https, or set backend-insecure", u.Hostname()))
	}
	return errors.Join(append(problems, c.validateWire(u)...)...)
}

// validateWire reports what is wrong with the wire and its certificates.
func (c Config) validateWire(u *url.URL) []error {
	_, unusable := proxyFor(u)
	problems := []error{validateResolver(c.Resolver), unusable}
	if (c.CertFile == "") != (c.KeyFile == "") {
		problems = append(problems, errors.New("backend-cert, backend-key: a certificate for the backend needs its key too, and a key its certificate"))
	}
	if u.Scheme == "http" && (c.CAFile != "" || c.CertFile != "") {
		problems = append(problems, errors.New("backend-ca, backend-cert: have no effect with http"))
	}
	switch c.Transport {
	case GRPC, GRPCWeb, REST:
	default:
		problems = append(problems, fmt.Errorf("backend: the transport is %q; want grpc, grpc-web or rest", c.Transport))
	}
	if c.Connections < 1 {
		problems = append(problems, fmt.Errorf("backend-connections: there are %d; want one or more", c.Connections))
	}
	return problems
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
