package backend

import (
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

// dialGRPC makes the connection of native gRPC.
func dialGRPC(u *url.URL, config Config, security *tls.Config) (*grpc.ClientConn, error) {
	conn, err := grpc.NewClient(target(u, config), options(u, config, security)...)
	if err != nil {
		return nil, fmt.Errorf("dial backend: %w", err)
	}
	return conn, nil
}

func target(u *url.URL, config Config) string {
	if config.Dialer != nil {
		return "passthrough:///" + u.Host
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return "dns:///" + net.JoinHostPort(u.Hostname(), port)
}

func options(u *url.URL, config Config, security *tls.Config) []grpc.DialOption {
	options := []grpc.DialOption{
		grpc.WithTransportCredentials(transportCredentials(u, config, security)),
		grpc.WithAuthority(authority(u, config)),
		grpc.WithUserAgent(config.UserAgent),
		// A service config that came by DNS could switch on retries of writes.
		grpc.WithDisableServiceConfig(),
		grpc.WithDefaultServiceConfig(serviceConfig),
		// What retry.go does is the same for all wires. This leaves gRPC's own repetition of a call that the server never
		// looked at, which may be done with a write too.
		grpc.WithDisableRetry(),
		grpc.WithMaxHeaderListSize(maxHeaderBytes),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(config.MaxReplyBytes)),
		grpc.WithConnectParams(grpc.ConnectParams{Backoff: reconnect(), MinConnectTimeout: connectTimeout}),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: keepaliveTime, Timeout: keepaliveTimeout}),
		grpc.WithStatsHandler(witness{}),
		grpc.WithUnaryInterceptor(report),
		grpc.WithResolvers(dnsBuilder{lookup(config.Resolver)}),
	}
	if u.Scheme == "http" { // without TLS a proxy of the environment's would see the token
		options = append(options, grpc.WithNoProxy())
	}
	if config.Dialer != nil {
		options = append(options, grpc.WithContextDialer(config.Dialer))
	}
	return options
}

// serviceConfig spreads the calls over all addresses of the backend's name.
const serviceConfig = `{"loadBalancingConfig": [{"round_robin": {}}]}`

// reconnect waits for the next attempt to connect no longer than a second, jitter included: until then every call fails,
// and gRPC's own two minutes would make an outage that much longer.
func reconnect() backoff.Config {
	return backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 800 * time.Millisecond}
}

// transportCredentials listen but for a server in the same process, before which no proxy stands.
func transportCredentials(u *url.URL, config Config, security *tls.Config) credentials.TransportCredentials {
	made := insecure.NewCredentials()
	if u.Scheme == "https" {
		made = credentials.NewTLS(security)
	}
	if config.Dialer != nil {
		return made
	}
	return overhearing{made}
}
