package backend_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

const (
	grpcWebType  = "application/grpc-web+proto"
	maxReply     = 1000
	successFrame = "\x80\x00\x00\x00\x10grpc-status: 0\r\n"
)

func plainHTTPWires() []string { return []string{backend.GRPCWeb, backend.REST} }

func allWires() []string { return append(plainHTTPWires(), backend.GRPC) }

// dial makes a connection that the test's end closes.
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

// removeFrom starts an HTTP/1.1 server, makes one removal over the wire, and returns its error.
func removeFrom(t *testing.T, transport string, handler http.HandlerFunc) error {
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

// callErrorOf demands that err is a *wire.CallError.
func callErrorOf(t *testing.T, err error) *wire.CallError {
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

// frame is a frame of gRPC-Web.
func frame(flag byte, content string) string {
	n := len(content)
	return string([]byte{flag, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}) + content
}

// checkFailure checks the failure of a removal.
func checkFailure(t *testing.T, got *wire.CallError, code codes.Code, sent, answered bool) {
	t.Helper()
	if got.Status.Code() != code || got.Sent != sent || got.Answered != answered {
		t.Errorf("got %v; want %s, sent %t, answered %t", got, code, sent, answered)
	}
	if got.Method != managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName {
		t.Errorf("the method is %q", got.Method)
	}
}

// untilArrived has a call time out, with more time from try to try, until it has arrived before that: how much time this takes
// is up to the machine.
func untilArrived(t *testing.T, timeOut func(timeout time.Duration, arrived *atomic.Bool)) {
	t.Helper()
	for timeout := 50 * time.Millisecond; timeout < time.Minute; timeout *= 2 {
		var arrived atomic.Bool
		if timeOut(timeout, &arrived); arrived.Load() {
			return
		}
	}
	t.Error("no call has arrived")
}
