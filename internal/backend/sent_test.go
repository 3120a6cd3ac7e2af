package backend

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// failingConn fails at every write: before anything is out, or after some of it.
type failingConn struct {
	net.Conn

	out int // bytes that get out
}

func (h failingConn) Write(p []byte) (int, error) {
	n, err := h.Conn.Write(p[:min(h.out, len(p))])
	return n, errors.Join(err, errors.New("the network is down"))
}

// A write of which nothing got out certainly didn't happen, and one of which a byte got out may have.
func TestNothingWritten(t *testing.T) {
	for out, want := range map[int]bool{0: false, 1: true} {
		for _, transport := range []string{GRPCWeb, REST} {
			got := removeThrough(t.Context(), t, transport, func(conn net.Conn) net.Conn { return failingConn{conn, out} })
			if got.Sent != want || got.MayHaveWritten() != want || got.Status.Code() != codes.Unavailable {
				t.Errorf("%s, %d bytes got out: %v", transport, out, got)
			}
		}
	}
}

// stalledConn gets nothing out until it is closed.
type stalledConn struct {
	net.Conn

	entered, closed chan struct{}
	once            sync.Once
}

func (s *stalledConn) Write([]byte) (int, error) {
	close(s.entered)
	<-s.closed
	return 0, net.ErrClosed
}

func (s *stalledConn) Close() error {
	s.once.Do(func() { close(s.closed) })
	return s.Conn.Close()
}

// A write that is given up while the network takes nothing certainly didn't happen.
func TestGivenUpWhileNothingGetsOut(t *testing.T) {
	for _, transport := range []string{GRPCWeb, REST} {
		stalled := &stalledConn{entered: make(chan struct{}), closed: make(chan struct{})}
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			<-stalled.entered
			cancel()
		}()
		got := removeThrough(ctx, t, transport, func(conn net.Conn) net.Conn {
			stalled.Conn = conn
			return stalled
		})
		if got.Sent || got.Status.Code() != codes.Canceled {
			t.Errorf("%s: %v", transport, got)
		}
	}
}

// Nothing is written to a sealed connection, however late the attempt comes.
func TestSealed(t *testing.T) {
	near, far := net.Pipe()
	defer far.Close() //nolint:errcheck // it has nothing to lose
	s := &trackedConn{Conn: near}
	mark := s.writesSoFar()
	if !s.sealIfUnwritten(mark) {
		t.Fatal("something was written")
	}
	if n, err := s.Write([]byte("x")); n != 0 || !errors.Is(err, net.ErrClosed) {
		t.Errorf("wrote %d, %v", n, err)
	}
	used := &trackedConn{Conn: failingConn{near, 0}}
	mark = used.writesSoFar()
	used.countWrites(1) // a write is under conn
	if used.sealIfUnwritten(mark) || !used.countWrites(1) {
		t.Error("a connection in use was sealed")
	}
}

// A write on a connection that the server closed while it was idle is made again, and done once, whether the client
// noticed that before or finds nothing written. Where neither is certain, the outcome is UNKNOWN, and the write isn't made again.
func TestClosedWhileIdle(t *testing.T) {
	var done atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			done.Add(1)
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write([]byte("{}")) //nolint:errcheck // the client sees it
	}))
	t.Cleanup(server.Close)
	conn, err := Dial(Config{URL: server.URL, Transport: REST, Connections: 1, CallTimeout: 10 * time.Second, MaxReplyBytes: 1000, Retries: 3}, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() }) //nolint:errcheck // it has nothing to lose
	client := managementv1.NewManagementServiceClient(conn)
	for range 50 {
		if _, err := client.Healthz(t.Context(), &managementv1.HealthzRequest{}); err != nil {
			t.Fatal(err)
		}
		server.CloseClientConnections()
		before := done.Load()
		_, err := client.RemoveSecondFactorFromLoginPolicy(t.Context(), &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: 1})
		failed, isFailure := errors.AsType[*wire.CallError](err)
		switch executed := done.Load() - before; {
		case executed > 1, err == nil && executed != 1, isFailure && !failed.MayHaveWritten() && executed != 0:
			t.Errorf("done %d times: %v", executed, err)
		}
	}
}

// removeThrough makes a removal over a connection that is wrapped, and returns its failure.
func removeThrough(ctx context.Context, t *testing.T, transport string, wrap func(net.Conn) net.Conn) *wire.CallError {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	dialer := func(ctx context.Context, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
		if err != nil {
			return nil, err
		}
		return wrap(conn), nil
	}
	config := Config{URL: server.URL, Transport: transport, Connections: 1, CallTimeout: 10 * time.Second, MaxReplyBytes: 1000}
	conn, err := Dial(config, dialer, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() }) //nolint:errcheck // it has nothing to lose
	_, err = managementv1.NewManagementServiceClient(conn).RemoveSecondFactorFromLoginPolicy(ctx,
		&managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: 1})
	failed, ok := errors.AsType[*wire.CallError](err)
	if !ok {
		t.Fatalf("the call came to %v", err)
	}
	return failed
}
