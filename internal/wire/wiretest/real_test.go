package wiretest_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/wire/wiretest"
)

// The environment that points the suite to a running ZITADEL. The address, the organization, and a token of the
// organization owner or of the instance owner are needed; each of the others lets more cases run.
const (
	// https://host or http://host, with or without a port.
	addressVariable = "ZGTEST_ADDRESS"
	// The instance's host, where it isn't the address's.
	authorityVariable = "ZGTEST_AUTHORITY"
	// The program's own wire to ask over, grpc, grpc-web or rest. Without it a plain gRPC client asks, which has nothing of the
	// program in it.
	transportVariable = "ZGTEST_TRANSPORT"
	// A host that the server knows no instance for.
	otherAuthorityVariable = "ZGTEST_OTHER_AUTHORITY"
	instanceVariable       = "ZGTEST_INSTANCE"
	// The organization whose login policy the suite rewrites and, at the end, restores.
	ownVariable     = "ZGTEST_ORG"
	foreignVariable = "ZGTEST_FOREIGN_ORG"
	// Whether the suite may rewrite the instance's login policy and restrictions, too, and restore them at the end: on a
	// server that others use, every organization without its own policy sees that meanwhile.
	instanceWritableVariable = "ZGTEST_INSTANCE_WRITABLE"
	// Ids of an identity provider of the instance and of one of the organization.
	instanceProviderVariable = "ZGTEST_INSTANCE_PROVIDER"
	ownProviderVariable      = "ZGTEST_ORG_PROVIDER"
	// Ids of people, as wiretest.Target has them: for ZGTEST_PEOPLE a list with commas, from whom factors are taken away. Of these
	// a run uses up some.
	peopleVariable     = "ZGTEST_PEOPLE"
	completeVariable   = "ZGTEST_COMPLETE_PERSON"
	plainVariable      = "ZGTEST_PLAIN_PERSON"
	unfinishedVariable = "ZGTEST_UNFINISHED_PERSON"
	strangerVariable   = "ZGTEST_FOREIGN_PERSON"
	// Whether the instance has more than a thousand events.
	manyEventsVariable = "ZGTEST_MANY_EVENTS"
	// Whether writes at once may both succeed, as they do on a real server.
	racesVariable = "ZGTEST_RACES"
	// Whether the instance's default login policy is as its setup made it.
	freshVariable = "ZGTEST_FRESH"
	// With the role behind it, in capitals: ZGTEST_TOKEN_ORGANIZATION_OWNER.
	tokenPrefix = "ZGTEST_TOKEN_"
)

func tokenVariable(role wiretest.Role) string {
	return tokenPrefix + strings.ToUpper(strings.ReplaceAll(string(role), " ", "_"))
}

// TestReal holds a running ZITADEL to the law: that is how the law itself is checked.
func TestReal(t *testing.T) {
	if os.Getenv(addressVariable) == "" {
		t.Skipf("not run: %s names no running ZITADEL, and CI has none", addressVariable)
	}
	target, err := fromEnvironment(t)
	if err != nil {
		t.Fatal(err)
	}
	wiretest.Run(t, target)
}

// TestEnvironmentIsChecked keeps half a configuration from passing for a run.
func TestEnvironmentIsChecked(t *testing.T) {
	for _, address := range []string{"127.0.0.1:8080", "ftp://host", "https://", "http://host/path"} {
		t.Setenv(addressVariable, address)
		if _, err := fromEnvironment(t); err == nil {
			t.Errorf("%s=%s was accepted", addressVariable, address)
		}
	}
	t.Setenv(addressVariable, "https://host.example")
	for _, name := range []string{freshVariable, instanceWritableVariable, racesVariable, manyEventsVariable} {
		t.Setenv(name, "perhaps")
		if _, err := fromEnvironment(t); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=perhaps was accepted: %v", name, err)
		}
		t.Setenv(name, "")
	}
}

