package backend

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"google.golang.org/grpc/resolver"
)

const (
	lookupTimeout = 1500 * time.Millisecond
	// lookupAgain is how long after a look-up that failed the next one comes. gRPC's own resolver would let up to two
	// minutes pass, and so make an outage of DNS that much longer.
	lookupAgain = 250 * time.Millisecond
	// lookupRefresh is how often a name is looked up that nothing is wrong with.
	lookupRefresh = 30 * time.Second
	// lookupLeast is between two look-ups that a broken connection asks for.
	lookupLeast = time.Second
)

// lookupFunc finds all addresses of a host, IPv4 and IPv6; of an address it is that alone.
type lookupFunc func(ctx context.Context, host string) ([]string, error)

// lookup asks the DNS server at this address, or where there is none, whom the system asks.
func lookup(server string) lookupFunc {
	if server == "" {
		return net.DefaultResolver.LookupHost
	}
	return (&net.Resolver{
		PreferGo: true,
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, server)
		},
	}).LookupHost
}

// validateResolver wants an address, since a name would have to be looked up elsewhere first.
func validateResolver(server string) error {
	if _, err := netip.ParseAddrPort(server); server != "" && err != nil {
		return fmt.Errorf("backend-resolver: %q is no address with a port, such as 127.0.0.1:53", server)
	}
	return nil
}

// dnsBuilder takes the place of gRPC's own resolver of the scheme dns, for the sake of the figures above. Behind a proxy
// of the environment's neither is asked: the proxy looks the name up.
type dnsBuilder struct{ lookup lookupFunc }

var _ resolver.Builder = dnsBuilder{}

// Scheme implements resolver.Builder.
func (dnsBuilder) Scheme() string { return "dns" }

// Build implements resolver.Builder.
func (b dnsBuilder) Build(target resolver.Target, conn resolver.ClientConn, _ resolver.BuildOptions) (resolver.Resolver, error) {
	host, port, err := net.SplitHostPort(target.Endpoint())
	if err != nil {
		return nil, fmt.Errorf("resolve the backend: %w", err)
	}
	r := &dnsResolver{lookup: b.lookup, host: host, port: port, conn: conn, wanted: make(chan struct{}, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	r.cancel = cancel
	r.watching.Go(func() { r.watch(ctx) })
	return r, nil
}

// dnsResolver tells gRPC the addresses of a host, and goes on doing so.
type dnsResolver struct {
	lookup     lookupFunc
	host, port string
	conn       resolver.ClientConn
	wanted     chan struct{}
	cancel     context.CancelFunc
	watching   sync.WaitGroup
}

var _ resolver.Resolver = (*dnsResolver)(nil)

// ResolveNow implements resolver.Resolver. gRPC calls it when a connection broke or couldn't be made.
func (r *dnsResolver) ResolveNow(resolver.ResolveNowOptions) {
	select {
	case r.wanted <- struct{}{}:
	default:
	}
}

// Close implements resolver.Resolver.
func (r *dnsResolver) Close() {
	r.cancel()
	r.watching.Wait()
}

func (r *dnsResolver) watch(ctx context.Context) {
	for {
		least, most := lookupLeast, lookupRefresh
		if !r.tell(ctx) {
			least, most = lookupAgain, lookupAgain
		}
		if !pause(ctx, least) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-r.wanted:
		case <-time.After(most - least):
		}
	}
}

// tell looks the host up once. While that fails gRPC keeps the addresses that it has.
func (r *dnsResolver) tell(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	hosts, err := r.lookup(ctx, r.host)
	if err != nil {
		r.conn.ReportError(fmt.Errorf("look up the backend: %w", err))
		return false
	}
	state := resolver.State{}
	for _, host := range hosts {
		address := resolver.Address{Addr: net.JoinHostPort(host, r.port)}
		state.Endpoints = append(state.Endpoints, resolver.Endpoint{Addresses: []resolver.Address{address}})
	}
	return r.conn.UpdateState(state) == nil
}
