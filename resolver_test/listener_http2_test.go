package resolver_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"zitadel-graphql/internal/certs/certstest"
	"zitadel-graphql/internal/racetest"
)

// TestListenerHTTP2Attacks prevents that one client of HTTP/2, which sends many requests over one connection, keeps
// others from being served: with requests that it cancels at once, more requests than it may have open, a head that
// never ends, or bodies that never come. net/http ends the stream or the connection, the request's time-out ends it, or
// it has no effect.
func TestListenerHTTP2Attacks(t *testing.T) {
	t.Parallel()
	authority, url := startTLSListener(t, "--request-timeout", stretched(2*time.Second))
	for name, attack := range map[string]struct {
		send func(*http2Attacker) error
		ends func(http2.Frame) bool
	}{
		"rapid resets":       {(*http2Attacker).reset, isPong},
		"too many streams":   {(*http2Attacker).open, isRefusedStream},
		"a head without end": {(*http2Attacker).continueHead, isGoAway},
		"a body that waits":  {(*http2Attacker).wait, isHeaders},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			attacker := newHTTP2Attacker(t, authority, url)
			go func() { _ = attack.send(attacker) }() // fails where the connection is closed, which is well
			attacker.await(t, attack.ends)
			checkServed(t, newTLSClient(authority, tls.VersionTLS13), url, "server")
		})
	}
}

// TestListenerHTTP2Headers ensures that headers which are too large are refused in the error contract over HTTP/2 as
// well.
func TestListenerHTTP2Headers(t *testing.T) {
	t.Parallel()
	authority, url := startTLSListener(t)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(`{"query": "{ __typename }"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Large", strings.Repeat("x", 100<<10))
	response, err := newTLSClient(authority, tls.VersionTLS13).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := errorOf(reply{body: string(body)}); response.ProtoMajor != 2 || response.StatusCode != http.StatusRequestHeaderFieldsTooLarge || got.Code != "LIMIT_EXCEEDED" {
		t.Errorf("got %s over HTTP/%d: %s", response.Status, response.ProtoMajor, body)
	}
}

// startTLSListener starts the program with a certificate of this authority, whose name is "server", and returns its URL.
func startTLSListener(t *testing.T, args ...string) (authority *certstest.Authority, url string) {
	t.Helper()
	authority, dir := certstest.NewAuthority(t), t.TempDir()
	cert, key := authority.Issue(t, "server")
	args = append(args, "--tls-cert", certstest.Write(t, dir, "cert", cert), "--tls-key", certstest.Write(t, dir, "key", key))
	return authority, launch(t, args...).awaitLine("serving GraphQL")["url"]
}

// http2Attacker has a connection on which it writes frames as no proper client does.
type http2Attacker struct {
	conn   *tls.Conn
	framer *http2.Framer
	head   []byte // a POST's, packed
}

func newHTTP2Attacker(t *testing.T, authority *certstest.Authority, url string) *http2Attacker {
	t.Helper()
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority.CA)
	address := strings.TrimSuffix(strings.TrimPrefix(url, "https://"), "/graphql")
	conn, err := tls.Dial("tcp", address, &tls.Config{RootCAs: pool, NextProtos: []string{"h2"}, MinVersion: tls.VersionTLS13})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() }) // the program may have closed it
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	var head bytes.Buffer
	encoder := hpack.NewEncoder(&head)
	for _, field := range [][2]string{{":method", "POST"}, {":scheme", "https"}, {":path", "/graphql"}, {":authority", address}, {"content-type", "application/json"}} {
		if err := encoder.WriteField(hpack.HeaderField{Name: field[0], Value: field[1], Sensitive: true}); err != nil { // not in the table: each head is the same
			t.Fatal(err)
		}
	}
	framer := http2.NewFramer(conn, conn)
	if _, err := io.WriteString(conn, http2.ClientPreface); err != nil {
		t.Fatal(err)
	}
	if err := framer.WriteSettings(); err != nil {
		t.Fatal(err)
	}
	return &http2Attacker{conn: conn, framer: framer, head: head.Bytes()}
}

// attackFrames bounds each attack: it is far more than net/http accepts, and sent in a moment.
func attackFrames() int { return racetest.Size(20_000, 2_000) }

// begin sends the headers of a POST.
func (a *http2Attacker) begin(stream uint32, endHeaders bool) error {
	return a.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: a.head, EndHeaders: endHeaders})
}

// reset opens streams and cancels each at once.
func (a *http2Attacker) reset() error {
	for i := range uint32(attackFrames()) {
		if err := errors.Join(a.begin(2*i+1, true), a.framer.WriteRSTStream(2*i+1, http2.ErrCodeCancel)); err != nil {
			return err
		}
	}
	return a.framer.WritePing(false, [8]byte{})
}

// open opens streams and keeps them open.
func (a *http2Attacker) open() error {
	for i := range uint32(attackFrames()) {
		if err := a.begin(2*i+1, true); err != nil {
			return err
		}
	}
	return nil
}

// continueHead sends one head that doesn't end.
func (a *http2Attacker) continueHead() error {
	err := a.begin(1, false)
	var field bytes.Buffer
	err = errors.Join(err, hpack.NewEncoder(&field).WriteField(hpack.HeaderField{Name: "x", Value: strings.Repeat("x", 8<<10), Sensitive: true}))
	for i := 0; i < attackFrames() && err == nil; i++ {
		err = a.framer.WriteContinuation(1, false, field.Bytes())
	}
	return err
}

// wait sends the beginning of a body and no more.
func (a *http2Attacker) wait() error {
	return errors.Join(a.begin(1, true), a.framer.WriteData(1, false, []byte("{")))
}

// await reads until a frame is the wanted one. The connection may also be closed, which ends an attack just as well and
// may swallow that frame. A server that does neither fails the test.
func (a *http2Attacker) await(t *testing.T, wanted func(http2.Frame) bool) {
	t.Helper()
	for {
		frame, err := a.framer.ReadFrame()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal("the attack goes on")
		}
		if err != nil || wanted(frame) {
			return
		}
	}
}

// isPong reports that the server has dealt with all that was sent before.
func isPong(frame http2.Frame) bool { ping, ok := frame.(*http2.PingFrame); return ok && ping.IsAck() }

func isGoAway(frame http2.Frame) bool { _, ok := frame.(*http2.GoAwayFrame); return ok }

func isHeaders(frame http2.Frame) bool { _, ok := frame.(*http2.HeadersFrame); return ok }

func isRefusedStream(frame http2.Frame) bool {
	reset, ok := frame.(*http2.RSTStreamFrame)
	return ok && reset.ErrCode == http2.ErrCodeRefusedStream
}
