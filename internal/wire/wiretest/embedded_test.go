package wiretest_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/wire/wiretest"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
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
		Org:    embedded.InheritingOrgID,
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
	next := oneByOne(manyPeopleIDs()) // of all runs together
	lacking := map[string]func(*wiretest.Target){
		"other authority":   func(target *wiretest.Target) { target.OtherAuthority = nil },
		"instance":          func(target *wiretest.Target) { target.InstanceID = "" },
		"foreign":           func(target *wiretest.Target) { target.ForeignOrg = "" },
		"instance provider": func(target *wiretest.Target) { target.InstanceProvider = "" },
		"own provider":      func(target *wiretest.Target) { target.OrgProvider = "" },
		"complete person":   func(target *wiretest.Target) { target.CompletePerson = "" },
		"other people": func(target *wiretest.Target) {
			target.PlainPerson, target.UnfinishedPerson, target.ForeignPerson = "", "", ""
		},
		"next person": func(target *wiretest.Target) { target.NextPerson, target.ManyEvents = nil, false },
		"instance owner": func(target *wiretest.Target) {
			target.InstanceWritable = false
			delete(target.Tokens, wiretest.InstanceOwner)
		},
		"organization owner": func(target *wiretest.Target) { delete(target.Tokens, wiretest.OrgOwner) },
	}
	for name, spoil := range lacking {
		t.Run(name, func(t *testing.T) {
			target := inMemory(t, server)
			target.NextPerson = next
			spoil(&target)
			if report := wiretest.Run(t, target); len(report.Ran)+len(report.NotRun) != len(wiretest.CaseNames()) {
				t.Errorf("%d cases ran and %d didn't, of %d", len(report.Ran), len(report.NotRun), len(wiretest.CaseNames()))
			}
		})
	}
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
