package resolver_test

import (
	"bytes"
	"compress/gzip"
	bigendian "encoding/binary"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// The functions below begin the faults of faults_table_test.go; faultChain.lift ends whichever there is.

// answerer answers a call in place of next, or lets next answer and damages the reply. lifted is closed when the fault is
// over.
type answerer func(w http.ResponseWriter, r *http.Request, next http.Handler, lifted <-chan struct{})

// lift ends the fault, if there is one.
func (c *faultChain) lift(t *testing.T) {
	t.Helper()
	c.server.lift()
	if len(c.proxy.Toxics.GetToxicArray()) > 0 { // which aren't taken out of connections that go on: see withoutToxics
		c.proxy = withoutToxics(c.t, c.proxy)
	}
	startAgain(t, c.proxy)
	c.names.SetFailing(false)
}

// refuseConnections makes the proxy stop listening.
func refuseConnections(_ *testing.T, c *faultChain) { c.proxy.Stop() }

// addToxics damages what passes through the proxy. streams is "upstream", "downstream", or both with a space between.
func addToxics(streams, kind, attributes string) func(*testing.T, *faultChain) {
	return func(t *testing.T, c *faultChain) {
		t.Helper()
		for stream := range strings.FieldsSeq(streams) {
			addToxic(t, c.proxy, kind, stream, attributes)
		}
	}
}

// beginMisbehavior makes the server misbehave until the fault is lifted.
func beginMisbehavior(how misbehavior) func(*testing.T, *faultChain) {
	return func(_ *testing.T, c *faultChain) { c.server.misbehave(how) }
}

// answerEveryCall has every call answered by answer.
func answerEveryCall(answer answerer) func(*testing.T, *faultChain) {
	return beginMisbehavior(misbehavior{answer: answer})
}

// answerFirstCall has only the first call answered by answer, but for what the program asks of its own accord: who the caller is, and
// whether the backend is alive, which it asks again and again after a start on a slow machine.
func answerFirstCall(answer answerer) func(*testing.T, *faultChain) {
	return func(t *testing.T, c *faultChain) {
		t.Helper()
		var met atomic.Bool
		answerEveryCall(func(w http.ResponseWriter, r *http.Request, next http.Handler, lifted <-chan struct{}) {
			if asksWhoCalls(r) || asksWhetherAlive(r) || met.Swap(true) {
				next.ServeHTTP(w, r)
				return
			}
			answer(w, r, next, lifted)
		})(t, c)
	}
}

// asksWhetherAlive reports whether the call is Healthz, over any wire.
func asksWhetherAlive(r *http.Request) bool {
	return strings.HasSuffix(r.URL.Path, "/Healthz") || r.URL.Path == "/management/v1/healthz"
}

// breakDNS makes names unknown, and breaks the connections that exist, so that names are looked up again.
func breakDNS(_ *testing.T, c *faultChain) {
	c.names.SetFailing(true)
	c.server.breakConnections()
}

// greetWithGarbage sends bytes that are of no protocol to whoever connects.
func greetWithGarbage(conn net.Conn) {
	io.WriteString(conn, "\x16\x03\x01SECRET-TEXT\r\n\r\n\x00\xff") //nolint:errcheck // the program may be gone
	io.Copy(io.Discard, conn)                                       //nolint:errcheck // the program ends it
	conn.Close()                                                    //nolint:errcheck // the program may have closed it
}

// resetBeforeBackend resets the connection when the whole request has arrived. The backend never sees it.
func resetBeforeBackend(_ http.ResponseWriter, r *http.Request, _ http.Handler, _ <-chan struct{}) {
	io.Copy(io.Discard, r.Body) //nolint:errcheck // what is there is enough
	connOf(r).reset()
}

// resetAfterBackend resets the connection when the backend is done.
func resetAfterBackend(_ http.ResponseWriter, r *http.Request, next http.Handler, _ <-chan struct{}) {
	record(r, next)
	connOf(r).reset()
}

// halfClose closes the server's side of the connection, and keeps the client's side open.
func halfClose(_ http.ResponseWriter, r *http.Request, _ http.Handler, lifted <-chan struct{}) {
	io.Copy(io.Discard, r.Body) //nolint:errcheck // what is there is enough
	connOf(r).closeWrite()
	<-lifted
	panic(http.ErrAbortHandler)
}

// neverAnswer takes the request and never answers it.
func neverAnswer(_ http.ResponseWriter, r *http.Request, _ http.Handler, lifted <-chan struct{}) {
	io.Copy(io.Discard, r.Body) //nolint:errcheck // what is there is enough
	select {
	case <-lifted:
	case <-r.Context().Done():
	}
	panic(http.ErrAbortHandler)
}

// cutReply sends half of the reply and closes the connection.
func cutReply(w http.ResponseWriter, r *http.Request, next http.Handler, _ <-chan struct{}) {
	recorded := record(r, next)
	w.Header().Set("Content-Length", strconv.Itoa(recorded.Body.Len()))
	half := recorded.Body.Bytes()[:recorded.Body.Len()/2]
	maps.Copy(w.Header(), recorded.Result().Header)
	w.WriteHeader(recorded.Code)
	w.Write(half) //nolint:errcheck // the program may be gone
	if err := http.NewResponseController(w).Flush(); err != nil {
		panic(err)
	}
	connOf(r).Close() //nolint:errcheck // the program may have closed it
}

// changeReply lets the backend answer, and changes the headers or the body of the reply.
func changeReply(change func(header http.Header, body []byte) []byte) func(*testing.T, *faultChain) {
	return answerEveryCall(func(w http.ResponseWriter, r *http.Request, next http.Handler, _ <-chan struct{}) {
		recorded := record(r, next)
		result := recorded.Result()
		result.Header.Del("Content-Length")
		replay(w, result, change(result.Header, recorded.Body.Bytes()))
	})
}

// truncateMessage ends the reply in an orderly way, but in the middle of its message.
func truncateMessage(_ http.Header, body []byte) []byte { return body[:len(body)/2] }

// garbleMessage replaces the message by bytes that can't be decoded. The five bytes that gRPC puts before it stay.
func garbleMessage(header http.Header, body []byte) []byte {
	garbage := bytes.Repeat([]byte{0xff}, len(body))
	if isGRPC(header) {
		copy(garbage, body[:framePrefix])
	}
	return garbage
}

const framePrefix = 5

// isGRPC reports whether the reply is of native gRPC or gRPC-Web.
func isGRPC(header http.Header) bool {
	return strings.HasPrefix(header.Get("Content-Type"), "application/grpc")
}

// changeContentType makes the reply claim to be XML.
func changeContentType(header http.Header, body []byte) []byte {
	header.Set("Content-Type", "application/xml")
	return body
}

// inflateHeaders adds 100 KiB to the reply's headers.
func inflateHeaders(header http.Header, body []byte) []byte {
	header.Set("X-Large", strings.Repeat("x", 100<<10))
	return body
}

// inflateBody makes the message, or the JSON, larger than the program accepts. It stays valid.
func inflateBody(header http.Header, body []byte) []byte {
	if !isGRPC(header) {
		return append(bytes.Repeat([]byte{' '}, 2*faultMaxReply), body...)
	}
	message, trailer := body[framePrefix:], []byte(nil)
	if strings.HasPrefix(header.Get("Content-Type"), "application/grpc-web") {
		size := bigendian.BigEndian.Uint32(body[1:])
		message, trailer = message[:size], message[size:]
	}
	padding := append([]byte{0x7a, 0xc0, 0xb8, 0x02}, make([]byte, 2*faultMaxReply)...) // field 15, which the contract doesn't have
	return append(grpcFrame(0, append(slices.Clip(message), padding...)), trailer...)
}

// grpcFrame puts before a message what gRPC and gRPC-Web do: a byte of flags, and the length.
func grpcFrame(flag byte, message []byte) []byte {
	return append(bigendian.BigEndian.AppendUint32([]byte{flag}, uint32(len(message))), message...)
}

// compressReply compresses the reply although the program hasn't asked for it: over native gRPC the message, over the
// other wires the HTTP body.
func compressReply(header http.Header, body []byte) []byte {
	if !isGRPC(header) || strings.HasPrefix(header.Get("Content-Type"), "application/grpc-web") {
		header.Set("Content-Encoding", "gzip")
		return gzipped(body)
	}
	header.Set("Grpc-Encoding", "gzip")
	return grpcFrame(1, gzipped(body[framePrefix:]))
}

// gzipped returns text compressed by gzip.
func gzipped(text []byte) []byte {
	var buffer bytes.Buffer
	writer := gzip.NewWriter(&buffer)
	writer.Write(text) //nolint:errcheck // a buffer takes everything
	writer.Close()     //nolint:errcheck // as above
	return buffer.Bytes()
}

// answerErrorPage has every call answered by proxyErrorPage.
func answerErrorPage(status int) func(*testing.T, *faultChain) {
	return answerEveryCall(proxyErrorPage(status))
}

// proxyErrorPage answers as a proxy does that can't reach its backend: with an HTML page. The backend is never asked.
func proxyErrorPage(status int) answerer {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler, _ <-chan struct{}) {
		io.Copy(io.Discard, r.Body) //nolint:errcheck // what is there is enough
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(status)
		fmt.Fprintf(w, "<html><h1>%d SECRET-TEXT</h1></html>", status)
	}
}

// redirect answers every call with a redirection, and fails the test if the program follows it: the token would go to
// another place.
func redirect(t *testing.T, c *faultChain) {
	t.Helper()
	answerEveryCall(func(w http.ResponseWriter, r *http.Request, _ http.Handler, _ <-chan struct{}) {
		if strings.HasPrefix(r.URL.Path, "/elsewhere") {
			t.Errorf("%s: the redirection was followed", c.wire.name)
			return
		}
		w.Header().Set("Location", "/elsewhere"+r.URL.Path)
		w.WriteHeader(http.StatusTemporaryRedirect)
	})(t, c)
}

// goAway answers the call, and makes the server ask the client for another connection while the call is under way.
func goAway(w http.ResponseWriter, r *http.Request, next http.Handler, _ <-chan struct{}) {
	w.Header().Set("Connection", "close")
	next.ServeHTTP(w, r)
}
