package resolver_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"zitadel-graphql/internal/backend/backendtest"
)

// caseBackends are the backends that a case can name in the line "backend: NAME" of its section "program". Each function
// starts one on a loopback socket until the test ends, and returns its URL.
func caseBackends() map[string]func(*testing.T) string {
	all := map[string]func(*testing.T) string{"scripted": startScriptedURL, "closed": startClosed}
	for name, greeting := range greetings() {
		all[name] = func(t *testing.T) string {
			t.Helper()
			return startRaw(t, greeting)
		}
	}
	for name, page := range pages() {
		all[name] = func(t *testing.T) string {
			t.Helper()
			return startPage(t, page.status, page.version)
		}
	}
	return all
}

// greetings are the backends that write this on each connection, and nothing else; but for hangsUp, which ends it.
func greetings() map[string]string {
	return map[string]string{"silent": "", "hangs up": hangsUp, "garbage": "\x16\x03\x01SECRET-TEXT\r\n\r\n\x00\xff"}
}

const hangsUp = "hang up"

// page is a backend that answers with this status, over HTTP/1.1 and, if version is 2, over HTTP/2 too.
type page struct{ status, version int }

func pages() map[string]page {
	return map[string]page{
		"html":          {404, 1},
		"html over h2":  {200, 2},
		"404 over h2":   {404, 2},
		"503 over h2":   {503, 2},
		"401 over h2":   {401, 2},
		"a redirection": {307, 2},
	}
}

func startScriptedURL(t *testing.T) string {
	t.Helper()
	return startScripted(t).url()
}

// startClosed returns the URL of a port on which nothing listens.
func startClosed(t *testing.T) string {
	t.Helper()
	return "http://" + backendtest.ClosedAddress(t)
}

// startRaw accepts connections and writes the greeting on each, which then stays open until the program closes it. The
// greeting hangsUp closes each connection at once.
func startRaw(t *testing.T, greeting string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go greet(listener, greeting)
	return "http://" + listener.Addr().String()
}

// greet does on each connection what startRaw says, until the listener is closed.
func greet(listener net.Listener, greeting string) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		if greeting == hangsUp {
			conn.Close() //nolint:errcheck // the program may be gone already
			continue
		}
		go keepOpen(conn, greeting)
	}
}

// keepOpen writes the greeting, and reads until the other side closes the connection.
func keepOpen(conn net.Conn, greeting string) {
	defer conn.Close() //nolint:errcheck // the other side may have closed it
	if _, err := io.WriteString(conn, greeting); err == nil {
		io.Copy(io.Discard, conn) //nolint:errcheck // the other side ends it, in whatever way
	}
}

// startPage answers every request with an HTML page of this status, over HTTP/1.1 and, if version is 2, also over
// HTTP/2 without TLS.
func startPage(t *testing.T, status, version int) string {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	server.Config = newPage(page{status, version})
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}

func newPage(p page) *http.Server {
	server := &http.Server{Protocols: new(http.Protocols), Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Location", "/SECRET-TEXT")
		w.WriteHeader(p.status)
		fmt.Fprintf(w, "<html><title>%d SECRET-TEXT</title></html>", p.status)
	})}
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetUnencryptedHTTP2(p.version >= 2)
	return server
}
