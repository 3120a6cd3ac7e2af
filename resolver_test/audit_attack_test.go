package resolver_test

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTokenAsAnArgument prevents that a token is in the audit trail because its client has taken it for something else: for an id, a
// language or an address, whether the mutation is made or refused. (Each program of the tests is looked through for its tokens.)
func TestTokenAsAnArgument(t *testing.T) {
	t.Parallel()
	a := startAudited(t)
	const token = "TokenThatIsAnArgument4711"
	given := map[string]bool{}
	for _, mutation := range []string{
		`resetLoginPolicy(orgId: "%s")`, `resetLoginPolicy(expectedVersion: "%s")`, `resetLoginPolicy(expectedDigest: "%s")`,
		`resetLoginPolicy(expectedResourceOwner: "%s")`, `updateLoginPolicy(patch: {defaultRedirectUri: "https://app.example.com/%s"})`,
		`createLoginPolicy(input: {defaultRedirectUri: "https://app.example.com/%s"})`, `addLoginPolicyIdentityProvider(id: "%s")`,
		`setRestrictions(patch: {allowedLanguages: ["de", "%s"]})`, `removeUserSecondFactor(userId: "%s", type: SECOND_FACTOR_TYPE_OTP)`,
		`removeUserSecondFactor(userId: "5", type: SECOND_FACTOR_TYPE_U2F, securityKeyId: "%s")`,
		`removeUserSecondFactor(orgId: "%s", userId: "5", type: SECOND_FACTOR_TYPE_OTP)`,
	} {
		mustPost(t, a.program, as(token), operation("mutation { "+fmt.Sprintf(mutation, token)+" { sequence } }", nil))
		lines, _ := a.next()
		for _, line := range lines {
			for key, value := range line {
				if text := fmt.Sprint(value); strings.Contains(text, token) {
					t.Errorf("%s: the %s has the token as %s", mutation, line["audit"], key)
				} else if strings.Contains(text, "[token]") {
					given[key] = true
				}
			}
		}
	}
	for _, key := range []string{"organization", "userId", "change", "after"} {
		if !given[key] {
			t.Errorf("no line would have had the token as %s", key)
		}
	}
}

// TestNobodyForgesALine prevents that a caller adds a line to the trail, or says somebody else made a change: by line ends in a value or
// an id, by a request id, and by a second token.
func TestNobodyForgesALine(t *testing.T) {
	t.Parallel()
	a := startAudited(t)
	const forged = `{"time":"2026-11-28T00:00:00.000000000Z","audit":"outcome","version":1,"who":"1","whoBy":"event"}`
	for _, end := range []string{"\n", "\r\n", "\r", "\v", "\f", "\u0085", "\u2028", "\u2029", "\x00", `"}` + "\n"} {
		text := end + forged + end
		for _, variables := range []map[string]any{{"language": text}, {"language": "de", "organization": text}, {"language": "de", "id": text}} {
			mustPost(t, a.program, http.Header{"Authorization": {"Bearer forger"}, "X-Request-Id": {`a"}` + forged}}, operation(`mutation($language: String! $organization: ID $id: ID!="5") {
				one: setRestrictions(patch: {allowedLanguages: [$language]}) { sequence } two: resetLoginPolicy(orgId: $organization) { sequence }
				three: removeUserSecondFactor(userId: $id, type: SECOND_FACTOR_TYPE_OTP) { sequence } }`, variables))
		}
	}
	mustPost(t, a.program, http.Header{"Authorization": {"Bearer forger", "Bearer of-somebody-else"}}, operation(setRestrictions, nil))
	text, err := os.ReadFile(a.file)
	if err != nil {
		t.Fatal(err)
	}
	pairs := map[string]int{}
	for line := range strings.Lines(string(text)) {
		found := auditLines(t, line)
		if len(found) != 1 || found[0]["who"] == "1" || strings.ContainsAny(line[:len(line)-1], "\n\r\v\f\x00\u2028\u2029") || strings.Contains(fmt.Sprint(found[0]["requestId"]), "time") {
			t.Errorf("got %q", line)
		}
		pairs[fmt.Sprint(found[0]["pairId"])]++
	}
	for pair, lines := range pairs {
		if lines > 2 {
			t.Errorf("the pair %s has %d lines", pair, lines)
		}
	}
	if lines := strings.Split(strings.TrimSpace(string(text)), "\n"); len(pairs) != 91 || !strings.Contains(lines[len(lines)-1], `"who":"unknown"`) {
		t.Errorf("%d mutations, and the last line is %s", len(pairs), lines[len(lines)-1])
	}
}

// wayToWrite is a request that sends mutations, or tries to, and how many writes it makes.
type wayToWrite struct {
	name   string
	writes int
	method string      // POST where it is empty
	query  string      // of the URL
	header http.Header // besides the token and the type application/json
	body   string
}

