package backend

import (
	"context"
	"crypto/tls"
	"net"
	"net/http/httptrace"
	"sync"
)

// socket is a connection of the web wires that knows whether anything was written to it, and can be kept from having more
// written. That makes it certain that a request of HTTP/1.1, which has the connection to itself, was never sent, also
// where it was given up while net/http was about to write it.
type socket struct {
	net.Conn

	mu      sync.Mutex
	written int64 // attempts to write that may have brought something out
	sealed  bool
}

// Write implements net.Conn.
func (s *socket) Write(p []byte) (int, error) {
	if !s.count(1) {
		return 0, net.ErrClosed
	}
	n, err := s.Conn.Write(p)
	if n == 0 && err != nil {
		s.count(-1)
	}
	return n, err
}

// count says whether writing is allowed.
func (s *socket) count(attempts int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sealed {
		return false
	}
	s.written += attempts
	return true
}

// mark is what was written up to now.
func (s *socket) mark() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written
}

// seal says whether nothing was written since the mark, and if so sees to it that nothing will be.
func (s *socket) seal(mark int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sealed = s.sealed || s.written == mark
	return s.written == mark
}

// dialFunc is that of http.Transport.DialContext.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

func overSockets(dial dialFunc) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &socket{Conn: conn}, nil
	}
}

// departure finds out whether a request left on one of the connections that net/http gave it. It may be used
// concurrently.
type departure struct {
	mu     sync.Mutex
	sent   bool
	socket *socket // of HTTP/1.1, and its mark
	mark   int64
}

// watch has the connections told to d that a request gets.
func (d *departure) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: d.gotConn})
}

// gotConn is for httptrace, which calls it before anything is written. With HTTP/2 that is the last moment that is
// certain to be seen before a call that is given up returns: others write to the same connection. That the server refused
// a stream unseen (REFUSED_STREAM, GOAWAY) changes nothing: for what can't be sent again net/http says so in a text only.
func (d *departure) gotConn(info httptrace.GotConnInfo) {
	found := socketOf(info.Conn)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.settle()
	if found == nil {
		d.sent = true
		return
	}
	d.socket, d.mark = found, found.mark()
}

// settle is for when the request is done with its connection.
func (d *departure) settle() {
	if d.socket != nil && !d.socket.seal(d.mark) {
		d.sent = true
	}
	d.socket = nil
}

// happened is for the end of a call that failed: what wasn't sent until then never is.
func (d *departure) happened() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.settle()
	return d.sent
}

// socketOf returns nil where the connection isn't the request's alone.
func socketOf(conn net.Conn) *socket {
	for {
		switch c := conn.(type) {
		case *socket:
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
