package wiretest_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"maps"
	"net"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/wire/wiretest"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

const englishToken = "test-english-human"

// TestEmbeddedInMemory holds the embedded backend to the law over its in-memory listener, as the program uses it, and
// the suite to its promise to leave an organization's own policy as it found it.
func TestEmbeddedInMemory(t *testing.T) {
	target := inMemory(t, openEmbedded(t, embedded.Config{}))
	before := policyOf(t, target, embedded.OrgOwnerToken)
	demandAllButRejected(t, wiretest.Run(t, target))
	if after := policyOf(t, target, embedded.OrgOwnerToken); !proto.Equal(before, after) {
		t.Errorf("the policy was %v, after the run it is %v", before, after)
	}
}

// TestEmbeddedWithLeastTarget ensures that one organization and one token are enough to run, that what can't run is
// reported with what it lacks, and that an organization that inherited inherits again.
func TestEmbeddedWithLeastTarget(t *testing.T) {
	server := openEmbedded(t, embedded.Config{})
	target := wiretest.Target{
		Conn:   dialMemory(t, server, "localhost"),
		Own:    embedded.InheritingOrgID,
		Tokens: map[wiretest.Role]string{wiretest.InstanceOwner: embedded.InstanceOwnerToken},
	}
	report := wiretest.Run(t, target)
	if len(report.Ran) < 60 || len(report.Ran)+len(report.NotRun) != len(wiretest.CaseNames()) {
		t.Errorf("%d cases ran and %d didn't, of %d", len(report.Ran), len(report.NotRun), len(wiretest.CaseNames()))
	}
	for name, lacks := range report.NotRun {
		if len(lacks) == 0 {
			t.Errorf("%s didn't run and lacks nothing", name)
		}
	}
	if !policyOf(t, target, embedded.InstanceOwnerToken).GetIsDefault() {
		t.Error("the organization doesn't inherit any more")
	}
}

// TestEmbeddedThroughTLS ensures that a TLS address can be reached under an authority that its certificate doesn't have.
func TestEmbeddedThroughTLS(t *testing.T) {
	certified := httptest.NewTLSServer(nil)
	defer certified.Close()
	roots := x509.NewCertPool()
	roots.AddCert(certified.Certificate())
	config := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: certified.TLS.Certificates, NextProtos: []string{"h2"}}
	address := &url.URL{Scheme: "https", Host: listen(t, openEmbedded(t, embedded.Config{}), config)}
	for authority, want := range map[string]codes.Code{"localhost": codes.OK, "no-instance.example": codes.NotFound} {
		conn := dialTrusting(t, address, authority, roots)
		_, err := managementv1.NewManagementServiceClient(conn).Healthz(t.Context(), &managementv1.HealthzRequest{})
		if status.Code(err) != want {
			t.Errorf("under %s: %v, want %v", authority, err, want)
		}
	}
}

// TestEmbeddedWithLag holds it to the law while its lagging reads lag as a real server's do.
func TestEmbeddedWithLag(t *testing.T) {
	demandAllButRejected(t, wiretest.Run(t, inMemory(t, openEmbedded(t, embedded.Config{Lag: 60 * time.Millisecond}))))
}

// TestEmbeddedInFile holds it to the law with its events in a file.
func TestEmbeddedInFile(t *testing.T) {
	config := embedded.Config{File: t.TempDir() + "/events.db"}
	demandAllButRejected(t, wiretest.Run(t, inMemory(t, openEmbedded(t, config))))
}

// TestEmbeddedThroughSocket holds it to the law through a loopback socket, and the reading of the environment, by which
// a real ZITADEL is reached, with it.
func TestEmbeddedThroughSocket(t *testing.T) {
	for name, value := range environmentOf(listen(t, openEmbedded(t, embedded.Config{}), nil)) {
		t.Setenv(name, value)
	}
	target, err := fromEnvironment(t)
	if err != nil {
		t.Fatal(err)
	}
	demandAllButRejected(t, wiretest.Run(t, target))
}

