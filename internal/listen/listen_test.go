package listen_test

import (
	"errors"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"

	"zitadel-graphql/internal/listen"
)

// Each failure that an operator can do something about says what, in one line, with the setting that has the address.
func TestRemedies(t *testing.T) {
	taken, err := listen.TCP(t.Context(), "listen", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	for name, c := range map[string]struct {
		address, remedy string
		is              error
		asRoot          bool // as root there is no such failure
	}{
		"another program has it":     {address: taken.Addr().String(), remedy: "ss -ltnp", is: syscall.EADDRINUSE},
		"a port for the privileged":  {address: "127.0.0.1:1", remedy: "CAP_NET_BIND_SERVICE", is: syscall.EACCES, asRoot: true},
		"not this machine's address": {address: "192.0.2.1:0", remedy: "to one that it has", is: syscall.EADDRNOTAVAIL},
		"no name of this machine":    {address: "nothing.invalid:0", remedy: "an IP address"},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := listen.TCP(t.Context(), "metrics-listen", c.address)
			if err == nil {
				_ = l.Close()
				if c.asRoot && os.Geteuid() == 0 {
					t.Skip("root may listen on any port")
				}
				t.Fatal("it listens")
			}
			refused, ok := errors.AsType[*listen.Error](err)
			if !ok || refused.Setting != "metrics-listen" || refused.Address != c.address || !strings.Contains(refused.Remedy, c.remedy) {
				t.Errorf("got %#v", err)
			}
			if c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("got %v, want %v", err, c.is)
			}
			if text := err.Error(); strings.Contains(text, "\n") || strings.Count(text, c.address) != 1 || !strings.Contains(text, c.remedy) {
				t.Errorf("the text is %q", text)
			}
		})
	}
}

// What is listened on takes connections.
func TestTCP(t *testing.T) {
	l, err := listen.TCP(t.Context(), "listen", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
}
