package resolver_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"testing"
)

// freeAddress is on loopback, free, and below the ports that clients are given: while nothing listens there, nobody else
// gets it, and nobody who keeps connecting can meet himself.
func freeAddress(t *testing.T) string {
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
