package web

import (
	"net/netip"
	"testing"
)

// A client mustn't choose the address under which it is limited: of x-forwarded-for only what trusted proxies have written
// counts, and reading ends at what is no address.
func TestClientAddress(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		remote    string
		forwarded []string
		want      string
	}{
		{"203.0.113.9:1234", nil, "203.0.113.9"},
		{"203.0.113.9:1234", []string{"198.51.100.1"}, "203.0.113.9"}, // not a proxy of ours
		{"10.0.0.1:1234", nil, "10.0.0.1"},
		{"10.0.0.1:1234", []string{"198.51.100.1"}, "198.51.100.1"},
		{"10.0.0.1:1234", []string{"1.2.3.4, 198.51.100.1"}, "198.51.100.1"},              // the client wrote the first
		{"10.0.0.1:1234", []string{"1.2.3.4", "198.51.100.1"}, "198.51.100.1"},            // the same in two headers
		{"10.0.0.1:1234", []string{"1.2.3.4, 198.51.100.1, 10.2.2.2"}, "198.51.100.1"},    // two proxies
		{"10.0.0.1:1234", []string{"1.2.3.4, 198.51.100.1", "10.2.2.2 "}, "198.51.100.1"}, // the same in two headers
		{"10.0.0.1:1234", []string{"10.3.3.3,10.2.2.2"}, "10.3.3.3"},                      // a client inside
		{"10.0.0.1:1234", []string{"198.51.100.1, garbage"}, "10.0.0.1"},                  // nobody knows who wrote it
		{"10.0.0.1:1234", []string{"garbage, 198.51.100.1"}, "198.51.100.1"},
		{"10.0.0.1:1234", []string{"198.51.100.1, unknown, 10.2.2.2"}, "10.2.2.2"},
		{"10.0.0.1:1234", []string{"198.51.100.1,"}, "10.0.0.1"},
		{"10.0.0.1:1234", []string{""}, "10.0.0.1"},
		{"10.0.0.1:1234", []string{"198.51.100.1:5678"}, "198.51.100.1"},
		{"10.0.0.1:1234", []string{"[2001:db8::1]:5678"}, "2001:db8::1"},
		{"10.0.0.1:1234", []string{"[2001:db8::1]"}, "2001:db8::1"},
		{"10.0.0.1:1234", []string{"2001:db8::1%eth0"}, "2001:db8::1"},
		{"10.0.0.1:1234", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		{"[::ffff:10.0.0.1]:1234", []string{"198.51.100.1"}, "198.51.100.1"},
		{"[fd00::1%eth0]:1234", []string{"198.51.100.1"}, "198.51.100.1"},
		{"@", []string{"198.51.100.1"}, "invalid IP"},
	} {
		if got := clientAddress(parseAddress(c.remote), c.forwarded, trusted).String(); got != c.want {
			t.Errorf("%s, x-forwarded-for %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

// One client has all of an IPv6 /64, and must not have a limit for each of its addresses.
func TestClientNetwork(t *testing.T) {
	for address, want := range map[string]string{
		"198.51.100.1": "198.51.100.1/32", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "2001:db8:1:2:ffff::": "2001:db8:1:2::/64",
	} {
		if got := clientNetwork(netip.MustParseAddr(address)).String(); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}
