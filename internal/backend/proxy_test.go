package backend_test

import (
	"bufio"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/backend"
)

// setProxy sets the environment's proxy, and the hosts that it isn't for.
func setProxy(t *testing.T, proxy, except string) {
	t.Helper()
	for name, value := range map[string]string{"HTTPS_PROXY": proxy, "NO_PROXY": except} {
		t.Setenv(name, value)
		t.Setenv(strings.ToLower(name), value)
	}
}

// A proxy that can't be used is refused before anything is sent to it, without repeating its password, unless the backend is
// exempt from it or is reached without TLS.
func TestProxyIsChecked(t *testing.T) {
	for proxy, fine := range map[string]bool{
		"": true, "http://proxy.example": true, "https://user:s3cret@proxy.example:3128": true, "proxy.example:3128": true,
		"user:s3cret@proxy.example:3128": true, "socks5://user:s3cret@proxy.example": false, "socks5h://proxy.example": false,
		"ftp://s3cret@proxy.example": false, "http://user:s3cret@:3128": false, "http://s3cret\x7f": false, "http://[s3cret": false,
	} {
		setProxy(t, proxy, "exempt.example")
		for _, transport := range allWires() {
			conn, err := backend.Dial(configOf("https://my.example", transport), nil, slog.New(slog.DiscardHandler))
			if (err == nil) != fine || err != nil && (strings.Contains(err.Error(), "s3cret") || !strings.Contains(err.Error(), "HTTPS_PROXY: ")) {
				t.Errorf("%s, %q: %v", transport, proxy, err)
			}
			if err == nil {
				conn.Close() //nolint:errcheck // it has nothing to lose
			}
		}
		for _, url := range []string{"http://localhost", "https://localhost", "https://127.0.0.1"} {
			if err := configOf(url, backend.GRPC).Validate(); err != nil {
				t.Errorf("%s with %q: %v", url, proxy, err)
			}
		}
	}
	setProxy(t, "socks5://proxy.example", "exempt.example")
	if err := configOf("https://exempt.example", backend.GRPC).Validate(); err != nil {
		t.Errorf("an exempt backend: %v", err)
	}
}

// A proxy that answers otherwise than with a tunnel, or not at all, is a backend that can't be reached, in time, and the
// call certainly wasn't sent; a body that it announces isn't waited for.
func TestProxyMisbehaves(t *testing.T) {
	for name, says := range map[string]string{
		"refuses":            "HTTP/1.1 407 No\r\nContent-Length: 100\r\n\r\n",
		"isn't a proxy":      "SSH-2.0\r\n\r\n",
		"answers and goes":   "HTTP/1.1 200 OK\r\n\r\n",
		"sends more":         "HTTP/1.1 200 OK\r\n\r\nand more",
		"never ends":         "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 100<<10),
		"goes":               "",
		"says nothing":       "wait",
		"says it in chunks":  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
		"redirects":          "HTTP/1.1 307 Go\r\nLocation: http://elsewhere.example\r\n\r\n",
		"tells an HTTP page": "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n<p>",
	} {
		address := startProxy(t, says)
		setProxy(t, "http://"+address, "")
		for _, transport := range allWires() {
			config := configOf("https://my.example", transport)
			config.CallTimeout = 500 * time.Millisecond
			got := callErrorOf(t, removeOTP(t.Context(), dial(t, config)))
			if got.Sent || got.Status.Code() != codes.Unavailable && got.Status.Code() != codes.DeadlineExceeded {
				t.Errorf("%s, the proxy %s: %v", transport, name, got)
			}
		}
	}
}

// startProxy answers each request with these bytes and closes the connection; "wait" leaves it open without a word.
func startProxy(t *testing.T, says string) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
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
			go answerOnce(conn, says)
		}
	}()
	return listener.Addr().String()
}

func answerOnce(conn net.Conn, says string) {
	defer conn.Close() //nolint:errcheck // it is thrown away
	if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
		return
	}
	if says == "wait" {
		io.Copy(io.Discard, conn) //nolint:errcheck // the client ends it
		return
	}
	io.WriteString(conn, says) //nolint:errcheck // the client sees it
}

// An address with a zone is one for every wire, and the zone goes to nobody.
func TestZone(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "[::1]:0")
	if err != nil && os.Getenv("ZGTEST_REQUIRE_TOOLS") == "1" {
		t.Fatalf("listen on IPv6's loopback: %v", err)
	}
	if err != nil {
		t.Skip("this machine has no IPv6")
	}
	hosts := make(chan string, 10)
	server := &http.Server{ReadHeaderTimeout: time.Minute, Protocols: new(http.Protocols), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hosts <- r.Host
		w.WriteHeader(http.StatusTeapot)
	})}
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetUnencryptedHTTP2(true)
	go server.Serve(listener) //nolint:errcheck // Close ends it
	t.Cleanup(func() { server.Close() })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, transport := range allWires() {
		got := callErrorOf(t, removeOTP(t.Context(), dial(t, configOf("http://[::1%25lo]:"+port, transport))))
		if !got.Sent {
			t.Fatalf("%s: %v", transport, got)
		}
		if host := <-hosts; host != "[::1]:"+port {
			t.Errorf("%s: the host is %q", transport, host)
		}
	}
}
