package resolver_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Here is what a client can do that a case file can't say.

// TestBodyWithoutLength ensures that the limit on a body counts what arrives, not what the client says.
func TestBodyWithoutLength(t *testing.T) {
	t.Parallel()
	p := start(t, "--max-body", "100")
	for size, want := range map[int]int{100: 200, 101: 413} {
		body := `{"query": "{ __typename }"}` + strings.Repeat(" ", size-27)
		request, err := http.NewRequest(http.MethodPost, p.url+"/graphql", io.NopCloser(strings.NewReader(body)))
		if err != nil {
			t.Fatal(err)
		}
		request.ContentLength = -1
		request.Header.Set("Content-Type", "application/json")
		if got, err := p.do(request); err != nil || got.status != want {
			t.Errorf("%d bytes: got %d %s, %v; want %d", size, got.status, got.body, err, want)
		}
	}
}

// TestSlowBody prevents that a client which sends its body drop by drop holds a connection for longer than a request
// may take: it is answered in the error contract, and the connection is closed.
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

// TestOptionsAsterisk prevents an answer that isn't fenced in: net/http has one of its own for OPTIONS *.
func TestOptionsAsterisk(t *testing.T) {
	t.Parallel()
	p := start(t)
	replies := sendRaw(t, p, "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
	if len(replies) != 1 || errorOf(replies[0]).Code != "NOT_FOUND" || replies[0].header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("got %+v, want NOT_FOUND with every security header", replies)
	}
}
