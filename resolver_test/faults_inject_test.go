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

// Here is how each fault of faults_table_test.go is made. A function of a chain begins the fault; faultChain.lift ends it.

// lift ends whatever fault there is.
func (c *faultChain) lift(t *testing.T) {
	t.Helper()
	c.server.lift()
	c.proxy.Toxics.ResetToxics(t.Context())
	startAgain(t, c.proxy)
	c.names.SetFailing(false)
}

func refuseConnections(_ *testing.T, c *faultChain) { c.proxy.Stop() }

// addToxics adds toxics to both or one of the directions.
func addToxics(streams, kind, attributes string) func(*testing.T, *faultChain) {
	return func(t *testing.T, c *faultChain) {
		t.Helper()
		for stream := range strings.FieldsSeq(streams) {
			addToxic(t, c.proxy, kind, stream, attributes)
		}
	}
}

func beginMisbehavior(how misbehavior) func(*testing.T, *faultChain) {
	return func(_ *testing.T, c *faultChain) { c.server.misbehave(how) }
}

// answerEveryCall has every call answered otherwise.
func answerEveryCall(answer func(w http.ResponseWriter, r *http.Request, next http.Handler, lifted <-chan struct{})) func(*testing.T, *faultChain) {
	return beginMisbehavior(misbehavior{answer: answer})
}

// answerFirstCall has the first call answered otherwise.
func answerFirstCall(answer func(w http.ResponseWriter, r *http.Request, next http.Handler, lifted <-chan struct{})) func(*testing.T, *faultChain) {
	return func(t *testing.T, c *faultChain) {
		t.Helper()
		var met atomic.Bool
		answerEveryCall(func(w http.ResponseWriter, r *http.Request, next http.Handler, lifted <-chan struct{}) {
			if met.Swap(true) {
				next.ServeHTTP(w, r)
				return
			}
			answer(w, r, next, lifted)
		})(t, c)
	}
}

func breakDNS(_ *testing.T, c *faultChain) {
	c.names.SetFailing(true)
	c.server.breakAll()
}

func greetWithGarbage(conn net.Conn) {
	io.WriteString(conn, "\x16\x03\x01SECRET-TEXT\r\n\r\n\x00\xff") //nolint:errcheck // the program may be gone
	io.Copy(io.Discard, conn)                                       //nolint:errcheck // the program ends it
	conn.Close()                                                    //nolint:errcheck // the program may have closed it
}

// resetUnseen breaks the connection when the whole request is there, and the backend never sees it.
func resetUnseen(_ http.ResponseWriter, r *http.Request, _ http.Handler, _ <-chan struct{}) {
	io.Copy(io.Discard, r.Body) //nolint:errcheck // what is there is enough
	connOf(r).reset()
}

// resetDone breaks the connection when the backend has done its work.
func resetDone(_ http.ResponseWriter, r *http.Request, next http.Handler, _ <-chan struct{}) {
	record(r, next)
	connOf(r).reset()
}

// halfClose ends the server's side of the connection, and keeps listening.
func halfClose(_ http.ResponseWriter, r *http.Request, _ http.Handler, lifted <-chan struct{}) {
	io.Copy(io.Discard, r.Body) //nolint:errcheck // what is there is enough
	connOf(r).closeWrite()
	<-lifted
	panic(http.ErrAbortHandler)
}

// neverAnswer takes the request and says nothing.
func neverAnswer(_ http.ResponseWriter, r *http.Request, _ http.Handler, lifted <-chan struct{}) {
	io.Copy(io.Discard, r.Body) //nolint:errcheck // what is there is enough
	select {
	case <-lifted:
	case <-r.Context().Done():
	}
	panic(http.ErrAbortHandler)
}

// cutReply sends half of the answer, and closes the connection.
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

