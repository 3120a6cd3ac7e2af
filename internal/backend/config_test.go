package backend_test

import (
	"strings"
	"testing"

	"zitadel-graphql/internal/backend"
)

// Everything that is wrong with a configuration is reported at once, without the secrets in it.
func TestValidate(t *testing.T) {
	for _, c := range []struct {
		url      string
		insecure bool
		want     []string // empty: it is fine
	}{
		{url: "https://my.example"},
		{url: "https://my.example:8443/"},
		{url: "http://localhost:8080"},
		{url: "http://[::1]:8080"},
		{url: "http://10.0.0.1:8080", insecure: true},
		{url: "http://10.0.0.1:8080", want: []string{"in the clear"}},
		{url: "http://localhost.example", want: []string{"in the clear"}},
		{url: "my.example", want: []string{"no https:// or http:// in front"}},
		{url: "ftp://my.example/x?y#z", want: []string{"scheme", "more than"}},
		{url: "https://user:s3cret@my.example", want: []string{"more than"}},
		{url: "https://s3cret\x7f", want: []string{"can't be parsed"}},
		{url: "https://my.example:99999", want: []string{"99999 is no port"}},
		{url: "https://my.example:0", want: []string{"0 is no port"}},
		{url: "", want: []string{"no https:// or http:// in front"}},
		{url: "https://", want: []string{"no host"}},
	} {
		config := configOf(c.url, backend.GRPC)
		config.Insecure = c.insecure
		err := config.Validate()
		if (err == nil) != (len(c.want) == 0) {
			t.Errorf("%q: %v", c.url, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v, which doesn't say %q", c.url, err, want)
			}
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: the error repeats the secret: %v", c.url, err)
		}
	}
}

// An authority without a host would leave the certificate's name unchecked.
func TestValidateAuthority(t *testing.T) {
	for authority, fine := range map[string]bool{
		"": true, "my.example": true, "my.example:443": true, "[::1]:443": true,
		":443": false, ":": false, "[]": false, "a b": false, "a\tb": false, "my.example:": false, "my.example:0": false,
		"http://my.example": false, "user@my.example": false, "my.example/path": false,
	} {
		config := configOf("https://127.0.0.1", backend.GRPC)
		config.Authority = authority
		if err := config.Validate(); (err == nil) != fine {
			t.Errorf("%q: %v", authority, err)
		}
	}
}

// A wire that isn't named, or that there is no connection for, is refused: what a caller forgets has no hidden default.
func TestValidateWire(t *testing.T) {
	for transport, connections := range map[string]int{"": 1, "http": 1, backend.GRPC: 0, backend.REST: -1} {
		config := configOf("https://my.example", transport)
		config.Connections = connections
		if err := config.Validate(); err == nil {
			t.Errorf("the transport %q with %d connections is taken", transport, connections)
		}
	}
}
