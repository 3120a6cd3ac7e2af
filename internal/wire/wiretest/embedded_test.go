package wiretest_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"maps"
	"net"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
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
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

const (
	englishToken = "test-english-human"
	personToken  = "test-person"
	factorToken  = "test-person-factor"
)

// TestEmbeddedInMemory holds the embedded backend to the law over its in-memory listener, as the program uses it, and
// the suite to its promise to leave an organization's own policy as it found it.
func TestEmbeddedInMemory(t *testing.T) {
	target := inMemory(t, openEmbedded(t, embedded.Config{}))
	before := policyOf(t, target, embedded.OrgOwnerToken)
	demandNotRun(t, wiretest.Run(t, target), "races/", onceValid)
	if after := policyOf(t, target, embedded.OrgOwnerToken); !proto.Equal(before, after) {
		t.Errorf("the policy was %v, after the run it is %v", before, after)
	}
}

// TestEmbeddedWithLeastTarget ensures that one organization and one token are enough to run, that what can't run is
// reported with what it lacks, that an organization that inherited inherits again, and that nothing is written at an
// instance that isn't to be written.
func TestEmbeddedWithLeastTarget(t *testing.T) {
	server := openEmbedded(t, embedded.Config{})
	target := wiretest.Target{
		Conn:   dialMemory(t, server, "localhost"),
		Own:    embedded.InheritingOrgID,
		Tokens: map[wiretest.Role]string{wiretest.InstanceOwner: embedded.InstanceOwnerToken},
	}
	before := instanceOf(t, target)
	report := wiretest.Run(t, target)
	if len(report.Ran) < 100 || len(report.Ran)+len(report.NotRun) != len(wiretest.CaseNames()) {
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
	if after := instanceOf(t, target); !proto.Equal(before, after) {
		t.Errorf("the latest event of the instance was %v, after the run it is %v", before, after)
	}
}

// TestEmbeddedWithoutOneThing ensures that a case names all that it needs: whatever a target lacks, no case fails for it.
func TestEmbeddedWithoutOneThing(t *testing.T) {
	server := openEmbedded(t, embedded.Config{})
	lacking := map[string]func(*wiretest.Target){
		"other authority":   func(target *wiretest.Target) { target.OtherAuthority = nil },
		"instance":          func(target *wiretest.Target) { target.Instance = "" },
		"foreign":           func(target *wiretest.Target) { target.Foreign = "" },
		"instance provider": func(target *wiretest.Target) { target.InstanceProvider = "" },
		"own provider":      func(target *wiretest.Target) { target.OwnProvider = "" },
		"instance owner": func(target *wiretest.Target) {
			target.InstanceWritable = false
			delete(target.Tokens, wiretest.InstanceOwner)
		},
		"organization owner": func(target *wiretest.Target) { delete(target.Tokens, wiretest.OrgOwner) },
	}
	for name, spoil := range lacking {
		t.Run(name, func(t *testing.T) {
			target := inMemory(t, server)
			spoil(&target)
			if report := wiretest.Run(t, target); len(report.Ran)+len(report.NotRun) != len(wiretest.CaseNames()) {
				t.Errorf("%d cases ran and %d didn't, of %d", len(report.Ran), len(report.NotRun), len(wiretest.CaseNames()))
			}
		})
	}
}

// TestEmbeddedRestoresInstance holds the suite to its promise to leave an instance that it may write as it found it, links,
// order of factors, restrictions and all; and to run on an instance that isn't fresh.
func TestEmbeddedRestoresInstance(t *testing.T) {
	target := inMemory(t, openEmbedded(t, embedded.Config{}))
	target.Fresh = false
	alterInstance(t, target)
	before, restricted := defaultPolicyOf(t, target), restrictionsOf(t, target)
	report := wiretest.Run(t, target)
	if after := defaultPolicyOf(t, target); !proto.Equal(before, after) {
		t.Errorf("the instance's policy was %v, after the run it is %v", before, after)
	}
	if after := restrictionsOf(t, target); !proto.Equal(restricted, after) {
		t.Errorf("the restrictions were %v, after the run they are %v", restricted, after)
	}
	demandNotRun(t, report, "races/", onceValid, "reads/a fresh instance")
}

// TestEmbeddedWithRaces holds it to the law while its writes race as a real server's do.
func TestEmbeddedWithRaces(t *testing.T) {
	target := inMemory(t, openEmbedded(t, embedded.Config{Races: true}))
	target.Races = true
	demandNotRun(t, wiretest.Run(t, target), onceValid)
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
	report := wiretest.Run(t, inMemory(t, openEmbedded(t, embedded.Config{Lag: 60 * time.Millisecond})))
	demandNotRun(t, report, "races/", onceValid)
}

// TestEmbeddedWithLagAndRaces holds it to the law where two creations at once hold up all reads of policies.
func TestEmbeddedWithLagAndRaces(t *testing.T) {
	target := inMemory(t, openEmbedded(t, embedded.Config{Lag: 20 * time.Millisecond, Races: true}))
	target.Races = true
	demandNotRun(t, wiretest.Run(t, target), onceValid)
}

// TestEmbeddedInFile holds it to the law with its events in a file.
func TestEmbeddedInFile(t *testing.T) {
	config := embedded.Config{File: t.TempDir() + "/events.db"}
	demandNotRun(t, wiretest.Run(t, inMemory(t, openEmbedded(t, config))), "races/", onceValid)
}

// TestEmbeddedThroughSocket holds it to the law through a loopback socket, and the reading of the environment, by which
// a real ZITADEL is reached, with it.
func TestEmbeddedThroughSocket(t *testing.T) {
	for name, value := range environmentOf(listen(t, openEmbedded(t, embedded.Config{Races: true}), nil)) {
		t.Setenv(name, value)
	}
	target, err := fromEnvironment(t)
	if err != nil {
		t.Fatal(err)
	}
	demandNotRun(t, wiretest.Run(t, target), onceValid)
}

// onceValid is the one case that the embedded backend can't serve: its tokens never stop being valid.
const onceValid = "tokens/a token that was valid once is refused as an unknown one"

// demandNotRun fails where a case didn't run whose name doesn't begin with one of these, or one of these begins no such
// name.
func demandNotRun(t *testing.T, report wiretest.Report, prefixes ...string) {
	t.Helper()
	used := map[string]bool{}
	for name, lacks := range report.NotRun {
		i := slices.IndexFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
		if i < 0 {
			t.Errorf("%s didn't run: the target lacks %v", name, lacks)
			continue
		}
		used[prefixes[i]] = true
	}
	if len(used) != len(prefixes) {
		t.Errorf("not run: %q, want some of each of %q", slices.Sorted(maps.Keys(report.NotRun)), prefixes)
	}
}

func openEmbedded(t *testing.T, config embedded.Config) *embedded.Server {
	t.Helper()
	owner := []embedded.Membership{{Resource: embedded.HomeOrgID, Roles: []string{embedded.RoleOrgOwner}}}
	withApp := embedded.Person{Factors: []policyv1.SecondFactorType{policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP}, Login: embedded.LoginSecondFactor}
	config.Users = []embedded.User{
		{ID: "300000000000000097", Token: personToken, HomeOrg: embedded.HomeOrgID, Memberships: owner, Person: &embedded.Person{}},
		{ID: "300000000000000098", Token: factorToken, HomeOrg: embedded.HomeOrgID, Memberships: owner, Person: &withApp},
		{ID: "300000000000000099", Token: englishToken, HomeOrg: embedded.HomeOrgID, Language: "en", Memberships: owner, Person: &withApp},
	}
	server, err := embedded.Open(config, slog.New(slog.DiscardHandler))
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

// asOwner sends as the instance's owner.
func asOwner(t *testing.T) context.Context {
	t.Helper()
	return metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+embedded.InstanceOwnerToken)
}

// instanceOf is the instance's latest event.
func instanceOf(t *testing.T, target wiretest.Target) proto.Message {
	t.Helper()
	reply, err := adminv1.NewAdminServiceClient(target.Conn).ListEvents(asOwner(t), &adminv1.ListEventsRequest{
		AggregateId: embedded.InstanceID, Limit: 1,
	})
	if err != nil || len(reply.GetEvents()) != 1 {
		t.Fatal(err, reply)
	}
	return reply.GetEvents()[0]
}

// alterInstance makes the instance's settings differ from a fresh one's in everything that a run has to restore.
func alterInstance(t *testing.T, target wiretest.Target) {
	t.Helper()
	client, no := adminv1.NewAdminServiceClient(target.Conn), true
	otp, sms := policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP, policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS
	_, removed := client.RemoveSecondFactorFromLoginPolicy(asOwner(t), &adminv1.RemoveSecondFactorFromLoginPolicyRequest{Type: otp})
	_, first := client.AddSecondFactorToLoginPolicy(asOwner(t), &adminv1.AddSecondFactorToLoginPolicyRequest{Type: sms})
	_, second := client.AddSecondFactorToLoginPolicy(asOwner(t), &adminv1.AddSecondFactorToLoginPolicyRequest{Type: otp})
	_, linked := client.AddIDPToLoginPolicy(asOwner(t), &adminv1.AddIDPToLoginPolicyRequest{IdpId: embedded.GitHubID})
	_, updated := client.UpdateLoginPolicy(asOwner(t), &adminv1.UpdateLoginPolicyRequest{ForceMfa: true, DefaultRedirectUri: "https://example.com"})
	_, restricted := client.SetRestrictions(asOwner(t), &adminv1.SetRestrictionsRequest{
		DisallowPublicOrgRegistration: &no, AllowedLanguages: &adminv1.SelectLanguages{List: []string{"en", "fr"}},
	})
	if err := errors.Join(removed, first, second, linked, updated, restricted); err != nil {
		t.Fatal(err)
	}
}

// defaultPolicyOf reads the instance's login policy, without the details of its writes.
func defaultPolicyOf(t *testing.T, target wiretest.Target) *policyv1.LoginPolicy {
	t.Helper()
	reply, err := adminv1.NewAdminServiceClient(target.Conn).GetLoginPolicy(asOwner(t), &adminv1.GetLoginPolicyRequest{})
	if err != nil {
		t.Fatal(err)
	}
	reply.GetPolicy().Details = nil
	return reply.GetPolicy()
}

func restrictionsOf(t *testing.T, target wiretest.Target) *adminv1.GetRestrictionsResponse {
	t.Helper()
	reply, err := adminv1.NewAdminServiceClient(target.Conn).GetRestrictions(asOwner(t), &adminv1.GetRestrictionsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	reply.Details = nil
	return reply
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

		InstanceWritable: true,
		InstanceProvider: embedded.CompanyLoginID,
		OwnProvider:      embedded.AcmeDirectoryID,

		Tokens: map[wiretest.Role]string{
			wiretest.InstanceOwner: embedded.InstanceOwnerToken,
			wiretest.OrgOwner:      embedded.OrgOwnerToken,
			wiretest.Viewer:        embedded.ViewerToken,
			wiretest.Nobody:        embedded.NobodyToken,
			wiretest.EnglishHuman:  englishToken,
			wiretest.Person:        personToken,
			wiretest.FactorPerson:  factorToken,
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
		instanceWritableVariable:              "true",
		racesVariable:                         "true",
		instanceProviderVariable:              embedded.CompanyLoginID,
		ownProviderVariable:                   embedded.AcmeDirectoryID,
		tokenVariable(wiretest.InstanceOwner): embedded.InstanceOwnerToken,
		tokenVariable(wiretest.OrgOwner):      embedded.OrgOwnerToken,
		tokenVariable(wiretest.Viewer):        embedded.ViewerToken,
		tokenVariable(wiretest.Nobody):        embedded.NobodyToken,
		tokenVariable(wiretest.EnglishHuman):  englishToken,
		tokenVariable(wiretest.Person):        personToken,
		tokenVariable(wiretest.FactorPerson):  factorToken,
	}
}
