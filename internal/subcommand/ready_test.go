package subcommand_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/subcommand"
	"zitadel-graphql/internal/web"
)

// Ensures that a container is healthy only while its server says so, whichever addresses it listens on, with TLS or without.
func TestReady(t *testing.T) {
	t.Parallel()
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			w.WriteHeader(http.StatusNotFound)
		}
	})
	plain, secure := httptest.NewServer(answer), httptest.NewTLSServer(answer)
	defer plain.Close()
	defer secure.Close()
	busy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }))
	defer busy.Close()
	gone := httptest.NewServer(answer)
	gone.Close()
	address := func(server *httptest.Server) string { return server.Listener.Addr().String() }
	for name, c := range map[string]struct {
		config web.Config
		want   string
	}{
		"ready":          {web.Config{Listen: address(plain)}, ""},
		"everywhere":     {web.Config{Listen: strings.Replace(address(plain), "127.0.0.1", "0.0.0.0", 1)}, ""},
		"no host":        {web.Config{Listen: strings.TrimPrefix(address(plain), "127.0.0.1")}, ""},
		"with TLS":       {web.Config{Listen: address(secure), CertFile: "cert.pem", KeyFile: "key.pem"}, ""},
		"not ready":      {web.Config{Listen: address(busy)}, "503 Service Unavailable"},
		"gone":           {web.Config{Listen: address(gone)}, "connection refused"},
		"no known port":  {web.Config{Listen: "127.0.0.1:0"}, "port 0"},
		"TLS, and isn't": {web.Config{Listen: address(secure)}, "400 Bad Request"},
	} {
		err := subcommand.Print(io.Discard, config.Config{Subcommand: config.CheckReady, Web: c.config})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got the error %v, want %q", name, err, c.want)
		}
	}
}
