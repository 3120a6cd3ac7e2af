package backendtest

import (
	"net"
	"testing"
)

// ClosedAddress returns an address on loopback that refuses connections, and that nobody else gets while the test runs: it is the
// client's end of a connection, so its port is taken and nothing listens there.
func ClosedAddress(t testing.TB) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() }) //nolint:gosec // nothing is left to lose
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() }) //nolint:errcheck,gosec // as above
	return conn.LocalAddr().String()
}
