package backend

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"zitadel-graphql/internal/loopback"
)

// Finding is why a backend doesn't answer, for the operator.
type Finding struct {
	// Message says what is wrong.
	Message string
	// Set is the flag, with its value, that would correct it. It is empty if no setting would.
	Set string

	err error
}

const (
	// diagnosisTimeout bounds one diagnosis.
	diagnosisTimeout = 10 * time.Second
	// The backend is asked again after the first of these, and each time after twice as long as before, up to the last.
	firstPause, lastPause = time.Second, 30 * time.Second
)

// ReportUntilAnswered checks the health of the backend that conn leads to until it answers, or ctx ends. It logs each different reason why
// it doesn't as one warning, with what to set, and at the end that the backend answers. Other calls of conn go on meanwhile.
func ReportUntilAnswered(ctx context.Context, config Config, conn Conn, log *slog.Logger) {
	began := time.Now()
	reported := map[string]bool{}
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		failed := conn.Ready(ctx)
		if failed == nil {
			log.Info("the backend answers", "backend", config.URL, "transport", config.Transport, "after", time.Since(began).Round(time.Millisecond).String())
			return
		}
		found := Diagnose(ctx, config, failed, log)
		if ctx.Err() != nil {
			return
		}
		if !reported[found.Message] {
			reported[found.Message] = true
			log.Warn(found.Message, "set", found.Set, "backend", config.URL, "transport", config.Transport, "error", found.err)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}

// Diagnose finds out why a health check of the backend (Conn.Ready) failed with the error failed. gRPC reduces most failures to a text, so
// Diagnose tries the steps of a connection itself, one after the other: looking up the name, connecting (through the proxy), TLS, and the
// protocol. It uses the network, for at most ten seconds.
func Diagnose(ctx context.Context, config Config, failed error, log *slog.Logger) Finding {
	e, err := newEndpoint(config, nil, log)
	if err != nil {
		return Finding{Message: "the settings of the backend can't be used", err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, diagnosisTimeout)
	defer cancel()
	if found, ok := e.diagnoseReply(failed); ok && (e.url.Scheme == "https" || !e.speaksTLS(ctx)) {
		found.err = failed
		return found
	}
	found := e.diagnoseConnection(ctx)
	found.err = cmp.Or(found.err, failed)
	return found
}

// diagnoseConnection tries the steps of a connection to the backend, and explains the first that fails.
func (e *endpoint) diagnoseConnection(ctx context.Context) Finding {
	conn, err := e.dial()(ctx, "tcp", hostPort(e.url))
	if err != nil {
		return e.explainDial(err)
	}
	defer conn.Close() //nolint:errcheck // nothing was sent that counts
	if e.url.Scheme == "https" {
		secured, err := e.handshake(ctx, conn, e.protocols()...)
		switch {
		case isAlert(err) && e.Transport == GRPC && e.connectsWithoutALPN(ctx):
			return noHTTP2(err)
		case err != nil:
			return e.explainHandshake(err)
		}
		if protocol := secured.ConnectionState().NegotiatedProtocol; e.Transport == GRPC && protocol != http2Protocol {
			return noHTTP2(fmt.Errorf("TLS negotiated the protocol %q", protocol))
		}
		conn = secured
	} else if e.speaksTLS(ctx) {
		return Finding{Message: "the backend expects TLS, but --backend says http", Set: "--backend https://" + e.url.Host}
	}
	return e.explainProtocol(ctx, conn)
}

const http2Protocol = "h2"

// protocols returns the protocols that the transport can use over TLS.
func (e *endpoint) protocols() []string {
	if e.Transport == GRPC {
		return []string{http2Protocol}
	}
	return []string{http2Protocol, "http/1.1"}
}

// handshake begins TLS with the backend as the transports do, and offers these protocols.
func (e *endpoint) handshake(ctx context.Context, conn net.Conn, protocols ...string) (*tls.Conn, error) {
	config, err := e.tlsConfig()
	if err != nil {
		return nil, err
	}
	config.ServerName, config.NextProtos = e.serverName(), protocols
	secured := tls.Client(conn, config)
	return secured, secured.HandshakeContext(ctx)
}

// connectsWithoutALPN reports whether TLS with the backend works for a client that offers no protocol (ALPN).
func (e *endpoint) connectsWithoutALPN(ctx context.Context) bool {
	conn, err := e.dial()(ctx, "tcp", hostPort(e.url))
	if err != nil {
		return false
	}
	defer conn.Close() //nolint:errcheck // nothing was sent that counts
	_, err = e.handshake(ctx, conn)
	return err == nil
}

// isAlert reports whether the other side has ended TLS with an alert. Package tls reports that over TCP in this form; tls.AlertError is
// for QUIC only.
func isAlert(err error) bool {
	operation, ok := errors.AsType[*net.OpError](err)
	return ok && operation.Op == "remote error"
}

// speaksTLS reports whether the other end speaks TLS at all, whatever its certificate.
func (e *endpoint) speaksTLS(ctx context.Context) bool {
	conn, err := e.dial()(ctx, "tcp", hostPort(e.url))
	if err != nil {
		return false
	}
	defer conn.Close()                                                                  //nolint:errcheck // nothing was sent that counts
	err = tls.Client(conn, &tls.Config{InsecureSkipVerify: true}).HandshakeContext(ctx) //nolint:gosec // nothing is sent, nor believed
	return err == nil || isAlert(err)
}

// explainDial explains why connecting to the backend, or to the proxy in front of it, failed.
func (e *endpoint) explainDial(err error) Finding {
	found := Finding{Message: "the connection to the backend fails", err: err}
	lookup, isLookup := errors.AsType[*net.DNSError](err)
	tunnel, isTunnel := errors.AsType[*tunnelError](err)
	network, isNetwork := errors.AsType[net.Error](err)
	switch {
	case isTunnel && tunnel.status == http.StatusProxyAuthRequired:
		found.Message, found.Set = "the proxy wants a user and a password", "HTTPS_PROXY="+e.proxy.Scheme+"://USER:PASSWORD@"+e.proxy.Host
	case isTunnel:
		found.Message, found.Set = "the proxy refuses to connect to the backend", "NO_PROXY="+e.url.Hostname()+", or HTTPS_PROXY to another one"
	case isLookup && lookup.IsNotFound, errors.Is(err, errNoAddress):
		found.Message, found.Set = "the backend's host name isn't known to DNS: "+e.url.Hostname(), "--backend "+e.url.Scheme+"://HOST"
	case isLookup:
		found.Message, found.Set = "the backend's host name can't be looked up: the DNS server doesn't answer", "--backend-resolver IP:PORT"
	case errors.Is(err, syscall.ECONNREFUSED):
		found.Message, found.Set = "nothing listens at the backend's address", "--backend "+e.url.Scheme+"://"+e.url.Hostname()+":PORT"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		found.Message = "there is no route to the backend's address"
	case errors.Is(err, context.DeadlineExceeded), isNetwork && network.Timeout():
		found.Message, found.Set = "connecting to the backend times out: a firewall is in the way, or the address is wrong", "--backend "+e.url.Scheme+"://HOST:PORT"
	}
	return found
}

// explainHandshake explains why the TLS handshake with the backend failed.
func (e *endpoint) explainHandshake(err error) Finding {
	found := Finding{Message: "the TLS handshake with the backend fails", err: err}
	record, isRecord := errors.AsType[tls.RecordHeaderError](err)
	_, isUnknown := errors.AsType[x509.UnknownAuthorityError](err)
	host, isHost := errors.AsType[x509.HostnameError](err)
	invalid, isInvalid := errors.AsType[x509.CertificateInvalidError](err)
	switch {
	case isRecord && record.Conn != nil:
		found.Message, found.Set = "the backend speaks no TLS, but --backend says https", e.withoutTLS()
	case isUnknown:
		found.Message, found.Set = "the backend's certificate is from a CA that isn't trusted", "--backend-ca FILE"
	case isHost:
		found.Message, found.Set = "the backend's certificate is for another name than "+e.serverName(), "--backend-authority "+nameOf(host.Certificate)
	case isInvalid && invalid.Reason == x509.Expired:
		found.Message = "the backend's certificate has expired, or isn't valid yet: have it renewed, or set this machine's clock"
	case isAlert(err):
		found.Message, found.Set = brokenOff, clientCertificate
	}
	return found
}

const (
	brokenOff         = "the backend refuses the TLS connection"
	clientCertificate = "--backend-cert FILE --backend-key FILE, if it asks for a client certificate"
)

func noHTTP2(err error) Finding {
	return Finding{Message: "native gRPC doesn't get through: the other end speaks no HTTP/2", Set: "--transport " + GRPCWeb + ", or --transport " + REST, err: err}
}

// withoutTLS returns the flags for a backend without TLS.
func (e *endpoint) withoutTLS() string {
	if loopback.Host(e.url.Hostname()) {
		return "--backend http://" + e.url.Host
	}
	return "--backend http://" + e.url.Host + " --backend-insecure"
}

// nameOf returns a name or address that a certificate is for.
func nameOf(certificate *x509.Certificate) string {
	for _, name := range certificate.DNSNames {
		if !strings.Contains(name, "*") {
			return name
		}
	}
	for _, address := range certificate.IPAddresses {
		return (&url.URL{Host: address.String()}).Host
	}
	return cmp.Or(strings.Join(certificate.DNSNames, " or "), "HOST")
}