// waysToWrite returns every way to send a mutation that somebody could hope the trail doesn't look at. The trusted document "remove" is
// a mutation.
func waysToWrite() []wayToWrite {
	const field, answer = "setRestrictions(patch: {allowedLanguages: []}) ", "{ sequence }"
	const write = field + answer
	persisted := fmt.Sprintf(`{"persistedQuery":{"version":1,"sha256Hash":"%x"}}`, sha256.Sum256([]byte(setRestrictions)))
	inURL := "query=" + url.QueryEscape(setRestrictions)
	as := func(mediaType string) http.Header { return http.Header{"Content-Type": {mediaType}} }
	return []wayToWrite{
		{name: "aliases, fragments and conditions", writes: 5, body: operation(`mutation($yes: Boolean!, $no: Boolean!) { a: `+write+` ...F ... on Mutation { b: `+write+` }
			... @include(if: $yes) { c: `+write+` } d: `+field+`@skip(if: $no) `+answer+` never: `+field+`@skip(if: $yes) `+answer+` a: `+write+` }
			fragment F on Mutation { e: `+write+` }`, map[string]any{"yes": true, "no": false})},
		{name: "one of several operations", writes: 1, body: toJSON(map[string]any{"query": "query One { __typename } mutation Two { " + write + " }", "operationName": "Two"})},
		{name: "a name that looks like another field", writes: 1, body: operation("mutation { __proto: "+write+" }", nil)},
		{name: "a trusted document", writes: 1, body: `{"documentId": "remove"}`},
		{name: "an automatic persisted query", writes: 1, body: `{"query": ` + toJSON(setRestrictions) + `, "extensions": ` + persisted + `}`},
		{name: "its hash alone", writes: 1, body: `{"extensions": ` + persisted + `}`},
		{name: "as a stream of events", writes: 1, header: http.Header{"Accept": {"text/event-stream, application/json"}}, body: operation(setRestrictions, nil)},
		{name: "GET", method: http.MethodGet, query: inURL},
		{name: "GET of a trusted document", method: http.MethodGet, query: "documentId=remove"},
		{name: "GET of a hash", method: http.MethodGet, query: "extensions=" + url.QueryEscape(persisted)},
		{name: "PUT", method: http.MethodPut, body: operation(setRestrictions, nil)},
		{name: "POST with the document in the URL", query: inURL, body: "{}"},
		{name: "a batch", body: "[" + operation(setRestrictions, nil) + "," + operation(setRestrictions, nil) + "]"},
		{name: "a form", header: as("application/x-www-form-urlencoded"), body: inURL},
		{name: "a file upload", header: as("multipart/form-data; boundary=b"), body: "--b\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n" + operation(setRestrictions, nil) + "\r\n--b--\r\n"},
		{name: "a bare document", header: as("application/graphql"), body: setRestrictions},
		{name: "plain text", header: as("text/plain"), body: operation(setRestrictions, nil)},
		{name: "a query", body: operation("{ "+write+" }", nil)},
		{name: "a subscription", body: operation("subscription { "+write+" }", nil)},
		{name: "an entity", body: operation(`{ _entities(representations: [{__typename: "Mutation", id: "1"}]) { ... on Mutation { `+write+` } } }`, nil)},
	}
}

// TestNoWriteGoesPastTheTrail prevents that a mutation reaches the backend without an intent, by whatever way it comes: of each write
// the trail has an intent when it arrives, and no more intents than writes. (Tools for agents have a test of their own.)
func TestNoWriteGoesPastTheTrail(t *testing.T) {
	t.Parallel()
	manifest := filepath.Join(t.TempDir(), "manifest.json")
	if err := os.WriteFile(manifest, []byte(toJSON(map[string]string{"remove": setRestrictions})), 0o600); err != nil {
		t.Fatal(err)
	}
	a := startAuditedBehind(t, func(backend *scriptedBackend) string { return backend.url() },
		"--csrf", "off", "--federation", "--apq", "--trusted-documents", manifest, "--trusted-documents-mode", "report")
	for _, way := range waysToWrite() {
		got := a.sendBy(way)
		lines, onWrite := a.next()
		if intents := countIntents(lines); len(onWrite) != way.writes || intents != way.writes || len(lines) != 2*intents {
			t.Errorf("%s: %d writes, want %d, and %v; answered %d %s", way.name, len(onWrite), way.writes, lines, got.status, got.body)
		}
		for i, trail := range onWrite {
			if had := countIntents(auditLines(t, trail)); had != i+1 {
				t.Errorf("%s: when write %d arrived, the trail had %d intents", way.name, i+1, had)
			}
		}
	}
}

func countIntents(lines []auditLine) (intents int) {
	for _, line := range lines {
		if line.is("audit", "intent") {
			intents++
		}
	}
	return intents
}

// sendBy sends a request in this way.
func (a *auditedProgram) sendBy(way wayToWrite) reply {
	a.t.Helper()
	method := way.method
	if method == "" {
		method = http.MethodPost
	}
	request, err := http.NewRequest(method, a.url+"/graphql?"+way.query, strings.NewReader(way.body))
	if err != nil {
		a.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	for _, headers := range []http.Header{as("way=own"), way.header} {
		for name, values := range headers {
			request.Header[http.CanonicalHeaderKey(name)] = values
		}
	}
	got, err := a.do(request)
	if err != nil {
		a.t.Fatal(err)
	}
	return got
}
