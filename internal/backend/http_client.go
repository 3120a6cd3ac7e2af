package backend

import (
	"crypto/tls"
	"net/http"
	"time"
)

const (
	// A connection that went silent is found out by a ping, which no HTTP server minds.
	pingAfter    = 15 * time.Second
	pingTimeout  = 5 * time.Second
	maxIdleConns = 64
	// Servers and proxies close idle connections after a minute or more. If this side closes first, no request is lost with
	// one.
	idleTimeout = 45 * time.Second
)

func newHTTPClient(e *endpoint, tlsConfig *tls.Config) *http.Client {
	return &http.Client{
		Transport: newTransport(e, tlsConfig),
		// The token would go along.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func newTransport(e *endpoint, tlsConfig *tls.Config) *http.Transport {
	tlsConfig.ServerName = e.serverName()
	transport := &http.Transport{
		TLSClientConfig:        tlsConfig,
		Protocols:              new(http.Protocols),
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: pingAfter, PingTimeout: pingTimeout},
		DialContext:            tracked(e.dial()),
		TLSHandshakeTimeout:    connectTimeout,
		MaxIdleConnsPerHost:    maxIdleConns,
		IdleConnTimeout:        idleTimeout,
		MaxResponseHeaderBytes: maxHeaderBytes,
		DisableCompression:     true, // the limits are those of what arrives
	}
	transport.Protocols.SetHTTP1(true)
	transport.Protocols.SetHTTP2(true)
	return transport
}
