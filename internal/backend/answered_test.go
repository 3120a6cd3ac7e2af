package backend_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/wire"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

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

// A failure that the server sent without a detail, as a ZITADEL whose database fails does, is told from one that gRPC makes of
// a reply that can't be used, though gRPC gives both the same code.
func TestServersFailureOrGRPCs(t *testing.T) {
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
		got := callErrorOf(t, removeOTP(t.Context(), dial(t, configOf(serveHTTP2(t, nativeReply(c.body, c.status)), backend.GRPC))))
		if got.Status.Code() != c.code || got.Answered != c.answered || !got.Sent {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Trailers that have nothing but a status are the server's, too. gRPC doesn't show them, so of the refusal of a write that gRPC could
// have made up itself nothing is promised.
func TestTrailersWithAStatusAlone(t *testing.T) {
	for code, answered := range map[codes.Code]bool{
		codes.NotFound: true, codes.AlreadyExists: true, codes.FailedPrecondition: true, codes.InvalidArgument: true, codes.Aborted: true,
		codes.OutOfRange: true, codes.DataLoss: true, codes.Internal: true, codes.Unknown: true, codes.Unavailable: true, 99: true,
		codes.PermissionDenied: false, codes.Unauthenticated: false, codes.Unimplemented: false, codes.ResourceExhausted: false,
	} {
		url := serveHTTP2(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/grpc")
			w.WriteHeader(http.StatusOK)
			w.(http.Flusher).Flush()
			w.Header().Set(http.TrailerPrefix+"Grpc-Status", strconv.FormatUint(uint64(code), 10))
		})
		client := dial(t, configOf(url, backend.GRPC))
		_, err := client.Healthz(t.Context(), &managementv1.HealthzRequest{})
		if read := callErrorOf(t, err); read.Status.Code() != code || !read.Answered {
			t.Errorf("%s of a read: %v", code, read)
		}
		got := callErrorOf(t, removeOTP(t.Context(), client))
		if !got.Sent || got.Answered != answered || answered && got.Status.Code() != code || !answered && !got.MayHaveWritten() {
			t.Errorf("%s: %v", code, got)
		}
	}
}

// Of a reply that is to be reduced nothing is kept but what the reduced message has, not even among its unknown fields.
func TestReducedReply(t *testing.T) {
	body, err := proto.Marshal(&adminv1.ListEventsResponse{Events: []*eventv1.Event{{Editor: &eventv1.Editor{DisplayName: "secret"}, Sequence: 3}}})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := backend.Dial(configOf(serveHTTP2(t, nativeReply(frame(0, string(body)), "0")), backend.GRPC), nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	var reply adminv1.ListPersonEventsResponse
	if err := conn.Invoke(t.Context(), adminv1.AdminService_ListEvents_FullMethodName, &adminv1.ListEventsRequest{}, &reply); err != nil {
		t.Fatal(err)
	}
	kept, err := proto.Marshal(&reply)
	if err != nil || strings.Contains(string(kept), "secret") || len(reply.GetEvents()) != 1 || reply.GetEvents()[0].GetSequence() != 3 {
		t.Errorf("got %q, %v", kept, err)
	}
}

// A failure that comes without response headers before it, as ZITADEL sends them all, is the server's own, whatever its code.
func TestFailureWithoutHeaders(t *testing.T) {
	for code := codes.Canceled; code <= codes.Unauthenticated; code++ {
		url := serveHTTP2(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/grpc")
			w.Header().Set("Grpc-Status", strconv.FormatUint(uint64(code), 10))
		})
		got := callErrorOf(t, removeOTP(t.Context(), dial(t, configOf(url, backend.GRPC))))
		if !got.Sent || !got.Answered || got.Status.Code() != code {
			t.Errorf("%s: %v", code, got)
		}
	}
}

// A reply without a message isn't a success, over every wire.
func TestNoMessage(t *testing.T) {
	for transport, handler := range map[string]http.HandlerFunc{
		backend.GRPC:    nativeReply("", "0"),
		backend.GRPCWeb: respond(200, grpcWebType, successFrame),
		backend.REST:    respond(200, "application/json", ""),
	} {
		checkFailure(t, callErrorOf(t, removeOTP(t.Context(), dial(t, configOf(serveHTTP2(t, handler), transport)))), codes.Internal, true, false)
	}
}

// A proxy's 429 is recognised over every wire, with the time to wait; its other pages aren't taken for one.
func TestThrottledOverEveryWire(t *testing.T) {
	for _, transport := range allWires() {
		for httpStatus, want := range map[int]bool{429: true, 503: false, 502: false, 500: false} {
			url := serveHTTP2(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(httpStatus)
				io.WriteString(w, "<html>too many</html>") //nolint:errcheck // the client sees it
			})
			got := callErrorOf(t, removeOTP(t.Context(), dial(t, configOf(url, transport))))
			if got.Throttled != want || (got.RetryAfter == 7*time.Second) != want || got.Answered || !got.MayHaveWritten() ||
				want && got.Status.Code() != codes.Unavailable {
				t.Errorf("%s, %d: %v, throttled %t, for %v", transport, httpStatus, got, got.Throttled, got.RetryAfter)
			}
		}
	}
}

// A page that calls itself gRPC and isn't is no answer of the server's, over any wire, with and without a body.
func TestPageThatCallsItselfGRPC(t *testing.T) {
	for _, transport := range allWires() {
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
				got := callErrorOf(t, removeOTP(t.Context(), dial(t, configOf(url, transport))))
				if got.Status.Code() != want || got.Answered || got.Throttled != (httpStatus == 429) || !got.MayHaveWritten() {
					t.Errorf("%s, %d with %q: %v, throttled %t", transport, httpStatus, body, got, got.Throttled)
				}
			}
		}
	}
}

// Of calls at once on one connection, as many are reported throttled as were, and as many failed inside as did.
func TestFailuresAtOnce(t *testing.T) {
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
