package backend

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"time"
)

// dialer connects the web wires to any address of a host, beginning with another one each time. It may be used
// concurrently.
type dialer struct {
	lookup lookupFunc
	next   atomic.Uint64
}

// dialStagger is how long the next address waits for the one before, as RFC 8305 has it.
const dialStagger = 250 * time.Millisecond

var errNoAddress = errors.New("the name has no address")

// dial is for http.Transport.DialContext.
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

// dialed is what one address came to.
type dialed struct {
	conn net.Conn
	err  error
}

// race starts with one address, goes on to the next when that fails or takes long, and returns the first connection.
func race(ctx context.Context, network string, addresses []string) (net.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // a connection that is made stays
	results := make(chan dialed)
	var failed []error
	for started := 0; len(failed) < len(addresses); {
		var late <-chan time.Time
		if started < len(addresses) {
			go try(ctx, network, addresses[started], results)
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

// try hands its connection over, or closes it where the race is over.
func try(ctx context.Context, network, address string, results chan<- dialed) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	select {
	case results <- dialed{conn, err}:
	case <-ctx.Done():
		if err == nil {
			conn.Close() //nolint:errcheck,gosec // nothing was done with it
		}
	}
}
