package backend_test

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	"zitadel-graphql/internal/backend"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// policyServer answers GetLoginPolicy, and at once.
type policyServer struct {
	managementv1.UnimplementedManagementServiceServer
}

func (policyServer) GetLoginPolicy(context.Context, *managementv1.GetLoginPolicyRequest) (*managementv1.GetLoginPolicyResponse, error) {
	return &managementv1.GetLoginPolicyResponse{Policy: &policyv1.LoginPolicy{AllowRegister: true}}, nil
}

// BenchmarkCall compares a call with all guards with the same call by gRPC alone, to a server in the same process. The difference is
// what the guards cost; the server's part is in both.
func BenchmarkCall(b *testing.B) {
	address := servePolicies(b)
	bare, err := grpc.NewClient("passthrough:///"+address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		b.Fatal(err)
	}
	defer bare.Close()
	guarded, err := backend.Dial(backend.Config{
		URL: "http://" + address, Transport: backend.GRPC, Connections: 1, MaxConcurrent: 256, Retries: 3, Breaker: true,
		CallTimeout: 10 * time.Second, MaxReplyBytes: 4 << 20, UserAgent: "test/1",
	}, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	defer guarded.Close() //nolint:errcheck // nothing is written
	b.Run("bare", func(b *testing.B) { benchmarkReads(b, withDeadline{bare}) })
	b.Run("guarded", func(b *testing.B) { benchmarkReads(b, guarded) })
}

// withDeadline is a connection whose calls have a deadline each, and nothing else.
type withDeadline struct{ grpc.ClientConnInterface }

func (c withDeadline) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return c.ClientConnInterface.Invoke(ctx, method, args, reply, opts...)
}

func servePolicies(b *testing.B) string {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := grpc.NewServer()
	managementv1.RegisterManagementServiceServer(server, policyServer{})
	go server.Serve(listener) //nolint:errcheck // it ends with the benchmark
	b.Cleanup(server.Stop)
	return listener.Addr().String()
}

func benchmarkReads(b *testing.B, conn grpc.ClientConnInterface) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Hour)
	defer cancel()
	ctx = metadata.NewOutgoingContext(ctx, metadata.Pairs("authorization", "Bearer token", "x-zitadel-orgid", "200000000000000001"))
	client := managementv1.NewManagementServiceClient(conn)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{}); err != nil {
			b.Fatal(err)
		}
	}
}
