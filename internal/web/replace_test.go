package web_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"zitadel-graphql/internal/certs/certstest"
	"zitadel-graphql/internal/web"
)

// exchangeable is a server of which a test exchanges the settings.
type exchangeable struct{ *web.Server }

func handlersOf(graphQL http.HandlerFunc) web.Handlers {
	return web.Handlers{GraphQL: graphQL, Refuse: refuse}
}

func newExchangeable(t *testing.T, config web.Config, graphQL http.HandlerFunc) exchangeable {
	t.Helper()
	server, err := web.New(config, handlersOf(graphQL), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return exchangeable{server}
}

func (e exchangeable) replace(t *testing.T, config web.Config, graphQL http.HandlerFunc) {
	t.Helper()
	if err := e.Replace(config, handlersOf(graphQL)); err != nil {
		t.Fatal(err)
	}
}

// answer asks as a page of an origin, and returns the status, the body and the origin that may read it.
func (e exchangeable) answer(t *testing.T, origin string) string {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
	r.Header.Set("Origin", origin)
	w := httptest.NewRecorder()
	e.Handler.ServeHTTP(w, r)
	response := w.Result()
	return fmt.Sprint(response.StatusCode, " ", body(t, response), " ", response.Header.Get("Access-Control-Allow-Origin"))
}

// Ensures that a request goes by one configuration from its beginning to its end, while those that begin later go by the next.
func TestReplaceLeavesRequestsThatHaveBegun(t *testing.T) {
	config := func(origin string) web.Config {
		return web.Config{RequestTimeout: time.Minute, MaxBodyBytes: 10, CORSOrigins: []string{origin}}
	}
	begun, goOn := make(chan struct{}), make(chan struct{})
	server := newExchangeable(t, config("https://old.example"), func(w http.ResponseWriter, _ *http.Request) {
		close(begun)
		<-goOn
		fmt.Fprint(w, "old")
	})
	first := make(chan string)
	go func() { first <- server.answer(t, "https://old.example") }()
	<-begun
	server.replace(t, config("https://new.example"), func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "new") })
	if got, want := server.answer(t, "https://new.example"), "200 new https://new.example"; got != want {
		t.Errorf("after the exchange: %q, want %q", got, want)
	}
	close(goOn)
	if got, want := <-first, "200 old https://old.example"; got != want {
		t.Errorf("the request that had begun: %q, want %q", got, want)
	}
}

// Prevents that whoever may have the settings read again, or a file that changes often, gives every client its whole rate limit
// anew each time.
func TestReplaceKeepsWhatIsUsedUpOfARateLimit(t *testing.T) {
	config := web.Config{RequestTimeout: time.Minute, MaxBodyBytes: 10, RateLimit: web.RateLimit{PerMinute: 1, Burst: 2}}
	server := newExchangeable(t, config, ok)
	config.MaxBodyBytes = 11
	for i, want := range []string{"200 graphql ", "200 graphql ", "429 TOO_MANY_REQUESTS "} {
		if got := server.answer(t, ""); got != want {
			t.Errorf("request %d: %q, want %q", i, got, want)
		}
		server.replace(t, config, ok)
	}
	config.RateLimit.Burst = 1
	server.replace(t, config, ok)
	if got, want := server.answer(t, ""), "200 graphql "; got != want {
		t.Errorf("with another limit: %q, want %q", got, want)
	}
}

// Ensures that other files of a certificate count from the next connection on, and that the certificate stays where its files do, even
// if they can't be read any more.
func TestReplaceExchangesTheCertificate(t *testing.T) {
	authority, dir := certstest.NewAuthority(t), t.TempDir()
	files := func(name string) web.Config {
		cert, key := authority.Issue(t, name)
		return web.Config{RequestTimeout: time.Minute, MaxBodyBytes: 10, CertFile: certstest.Write(t, dir, name+".cert", cert), KeyFile: certstest.Write(t, dir, name+".key", key)}
	}
	first, second := files("first.example"), files("second.example")
	server := newExchangeable(t, first, ok)
	expect := func(name string) {
		t.Helper()
		certificate, err := server.TLSConfig.GetCertificate(nil)
		if err != nil || certificate.Leaf.Subject.CommonName != name {
			t.Errorf("the certificate isn't that of %s, %v", name, err)
		}
	}
	expect("first.example")
	server.replace(t, second, ok)
	expect("second.example")
	if err := os.Remove(second.CertFile); err != nil {
		t.Fatal(err)
	}
	second.MaxBodyBytes = 11
	server.replace(t, second, ok)
	expect("second.example")
}

// Ensures that settings which can't be used leave those in force that are.
func TestReplaceThatFailsChangesNothing(t *testing.T) {
	config := web.Config{RequestTimeout: time.Minute, MaxBodyBytes: 10}
	server := newExchangeable(t, config, ok)
	config.CertFile, config.KeyFile = "/nowhere/cert", "/nowhere/key"
	if err := server.Replace(config, handlersOf(http.NotFound)); err == nil {
		t.Error("a certificate that isn't there is taken")
	}
	if got, want := server.answer(t, ""), "200 graphql "; got != want {
		t.Errorf("after it: %q, want %q", got, want)
	}
}
