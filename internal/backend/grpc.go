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
		grpc.WithTransportCredentials(transportCredentials(u, security)),
		grpc.WithAuthority(authority(u, config)),
		grpc.WithUserAgent(config.UserAgent),
		// A service config that came by DNS could switch on retries of writes.
		grpc.WithDisableServiceConfig(),
		grpc.WithDisableRetry(),
		grpc.WithMaxHeaderListSize(maxHeaderBytes),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(config.MaxReplyBytes)),
		grpc.WithConnectParams(grpc.ConnectParams{Backoff: reconnect(), MinConnectTimeout: connectTimeout}),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: keepaliveTime, Timeout: keepaliveTimeout}),
		grpc.WithStatsHandler(witness{}),
		grpc.WithChainUnaryInterceptor(deadline(config.CallTimeout), report),
	}
	if u.Scheme == "http" { // without TLS a proxy of the environment's would see the token
		options = append(options, grpc.WithNoProxy())
	}
	if config.Dialer != nil {
		options = append(options, grpc.WithContextDialer(config.Dialer))
	}
	return options
}

// reconnect waits no longer than a second or two for the next attempt to connect: until then every call fails, and gRPC's
// own two minutes would make an outage that much longer.
func reconnect() backoff.Config {
	return backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 1500 * time.Millisecond}
}

func transportCredentials(u *url.URL, security *tls.Config) credentials.TransportCredentials {
	if u.Scheme == "http" {
		return insecure.NewCredentials()
	}
	return credentials.NewTLS(security)
}
