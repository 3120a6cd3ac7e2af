package embedded

import (
	"context"
	"log/slog"
	"net"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const (
	otp = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP
	u2f = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F
	sms = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS
	mfa = policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION
)

// clock stands still until it is told to go on.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock {
	return &clock{at: time.Date(2026, 11, 23, 12, 21, 35, 787576999, time.FixedZone("CET", 3600))}
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// open gives a server that is closed with the test, on a clock that stands still.
func open(t testing.TB, cfg Config) *Server {
	t.Helper()
	return openWith(t, cfg, discard(), newClock().now)
}

func openWith(t testing.TB, cfg Config, log *slog.Logger, now func() time.Time) *Server {
	t.Helper()
	s, err := openAt(cfg, log, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// connect dials the in-memory listener under the name.
func connect(t testing.TB, s *Server, authority string) managementv1.ManagementServiceClient {
	t.Helper()
	return managementv1.NewManagementServiceClient(dial(t, s, authority))
}

func connectAdmin(t testing.TB, s *Server) adminv1.AdminServiceClient {
	t.Helper()
	return adminv1.NewAdminServiceClient(dial(t, s, "localhost"))
}

func dial(t testing.TB, s *Server, authority string) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient("passthrough:///"+authority,
		grpc.WithContextDialer(s.Dial), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// as gives a context with the token and further metadata, key and value in turn.
func as(t testing.TB, token string, pairs ...string) context.Context {
	t.Helper()
	return metadata.AppendToOutgoingContext(t.Context(), append([]string{"authorization", "Bearer " + token}, pairs...)...)
}

// detailOf gives the id and text of the status' only detail; empty if it has none.
func detailOf(t testing.TB, err error) (id, text string) {
	t.Helper()
	details := status.Convert(err).Details()
	if len(details) == 0 {
		return "", ""
	}
	detail, ok := details[0].(*zitadelv1.ErrorDetail)
	if !ok || len(details) != 1 {
		t.Fatalf("details of %v: want one ErrorDetail, got %v", err, details)
	}
	return detail.GetId(), detail.GetMessage()
}

func listenLoopback(t testing.TB) net.Listener {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func logFile(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "zitadel.db")
}

func factorTypes(factors ...policyv1.SecondFactorType) []policyv1.SecondFactorType { return factors }

// messageOf gives the text of a status.
func messageOf(err error) string { return status.Convert(err).Message() }
