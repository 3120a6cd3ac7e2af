package backend

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
)

const (
	// A gRPC server closes a connection that is pinged more often than every five minutes, unless it is configured otherwise.
	keepaliveTime    = 6 * time.Minute
	keepaliveTimeout = 5 * time.Second
)

// dialGRPC makes the connection of native gRPC.
func dialGRPC(e *endpoint, tlsConfig *tls.Config) (wireConn, error) {
	conn, err := grpc.NewClient(grpcTarget(e), grpcOptions(e, tlsConfig)...)
	if err != nil {
		return nil, fmt.Errorf("dial backend: %w", err)
	}
	return nativeConn{conn}, nil
}

// grpcTarget is the endpoint in gRPC's notation. A name that this side doesn't look up is passed through, to the dialer or to
// the proxy.
func grpcTarget(e *endpoint) string {
	if e.dialer != nil {
		return "passthrough:///" + e.url.Host
	}
	target := url.URL{Scheme: "dns", Path: "/" + hostPort(e.url)} // the path escapes what an address may have, such as a zone
	if e.proxy != nil {
		target.Scheme = "passthrough"
	}
	return target.Scheme + "://" + target.EscapedPath()
}

func grpcOptions(e *endpoint, tlsConfig *tls.Config) []grpc.DialOption {
	options := []grpc.DialOption{
		grpc.WithTransportCredentials(transportCredentials(e, tlsConfig)),
		grpc.WithAuthority(e.authority()),
		grpc.WithUserAgent(e.UserAgent),
		// A service config that came by DNS could switch on retries of writes.
		grpc.WithDisableServiceConfig(),
		grpc.WithDefaultServiceConfig(serviceConfig(e.MaxReplyBytes)),
		// The retries of retry.go are the same for all wires. With this, gRPC still repeats a call that the server never looked
		// at, which is safe for a write too.
		grpc.WithDisableRetry(),
		grpc.WithMaxHeaderListSize(maxHeaderBytes),
		grpc.WithConnectParams(grpc.ConnectParams{Backoff: reconnectBackoff(), MinConnectTimeout: connectTimeout}),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: keepaliveTime, Timeout: keepaliveTimeout}),
		grpc.WithNoProxy(), // proxy.go does that
		grpc.WithResolvers(dnsBuilder{lookup(e.Resolver)}),
	}
	if e.dialer != nil || e.proxy != nil {
		dial := e.dial()
		options = append(options, grpc.WithContextDialer(func(ctx context.Context, address string) (net.Conn, error) {
			return dial(ctx, "tcp", address)
		}))
	}
	return options
}

// serviceConfig spreads the calls over all addresses of the backend's name, and bounds each reply. With a bound among the dial options
// gRPC would allocate a new list of options for each call.
func serviceConfig(maxReplyBytes int) string {
	return fmt.Sprintf(`{"loadBalancingConfig": [{%q: {}}], "methodConfig": [{"name": [{}], "maxResponseMessageBytes": %d}]}`,
		tracingBalancerName, maxReplyBytes)
}

// reconnectBackoff is at most a second, jitter included: until the next attempt to connect every call fails, so gRPC's own
// two minutes would make an outage that much longer.
func reconnectBackoff() backoff.Config {
	return backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 800 * time.Millisecond}
}

// transportCredentials sniff on every connection but one to a server in the same process, before which no proxy stands.
func transportCredentials(e *endpoint, tlsConfig *tls.Config) credentials.TransportCredentials {
	made := insecure.NewCredentials()
	if e.url.Scheme == "https" {
		made = credentials.NewTLS(tlsConfig)
	}
	if e.dialer != nil {
		return made
	}
	return sniffingCredentials{made}
}
