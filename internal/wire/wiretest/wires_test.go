package wiretest_test

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/backend/backendtest"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/wire/wiretest"
)

// TestEmbeddedOverEveryWire holds each wire of the real backend to the law: its client is ours, and what turns gRPC-Web
// and REST into native gRPC in front of the embedded backend isn't.
func TestEmbeddedOverEveryWire(t *testing.T) {
	for _, wire := range []string{backend.GRPC, backend.GRPCWeb, backend.REST} {
		t.Run(wire, func(t *testing.T) {
			server := openEmbedded(t, embedded.Config{Logger: slog.New(slog.DiscardHandler)})
			address := "http://" + listen(t, server, nil)
			if wire != backend.GRPC {
				address = backendtest.Gateway(t, func(ctx context.Context, _, target string) (net.Conn, error) {
					return server.Dial(ctx, target)
				}).URL
			}
			target := inMemory(t, server)
			target.Conn = dialBackend(t, address, wire, "localhost")
			target.OtherAuthority = dialBackend(t, address, wire, "no-instance.example")
			demandNotRun(t, wiretest.Run(t, target), "races/", onceValid)
		})
	}
}

func dialBackend(t *testing.T, address, wire, authority string) backend.Conn {
	t.Helper()
	conn, err := backend.Dial(backend.Config{URL: address, Transport: wire, Authority: authority,
		CallTimeout: 10 * time.Second, MaxReplyBytes: 1 << 20})
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
