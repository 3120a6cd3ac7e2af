package wiretest_test

import (
	"context"
	"encoding/pem"
	"log/slog"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/backend/backendtest"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/wire/wiretest"
)

// TestEmbeddedOverEveryWire holds each wire of the real backend to the law: its client is orgIDP, and what turns gRPC-Web
// and REST into native gRPC in front of the embedded backend isn't.
func TestEmbeddedOverEveryWire(t *testing.T) {
	for _, wire := range []string{backend.GRPC, backend.GRPCWeb, backend.REST} {
		t.Run(wire, func(t *testing.T) {
			server := openEmbedded(t, embedded.Config{})
			address := "http://" + listen(t, server, nil)
			if wire != backend.GRPC {
				address = backendtest.Gateway(t, memoryOf(server)).URL
			}
			target := inMemory(t, server)
			target.TrimsHeaders = wire != backend.GRPC // HTTP/1.1
			target.Conn = dialBackend(t, backend.Config{URL: address, Transport: wire, Authority: "localhost"})
			target.OtherAuthority = dialBackend(t, backend.Config{URL: address, Transport: wire, Authority: "no-instance.example"})
			demandNotRun(t, wiretest.Run(t, target), "races/", onceValid)
		})
	}
}

// TestEmbeddedOverHTTP2 holds the two wires that need no HTTP/2 to the law over HTTP/2, which TLS negotiates.
func TestEmbeddedOverHTTP2(t *testing.T) {
	for _, wire := range []string{backend.GRPCWeb, backend.REST} {
		t.Run(wire, func(t *testing.T) {
			server := openEmbedded(t, embedded.Config{AnyAuthority: true})
			gateway := backendtest.TLSGateway(t, memoryOf(server))
			target := inMemory(t, server)
			target.Conn, target.OtherAuthority = dialBackend(t, backend.Config{URL: gateway.URL, Transport: wire, CAFile: certificateOf(t, gateway)}), nil
			report := wiretest.Run(t, target)
			for name, lacks := range report.NotRun {
				if len(lacks) != 1 {
					t.Errorf("%s didn't run: the target lacks %q", name, lacks)
				}
			}
		})
	}
}

func memoryOf(server *embedded.Server) backendtest.Dialer {
	return func(ctx context.Context, _, target string) (net.Conn, error) { return server.Dial(ctx, target) }
}

func certificateOf(t *testing.T, server *httptest.Server) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func dialBackend(t *testing.T, config backend.Config) backend.Conn {
	t.Helper()
	config.Connections, config.CallTimeout, config.MaxReplyBytes = 1, 10*time.Second, 1<<20
	conn, err := backend.Dial(config, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	return conn
}
