package backend

import (
	"context"
	"crypto/tls"
	"net"
	"net/http/httptrace"
	"sync"
)

// sendTracker finds out whether a request may have been sent on one of the connections that net/http gave it, which net/http
// itself doesn't tell. It may be used concurrently.
type sendTracker struct {
	mu     sync.Mutex
	sent   bool
	conn   *trackedConn // the last one, of HTTP/1.1; nil for none
	before int64        // the writes on it before the request
}

// trace has net/http report the request's connections to t.
func (t *sendTracker) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: t.gotConn})
}

// gotConn is called by net/http before anything is written. With HTTP/2 the request counts as sent from then on: others
// write to the same connection, and nothing later is certain to be seen before a call that is given up returns. That the
// server refused a stream unseen (REFUSED_STREAM, GOAWAY) changes nothing: for what can't be sent again net/http says so in a
// text only.
func (t *sendTracker) gotConn(info httptrace.GotConnInfo) {
	conn := trackedConnOf(info.Conn)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.leaveConn()
	if conn == nil {
		t.sent = true
		return
	}
	t.conn, t.before = conn, conn.writesSoFar()
}

// leaveConn notes whether the request was written to the connection that it had. If it wasn't, it never will be.
func (t *sendTracker) leaveConn() {
	if t.conn != nil && !t.conn.sealIfUnwritten(t.before) {
		t.sent = true
	}
	t.conn = nil
}

// maybeSent ends the tracking of a call that failed, and reports whether its request may have been sent. One that wasn't sent
// until then never is.
func (t *sendTracker) maybeSent() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.leaveConn()
	return t.sent
}

// trackedConn is a connection of the web wires that counts what was written to it, and can be sealed against more. A request
// of HTTP/1.1 has the connection to itself, so that makes it certain that the request was never sent, also where it was given
// up while net/http was about to write it.
type trackedConn struct {
	net.Conn

	mu     sync.Mutex
	writes int64 // attempts that may have brought something out
	sealed bool
}

// Write implements net.Conn.
func (c *trackedConn) Write(p []byte) (int, error) {
	if !c.countWrites(1) {
		return 0, net.ErrClosed
	}
	n, err := c.Conn.Write(p)
	if n == 0 && err != nil {
		c.countWrites(-1)
	}
	return n, err
}

// countWrites adds to the writes, or reports false where the connection is sealed.
func (c *trackedConn) countWrites(n int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sealed {
		return false
	}
	c.writes += n
	return true
}

func (c *trackedConn) writesSoFar() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.writes
}

// sealIfUnwritten reports whether there were no writes beyond those before. If so, there never will be.
func (c *trackedConn) sealIfUnwritten(before int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sealed = c.sealed || c.writes == before
	return c.writes == before
}

// tracked makes dial's connections trackedConns.
func tracked(dial dialFunc) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &trackedConn{Conn: conn}, nil
	}
}

// trackedConnOf returns nil where the connection isn't the request's alone.
func trackedConnOf(conn net.Conn) *trackedConn {
	for {
		switch c := conn.(type) {
		case *trackedConn:
			return c
		case *tls.Conn:
			if c.ConnectionState().NegotiatedProtocol == "h2" {
				return nil
			}
			conn = c.NetConn()
		default:
			return nil
		}
	}
}
