package backend_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/backend/backendtest"
	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const (
	grpcWebType  = "application/grpc-web+proto"
	maxReply     = 1000
	successFrame = "\x80\x00\x00\x00\x10grpc-status: 0\r\n"
)

// webs are the wires over plain HTTP.
func webs() []string { return []string{backend.GRPCWeb, backend.REST} }

// wires are all.
func wires() []string { return append(webs(), backend.GRPC) }

func dial(t *testing.T, config backend.Config) managementv1.ManagementServiceClient {
	t.Helper()
	conn, err := backend.Dial(config, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	return managementv1.NewManagementServiceClient(conn)
}

func configOf(url, transport string) backend.Config {
	return backend.Config{URL: url, Transport: transport, Connections: 1, CallTimeout: 10 * time.Second, MaxReplyBytes: maxReply, UserAgent: "test/1"}
}

// answer starts an HTTP/1.1 server for one removal over the wire, and returns what it comes to.
func answer(t *testing.T, transport string, handler http.HandlerFunc) error {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return removeOTP(t.Context(), dial(t, configOf(server.URL, transport)))
}

func removeOTP(ctx context.Context, client managementv1.ManagementServiceClient) error {
	_, err := client.RemoveSecondFactorFromLoginPolicy(ctx, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{
		Type: policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP})
	return err
}

func failure(t *testing.T, err error) *wire.CallError {
	t.Helper()
	failed, ok := errors.AsType[*wire.CallError](err)
	if !ok {
		t.Fatalf("the call came to %v, not to a *wire.CallError", err)
	}
	return failed
}

func respond(httpStatus int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(httpStatus)
		io.WriteString(w, body) //nolint:errcheck // the client sees it
	}
}

// What isn't of the wire gets the code that native gRPC gives it, and is never taken for the server's own answer.
func TestForeign(t *testing.T) {
	for httpStatus, want := range map[int]codes.Code{
		200: codes.Unknown, 400: codes.Internal, 401: codes.Unauthenticated, 403: codes.PermissionDenied,
		404: codes.Unimplemented, 429: codes.Unavailable, 500: codes.Unknown, 502: codes.Unavailable,
		503: codes.Unavailable, 504: codes.Unavailable,
	} {
		for _, transport := range webs() {
			err := answer(t, transport, respond(httpStatus, "text/html", "<html>"+strings.Repeat("x", 2*maxReply)))
			check(t, failure(t, err), want, true, false)
		}
	}
}

// A redirection isn't followed: the token would go along.
func TestRedirection(t *testing.T) {
	var arrived atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { arrived.Add(1) }))
	t.Cleanup(elsewhere.Close)
	for _, httpStatus := range []int{301, 302, 303, 307, 308} {
		for _, transport := range webs() {
			err := answer(t, transport, func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, elsewhere.URL+r.URL.Path, httpStatus)
			})
			check(t, failure(t, err), codes.Unknown, true, false)
		}
	}
	if n := arrived.Load(); n != 0 {
		t.Errorf("%d redirections were followed", n)
	}
}

// Nothing but the three agreed values of the metadata goes out, each as often as it was given, and with the deadline.
func TestRequestHeaders(t *testing.T) {
	for _, transport := range webs() {
		var got http.Header
		var host string
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got, host = r.Header, r.Host }))
		t.Cleanup(server.Close)
		config := configOf(server.URL, transport)
		config.Authority = "instance.example:8443"
		ctx := metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer x", "accept-language", "de", "x-zitadel-orgid", "1",
			"origin", "https://evil.example", "cookie", "a=b", "x-zitadel-instance-host", "other.example")
		_ = failure(t, removeOTP(ctx, dial(t, config))) // the reply is none
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
	for _, transport := range webs() {
		server := httptest.NewServer(respond(200, "application/json", "{}"))
		t.Cleanup(server.Close)
		ctx := metadata.AppendToOutgoingContext(t.Context(), "accept-language", "de\r\nx-zitadel-orgid: 2")
		check(t, failure(t, removeOTP(ctx, dial(t, configOf(server.URL, transport)))), codes.Internal, false, false)
	}
}

// Who calls gets the response's headers where it asked for them.
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
	address := backendtest.Closed(t)
	for _, transport := range wires() {
		check(t, failure(t, removeOTP(t.Context(), dial(t, configOf("http://"+address, transport)))),
			codes.Unavailable, false, false)
	}
}

// Our own deadline is the error, before and after the response has begun; a write that was sent may have happened.
func TestDeadlineOverPlainHTTP(t *testing.T) {
	for _, transport := range webs() {
		for _, begun := range []bool{false, true} {
			arrives(t, func(timeout time.Duration, arrived *atomic.Bool) {
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
				if got := failure(t, removeOTP(t.Context(), dial(t, config))); arrived.Load() {
					check(t, got, codes.DeadlineExceeded, true, false)
				}
				close(done)
				server.Close()
			})
		}
	}
}

