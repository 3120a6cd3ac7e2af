package config_test

import (
	"strings"
	"testing"
	"time"

	"zitadel-graphql/graph/endpoint"
)

// The wire is native gRPC unless told otherwise, and one that the backend doesn't speak is refused before it starts.
func TestTransport(t *testing.T) {
	c, err := load([]string{"--backend", "https://zitadel.example"}, nil)
	if err != nil || c.Backend.Transport != "grpc" {
		t.Errorf("by default: %q, %v", c.Backend.Transport, err)
	}
	for _, wire := range []string{"grpc-web", "rest"} {
		c, err := load([]string{"--backend", "https://zitadel.example", "--transport", wire}, nil)
		if err != nil || c.Backend.Transport != wire {
			t.Errorf("%s: %q, %v", wire, c.Backend.Transport, err)
		}
		if _, err := load([]string{"--transport", wire}, nil); err == nil || !strings.Contains(err.Error(), "transport: the embedded") {
			t.Errorf("%s with the embedded backend: %v", wire, err)
		}
	}
	if _, err := load([]string{"--backend", "https://zitadel.example", "--transport", "soap"}, nil); err == nil {
		t.Error("soap is taken")
	}
}

// The development tokens are known to everybody: they must not be offered to a network by accident.
func TestEmbeddedStaysOnThisMachine(t *testing.T) {
	for _, args := range [][]string{
		{"--listen", "0.0.0.0:4000"},
		{"--listen", ":4000"},
		{"--listen", "192.168.1.1:4000"},
		{"--embedded-listen", "0.0.0.0:4001"},
		{"--metrics-listen", "0.0.0.0:4002"},
	} {
		if _, err := load(args, nil); err == nil || !strings.Contains(err.Error(), "embedded-allow-remote") {
			t.Errorf("%v: %v", args, err)
		}
		c, err := load(append(args, "--embedded-allow-remote"), nil)
		if err != nil || c.Web.OnlyLoopbackHosts || !c.EmbeddedServer.AnyAuthority {
			t.Errorf("%v, allowed: %v", args, err)
		}
	}
}

// Cookies never identify a caller, so an origin can be opened without them; but what isn't an origin opens nothing.
func TestOrigins(t *testing.T) {
	for origin, fine := range map[string]bool{
		"https://app.example.com": true, "http://localhost:5173": true, "*": true,
		"https://app.example.com/": false, "app.example.com": false, "https://*.example.com": false, "null": false, "https://": false,
	} {
		if _, err := load([]string{"--cors-origin", origin}, nil); (err == nil) != fine {
			t.Errorf("%s: %v", origin, err)
		}
	}
}

// A login on GraphiQL's page that nobody could reach or use is refused; the issuer is the instance unless somebody says.
func TestLoginSettings(t *testing.T) {
	production := []string{"--backend", "https://my.example:8443", "--graphiql", "on"}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--backend", "https://my.example", "--graphiql-client-id", "1"}, "graphiql-client-id: has no effect without GraphiQL"},
		{[]string{"--graphiql-client-id", "1"}, "graphiql-client-id: nobody can log in at the embedded backend"},
		{append(production, "--graphiql-issuer", "https://login.example"), "graphiql-issuer: has no effect without graphiql-client-id"},
		{append(production, "--graphiql-client-id", "1", "--graphiql-issuer", "http://login.example"), "graphiql-issuer: http to \"login.example\""},
		{append(production, "--graphiql-client-id", "1", "--graphiql-issuer", "login.example"), "graphiql-issuer: the URL has no https:// in front"},
		{[]string{"--backend", "https://my example", "--graphiql", "on", "--graphiql-client-id", "1"}, "backend: the URL can't be parsed"},
	} {
		_, err := load(test.args, nil)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: want one line with %q, got %v", test.args, test.want, err)
		}
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{production, "https://my.example:8443"},
		{append(production, "--backend-authority", "id.example"), "https://id.example"},
		{[]string{"--backend", "http://localhost:8080", "--backend-authority", "id.example"}, "https://id.example"},
		{append(production, "--graphiql-issuer", "http://localhost:8080", "--graphiql-client-id", "1"), "http://localhost:8080"},
	} {
		c, err := load(test.args, nil)
		if err != nil || c.Login.Issuer != test.want {
			t.Errorf("%v: the issuer is %q, want %q; %v", test.args, c.Login.Issuer, test.want, err)
		}
	}
}

// A time for a part of a request that is longer than the request's own would have no effect: it is refused where somebody
// gave it.
func TestTimesWithinTheRequest(t *testing.T) {
	for _, args := range [][]string{
		{"--backend-timeout=31s"}, {"--backend-timeout=5s", "--request-timeout=4s"}, {"--header-timeout=1m"}, {"--request-timeout=8s", "--header-timeout=9s"},
	} {
		if _, err := load(args, nil); err == nil || !strings.Contains(err.Error(), "request-timeout ends the whole request") {
			t.Errorf("%v: %v", args, err)
		}
	}
	for _, args := range [][]string{
		{"--request-timeout=1s"}, {"--backend-timeout=30s"}, {"--request-timeout=1s", "--backend-timeout=1s", "--header-timeout=1s"}, {"--request-timeout=2m", "--backend-timeout=1m"},
	} {
		if _, err := load(args, nil); err != nil {
			t.Errorf("%v: %v", args, err)
		}
	}
	if _, err := load(nil, map[string]string{"ZITADEL_GRAPHQL_BACKEND_TIMEOUT": "40s"}); err == nil {
		t.Error("the environment's isn't looked at")
	}
}

// Settings of streams that have no effect beside others are refused where somebody gave them, and a default gives way.
func TestStreamSettings(t *testing.T) {
	for _, args := range [][]string{
		{"--stream-timeout=100ms"}, {"--stream-keepalive=15m"}, {"--stream-timeout=1m", "--stream-keepalive=60s"},
		{"--max-streams-per-caller=101"}, {"--max-streams=2", "--max-streams-per-caller=3"},
	} {
		if _, err := load(args, nil); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: want one line, got %v", args, err)
		}
	}
	for _, args := range [][]string{
		{"--stream-timeout=1s"}, {"--max-streams=2"}, {"--max-streams-per-caller=100"}, {"--stream-timeout=1m", "--stream-keepalive=59s"},
	} {
		if _, err := load(args, nil); err != nil {
			t.Errorf("%v: %v", args, err)
		}
	}
	c, err := load([]string{"--stream-timeout=2m", "--stream-keepalive=3s", "--max-streams=9", "--max-streams-per-caller=8"}, nil)
	if want := (endpoint.StreamLimits{PerCaller: 8, Total: 9, KeepAlive: 3 * time.Second}); err != nil || c.Endpoint.Streams != want || c.Web.StreamTimeout != 2*time.Minute {
		t.Errorf("got %+v and %v, %v", c.Endpoint.Streams, c.Web.StreamTimeout, err)
	}
}