// fromEnvironment makes the target that the environment describes. Its connections last as long as the test.
func fromEnvironment(t *testing.T) (wiretest.Target, error) {
	t.Helper()
	address, err := parseAddress(os.Getenv(addressVariable))
	if err != nil {
		return wiretest.Target{}, err
	}
	fresh, freshErr := flagOf(freshVariable)
	writable, writableErr := flagOf(instanceWritableVariable)
	races, racesErr := flagOf(racesVariable)
	manyEvents, manyErr := flagOf(manyEventsVariable)
	if err := errors.Join(freshErr, writableErr, racesErr, manyErr); err != nil {
		return wiretest.Target{}, err
	}
	target := wiretest.Target{
		Conn:            connect(t, address, or(os.Getenv(authorityVariable), address.Host)),
		TrimsHeaders:    overHTTP1(address),
		ChecksPathFirst: os.Getenv(transportVariable) == backend.REST,
		InstanceID:      os.Getenv(instanceVariable),
		Org:             os.Getenv(ownVariable),
		ForeignOrg:      os.Getenv(foreignVariable),
		FreshInstance:   fresh,
		Races:           races,
		Tokens:          map[wiretest.Role]string{},

		InstanceWritable: writable,
		InstanceProvider: os.Getenv(instanceProviderVariable),
		OrgProvider:      os.Getenv(ownProviderVariable),

		CompletePerson:   os.Getenv(completeVariable),
		PlainPerson:      os.Getenv(plainVariable),
		UnfinishedPerson: os.Getenv(unfinishedVariable),
		ForeignPerson:    os.Getenv(strangerVariable),
		ManyEvents:       manyEvents,
	}
	if people := os.Getenv(peopleVariable); people != "" {
		target.NextPerson = oneByOne(strings.Split(people, ","))
	}
	for _, role := range wiretest.Roles() {
		target.Tokens[role] = os.Getenv(tokenVariable(role))
	}
	if other := os.Getenv(otherAuthorityVariable); other != "" {
		target.OtherAuthority = connect(t, address, other)
	}
	return target, nil
}

// oneByOne returns each of the ids once.
func oneByOne(ids []string) func() (string, bool) {
	return func() (id string, found bool) {
		if len(ids) == 0 {
			return "", false
		}
		id, ids = ids[0], ids[1:]
		return id, true
	}
}

func flagOf(variable string) (bool, error) {
	set, err := strconv.ParseBool(or(os.Getenv(variable), "false"))
	if err != nil {
		return false, fmt.Errorf("%s: %w", variable, err)
	}
	return set, nil
}

var errAddress = errors.New("want http://host or https://host, with or without a port")

func parseAddress(text string) (*url.URL, error) {
	address, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", addressVariable, err)
	}
	if (address.Scheme != "http" && address.Scheme != "https") || address.Hostname() == "" || strings.Trim(address.Path, "/") != "" {
		return nil, fmt.Errorf("%s=%q: %w", addressVariable, text, errAddress)
	}
	return address, nil
}

func connect(t *testing.T, address *url.URL, authority string) grpc.ClientConnInterface {
	t.Helper()
	if transport := os.Getenv(transportVariable); transport != "" {
		return dialBackend(t, backend.Config{URL: address.String(), Transport: transport, Authority: authority})
	}
	return dialReal(t, address, authority)
}

// overHTTP1 reports whether calls go over HTTP/1.1: over the two wires that need no HTTP/2, where TLS doesn't negotiate it.
func overHTTP1(address *url.URL) bool {
	transport := os.Getenv(transportVariable)
	return address.Scheme == "http" && (transport == backend.GRPCWeb || transport == backend.REST)
}

func dialReal(t *testing.T, address *url.URL, authority string) *grpc.ClientConn {
	t.Helper()
	return dialTrusting(t, address, authority, nil)
}

// dialTrusting trusts the system's certificate authorities where roots is nil.
func dialTrusting(t *testing.T, address *url.URL, authority string, roots *x509.CertPool) *grpc.ClientConn {
	t.Helper()
	port, secure := "80", insecure.NewCredentials()
	if address.Scheme == "https" {
		config := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}
		port, secure = "443", hostCredentials{credentials.NewTLS(config), address.Hostname()}
	}
	return dial(t, "dns:///"+net.JoinHostPort(address.Hostname(), or(address.Port(), port)),
		grpc.WithAuthority(authority), grpc.WithTransportCredentials(secure))
}

// hostCredentials demand the certificate of the host that is dialled, whichever authority the calls name.
type hostCredentials struct {
	credentials.TransportCredentials

	host string
}

func (c hostCredentials) ClientHandshake(ctx context.Context, _ string, conn net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return c.TransportCredentials.ClientHandshake(ctx, c.host, conn)
}

func (c hostCredentials) Clone() credentials.TransportCredentials {
	return hostCredentials{c.TransportCredentials.Clone(), c.host}
}

func or(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
