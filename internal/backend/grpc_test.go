package backend_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/backend/backendtest"
	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// server answers as each test wants it to.
type server struct {
	managementv1.UnimplementedManagementServiceServer

	remove func(context.Context) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error)
}

func (s server) RemoveSecondFactorFromLoginPolicy(ctx context.Context, _ *managementv1.RemoveSecondFactorFromLoginPolicyRequest,
) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
	return s.remove(ctx)
}

// removeOverGRPC starts a server whose removal is answered by answer, and returns the failure of one call.
func removeOverGRPC(t *testing.T, timeout time.Duration, answer func(context.Context, *grpc.Server) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error)) *wire.CallError {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	grpcServer := grpc.NewServer()
	managementv1.RegisterManagementServiceServer(grpcServer, server{remove: func(ctx context.Context) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
		return answer(ctx, grpcServer)
	}})
	served := make(chan error, 1)
	go func() { served <- grpcServer.Serve(listener) }()
	t.Cleanup(func() {
		grpcServer.Stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	config := configOf("http://"+listener.Addr().String(), backend.GRPC)
	config.CallTimeout = timeout
	return call(t, config)
}

func call(t *testing.T, config backend.Config) *wire.CallError {
	t.Helper()
	conn, err := backend.Dial(config, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // it has nothing to lose
	_, err = managementv1.NewManagementServiceClient(conn).RemoveSecondFactorFromLoginPolicy(t.Context(),
		&managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP})
	failed, ok := errors.AsType[*wire.CallError](err)
	if !ok {
		t.Fatalf("the call came to %v, not to a *wire.CallError", err)
	}
	return failed
}

// A failure that the server sent is reported as its own, with its details, with and without response headers before it.
func TestAnswered(t *testing.T) {
	for _, headers := range []bool{false, true} {
		got := removeOverGRPC(t, time.Minute, func(ctx context.Context, _ *grpc.Server) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
			if headers {
				if err := grpc.SendHeader(ctx, metadata.Pairs("x-request-id", "1")); err != nil {
					return nil, err
				}
			}
			st, err := status.New(codes.Internal, "no (Id)").WithDetails(&zitadelv1.ErrorDetail{Id: "Id"})
			if err != nil {
				return nil, err
			}
			return nil, st.Err()
		})
		checkFailure(t, got, codes.Internal, true, true)
		if got.Detail().GetId() != "Id" {
			t.Errorf("headers %t: the detail is %v", headers, got.Detail())
		}
	}
}

// A write that can't have been sent is known not to have happened.
func TestConnectionRefused(t *testing.T) {
	got := call(t, configOf("http://"+backendtest.ClosedAddress(t), backend.GRPC))
	checkFailure(t, got, codes.Unavailable, false, false)
}

// A connection that breaks after the write arrived leaves its fate open.
func TestConnectionCut(t *testing.T) {
	got := removeOverGRPC(t, time.Minute, func(ctx context.Context, s *grpc.Server) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
		go s.Stop()
		<-ctx.Done()
		return nil, ctx.Err()
	})
	checkFailure(t, got, codes.Unavailable, true, false)
}

// Our own deadline is the error, even where the server hurries to say something else when it passes.
func TestDeadline(t *testing.T) {
	untilArrived(t, func(timeout time.Duration, arrived *atomic.Bool) {
		got := removeOverGRPC(t, timeout, func(ctx context.Context, _ *grpc.Server) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
			arrived.Store(true)
			<-ctx.Done()
			return nil, status.Error(codes.PermissionDenied, "the look-up ran out of time")
		})
		if arrived.Load() {
			checkFailure(t, got, codes.DeadlineExceeded, true, false)
		}
	})
}

// A reply that was refused here isn't taken for the server's refusal: the write has happened.
func TestReplyTooLarge(t *testing.T) {
	got := removeOverGRPC(t, time.Minute, func(context.Context, *grpc.Server) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
		return &managementv1.RemoveSecondFactorFromLoginPolicyResponse{
			Details: &zitadelv1.ObjectDetails{ResourceOwner: strings.Repeat("x", 2000)}}, nil
	})
	checkFailure(t, got, codes.ResourceExhausted, true, false)
}

// TestCompressedOverGRPC prevents that a compressed reply unpacks to more than a reply may have. OpenTelemetry's exporters register
// gzip for all of gRPC in the process, and with that every call announces that its reply may be compressed.
func TestCompressedOverGRPC(t *testing.T) {
	t.Parallel()
	got := removeOverGRPC(t, time.Minute, func(ctx context.Context, _ *grpc.Server) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
		reply := &managementv1.RemoveSecondFactorFromLoginPolicyResponse{Details: &zitadelv1.ObjectDetails{ResourceOwner: strings.Repeat("a", 64<<20)}}
		return reply, grpc.SetSendCompressor(ctx, gzip.Name)
	})
	checkFailure(t, got, codes.ResourceExhausted, true, false)
}