// changeReply lets the backend work, and changes the header or the body of its answer.
func changeReply(change func(header http.Header, body []byte) []byte) func(*testing.T, *faultChain) {
	return answerEveryCall(func(w http.ResponseWriter, r *http.Request, next http.Handler, _ <-chan struct{}) {
		recorded := record(r, next)
		result := recorded.Result()
		result.Header.Del("Content-Length")
		replay(w, result, change(result.Header, recorded.Body.Bytes()))
	})
}

// truncateMessage ends the answer properly, and half a message too early.
func truncateMessage(_ http.Header, body []byte) []byte { return body[:len(body)/2] }

// garbleMessage keeps the prefix that a message has in gRPC.
func garbleMessage(header http.Header, body []byte) []byte {
	garbage := bytes.Repeat([]byte{0xff}, len(body))
	if isGRPC(header) {
		copy(garbage, body[:framePrefix])
	}
	return garbage
}

const framePrefix = 5

func isGRPC(header http.Header) bool {
	return strings.HasPrefix(header.Get("Content-Type"), "application/grpc")
}

func changeContentType(header http.Header, body []byte) []byte {
	header.Set("Content-Type", "application/xml")
	return body
}

func inflateHeaders(header http.Header, body []byte) []byte {
	header.Set("X-Large", strings.Repeat("x", 100<<10))
	return body
}

// inflateBody makes one message, or the JSON, larger than the program takes.
func inflateBody(header http.Header, body []byte) []byte {
	if !isGRPC(header) {
		return append(bytes.Repeat([]byte{' '}, 2*faultMaxReply), body...)
	}
	message, trailer := body[framePrefix:], []byte(nil)
	if strings.HasPrefix(header.Get("Content-Type"), "application/grpc-web") {
		size := bigendian.BigEndian.Uint32(body[1:])
		message, trailer = message[:size], message[size:]
	}
	padding := append([]byte{0x7a, 0xc0, 0xb8, 0x02}, make([]byte, 2*faultMaxReply)...) // field 15, which nobody knows
	return append(grpcFrame(0, append(slices.Clip(message), padding...)), trailer...)
}

func grpcFrame(flag byte, message []byte) []byte {
	return append(bigendian.BigEndian.AppendUint32([]byte{flag}, uint32(len(message))), message...)
}

// compressReply packs the whole body of the wires over plain HTTP, and the message of native gRPC.
func compressReply(header http.Header, body []byte) []byte {
	if !isGRPC(header) || strings.HasPrefix(header.Get("Content-Type"), "application/grpc-web") {
		header.Set("Content-Encoding", "gzip")
		return gzipped(body)
	}
	header.Set("Grpc-Encoding", "gzip")
	return grpcFrame(1, gzipped(body[framePrefix:]))
}

func gzipped(text []byte) []byte {
	var buffer bytes.Buffer
	writer := gzip.NewWriter(&buffer)
	writer.Write(text) //nolint:errcheck // a buffer takes everything
	writer.Close()     //nolint:errcheck // as above
	return buffer.Bytes()
}

// answerErrorPage answers every call with proxyErrorPage.
func answerErrorPage(status int) func(*testing.T, *faultChain) {
	return answerEveryCall(proxyErrorPage(status))
}

// proxyErrorPage is what a proxy says whose backend is gone. The backend is never asked.
func proxyErrorPage(status int) func(http.ResponseWriter, *http.Request, http.Handler, <-chan struct{}) {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler, _ <-chan struct{}) {
		io.Copy(io.Discard, r.Body) //nolint:errcheck // what is there is enough
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(status)
		fmt.Fprintf(w, "<html><h1>%d SECRET-TEXT</h1></html>", status)
	}
}

// redirect names another place where the call would be executed.
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

// goAway has the server ask for another connection while the call is under way; the call itself is answered.
func goAway(w http.ResponseWriter, r *http.Request, next http.Handler, _ <-chan struct{}) {
	w.Header().Set("Connection", "close")
	next.ServeHTTP(w, r)
}
