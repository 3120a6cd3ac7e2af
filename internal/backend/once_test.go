package backend_test

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"io"
	"net"
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
		for _, transport := range webs() {
			for name, write := range writes() {
				var requests atomic.Int32
				config := configOf("", transport)
				config.URL, config.CAFile = startResetting(t, reset, func() { requests.Add(1) })
				got := failure(t, write(t.Context(), dial(t, config)))
				if n := requests.Load(); n != 1 || got.Status.Code() != codes.Unavailable || !got.MayHaveWritten() {
					t.Errorf("%s %s, reset with %s: %d requests arrived, want 1; the write came to %v", transport, name, reset, n, got)
				}
			}
		}
	}
}

// gRPC itself sends a write once more where the server says that it never looked at the first one, and in no other case.
// That it may: REFUSED_STREAM, and GOAWAY with a last stream before this one, promise that nothing was done.
func TestGRPCRepeatsOnlyWhatWasNeverSeen(t *testing.T) {
	for reset, want := range map[http2.ErrCode]int32{
		http2.ErrCodeRefusedStream: 2, http2.ErrCodeProtocol: 1, http2.ErrCodeInternal: 1, http2.ErrCodeNo: 1,
		http2.ErrCodeCancel: 1, http2.ErrCodeEnhanceYourCalm: 1,
	} {
		for name, write := range writes() {
			var requests atomic.Int32
			config := configOf("", backend.GRPC)
			config.URL, config.CAFile = startResetting(t, reset, func() { requests.Add(1) })
			got := failure(t, write(t.Context(), dial(t, config)))
			if n := requests.Load(); n != want || got.Answered || !got.MayHaveWritten() {
				t.Errorf("%s, reset with %s: %d requests arrived, want %d; the write came to %v", name, reset, n, want, got)
			}
		}
	}
}

// A write that the server never looked at, and that couldn't be sent again, certainly didn't happen.
func TestNeverSeenAndNotSentAgain(t *testing.T) {
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
	got := failure(t, removeOTP(t.Context(), dial(t, configOf("http://"+listener.Addr().String(), backend.GRPC))))
	if requests.Load() != 1 || got.Sent || got.MayHaveWritten() {
		t.Errorf("%d requests arrived; the write came to %v", requests.Load(), got)
	}
}

// goAwayAtOnce takes one request, closes the listener, and says that it looked at no request.
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

// The resets above do make net/http repeat a request that can be repeated; else the test would show nothing.
func TestResetIsWorthTesting(t *testing.T) {
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

// What an HTTP/2 server resets a stream with is no answer of ZITADEL's: nor is it the caller who went away, nor a reply that
// is too large.
func TestResetIsNobodysWord(t *testing.T) {
	for _, reset := range []http2.ErrCode{http2.ErrCodeCancel, http2.ErrCodeEnhanceYourCalm, http2.ErrCodeFlowControl} {
		config := configOf("", backend.GRPC)
		config.URL, config.CAFile = startResetting(t, reset, func() {})
		got := failure(t, removeOTP(t.Context(), dial(t, config)))
		if got.Status.Code() != codes.Unavailable || got.Answered || !got.MayHaveWritten() {
			t.Errorf("reset with %s: %v", reset, got)
		}
	}
}
