package resolver_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/backend/backendtest"
	"zitadel-graphql/internal/embedded/domain"
	"zitadel-graphql/internal/racetest"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// plantedSecret is what a decoder that stumbles over domain.FakeSecret would quote of it.
var plantedSecret = strings.TrimRight(domain.FakeSecret, "+") //nolint:gochecknoglobals // nothing sets it

// secretsOfPeople is a program between people's secrets and a test that looks for them: a backend whose events carry one wherever
// ZITADEL's do, a relay that notes what passes, and the program with a log of everything.
type secretsOfPeople struct {
	*testing.T

	relay   *relay
	program *program

	// failure is what some calls about people fail with, nil for none. damages is a part of the paths, in small letters, of the calls
	// whose replies arrive damaged, and otherwise part of no path.
	failure atomic.Pointer[error]
	damages atomic.Pointer[string]

	mu sync.Mutex
	// names are those of people, with addresses and numbers, and of their keys, as far as they passed. planted counts replies with a
	// secret in them.
	names   map[string]bool
	planted int
}

// TestSecretsOfPeopleStaySecret prevents that the secrets in people's events, or a caller's token, get into the log, at any level, or
// into a reply, and that the log tells who people are: over every wire, in each field about people, in removals, and in each failure,
// also where a reply is damaged just where a secret begins.
func TestSecretsOfPeopleStaySecret(t *testing.T) {
	t.Parallel()
	for _, wire := range allWires() {
		t.Run(wire, func(t *testing.T) {
			t.Parallel()
			s := startSecrets(t, wire)
			failures := peopleFailures()
			for _, f := range failures[:racetest.Size(len(failures), 3)] {
				s.damages.Store(&f.damages)
				s.failure.Store(&f.err)
				s.askEverything()
			}
			s.checkLog()
		})
	}
}

// peopleFailure is what some calls about people fail with, or a part of the paths of those whose replies are damaged.
type peopleFailure struct {
	err     error
	damages string
}

// peopleFailures are those that secrets are looked for in; the first three have one of each kind.
func peopleFailures() []peopleFailure {
	return []peopleFailure{
		{damages: "none"},
		{err: withDetail(codes.Internal, textFor(codes.Internal), "Test-1"), damages: "none"},
		{damages: "events"},
		{damages: "users"},
		{err: withDetail(codes.Unavailable, textFor(codes.Unavailable), ""), damages: "none"},
		{err: withDetail(codes.Unauthenticated, "expired", "AUTH-7fs1e"), damages: "none"},
		{err: withDetail(codes.PermissionDenied, "refused", "AUTH-AWfge"), damages: "none"},
	}
}

// startSecrets starts them with this wire between relay and program.
func startSecrets(t *testing.T, wire string) *secretsOfPeople {
	t.Helper()
	s := &secretsOfPeople{T: t, names: map[string]bool{}}
	backend := start(t, "--embedded-listen", "127.0.0.1:0", "--embedded-users", "20", "--log-level", "debug")
	s.relay = startRelay(t, backend.embeddedAddress)
	s.relay.refuses = func(call *relayed) error {
		// The first calls of each kind pass, so that a look fails in the middle.
		if isAboutPeople := slices.Contains(append(callsOfLooks(), "ListEvents"), call.method); !isAboutPeople || call.number%7 != 6 {
			return nil
		}
		return *s.failure.Load()
	}
	s.relay.alters = func(call *relayed, _, reply proto.Message) {
		s.note(reply)
		if wire == "grpc" && strings.HasSuffix(strings.ToLower(call.method), *s.damages.Load()) {
			reply.ProtoReflect().SetUnknown([]byte{0x0a, 0xff}) // a field of 127 bytes or more, and then nothing
		}
	}
	damages := "none"
	s.damages.Store(&damages)
	s.program = startDamaged(t, wire, s.relay.url, &s.damages, "--log-level", "debug")
	return s
}

