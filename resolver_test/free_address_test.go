package resolver_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"testing"
)

// freeAddress returns an address on loopback where nothing listens. Its port is below those that the system gives to
// clients: nobody else is given it before the test listens there, and a client that keeps connecting to it can't be
// connected to itself.
func freeAddress(t testing.TB) string {
	t.Helper()
	for range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(10_000))
		if listener, err := net.Listen("tcp", address); err == nil {
			listener.Close()
			return address
		}
	}
	t.Fatal("found no free port")
	return ""
}
