package backend_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"golang.org/x/net/http2"
	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/backend"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// A write whose HTTP/2 stream is reset is never sent again, even with the codes after which net/http sends what has no
// body, or a repeatable one, a second time: a proxy may say PROTOCOL_ERROR of the answer to a write that was done.
func TestWriteOnceOverHTTP2(t *testing.T) {
	for _, reset := range []http2.ErrCode{http2.ErrCodeProtocol, http2.ErrCodeRefusedStream, http2.ErrCodeInternal, http2.ErrCodeNo} {
		for _, transport := range plainHTTPWires() {
			for name, write := range writes() {
				var requests atomic.Int32
				config := configOf("", transport)
				config.URL, config.CAFile = startResetting(t, reset, func() { requests.Add(1) })
				got := callErrorOf(t, write(t.Context(), dial(t, config)))
				if n := requests.Load(); n != 1 || got.Status.Code() != codes.Unavailable || !got.MayHaveWritten() {
					t.Errorf("%s %s, reset with %s: %d requests arrived, want 1; the write came to %v", transport, name, reset, n, got)
				}
			}
		}
	}
}

// gRPC itself sends a write once more where the server promises that it never looked at the first one (REFUSED_STREAM, or
// GOAWAY with a last stream before this one), and in no other case.
func TestGRPCResendsOnlyWhatWasNeverSeen(t *testing.T) {
	for reset, want := range map[http2.ErrCode]int32{
		http2.ErrCodeRefusedStream: 2, http2.ErrCodeProtocol: 1, http2.ErrCodeInternal: 1, http2.ErrCodeNo: 1,
		http2.ErrCodeCancel: 1, http2.ErrCodeEnhanceYourCalm: 1,
	} {
		for name, write := range writes() {
			var requests atomic.Int32
			config := configOf("", backend.GRPC)
			config.URL, config.CAFile = startResetting(t, reset, func() { requests.Add(1) })
			got := callErrorOf(t, write(t.Context(), dial(t, config)))
			if n := requests.Load(); n != want || got.Answered || !got.MayHaveWritten() {
				t.Errorf("%s, reset with %s: %d requests arrived, want %d; the write came to %v", name, reset, n, want, got)
			}
		}
	}
}

// A write that the server never looked at, and that couldn't be sent again, certainly didn't happen.
func TestNeverSeenAndNotResent(t *testing.T) {
	var requests atomic.Int32
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close() //nolint:errcheck // it is thrown away
		goAwayAtOnce(conn, listener, &requests)
	}()
	got := callErrorOf(t, removeOTP(t.Context(), dial(t, configOf("http://"+listener.Addr().String(), backend.GRPC))))
	if requests.Load() != 1 || got.Sent || got.MayHaveWritten() {
		t.Errorf("%d requests arrived; the write came to %v", requests.Load(), got)
	}
}

// goAwayAtOnce takes one request, closes the listener, and sends GOAWAY as if it had looked at no request.
func goAwayAtOnce(conn net.Conn, listener net.Listener, requests *atomic.Int32) {
	framer := handshake(conn)
	for framer != nil {
		frame, err := framer.ReadFrame()
		if err != nil {
			return
		}
		if data, ok := frame.(*http2.DataFrame); ok && data.StreamEnded() {
			requests.Add(1)
			listener.Close()
			framer.WriteGoAway(0, http2.ErrCodeNo, nil) //nolint:errcheck // the client sees it
			return
		}
	}
}

// handshake returns nil where the client doesn't speak HTTP/2.
func handshake(conn net.Conn) *http2.Framer {
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(conn, preface); err != nil {
		return nil
	}
	framer := http2.NewFramer(conn, conn)
	if framer.WriteSettings() != nil {
		return nil
	}
	return framer
}

// startResetting resets every stream, after telling arrived, and returns the server's URL and the file with its certificate.
func startResetting(t *testing.T, reset http2.ErrCode, arrived func()) (url, caFile string) {
	t.Helper()
	certified := httptest.NewUnstartedServer(nil)
	certified.EnableHTTP2 = true
	certified.StartTLS()
	defer certified.Close()
	caFile = filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certified.Certificate().Raw})
	if err := os.WriteFile(caFile, text, 0o600); err != nil {
		t.Fatal(err)
	}
	tcp, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener := tls.NewListener(tcp, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: certified.TLS.Certificates, NextProtos: []string{"h2"}})
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go resetAll(conn, reset, arrived)
		}
	}()
	return "https://" + tcp.Addr().String(), caFile
}

// resetAll answers the end of each request with a reset of its stream.
func resetAll(conn net.Conn, reset http2.ErrCode, arrived func()) {
	defer conn.Close() //nolint:errcheck // it is thrown away
	framer := handshake(conn)
	if framer == nil {
		return
	}
	var err error
	for err == nil {
		var frame http2.Frame
		frame, err = framer.ReadFrame()
		switch f := frame.(type) {
		case *http2.SettingsFrame:
			if !f.IsAck() {
				err = errors.Join(err, framer.WriteSettingsAck())
			}
		case *http2.HeadersFrame:
			arrived()
			if f.StreamEnded() {
				err = errors.Join(err, framer.WriteRSTStream(f.StreamID, reset))
			}
		case *http2.DataFrame:
			if f.StreamEnded() {
				err = errors.Join(err, framer.WriteRSTStream(f.StreamID, reset))
			}
		}
	}
}

// TestWriteOnceOverHTTP2 would show nothing if its resets didn't make net/http send a request again that can be sent again.
func TestResetMakesNetHTTPResend(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var requests atomic.Int32
	config := configOf("", backend.REST)
	config.URL, config.CAFile = startResetting(t, http2.ErrCodeProtocol, func() {
		if requests.Add(1) == 2 {
			cancel()
		}
	})
	_, err := dial(t, config).Healthz(ctx, &managementv1.HealthzRequest{})
	if err == nil || requests.Load() < 2 {
		t.Errorf("%d requests arrived; the read came to %v", requests.Load(), err)
	}
}

// A stream that is reset is a broken connection, whatever code gRPC gives it: no answer of ZITADEL's, no caller who went away,
// and no reply that is too large.
func TestResetIsABrokenConnection(t *testing.T) {
	for _, reset := range []http2.ErrCode{http2.ErrCodeCancel, http2.ErrCodeEnhanceYourCalm, http2.ErrCodeFlowControl} {
		config := configOf("", backend.GRPC)
		config.URL, config.CAFile = startResetting(t, reset, func() {})
		got := callErrorOf(t, removeOTP(t.Context(), dial(t, config)))
		if got.Status.Code() != codes.Unavailable || got.Answered || !got.MayHaveWritten() {
			t.Errorf("reset with %s: %v", reset, got)
		}
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

// A write on a kept connection that dies without an answer is never sent again, and reported as sent.
func TestWriteOnceOnADeadConnection(t *testing.T) {
	for _, transport := range plainHTTPWires() {
		for name, write := range writes() {
			var requests atomic.Int32
			client := dial(t, configOf("http://"+startDying(t, transport, &requests), transport))
			got := callErrorOf(t, writeOnKept(t, client, &requests, write))
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