// startDamaged starts the program over a wire on which replies are damaged, but for native gRPC, where the server itself does it.
func startDamaged(t *testing.T, wire, url string, damages *atomic.Pointer[string], args ...string) *program {
	t.Helper()
	if wire == "grpc" {
		return start(t, append(args, "--backend", url)...)
	}
	intact := backendtest.Transcoder(t, backendtest.NativeProxy(t, dialerTo(strings.TrimPrefix(url, "http://"))))
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(strings.ToLower(r.URL.Path), *damages.Load()) {
			intact.ServeHTTP(w, r)
			return
		}
		recorded := record(r, intact)
		for name, values := range recorded.Result().Header {
			if name != "Content-Length" {
				w.Header()[name] = values
			}
		}
		w.WriteHeader(recorded.Code)
		w.Write(damaged(recorded.Body.Bytes())) //nolint:errcheck // the program may have given up
	}))
	t.Cleanup(gateway.Close)
	return start(t, append(args, "--backend", gateway.URL, "--transport", wire)...)
}

// damaged returns a reply that can't be read any more just where its first secret or name begins, since that is what a decoder would
// quote, or in its middle.
func damaged(body []byte) []byte {
	for _, before := range []string{`"` + domain.FakeSecret, `"displayName":"`} {
		if at := bytes.Index(body, []byte(before)); at >= 0 {
			return slices.Concat(body[:at], []byte(strings.ReplaceAll(before, `"`, "")), body[at+len(before):])
		}
	}
	return body[:len(body)/2]
}

// note remembers what must not be told.
func (s *secretsOfPeople) note(reply proto.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch reply := reply.(type) {
	case *adminv1.ListEventsResponse:
		if text, err := protojson.Marshal(reply); err != nil || bytes.Contains(text, []byte(domain.FakeSecret)) {
			s.planted++
		}
	case *userv2.ListUsersResponse:
		for _, user := range reply.GetResult() {
			for _, name := range []string{user.GetPreferredLoginName(), user.GetHuman().GetProfile().GetDisplayName()} {
				s.names[name] = true
			}
		}
	case *userv2.ListAuthenticationFactorsResponse:
		for _, factor := range reply.GetResult() {
			s.names[factor.GetU2F().GetName()] = true
		}
	default:
	}
}

// askEverything sends an operation for each field about people, by everybody who can look at them in another way.
func (s *secretsOfPeople) askEverything() {
	s.Helper()
	var documents []string
	for _, field := range organizationFields(s.T) {
		if strings.Contains(selection(field.types, field.Type), " look {") || isRemovalFromPeople(field.Name) {
			documents = append(documents, field.document(field.arguments(s.T)[0]...))
		}
	}
	for _, removal := range removals() {
		documents = append(documents, removal.one(), removal.many())
	}
	for _, document := range looksAtPeople() {
		documents = append(documents, document)
	}
	for _, write := range everyWrite()[:4] {
		documents = append(documents, fmt.Sprintf("mutation { %s { sequence } }", withArgument(write.field, "unless: [TAKES_FACTOR_IN_USE, LOCKS_OUT_SOMEBODY]")))
	}
	for _, document := range documents {
		for _, token := range []string{"dev-org-owner", instanceOwnerToken} {
			got := askAsItsKind(s.T, s.program, as(token), document)
			if strings.Contains(got.body, plantedSecret) || strings.Contains(got.body, token) {
				s.Errorf("%s\nthe reply has a secret:\n%.3000s", document, got.body)
			}
		}
	}
}

// checkLog wants a log without secrets and without names.
func (s *secretsOfPeople) checkLog() {
	s.Helper()
	log := s.program.log()
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.names, func(name string, _ bool) bool { return !strings.ContainsAny(name, " @") }) // such as "Person", a word of any log
	for _, secret := range append([]string{plantedSecret, "dev-org-owner", instanceOwnerToken, "@acme", "+1555"}, slices.Collect(maps.Keys(s.names))...) {
		if strings.Contains(log, secret) {
			s.Errorf("the log has %q:\n%.3000s", secret, linesContaining(log, secret))
		}
	}
	if len(s.names) < 60 || s.planted < 20 || !strings.Contains(log, `"DEBUG"`) {
		s.Errorf("%d names and %d replies with secrets have passed, so this test proves nothing", len(s.names), s.planted)
	}
}
