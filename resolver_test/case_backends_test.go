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
	return map[string]func(*testing.T) string{
		"scripted":      startScriptedURL,
		"closed":        startClosed,
		"silent":        raw(""),
		"hangs up":      raw("hang up"),
		"garbage":       raw("\x16\x03\x01SECRET-TEXT\r\n\r\n\x00\xff"),
		"html":          page(404, 1),
		"html over h2":  page(200, 2),
		"404 over h2":   page(404, 2),
		"503 over h2":   page(503, 2),
		"401 over h2":   page(401, 2),
		"a redirection": page(307, 2),
	}
}

func startScriptedURL(t *testing.T) string {
	t.Helper()
	return startScripted(t).url()
}

func raw(greeting string) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		return startRaw(t, greeting)
	}
}

func page(status, version int) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		return startPage(t, status, version)
	}
}

// startClosed returns the URL of a port on which nothing listens.
func startClosed(t *testing.T) string {
	t.Helper()
	return "http://" + backendtest.ClosedAddress(t)
}

// startRaw accepts connections and writes the greeting on each, which then stays open until the program closes it. The
// greeting "hang up" closes each connection at once.
func startRaw(t *testing.T, greeting string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if greeting == "hang up" {
				conn.Close() //nolint:errcheck // the program may be gone already
				continue
			}
			go keepOpen(conn, greeting)
		}
	}()
	return "http://" + listener.Addr().String()
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
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Location", "/SECRET-TEXT")
		w.WriteHeader(status)
		fmt.Fprintf(w, "<html><title>%d SECRET-TEXT</title></html>", status)
	}))
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetHTTP1(true)
	server.Config.Protocols.SetUnencryptedHTTP2(version >= 2)
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}