// demandAllButRejected fails where a case of the embedded backend didn't run, but for the one that it can't serve: its
// tokens never stop being valid.
func demandAllButRejected(t *testing.T, report wiretest.Report) {
	t.Helper()
	want := []string{"tokens/a token that was valid once is refused as an unknown one"}
	if got := slices.Collect(maps.Keys(report.NotRun)); !slices.Equal(got, want) {
		t.Errorf("not run: %q, want only %q", got, want)
	}
}

func openEmbedded(t *testing.T, config embedded.Config) *embedded.Server {
	t.Helper()
	config.Logger = slog.New(slog.DiscardHandler)
	config.Users = []embedded.User{{
		ID: "300000000000000099", Token: englishToken, HomeOrg: embedded.HomeOrgID, Language: "en",
		Memberships: []embedded.Membership{{Resource: embedded.HomeOrgID, Roles: []string{embedded.RoleOrgOwner}}},
	}}
	server, err := embedded.Open(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return server
}

// policyOf reads the login policy in force in the organization that a run rewrites, without the details of its writes.
func policyOf(t *testing.T, target wiretest.Target, token string) *policyv1.LoginPolicy {
	t.Helper()
	ctx := metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+token, "x-zitadel-orgid", target.Own)
	reply, err := managementv1.NewManagementServiceClient(target.Conn).GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
	if err != nil {
		t.Fatal(err)
	}
	reply.GetPolicy().Details = nil
	return reply.GetPolicy()
}

// inMemory is the embedded world as a target.
func inMemory(t *testing.T, server *embedded.Server) wiretest.Target {
	t.Helper()
	return wiretest.Target{
		Conn:           dialMemory(t, server, "localhost"),
		OtherAuthority: dialMemory(t, server, "no-instance.example"),
		Instance:       embedded.InstanceID,
		Own:            embedded.HomeOrgID,
		Foreign:        embedded.InheritingOrgID,
		Fresh:          true,
		Tokens: map[wiretest.Role]string{
			wiretest.InstanceOwner: embedded.InstanceOwnerToken,
			wiretest.OrgOwner:      embedded.OrgOwnerToken,
			wiretest.Viewer:        embedded.ViewerToken,
			wiretest.Nobody:        embedded.NobodyToken,
			wiretest.EnglishHuman:  englishToken,
		},
	}
}

func dialMemory(t *testing.T, server *embedded.Server, authority string) *grpc.ClientConn {
	t.Helper()
	return dial(t, "passthrough:///embedded",
		grpc.WithAuthority(authority),
		grpc.WithContextDialer(server.Dial),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
	)
}

// dial opens a connection that the test closes.
func dial(t *testing.T, address string, options ...grpc.DialOption) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient(address, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// listen serves on a loopback port, with TLS where config isn't nil, and returns its address.
func listen(t *testing.T, server *embedded.Server, config *tls.Config) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if config != nil {
		listener = tls.NewListener(listener, config)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		_ = server.Close()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return address
}

func environmentOf(address string) map[string]string {
	return map[string]string{
		addressVariable:                       "http://" + address,
		otherAuthorityVariable:                "no-instance.example",
		instanceVariable:                      embedded.InstanceID,
		ownVariable:                           embedded.HomeOrgID,
		foreignVariable:                       embedded.InheritingOrgID,
		freshVariable:                         "true",
		tokenVariable(wiretest.InstanceOwner): embedded.InstanceOwnerToken,
		tokenVariable(wiretest.OrgOwner):      embedded.OrgOwnerToken,
		tokenVariable(wiretest.Viewer):        embedded.ViewerToken,
		tokenVariable(wiretest.Nobody):        embedded.NobodyToken,
		tokenVariable(wiretest.EnglishHuman):  englishToken,
	}
}
