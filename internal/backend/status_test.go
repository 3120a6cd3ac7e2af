package backend_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// A status of gRPC-Web is found wherever proxies put it, also twice; two that differ, or one without the end of the reply,
// are no answer, and leave a write's fate open.
func TestStatusWhereverItIs(t *testing.T) {
	const (
		message  = "\x00\x00\x00\x00\x00"
		empty    = "\x80\x00\x00\x00\x00"
		notFound = "\x80\x00\x00\x00\x10grpc-status: 5\r\n"
		twice    = "\x80\x00\x00\x00\x20grpc-status: 5\r\ngrpc-status: 5\r\n"
		both     = "\x80\x00\x00\x00\x20grpc-status: 0\r\ngrpc-status: 5\r\n"
	)
	for name, c := range map[string]struct {
		headers, body, trailers string // statuses, with a slash between two lines
		code                    codes.Code
		answered                bool
	}{
		"in the headers":                             {"5", "", "", codes.NotFound, true},
		"in the headers, with an empty trailer":      {"5", empty, "", codes.NotFound, true},
		"in the headers and the frame":               {"5", notFound, "", codes.NotFound, true},
		"in HTTP's trailers":                         {"", "", "5", codes.NotFound, true},
		"in HTTP's trailers, with an empty frame":    {"", empty, "5", codes.NotFound, true},
		"everywhere":                                 {"5/5", twice, "5/5", codes.NotFound, true},
		"in two lines":                               {"5/5", "", "", codes.NotFound, true},
		"in one line":                                {"5, 5", "", "", codes.NotFound, true},
		"twice in the frame":                         {"", twice, "", codes.NotFound, true},
		"after a message":                            {"", message + notFound, "", codes.NotFound, true},
		"done, in the frame":                         {"", message + successFrame, "", codes.OK, true},
		"done, in HTTP's trailers":                   {"", message, "0", codes.OK, true},
		"done, in the headers":                       {"0", message + empty, "", codes.OK, true},
		"done, everywhere":                           {"0", message + successFrame, "0", codes.OK, true},
		"nowhere":                                    {"", message, "", codes.Internal, false},
		"nowhere, with an empty frame":               {"", message + empty, "", codes.Internal, false},
		"not even a message":                         {"", "", "", codes.Internal, false},
		"done, before a message that may go on":      {"0", message, "", codes.Internal, false},
		"refused, before a message that may go on":   {"5", message, "", codes.Internal, false},
		"done without a message, in the headers":     {"0", "", "", codes.Internal, false},
		"done without a message, in the frame":       {"", successFrame, "", codes.Internal, false},
		"done without a message, in HTTP's trailers": {"", "", "0", codes.Internal, false},
		"two in the headers":                         {"5/7", "", "", codes.Internal, false},
		"two in one line":                            {"5, 7", "", "", codes.Internal, false},
		"two in the frame":                           {"", message + both, "", codes.Internal, false},
		"refused in the headers, done in the frame":  {"5", message + successFrame, "", codes.Internal, false},
		"done in the headers, refused in the frame":  {"0", notFound, "", codes.Internal, false},
		"done in the frame, refused in the trailers": {"", message + successFrame, "5", codes.Internal, false},
		"no code":                    {"5x", "", "", codes.Internal, false},
		"an empty status":            {" ", "", "", codes.Internal, false},
		"a code, and then an empty":  {"5,", "", "", codes.Internal, false},
		"refused, and a cut message": {"5", message[:3], "", codes.Internal, false},
	} {
		err := answer(t, backend.GRPCWeb, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", grpcWebType)
			say(w.Header(), "Grpc-Status", c.headers)
			io.WriteString(w, c.body) //nolint:errcheck // the client sees it
			w.(http.Flusher).Flush()  // so that there can be trailers
			say(w.Header(), http.TrailerPrefix+"Grpc-Status", c.trailers)
		})
		if c.code == codes.OK {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if got := failure(t, err); got.Status.Code() != c.code || got.Answered != c.answered {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func say(header http.Header, name, values string) {
	if values != "" {
		header[name] = strings.Split(values, "/")
	}
}

// The text and the details come along from wherever they are, once.
func TestTextsWhereverTheyAre(t *testing.T) {
	for _, inTrailer := range []bool{false, true} {
		err := answer(t, backend.GRPCWeb, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", grpcWebType)
			w.Header().Set("Grpc-Status", "5")
			w.Header()["Grpc-Message"] = []string{"it isn't there", "it isn't there"}
			body := "\x80\x00\x00\x00\x00"
			if inTrailer {
				body = frame(0x80, "grpc-status: 5\r\ngrpc-message: it isn't there\r\n")
			}
			io.WriteString(w, body) //nolint:errcheck // the client sees it
		})
		if got := failure(t, err); got.Status.Message() != "it isn't there" {
			t.Errorf("got %q", got.Status.Message())
		}
	}
}

// serveHTTP2 answers native gRPC over HTTP/2 without TLS.
func serveHTTP2(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	server.Config.Protocols.SetHTTP1(true)
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}

// nativeReply is a reply of native gRPC: a full block of headers, a body, and a status in the trailers, unless it is empty.
func nativeReply(body, grpcStatus string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/grpc")
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		io.WriteString(w, body) //nolint:errcheck // the client sees it
		if grpcStatus != "" {
			w.Header().Set(http.TrailerPrefix+"Grpc-Status", grpcStatus)
		}
		w.Header().Set(http.TrailerPrefix+"X-Other", "1")
	}
}

// What the server says without a detail, as a ZITADEL whose database fails does, is the server's; what gRPC makes of a
// reply that can't be used isn't, though gRPC gives it the same code.
func TestWhoseFailureItIs(t *testing.T) {
	const message = "\x00\x00\x00\x00\x00"
	for name, c := range map[string]struct {
		body, status string
		code         codes.Code
		answered     bool
	}{
		"the server's own INTERNAL":                {"", "13", codes.Internal, true},
		"the server's own INTERNAL, after all":     {message, "13", codes.Internal, true},
		"the server's own UNKNOWN":                 {"", "2", codes.Unknown, true},
		"the server's own DATA_LOSS":               {"", "15", codes.DataLoss, true},
		"the server's own refusal":                 {"", "7", codes.PermissionDenied, true},
		"a code that gRPC doesn't have":            {"", "99", 99, true},
		"done, and no message":                     {"", "0", codes.Internal, false},
		"no status":                                {message, "", codes.Internal, false},
		"no message and no status":                 {"", "", codes.Internal, false},
		"a message that is cut":                    {"\x00\x00\x00\x00\x09abc", "0", codes.Internal, false},
		"a message that isn't protobuf":            {"\x00\x00\x00\x00\x02\x0a\xff", "0", codes.Internal, false},
		"a message that is compressed":             {"\x01\x00\x00\x00\x02\x0a\xff", "0", codes.Internal, false},
		"two messages":                             {message + message, "0", codes.Internal, false},
		"a message over the limit":                 {"\x00\x00\x00\x04\x00" + strings.Repeat("x", 1024), "0", codes.ResourceExhausted, false},
		"RESOURCE_EXHAUSTED, which gRPC says, too": {"", "8", codes.ResourceExhausted, false},
	} {
		got := failure(t, removeOTP(t.Context(), dial(t, configOf(serveHTTP2(t, nativeReply(c.body, c.status)), backend.GRPC))))
		if got.Status.Code() != c.code || got.Answered != c.answered || !got.Sent {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A reply without a message is none, over every wire.
func TestNoMessage(t *testing.T) {
	for transport, handler := range map[string]http.HandlerFunc{
		backend.GRPC:    nativeReply("", "0"),
		backend.GRPCWeb: respond(200, grpcWebType, successFrame),
		backend.REST:    respond(200, "application/json", ""),
	} {
		check(t, failure(t, removeOTP(t.Context(), dial(t, configOf(serveHTTP2(t, handler), transport)))), codes.Internal, true, false)
	}
}

// A proxy's 429 is told for what it is over every wire, with how long to wait; its other pages aren't taken for one.
func TestThrottledOverEveryWire(t *testing.T) {
	for _, transport := range wires() {
		for httpStatus, want := range map[int]bool{429: true, 503: false, 502: false, 500: false} {
			url := serveHTTP2(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(httpStatus)
				io.WriteString(w, "<html>too many</html>") //nolint:errcheck // the client sees it
			})
			got := failure(t, removeOTP(t.Context(), dial(t, configOf(url, transport))))
			if got.Throttled != want || (got.RetryAfter == 7*time.Second) != want || got.Answered || !got.MayHaveWritten() ||
				want && got.Status.Code() != codes.Unavailable {
				t.Errorf("%s, %d: %v, throttled %t, for %v", transport, httpStatus, got, got.Throttled, got.RetryAfter)
			}
		}
	}
}

// A page that isn't gRPC is none on any wire, even if it calls itself so, with and without a body.
func TestPageThatCallsItselfGRPC(t *testing.T) {
	for _, transport := range wires() {
		for httpStatus, want := range map[int]codes.Code{
			400: codes.Internal, 401: codes.Unauthenticated, 403: codes.PermissionDenied, 404: codes.Unimplemented, 429: codes.Unavailable,
			500: codes.Unknown, 502: codes.Unavailable, 503: codes.Unavailable, 307: codes.Unknown,
		} {
			for _, body := range []string{"", "too bad"} {
				url := serveHTTP2(t, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", map[string]string{backend.GRPC: "application/grpc", backend.GRPCWeb: grpcWebType, backend.REST: "application/json"}[transport])
					w.WriteHeader(httpStatus)
					io.WriteString(w, body) //nolint:errcheck // the client sees it
				})
				got := failure(t, removeOTP(t.Context(), dial(t, configOf(url, transport))))
				if got.Status.Code() != want || got.Answered || got.Throttled != (httpStatus == 429) || !got.MayHaveWritten() {
					t.Errorf("%s, %d with %q: %v, throttled %t", transport, httpStatus, body, got, got.Throttled)
				}
			}
		}
	}
}

// Calls at once on one connection are each told what was said: as many as were throttled, and as many as failed inside.
func TestHeardAtOnce(t *testing.T) {
	var n atomic.Int32
	url := serveHTTP2(t, func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1)%2 == 0 {
			nativeReply("", "13")(w, r)
			return
		}
		respond(429, "text/html", "too many")(w, r)
	})
	client := dial(t, configOf(url, backend.GRPC))
	var calls sync.WaitGroup
	var throttled, inside atomic.Int32
	for range 100 {
		calls.Go(func() {
			_, err := client.Healthz(t.Context(), &managementv1.HealthzRequest{})
			if failed, ok := errors.AsType[*wire.CallError](err); ok && failed.Throttled {
				throttled.Add(1)
			} else if ok && failed.Answered && failed.Status.Code() == codes.Internal {
				inside.Add(1)
			}
		})
	}
	calls.Wait()
	if throttled.Load() != 50 || inside.Load() != 50 {
		t.Errorf("%d were throttled and %d failed inside, want 50 and 50", throttled.Load(), inside.Load())
	}
}
