package resolver_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"syscall"
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

// whilePortIsTaken calls listen again while it fails for that reason. A program that another test is starting has a copy of all
// sockets of this process for a moment, and so keeps the port of a listener that was just closed.
func whilePortIsTaken(t testing.TB, listen func() error) (err error) {
	t.Helper()
	eventually(t, "the port is free", func() bool {
		err = listen()
		return !errors.Is(err, syscall.EADDRINUSE)
	})
	return err
}
