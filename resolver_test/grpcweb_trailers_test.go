package resolver_test

import (
	bigendian "encoding/binary"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestGRPCWebStatusMovedByProxy ensures that over gRPC-Web a refusal stays a refusal, with nothing written, and a
// success a success, wherever a proxy moves or repeats the status; and that two statuses which contradict each other
// are neither.
func TestGRPCWebStatusMovedByProxy(t *testing.T) {
	t.Parallel()
	refused := outcome{Code: "NOT_FOUND", Reason: "SECOND_FACTOR_NOT_CONFIGURED", Outcome: "NOT_EXECUTED"}
	unreadable := outcome{Code: "BAD_GATEWAY", Reason: "BACKEND_REPLY_INVALID", Outcome: "NOT_EXECUTED"}
	for name, c := range map[string]struct {
		move func(w http.ResponseWriter, message string, trailer http.Header)
		want outcome // of the write, if the backend refuses it
		data bool    // if it doesn't
	}{
		"into the headers, and an empty trailer after it": {func(w http.ResponseWriter, message string, trailer http.Header) {
			writeReply(w, trailer, message+trailerFrame(""), nil)
		}, refused, true},
		"into HTTP's trailers": {func(w http.ResponseWriter, message string, trailer http.Header) {
			writeReply(w, nil, message, trailer)
		}, refused, true},
		"everywhere": {func(w http.ResponseWriter, message string, trailer http.Header) {
			writeReply(w, trailer, message+trailerFrame(linesOf(trailer)+linesOf(trailer)), trailer)
		}, refused, true},
		"and says another": {func(w http.ResponseWriter, message string, trailer http.Header) {
			writeReply(w, http.Header{"Grpc-Status": {"3"}}, message+trailerFrame(linesOf(trailer)), nil)
		}, unreadable, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inner := gatewayTo(t, startScripted(t).address).Config.Handler
			proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				reply := httptest.NewRecorder()
				inner.ServeHTTP(reply, r)
				message, trailer := takeApart(reply)
				c.move(w, message, trailer)
			}))
			t.Cleanup(proxy.Close)
			p := start(t, "--backend", proxy.URL, "--transport", "grpc-web", "--confirm-writes", "off")
			if got := mustPost(t, p, as("read=second-2+write=NOT_FOUND/Org-3M9od"), operation(removeFactor, nil)); errorOf(got) != c.want {
				t.Errorf("a refusal: got %s, want %+v", got.body, c.want)
			}
			if got := mustPost(t, p, as("read=second-2+write="), operation(removeFactor, nil)); isData(got) != c.data {
				t.Errorf("a success: got %s", got.body)
			}
		})
	}
}

// takeApart returns the frame of the message, and the status and what belongs to it: from the trailer's frame or, of a
// failure, from the headers.
func takeApart(reply *httptest.ResponseRecorder) (message string, trailer http.Header) {
	body := reply.Body.String()
	if len(body) > 0 && body[0] == 0 {
		size := 5 + int(bigendian.BigEndian.Uint32([]byte(body[1:5])))
		message, body = body[:size], body[size:]
	}
	trailer = http.Header{}
	if len(body) > 5 {
		for line := range strings.Lines(body[5:]) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
			trailer.Add(name, strings.TrimSpace(value))
		}
	}
	for _, name := range []string{"Grpc-Status", "Grpc-Message", "Grpc-Status-Details-Bin"} {
		for _, value := range reply.Header().Values(name) {
			trailer.Add(name, value)
		}
	}
	return message, trailer
}

// trailerFrame is how gRPC-Web sends a status: as lines behind the message.
func trailerFrame(lines string) string { return string(grpcFrame(0x80, []byte(lines))) }

// linesOf writes a trailer as gRPC-Web has it in its frame.
func linesOf(trailer http.Header) string {
	var lines strings.Builder
	for name, values := range trailer {
		for _, value := range values {
			fmt.Fprintf(&lines, "%s: %s\r\n", strings.ToLower(name), value)
		}
	}
	return lines.String()
}

// writeReply sends a gRPC-Web reply with these headers, body and HTTP trailers.
func writeReply(w http.ResponseWriter, header http.Header, body string, trailer http.Header) {
	w.Header().Set("Content-Type", "application/grpc-web+proto")
	maps.Copy(w.Header(), header)
	fmt.Fprint(w, body)
	w.(http.Flusher).Flush()
	for name, values := range trailer {
		w.Header()[http.TrailerPrefix+name] = values
	}
}
