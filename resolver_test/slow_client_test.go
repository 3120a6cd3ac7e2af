package resolver_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// TestSlowBody prevents that a client which sends its body slowly keeps a connection for longer than a request may
// take: it is answered in the error contract, and the connection is closed.
func TestSlowBody(t *testing.T) {
	t.Parallel()
	p := start(t, "--request-timeout", "300ms")
	conn, err := net.Dial("tcp", p.graphqlAddress)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // the program has closed it, which the end checks
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("no response: %v", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := errorOf(reply{body: string(body)}); response.StatusCode < 400 || response.StatusCode > 499 || got.Code == "" {
		t.Errorf("got %d %s, want a contract error that blames the client", response.StatusCode, body)
	}
	if found := internalsIn(string(body)); found != nil {
		t.Errorf("the reply has %q in it:\n%s", found, body)
	}
	if !response.Close {
		t.Error("the connection stays open")
	}
}

// TestSlowClients prevents that clients which send a head slowly, send nothing, or stop sending keep connections for
// longer than --header-timeout and --idle-timeout; others are served meanwhile.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	limit := stretched(2 * time.Second) // long enough for a plain request on a busy machine
	p := start(t, "--header-timeout", limit, "--idle-timeout", limit)
	held := map[string][]net.Conn{}
	for name, text := range map[string]string{
		"half a head": "POST /graphql HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
		"nothing":     "",
		"half a line": "POS",
		"no more":     "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
	} {
		for range 50 {
			conn := openSocket(t, p)
			io.WriteString(conn, text) //nolint:errcheck // one that is closed already isn't held
			held[name] = append(held[name], conn)
		}
	}
	checkNothingRemoved(t, p, "slow clients")
	for name, conns := range held {
		for _, conn := range conns {
			_, err := io.Copy(io.Discard, conn)
			if timeout := net.Error(nil); errors.As(err, &timeout) && timeout.Timeout() {
				t.Fatalf("%s: the connection is held for longer than %s", name, patience)
			}
		}
	}
}
