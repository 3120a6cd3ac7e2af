package resolver_test

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"zitadel-graphql/internal/wire"
)

// misbehavior is what a server does wrong; the zero value does nothing wrong.
type misbehavior struct {
	// accept is given every new connection before anything is read from it, and closes it. Connections that exist when
	// the fault begins are reset.
	accept func(net.Conn)
	// readsOnly is the number of bytes from the client after which a new connection breaks; 0 is no limit. Connections
	// that exist when the fault begins are reset.
	readsOnly int
	// answer answers every call in place of the backend.
	answer answerer
	// certificate returns what is shown in place of the good certificate; nil makes the handshake fail. Connections
	// that exist when the fault begins are reset.
	certificate func() *tls.Certificate
}

// misbehaving is an HTTP server, over HTTP/1.1 and HTTP/2, that can be made to misbehave. Its methods may be called
// concurrently.
type misbehaving struct {
	address string
	// readsPass delays misbehavior.answer until the next write: reads before it get through.
	readsPass atomic.Bool

	server *http.Server
	mu     sync.Mutex
	now    misbehavior
	lifted chan struct{}
	conns  map[*misbehavingConn]bool
}

// startMisbehaving serves next until the test ends, with TLS if there is a certificate.
func startMisbehaving(t *testing.T, next http.Handler, certificate func() *tls.Certificate) *misbehaving {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &misbehaving{address: listener.Addr().String(), lifted: make(chan struct{}), conns: map[*misbehavingConn]bool{}}
	s.server = &http.Server{
		Handler: s.handler(next), Protocols: new(http.Protocols), ErrorLog: log.New(io.Discard, "", 0),
		ConnContext: func(ctx context.Context, conn net.Conn) context.Context {
			return context.WithValue(ctx, connKey{}, rawOf(conn))
		},
	}
	s.server.Protocols.SetHTTP1(true)
	s.server.Protocols.SetHTTP2(true)
	s.server.Protocols.SetUnencryptedHTTP2(true)
	accepting := &misbehavingListener{Listener: listener, server: s}
	if certificate == nil {
		go s.server.Serve(accepting) //nolint:errcheck // Close ends it
	} else {
		s.server.TLSConfig = s.security(certificate)
		go s.server.ServeTLS(accepting, "", "") //nolint:errcheck // Close ends it
	}
	t.Cleanup(func() {
		s.lift()
		s.server.Close() //nolint:errcheck // what is left of it ends with the test
	})
	return s
}

// connKey is the context key of the connection that a request came on.
type connKey struct{}

// rawOf returns the connection below TLS.
func rawOf(conn net.Conn) *misbehavingConn {
	if secured, isTLS := conn.(*tls.Conn); isTLS {
		conn = secured.NetConn()
	}
	raw, _ := conn.(*misbehavingConn)
	return raw
}

// connOf returns the connection that a request came on.
func connOf(r *http.Request) *misbehavingConn {
	conn, _ := r.Context().Value(connKey{}).(*misbehavingConn)
	return conn
}

func (s *misbehaving) security(certificate func() *tls.Certificate) *tls.Config {
	return &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		if now, _ := s.current(); now.certificate != nil {
			return now.certificate(), nil
		}
		return certificate(), nil
	}}
}

func (s *misbehaving) handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now, lifted := s.current()
		if now.answer == nil || s.letsThrough(r) {
			next.ServeHTTP(w, r)
			return
		}
		now.answer(w, r, next, lifted)
	})
}

// letsThrough reports whether a call is a read that readsPass lets through. The first write ends that.
func (s *misbehaving) letsThrough(r *http.Request) bool {
	if s.readsPass.Load() && isRead(r) {
		return true
	}
	s.readsPass.Store(false)
	return false
}

// isRead reports whether a call only reads. Over REST it knows this by what the calls of faultCalls have in common.
func isRead(r *http.Request) bool {
	return wire.ReadOnly(r.URL.Path) || r.Method == http.MethodGet || strings.HasSuffix(r.URL.Path, "/_search")
}

func (s *misbehaving) current() (misbehavior, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now, s.lifted
}

// misbehave begins a fault.
func (s *misbehaving) misbehave(how misbehavior) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now, s.lifted = how, make(chan struct{})
	if how.accept != nil || how.certificate != nil || how.readsOnly > 0 {
		s.resetAll()
	}
}

// breakConnections resets all connections.
func (s *misbehaving) breakConnections() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.resetAll()
}

func (s *misbehaving) resetAll() {
	for conn := range s.conns {
		conn.reset()
	}
}

// lift ends the fault, also for the calls that it holds.
func (s *misbehaving) lift() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = misbehavior{}
	select {
	case <-s.lifted:
	default:
		close(s.lifted)
	}
}

// misbehavingListener gives each new connection to the fault's accept, or else to the server.
type misbehavingListener struct {
	net.Listener

	server *misbehaving
}

// Accept implements net.Listener.
func (l *misbehavingListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		now, _ := l.server.current()
		if now.accept != nil {
			go now.accept(conn)
			continue
		}
		wrapped := &misbehavingConn{Conn: conn, server: l.server, left: now.readsOnly}
		l.server.mu.Lock()
		l.server.conns[wrapped] = true
		l.server.mu.Unlock()
		return wrapped, nil
	}
}

// misbehavingConn is a connection that can be reset, half-closed, or broken after a number of bytes.
type misbehavingConn struct {
	net.Conn

	server *misbehaving
	left   int // bytes to be read before it breaks; 0 is no bound. Only the reader uses it
}

// Read implements net.Conn.
func (c *misbehavingConn) Read(buffer []byte) (int, error) {
	n, err := c.Conn.Read(buffer)
	if c.left == 0 || n == 0 {
		return n, err
	}
	if n < c.left {
		c.left -= n
		return n, err
	}
	resetConn(c.Conn)
	return 0, net.ErrClosed
}

// Close implements net.Conn.
func (c *misbehavingConn) Close() error {
	c.server.mu.Lock()
	delete(c.server.conns, c)
	c.server.mu.Unlock()
	return c.Conn.Close()
}

// reset breaks the connection in a way that the other side notices as an error, not as an orderly end.
func (c *misbehavingConn) reset() { resetConn(c.Conn) }

// closeWrite ends this side of the connection, and leaves the other side open.
func (c *misbehavingConn) closeWrite() {
	if half, ok := c.Conn.(*net.TCPConn); ok {
		half.CloseWrite() //nolint:errcheck // the program may have closed it
	}
}

func resetConn(conn net.Conn) {
	if whole, ok := conn.(*net.TCPConn); ok {
		whole.SetLinger(0) //nolint:errcheck // it is about to be closed
	}
	conn.Close() //nolint:errcheck // the program may have closed it
}

// record lets next answer, and returns the reply instead of sending it.
func record(r *http.Request, next http.Handler) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	next.ServeHTTP(recorder, r)
	return recorder
}

// replay sends a recorded reply with another body. Trailers are sent as well.
func replay(w http.ResponseWriter, recorded *http.Response, body []byte) {
	maps.Copy(w.Header(), recorded.Header)
	w.WriteHeader(recorded.StatusCode)
	w.Write(body) //nolint:errcheck // the program may be gone
	for name, values := range recorded.Trailer {
		w.Header()[http.TrailerPrefix+name] = values
	}
}
