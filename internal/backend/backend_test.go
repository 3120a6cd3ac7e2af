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
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/backend/backendtest"
	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Everything that is wrong with a configuration is said at once, and nothing of a secret in it.
func TestValidate(t *testing.T) {
	for _, c := range []struct {
		url      string
		insecure bool
		want     []string // empty: it is fine
	}{
		{url: "https://my.example"},
		{url: "https://my.example:8443/"},
		{url: "http://localhost:8080"},
		{url: "http://[::1]:8080"},
		{url: "http://10.0.0.1:8080", insecure: true},
		{url: "http://10.0.0.1:8080", want: []string{"in the clear"}},
		{url: "http://localhost.example", want: []string{"in the clear"}},
		{url: "my.example", want: []string{"scheme", "no host"}},
		{url: "ftp://my.example/x?y#z", want: []string{"scheme", "more than"}},
		{url: "https://user:s3cret@my.example", want: []string{"more than"}},
		{url: "https://s3cret\x7f", want: []string{"can't be parsed"}},
		{url: "https://my.example:99999", want: []string{"99999 is no port"}},
		{url: "https://my.example:0", want: []string{"0 is no port"}},
		{url: "", want: []string{"scheme", "no host"}},
	} {
		config := configOf(c.url, backend.GRPC)
		config.Insecure = c.insecure
		err := config.Validate()
		if (err == nil) != (len(c.want) == 0) {
			t.Errorf("%q: %v", c.url, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v, which doesn't say %q", c.url, err, want)
			}
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: the error repeats the secret: %v", c.url, err)
		}
	}
}

// An authority without a host would leave the certificate's name unchecked.
func TestValidateAuthority(t *testing.T) {
	for authority, fine := range map[string]bool{
		"": true, "my.example": true, "my.example:443": true, "[::1]:443": true,
		":443": false, ":": false, "[]": false, "a b": false, "a\tb": false, "my.example:": false, "my.example:0": false,
		"http://my.example": false, "user@my.example": false, "my.example/path": false,
	} {
		config := configOf("https://127.0.0.1", backend.GRPC)
		config.Authority = authority
		if err := config.Validate(); (err == nil) != fine {
			t.Errorf("%q: %v", authority, err)
		}
	}
}

// A wire that isn't named, or that there is no connection for, is refused: what a caller forgets has no hidden default.
func TestValidateWire(t *testing.T) {
	for transport, connections := range map[string]int{"": 1, "http": 1, backend.GRPC: 0, backend.REST: -1} {
		config := configOf("https://my.example", transport)
		config.Connections = connections
		if err := config.Validate(); err == nil {
			t.Errorf("the transport %q with %d connections is taken", transport, connections)
		}
	}
}

// server answers as each test wants it to.
type server struct {
	managementv1.UnimplementedManagementServiceServer

	remove func(context.Context) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error)
}

func (s server) RemoveSecondFactorFromLoginPolicy(ctx context.Context, _ *managementv1.RemoveSecondFactorFromLoginPolicyRequest,
) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
	return s.remove(ctx)
}

// remove starts a server whose removal is answered by answer, and returns what one call of it comes to.
func remove(t *testing.T, timeout time.Duration, answer func(context.Context, *grpc.Server) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error)) *wire.CallError {
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

func check(t *testing.T, got *wire.CallError, code codes.Code, sent, answered bool) {
	t.Helper()
	if got.Status.Code() != code || got.Sent != sent || got.Answered != answered {
		t.Errorf("got %v; want %s, sent %t, answered %t", got, code, sent, answered)
	}
	if got.Method != managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName {
		t.Errorf("the method is %q", got.Method)
	}
}

// What the server said is told as the server's, with its details, with and without response headers before it.
func TestAnswered(t *testing.T) {
	for _, headers := range []bool{false, true} {
		got := remove(t, time.Minute, func(ctx context.Context, _ *grpc.Server) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
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
		check(t, got, codes.Internal, true, true)
		if got.Detail().GetId() != "Id" {
			t.Errorf("headers %t: the detail is %v", headers, got.Detail())
		}
	}
}

// A write that can't have been sent is known not to have happened.
func TestConnectionRefused(t *testing.T) {
	got := call(t, configOf("http://"+backendtest.Closed(t), backend.GRPC))
	check(t, got, codes.Unavailable, false, false)
}

// A connection that breaks after the write arrived leaves its fate open.
func TestConnectionCut(t *testing.T) {
	got := remove(t, time.Minute, func(ctx context.Context, s *grpc.Server) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
		go s.Stop()
		<-ctx.Done()
		return nil, ctx.Err()
	})
	check(t, got, codes.Unavailable, true, false)
}

// Our own deadline is the error, even where the server hurries to say something else when it passes.
func TestDeadline(t *testing.T) {
	arrives(t, func(timeout time.Duration, arrived *atomic.Bool) {
		got := remove(t, timeout, func(ctx context.Context, _ *grpc.Server) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
			arrived.Store(true)
			<-ctx.Done()
			return nil, status.Error(codes.PermissionDenied, "the look-up ran out of time")
		})
		if arrived.Load() {
			check(t, got, codes.DeadlineExceeded, true, false)
		}
	})
}

// arrives has a call time out, with more time from try to try, until it has arrived before that: how much time this takes
// is up to the machine.
func arrives(t *testing.T, timeOut func(timeout time.Duration, arrived *atomic.Bool)) {
	t.Helper()
	for timeout := 50 * time.Millisecond; timeout < time.Minute; timeout *= 2 {
		var arrived atomic.Bool
		if timeOut(timeout, &arrived); arrived.Load() {
			return
		}
	}
	t.Error("no call has arrived")
}

// A reply that was refused here isn't taken for the server's refusal: the write has happened.
func TestReplyTooLarge(t *testing.T) {
	got := remove(t, time.Minute, func(context.Context, *grpc.Server) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
		return &managementv1.RemoveSecondFactorFromLoginPolicyResponse{
			Details: &zitadelv1.ObjectDetails{ResourceOwner: strings.Repeat("x", 2000)}}, nil
	})
	check(t, got, codes.ResourceExhausted, true, false)
}
