package backend_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/backend/backendtest"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// A page that isn't of the wire gets the code that native gRPC gives it, and is never taken for the server's own answer.
func TestForeignReply(t *testing.T) {
	for httpStatus, want := range map[int]codes.Code{
		200: codes.Unknown, 400: codes.Internal, 401: codes.Unauthenticated, 403: codes.PermissionDenied,
		404: codes.Unimplemented, 429: codes.Unavailable, 500: codes.Unknown, 502: codes.Unavailable,
		503: codes.Unavailable, 504: codes.Unavailable,
	} {
		for _, transport := range plainHTTPWires() {
			err := removeFrom(t, transport, respond(httpStatus, "text/html", "<html>"+strings.Repeat("x", 2*maxReply)))
			checkFailure(t, callErrorOf(t, err), want, true, false)
		}
	}
}

// A redirection isn't followed: the token would go along.
func TestRedirection(t *testing.T) {
	var arrived atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { arrived.Add(1) }))
	t.Cleanup(elsewhere.Close)
	for _, httpStatus := range []int{301, 302, 303, 307, 308} {
		for _, transport := range plainHTTPWires() {
			err := removeFrom(t, transport, func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, elsewhere.URL+r.URL.Path, httpStatus)
			})
			checkFailure(t, callErrorOf(t, err), codes.Unknown, true, false)
		}
	}
	if n := arrived.Load(); n != 0 {
		t.Errorf("%d redirections were followed", n)
	}
}

// Nothing but the three agreed values of the metadata goes out, each as often as it was given, and with the deadline.
func TestRequestHeaders(t *testing.T) {
	for _, transport := range plainHTTPWires() {
		var got http.Header
		var host string
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got, host = r.Header, r.Host }))
		t.Cleanup(server.Close)
		config := configOf(server.URL, transport)
		config.Authority = "instance.example:8443"
		ctx := metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer x", "accept-language", "de", "x-zitadel-orgid", "1",
			"origin", "https://evil.example", "cookie", "a=b", "x-zitadel-instance-host", "other.example")
		_ = callErrorOf(t, removeOTP(ctx, dial(t, config))) // the reply is none
		want := map[string]string{"Authorization": "Bearer x", "Accept-Language": "de", "X-Zitadel-Orgid": "1", "User-Agent": "test/1"}
		for name, value := range want {
			if got.Get(name) != value {
				t.Errorf("%s: %s is %q", transport, name, got[name])
			}
		}
		for name := range got {
			switch name {
			case "Authorization", "Accept-Language", "X-Zitadel-Orgid", "User-Agent", "Accept", "Content-Type", "Content-Length",
				"X-Grpc-Web", "Grpc-Timeout":
			default:
				t.Errorf("%s: %s goes out", transport, name)
			}
		}
		left, err := strconv.Atoi(strings.TrimSuffix(got.Get("Grpc-Timeout"), "m")) // of ten seconds, in milliseconds
		if err != nil || left <= 0 || left > 10_000 {
			t.Errorf("%s: the deadline is %q", transport, got.Get("Grpc-Timeout"))
		}
		if host != "instance.example:8443" {
			t.Errorf("%s: the host is %q", transport, host)
		}
	}
}

// Metadata that no header can have isn't sent, and neither is the call.
func TestUnprintableMetadata(t *testing.T) {
	for _, transport := range plainHTTPWires() {
		server := httptest.NewServer(respond(200, "application/json", "{}"))
		t.Cleanup(server.Close)
		ctx := metadata.AppendToOutgoingContext(t.Context(), "accept-language", "de\r\nx-zitadel-orgid: 2")
		checkFailure(t, callErrorOf(t, removeOTP(ctx, dial(t, configOf(server.URL, transport)))), codes.Internal, false, false)
	}
}

// A caller that asks for the response's headers gets them.
func TestResponseHeaders(t *testing.T) {
	for transport, body := range map[string]string{backend.REST: "{}", backend.GRPCWeb: "\x00\x00\x00\x00\x00" + successFrame} {
		contentType := map[string]string{backend.REST: "application/json", backend.GRPCWeb: "application/grpc-web"}[transport]
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Request-Id", "7")
			respond(200, contentType, body)(w, r)
		}))
		t.Cleanup(server.Close)
		var header, trailer metadata.MD
		_, err := dial(t, configOf(server.URL, transport)).Healthz(t.Context(), &managementv1.HealthzRequest{}, grpc.Header(&header), grpc.Trailer(&trailer))
		if err != nil || strings.Join(header.Get("x-request-id"), "") != "7" {
			t.Errorf("%s: %v, header %v", transport, err, header)
		}
		if transport == backend.GRPCWeb && strings.Join(trailer.Get("grpc-status"), "") != "0" {
			t.Errorf("the trailer is %v", trailer)
		}
	}
}

// A write that can't have been sent is known not to have happened, on every wire.
func TestRefusedOverEveryWire(t *testing.T) {
	address := backendtest.ClosedAddress(t)
	for _, transport := range allWires() {
		checkFailure(t, callErrorOf(t, removeOTP(t.Context(), dial(t, configOf("http://"+address, transport)))),
			codes.Unavailable, false, false)
	}
}

// Our own deadline is the error, before and after the response has begun; a write that was sent may have happened.
func TestDeadlineOverPlainHTTP(t *testing.T) {
	for _, transport := range plainHTTPWires() {
		for _, begun := range []bool{false, true} {
			untilArrived(t, func(timeout time.Duration, arrived *atomic.Bool) {
				done := make(chan struct{})
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					if begun {
						w.Header().Set("Content-Type", map[string]string{backend.REST: "application/json", backend.GRPCWeb: grpcWebType}[transport])
						io.WriteString(w, "{") //nolint:errcheck // the client sees it
						w.(http.Flusher).Flush()
					}
					arrived.Store(true)
					<-done
				}))
				config := configOf(server.URL, transport)
				config.CallTimeout = timeout
				if got := callErrorOf(t, removeOTP(t.Context(), dial(t, config))); arrived.Load() {
					checkFailure(t, got, codes.DeadlineExceeded, true, false)
				}
				close(done)
				server.Close()
			})
		}
	}
}

// A call that its caller gives up fails as cancelled, and as one that may have been sent.
func TestCancelled(t *testing.T) {
	for _, transport := range plainHTTPWires() {
		ctx, cancel := context.WithCancel(t.Context())
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body) //nolint:errcheck // until then the server doesn't notice that the client is gone
			cancel()
			<-r.Context().Done()
		}))
		checkFailure(t, callErrorOf(t, removeOTP(ctx, dial(t, configOf(server.URL, transport)))), codes.Canceled, true, false)
		server.Close()
	}
}

// A connection that breaks in the middle of a reply leaves a write's fate open.
func TestCutReply(t *testing.T) {
	for _, transport := range plainHTTPWires() {
		err := removeFrom(t, transport, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", map[string]string{backend.REST: "application/json", backend.GRPCWeb: grpcWebType}[transport])
			w.Header().Set("Content-Length", "500")
			io.WriteString(w, `{"details":`) //nolint:errcheck // the client sees it
		})
		checkFailure(t, callErrorOf(t, err), codes.Unavailable, true, false)
	}
}
