package wiretest_test

import (
	"context"
	"crypto/tls"
	"log/slog"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/wire/wiretest"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

const (
	englishToken = "test-english-human"
	personToken  = "test-person"
	factorToken  = "test-person-factor"
)

// The people of the fixtures.
const (
	completePersonID   = "390000000000000001"
	plainPersonID      = "390000000000000002"
	unfinishedPersonID = "390000000000000003"
	foreignPersonID    = "390000000000000004"
	// manyPeople is how many more are complete: enough for every way in which a case can fail.
	manyPeople = 900
)

func openEmbedded(t *testing.T, config embedded.Config) *embedded.Server {
	t.Helper()
	owner := []embedded.Membership{{Resource: embedded.HomeOrgID, Roles: []string{embedded.RoleOrgOwner}}}
	withApp := embedded.Person{Factors: []policyv1.SecondFactorType{policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP}, Login: embedded.LoginSecondFactor}
	config.Users = []embedded.User{
		{ID: "300000000000000097", Token: personToken, HomeOrg: embedded.HomeOrgID, DisplayName: "A person", Memberships: owner, Person: &embedded.Person{}},
		{ID: "300000000000000098", Token: factorToken, HomeOrg: embedded.HomeOrgID, Memberships: owner, Person: &withApp},
		{ID: "300000000000000099", Token: englishToken, HomeOrg: embedded.HomeOrgID, Language: "en", Memberships: owner, Person: &withApp},
	}
	config.Users = append(config.Users, people()...)
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

// people are the users of whom the suite asks what they have set up.
func people() []embedded.User {
	app, byMessage := policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP, policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS
	all := embedded.Person{Factors: []policyv1.SecondFactorType{app, byMessage, policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F,
		policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL, policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES}}
	users := []embedded.User{
		{ID: completePersonID, HomeOrg: embedded.HomeOrgID, Person: &all},
		{ID: plainPersonID, HomeOrg: embedded.HomeOrgID, Person: &embedded.Person{}},
		{ID: unfinishedPersonID, HomeOrg: embedded.HomeOrgID, Person: &embedded.Person{Unproved: []policyv1.SecondFactorType{app}}},
		{ID: foreignPersonID, HomeOrg: embedded.InheritingOrgID, Person: &embedded.Person{Factors: []policyv1.SecondFactorType{app, byMessage}}},
	}
	for _, id := range manyPeopleIDs() {
		users = append(users, embedded.User{ID: id, HomeOrg: embedded.HomeOrgID, Person: &all})
	}
	for i := range users {
		users[i].Token, users[i].DisplayName = "test-"+users[i].ID, "Person "+users[i].ID
	}
	return users
}

func manyPeopleIDs() []string {
	ids := make([]string, manyPeople)
	for i := range ids {
		ids[i] = strconv.Itoa(391_000_000_000_000_000 + i)
	}
	return ids
}

// inMemory is the embedded world as a target.
func inMemory(t *testing.T, server *embedded.Server) wiretest.Target {
	t.Helper()
	return wiretest.Target{
		Conn:           dialMemory(t, server, "localhost"),
		OtherAuthority: dialMemory(t, server, "no-instance.example"),
		InstanceID:     embedded.InstanceID,
		Org:            embedded.HomeOrgID,
		ForeignOrg:     embedded.InheritingOrgID,
		FreshInstance:  true,

		InstanceWritable: true,
		InstanceProvider: embedded.CompanyLoginID,
		OrgProvider:      embedded.AcmeDirectoryID,

		NextPerson:       oneByOne(manyPeopleIDs()),
		CompletePerson:   completePersonID,
		PlainPerson:      plainPersonID,
		UnfinishedPerson: unfinishedPersonID,
		ForeignPerson:    foreignPersonID,
		ManyEvents:       true,

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
		peopleVariable:                        strings.Join(manyPeopleIDs(), ","),
		completeVariable:                      completePersonID,
		plainVariable:                         plainPersonID,
		unfinishedVariable:                    unfinishedPersonID,
		strangerVariable:                      foreignPersonID,
		manyEventsVariable:                    "true",
		tokenVariable(wiretest.InstanceOwner): embedded.InstanceOwnerToken,
		tokenVariable(wiretest.OrgOwner):      embedded.OrgOwnerToken,
		tokenVariable(wiretest.Viewer):        embedded.ViewerToken,
		tokenVariable(wiretest.Nobody):        embedded.NobodyToken,
		tokenVariable(wiretest.EnglishHuman):  englishToken,
		tokenVariable(wiretest.Person):        personToken,
		tokenVariable(wiretest.FactorPerson):  factorToken,
	}
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
