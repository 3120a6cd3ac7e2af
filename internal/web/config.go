package web

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/http/httpguts"

	"zitadel-graphql/internal/invalid"
)

// Config bounds what clients may do.
type Config struct {
	// Listen is host:port; port 0 takes any free one.
	Listen string
	// CertFile and KeyFile are the server's certificate and key in PEM. Without them there is no TLS.
	CertFile, KeyFile string
	// CORSOrigins are the origins whose pages may call: scheme://host[:port] each, or * alone for all. Empty allows none.
	CORSOrigins []string
	// CORSHeaders are headers that those pages may send besides the usual ones.
	CORSHeaders []string
	// CSRFPrevention refuses what another site could have made a browser send.
	CSRFPrevention bool
	// OnlyLoopbackHosts refuses a Host header that doesn't name this machine.
	OnlyLoopbackHosts bool
	// Gzip compresses bodies of more than 1 KiB for clients that take that, but for event streams.
	Gzip bool
	// TrustedProxies are the addresses whose x-forwarded-for is believed.
	TrustedProxies []netip.Prefix
	RateLimit      RateLimit
	// HeaderTimeout bounds the time in which a request's head has to arrive, and IdleTimeout the time in which a connection
	// has no request. Both must be positive.
	HeaderTimeout, IdleTimeout time.Duration
	// RequestTimeout bounds a request from its first header to the end of its execution. It must be positive.
	RequestTimeout time.Duration
	// StreamTimeout takes its place for a response that OpenStream has made one that goes on. It must be positive.
	StreamTimeout time.Duration
	// DrainDelay is how long the server serves on after it was told to stop, while load balancers notice that. 0 is not at all.
	DrainDelay time.Duration
	// MaxBodyBytes bounds a request's body. It must be positive.
	MaxBodyBytes int64
}

// RateLimit bounds how often one client may ask. The zero value limits nothing.
type RateLimit struct {
	// PerMinute is how many requests a minute an address may send, and as many again a token; 0 is any number.
	PerMinute int
	// Burst is how many of them may come at once; 0 is DefaultBurst. Without PerMinute it must be 0.
	Burst int
}

// DefaultBurst is the value of a RateLimit.Burst that is 0.
const DefaultBurst = 60

// Scheme is https where there is a certificate, and else http.
func (c Config) Scheme() string {
	if c.CertFile != "" {
		return "https"
	}
	return "http"
}

// Validate reports everything that is wrong as invalid.Settings, joined.
func (c Config) Validate() error {
	var wrong invalid.Settings
	wrong.If(c.CertFile != "" && c.KeyFile == "", "tls-cert", "needs tls-key", "name the file of its key by tls-key, or leave tls-cert out")
	wrong.If(c.CertFile == "" && c.KeyFile != "", "tls-key", "needs tls-cert", "name the file of its certificate by tls-cert, or leave tls-key out")
	wrong.If(c.RateLimit.PerMinute == 0 && c.RateLimit.Burst != 0, "rate-limit-burst", "has no effect without rate-limit", "set rate-limit, or leave rate-limit-burst out")
	for _, proxies := range c.TrustedProxies {
		wrong.If(proxies.Bits() == 0, "trusted-proxy", proxies.String()+" is everybody, who could each claim any address", "name the proxies' own range")
	}
	for _, origin := range c.CORSOrigins {
		wrong.If(origin != "*" && !isOrigin(origin), "cors-origin", fmt.Sprintf("%q is no origin", origin), "write one such as https://app.example.com, as a browser does")
		wrong.If(origin == "*" && len(c.CORSOrigins) > 1, "cors-origin", "* allows every origin", "name no others beside it, or leave * out")
	}
	for _, header := range c.CORSHeaders {
		wrong.If(!isHeaderName(header), "cors-header", fmt.Sprintf("%q is no header's name", header), "write one such as x-my-trace-id")
	}
	wrong.If(len(c.CORSHeaders) > 0 && len(c.CORSOrigins) == 0, "cors-header", "has no effect without cors-origin", "set cors-origin, or leave cors-header out")
	wrong.If(!IsAddress(c.Listen), "listen", fmt.Sprintf("%q is no host:port", c.Listen), "write one such as 0.0.0.0:4000 or [::1]:4000")
	return wrong.Err()
}

// isHeaderName refuses the asterisk, which may be part of a name but alone would allow every header.
func isHeaderName(text string) bool {
	return httpguts.ValidHeaderFieldName(text) && !strings.Contains(text, "*")
}

// IsAddress reports whether address is a host:port with a port in digits, from 0 to 65535. It looks no name up.
func IsAddress(address string) bool {
	_, port, err := net.SplitHostPort(address)
	number, portErr := strconv.ParseUint(port, 10, 16)
	return err == nil && portErr == nil && strconv.FormatUint(number, 10) == port
}

// isOrigin accepts RFC 6454's serialization, which browsers send: without a path, a trailing slash or the scheme's own port,
// and with an international host in its ASCII form. An origin that is written in another way would equal none that arrives.
// Capitals count as small letters.
func isOrigin(text string) bool {
	text = strings.ToLower(text)
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || text != u.Scheme+"://"+u.Host || strings.Contains(text, "*") {
		return false
	}
	schemesOwn := map[string]string{"http": "80", "https": "443"}[u.Scheme]
	return isASCII(text) && !strings.HasSuffix(u.Host, ":") && (u.Port() == "" || u.Port() != schemesOwn)
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
}
