package loopback_test

import (
	"testing"

	"zitadel-graphql/internal/loopback"
)

// What isn't certain to be this machine is refused: the development tokens would be open to the network.
func TestAddress(t *testing.T) {
	for address, want := range map[string]bool{
		"localhost":                 true,
		"LOCALHOST:4000":            true,
		"localhost.":                true,
		"app.localhost:80":          true,
		"127.0.0.1:4000":            true,
		"127.8.9.10":                true,
		"[::1]:4000":                true,
		"::1":                       true,
		"[::ffff:127.0.0.1]:1":      true,
		"":                          false,
		":4000":                     false,
		"0.0.0.0:4000":              false,
		"[::]:4000":                 false,
		"10.0.0.1:4000":             false,
		"localhost.example":         false,
		"127.0.0.1.example":         false,
		"notlocalhost":              false,
		"127.1:80":                  false,
		"2130706433":                false,
		"evil.example:80@localhost": false,
	} {
		if got := loopback.Address(address); got != want {
			t.Errorf("Address(%q) = %t, want %t", address, got, want)
		}
	}
}
