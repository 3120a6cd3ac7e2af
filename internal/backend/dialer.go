package backend

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"time"
)

// dialFunc is that of http.Transport.DialContext.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// dialer connects to any of a host's addresses, and begins with another one each time, so that connections spread over them
// as gRPC's do. net.Dialer begins with the same one each time, and goes on to the next only when that has failed. It may be
// used concurrently.
type dialer struct {
	lookup lookupFunc
	next   atomic.Uint64
}

// dialStagger is the head start of each address over the next: the Connection Attempt Delay that RFC 8305 recommends.
const dialStagger = 250 * time.Millisecond

var errNoAddress = errors.New("the name has no address")

// dial is a dialFunc.
func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("dial the backend: %w", err)
	}
	hosts, err := d.lookup(ctx, host)
	if err == nil && len(hosts) == 0 {
		err = errNoAddress
	}
	if err != nil {
		return nil, fmt.Errorf("look up the backend: %w", err)
	}
	first := int(d.next.Add(1) % uint64(len(hosts))) //nolint:gosec // below the number of hosts
	var addresses []string
	for i := range hosts {
		addresses = append(addresses, net.JoinHostPort(hosts[(first+i)%len(hosts)], port))
	}
	return race(ctx, network, addresses)
}

// dialed is the result for one address.
type dialed struct {
	conn net.Conn
	err  error
}

// race starts with the first address, adds the next when that fails or takes long, and returns the first connection that is
// made. Those that come later are closed.
func race(ctx context.Context, network string, addresses []string) (net.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // a connection that is made stays
	results := make(chan dialed)
	var failed []error
	for started := 0; len(failed) < len(addresses); {
		var late <-chan time.Time
		if started < len(addresses) {
			go dialOne(ctx, network, addresses[started], results)
			started++
			late = time.After(dialStagger)
		}
		select {
		case result := <-results:
			if result.err == nil {
				return result.conn, nil
			}
			failed = append(failed, result.err)
		case <-late:
		case <-ctx.Done():
			return nil, errors.Join(append(failed, ctx.Err())...)
		}
	}
	return nil, errors.Join(failed...)
}

// dialOne hands its connection over, or closes it where the race is over.
func dialOne(ctx context.Context, network, address string, results chan<- dialed) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	select {
	case results <- dialed{conn, err}:
	case <-ctx.Done():
		if err == nil {
			conn.Close() //nolint:errcheck,gosec // nothing was done with it
		}
	}
}
