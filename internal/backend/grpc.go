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

// dialGRPC makes the connection of native gRPC.
func dialGRPC(u *url.URL, config Config, security *tls.Config) (*grpc.ClientConn, error) {
	conn, err := grpc.NewClient(target(u, config), options(u, config, security)...)
	if err != nil {
		return nil, fmt.Errorf("dial backend: %w", err)
	}
	return conn, nil
}

// target is for gRPC. Where this side doesn't look the name up, it is passed on to who does.
func target(u *url.URL, config Config) string {
	if config.Dialer != nil {
		return "passthrough:///" + u.Host
	}
	target := url.URL{Scheme: "dns", Path: "/" + hostPort(u)} // the path escapes what an address may have, such as a zone
	if config.proxy != nil {
		target.Scheme = "passthrough"
	}
	return target.Scheme + "://" + target.EscapedPath()
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
		grpc.WithNoProxy(), // what goes through a proxy does so by proxy.go
		grpc.WithStatsHandler(witness{}),
		grpc.WithUnaryInterceptor(report),
		grpc.WithResolvers(dnsBuilder{lookup(config.Resolver)}),
	}
	if config.Dialer != nil || config.proxy != nil {
		dial := config.dial()
		options = append(options, grpc.WithContextDialer(func(ctx context.Context, address string) (net.Conn, error) {
			return dial(ctx, "tcp", address)
		}))
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
