package backend

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"google.golang.org/grpc/resolver"

	"zitadel-graphql/internal/invalid"
)

const (
	lookupTimeout = 1500 * time.Millisecond
	// lookupRetryDelay follows a look-up that failed. gRPC's own resolver would let up to two minutes pass, and so make an
	// outage of DNS that much longer.
	lookupRetryDelay = 250 * time.Millisecond
	// lookupMinInterval lies at least between two look-ups, even where connections break.
	lookupMinInterval = time.Second
	// lookupInterval lies between two look-ups while nothing is wrong.
	lookupInterval = 30 * time.Second
)

// lookupFunc finds all addresses of a host, IPv4 and IPv6; of an address it is that alone.
type lookupFunc func(ctx context.Context, host string) ([]string, error)

// lookup asks the DNS server at this address, or the system's where it is empty.
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

// validateResolver demands an address: a name would have to be looked up elsewhere first.
func validateResolver(server string) error {
	if _, err := netip.ParseAddrPort(server); server != "" && err != nil {
		return invalid.Setting{Name: "backend-resolver", Problem: fmt.Sprintf("%q is no address with a port", server), Remedy: "write one such as 127.0.0.1:53"}
	}
	return nil
}

// dnsBuilder replaces gRPC's own resolver of the scheme dns, whose intervals are fixed or global. It isn't used where a
// proxy looks the name up.
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

// dnsResolver keeps gRPC informed of the addresses of a host until it is closed.
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
	for due := true; due; {
		due = r.waitForNext(ctx, r.update(ctx))
	}
}

// update looks the host up once, and reports whether gRPC took the addresses. While that fails, gRPC keeps those that it has.
func (r *dnsResolver) update(ctx context.Context) bool {
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

// waitForNext returns when the next look-up is due, or with false when ctx is done.
func (r *dnsResolver) waitForNext(ctx context.Context, updated bool) bool {
	least, most := lookupMinInterval, lookupInterval
	if !updated {
		least, most = lookupRetryDelay, lookupRetryDelay
	}
	earliest, latest := time.After(least), time.After(most)
	var wanted <-chan struct{} // nil, which nothing comes from, until the earliest time
	for {
		select {
		case <-ctx.Done():
			return false
		case <-earliest:
			wanted = r.wanted
		case <-wanted:
			return true
		case <-latest:
			return true
		}
	}
}