// A caller that gives up is told so.
func TestCancelled(t *testing.T) {
	for _, transport := range webs() {
		ctx, cancel := context.WithCancel(t.Context())
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body) //nolint:errcheck // until then the server doesn't notice that the client is gone
			cancel()
			<-r.Context().Done()
		}))
		check(t, failure(t, removeOTP(ctx, dial(t, configOf(server.URL, transport)))), codes.Canceled, true, false)
		server.Close()
	}
}

// A connection that breaks in the middle of a reply leaves a write's fate open.
func TestCutReply(t *testing.T) {
	for _, transport := range webs() {
		err := answer(t, transport, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", map[string]string{backend.REST: "application/json", backend.GRPCWeb: grpcWebType}[transport])
			w.Header().Set("Content-Length", "500")
			io.WriteString(w, `{"details":`) //nolint:errcheck // the client sees it
		})
		check(t, failure(t, err), codes.Unavailable, true, false)
	}
}

// A reply at the limit is read and one over it refused, whether it says its length or not.
func TestReplyLimit(t *testing.T) {
	for _, transport := range webs() {
		for _, over := range []int{0, 1} {
			contentType, body := replyOf(t, transport, maxReply+over)
			err := answer(t, transport, respond(200, contentType, body))
			if over == 0 && err != nil {
				t.Errorf("%s: a reply of %d bytes: %v", transport, maxReply, err)
			}
			if over > 0 {
				check(t, failure(t, err), codes.ResourceExhausted, true, false)
			}
		}
		contentType, _ := replyOf(t, transport, maxReply)
		err := answer(t, transport, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", contentType)
			for r.Context().Err() == nil { // without an end
				if _, err := io.WriteString(w, "\x00\x00\x01\x00\x00"+strings.Repeat(" ", 1<<16)); err != nil {
					return
				}
			}
		})
		check(t, failure(t, err), codes.ResourceExhausted, true, false)
	}
}

// replyOf is a reply whose message, or JSON, has exactly so many bytes.
func replyOf(t *testing.T, transport string, size int) (contentType, body string) {
	t.Helper()
	for padding := size; ; padding-- {
		reply := &managementv1.RemoveSecondFactorFromLoginPolicyResponse{Details: &zitadelv1.ObjectDetails{ResourceOwner: strings.Repeat("x", padding)}}
		if transport == backend.GRPCWeb {
			encoded, err := proto.Marshal(reply)
			if err != nil {
				t.Fatal(err)
			}
			if len(encoded) <= size {
				return grpcWebType, frame(0, string(encoded)) + successFrame
			}
			continue
		}
		encoded, err := protojson.Marshal(reply)
		if err != nil {
			t.Fatal(err)
		}
		if len(encoded) <= size {
			return "application/json", string(encoded) + strings.Repeat(" ", size-len(encoded))
		}
	}
}

func frame(flag byte, content string) string {
	n := len(content)
	return string([]byte{flag, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}) + content
}

// A content encoding that wasn't asked for isn't decoded: its size has no limit.
func TestCompressed(t *testing.T) {
	for _, transport := range webs() {
		contentType, body := replyOf(t, transport, 100)
		err := answer(t, transport, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			respond(200, contentType, body)(w, r)
		})
		check(t, failure(t, err), codes.Internal, true, false)
	}
}

// Headers over the limit end the call.
func TestOversizedHeaders(t *testing.T) {
	for _, transport := range webs() {
		contentType, body := replyOf(t, transport, 100)
		err := answer(t, transport, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Large", strings.Repeat("x", 100<<10))
			respond(200, contentType, body)(w, r)
		})
		check(t, failure(t, err), codes.Unavailable, true, false)
	}
}

// writes are the contract's kinds of write: those that net/http takes for repeatable among them.
func writes() map[string]func(context.Context, managementv1.ManagementServiceClient) error {
	return map[string]func(context.Context, managementv1.ManagementServiceClient) error{
		"DELETE": removeOTP,
		"POST": func(ctx context.Context, c managementv1.ManagementServiceClient) error {
			_, err := c.AddSecondFactorToLoginPolicy(ctx, &managementv1.AddSecondFactorToLoginPolicyRequest{Type: 1})
			return err
		},
		"PUT": func(ctx context.Context, c managementv1.ManagementServiceClient) error {
			_, err := c.UpdateCustomLoginPolicy(ctx, &managementv1.UpdateCustomLoginPolicyRequest{AllowRegister: true})
			return err
		},
	}
}

// A write on a kept connection that dies without an answer is never sent again, and said to have been sent.
func TestWriteOnceOnADeadConnection(t *testing.T) {
	for _, transport := range webs() {
		for name, write := range writes() {
			var requests atomic.Int32
			client := dial(t, configOf("http://"+startDying(t, transport, &requests), transport))
			got := failure(t, writeOnKept(t, client, &requests, write))
			if n := requests.Load(); n != 2 || got.Status.Code() != codes.Unavailable || !got.MayHaveWritten() {
				t.Errorf("%s %s: %d requests arrived, want 2; the write came to %v", transport, name, n, got)
			}
		}
	}
}

// writeOnKept has a connection kept by a read, and writes on it. net/http doesn't keep one that it wasn't done with within
// 50 ms, and the write goes out on its own then; so that is done again.
func writeOnKept(t *testing.T, client managementv1.ManagementServiceClient, requests *atomic.Int32,
	write func(context.Context, managementv1.ManagementServiceClient) error) error {
	t.Helper()
	for range 20 {
		requests.Store(0)
		if _, err := client.Healthz(t.Context(), &managementv1.HealthzRequest{}); err != nil {
			t.Fatal(err)
		}
		if err := write(t.Context(), client); err != nil {
			return err
		}
	}
	return nil
}

// startDying answers the first request of each connection, and breaks it after the second has arrived.
func startDying(t *testing.T, transport string, requests *atomic.Int32) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	contentType, body := "application/json", "{}"
	if transport == backend.GRPCWeb {
		contentType, body = grpcWebType, frame(0, "")+successFrame
	}
	serve := func(conn net.Conn) {
		defer conn.Close() //nolint:errcheck // it is thrown away
		reader := bufio.NewReader(conn)
		for first := true; ; first = false {
			request, err := http.ReadRequest(reader)
			if err != nil {
				return
			}
			requests.Add(1)
			if _, err := io.Copy(io.Discard, request.Body); err != nil || !first {
				return
			}
			fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", contentType, len(body), body)
		}
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
	return listener.Addr().String()
}

// Failures that gRPC-Web has in the headers, without a body, are the server's own: with the text decoded and the
// details, padded or not.
func TestTrailersOnly(t *testing.T) {
	full, err := status.New(codes.NotFound, "Faktor ö fehlt (Id-1)").WithDetails(&zitadelv1.ErrorDetail{Id: "Id-1", Message: "Faktor ö fehlt"})
	if err != nil {
		t.Fatal(err)
	}
	packed, err := proto.Marshal(full.Proto())
	if err != nil {
		t.Fatal(err)
	}
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.StdEncoding} {
		err := answer(t, backend.GRPCWeb, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", grpcWebType)
			w.Header().Set("Grpc-Status", "5")
			w.Header().Set("Grpc-Message", "Faktor %C3%B6 fehlt (Id-1)")
			w.Header().Set("Grpc-Status-Details-Bin", encoding.EncodeToString(packed))
		})
		got := failure(t, err)
		check(t, got, codes.NotFound, true, true)
		if got.Detail().GetId() != "Id-1" || got.Status.Message() != full.Message() {
			t.Errorf("got %v with %v", got, got.Detail())
		}
	}
}

// The certificate authority and the client's certificate are those of the files, on every wire.
func TestCertificateAuthority(t *testing.T) {
	server := httptest.NewUnstartedServer(respond(200, "application/json", "{}"))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	file := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		ca, authority string
		sent          bool
	}{
		"trusted": {ca: file, sent: true}, "its other name": {ca: file, authority: "example.com", sent: true},
		"another's name": {ca: file, authority: "other.example"}, "unknown": {},
	} {
		for _, transport := range wires() {
			config := configOf(server.URL, transport)
			config.CAFile, config.Authority = c.ca, c.authority
			config.CallTimeout = 5 * time.Second
			err := removeOTP(t.Context(), dial(t, config))
			if c.sent && transport == backend.REST && err == nil {
				continue
			}
			if got := failure(t, err); got.Sent != c.sent {
				t.Errorf("%s over %s: %v", name, transport, got)
			}
		}
	}
	for _, config := range []backend.Config{
		{URL: "https://a.example", CAFile: file + "x"}, {URL: "https://a.example", CertFile: file, KeyFile: file},
		{URL: "https://a.example", CertFile: file}, {URL: "http://localhost", CAFile: file},
	} {
		config.Transport, config.Connections = backend.GRPC, 1
		if _, err := backend.Dial(config, nil, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "backend-c") {
			t.Errorf("%+v: %v", config, err)
		}
	}
}
