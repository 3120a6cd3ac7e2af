package resolver_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// attack is a request that must be refused.
type attack struct {
	name    string
	method  string // POST where it is empty
	headers http.Header
	// document is sent as the query of a JSON body, unless there is a body.
	document, body string
	// want is CODE, or CODE/REASON, or several of these with | between them: where a request is over several limits,
	// the first that is checked refuses it.
	want string
}

// documentAttacks are hostile GraphQL documents.
func documentAttacks() []attack {
	const limited = "LIMIT_EXCEEDED/TOO_MANY_TOKENS|LIMIT_EXCEEDED/TOO_DEEP|LIMIT_EXCEEDED/TOO_COMPLEX|LIMIT_EXCEEDED/DOCUMENT_TOO_LONG|" +
		"LIMIT_EXCEEDED/TOO_MANY_ROOT_FIELDS|LIMIT_EXCEEDED/TOO_MANY_DIRECTIVES|LIMIT_EXCEEDED/TOO_MANY_FRAGMENTS|LIMIT_EXCEEDED/TOO_MANY_OPERATIONS"
	attacks := []attack{
		{name: "deep nesting", document: strings.Repeat("{a", 50_000) + strings.Repeat("}", 50_000), want: limited},
		{name: "deep nesting within the tokens", document: strings.Repeat("{a", 600) + strings.Repeat("}", 600), want: limited},
		{name: "nesting that never ends", document: strings.Repeat("{a", 50_000), want: limited},
		{name: "20,000 repeated fields", document: "{" + strings.Repeat("loginPolicy{isDefault}", 20_000) + "}", want: limited},
		{name: "alias bomb", document: "{" + repeat(10_000, func(i int) string { return fmt.Sprintf("a%d:__typename ", i) }) + "}", want: limited},
		{name: "alias bomb within the tokens", document: "{" + repeat(300, func(i int) string { return fmt.Sprintf("a%d:__typename ", i) }) + "}",
			want: "LIMIT_EXCEEDED/TOO_MANY_ALIASES"},
		{name: "directive bomb", document: "{__typename" + strings.Repeat("@include(if:true)", 20_000) + "}", want: limited},
		{name: "unknown directive bomb", document: "{__typename" + strings.Repeat("@a", 20_000) + "}", want: limited},
		{name: "fragment cycle", document: "{...A} fragment A on Query{...B} fragment B on Query{...A}", want: "GRAPHQL_VALIDATION_FAILED"},
		{name: "fragment that spreads itself", document: "{...A} fragment A on Query{__typename ...A}", want: "GRAPHQL_VALIDATION_FAILED"},
		{name: "fragments that double", document: "{...F0}" + repeat(40, func(i int) string {
			return fmt.Sprintf("fragment F%d on Query{...F%d ...F%d}", i, i+1, i+1)
		}) + "fragment F40 on Query{__typename}", want: limited},
		{name: "many spreads", document: "{" + strings.Repeat("...A ", 20_000) + "} fragment A on Query{__typename}", want: limited},
		{name: "huge integer", document: "{loginPolicyChanges(first:" + strings.Repeat("9", 100_000) + "){nodes{secondFactor}}}",
			want: "GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT/PAGE_INVALID|BAD_USER_INPUT|LIMIT_EXCEEDED/DOCUMENT_TOO_LONG"},
		{name: "huge exponent", document: "{loginPolicyChanges(first:1e999999999){nodes{secondFactor}}}", want: "GRAPHQL_VALIDATION_FAILED"},
		{name: "huge string", document: `{organization(orgId:"` + strings.Repeat("x", 900_000) + `"){name}}`,
			want: "BAD_USER_INPUT/ORGANIZATION_INVALID|LIMIT_EXCEEDED/DOCUMENT_TOO_LONG"},
		{name: "huge list", document: "{loginPolicy(orgId:" + strings.Repeat("[", 100_000) + "1){isDefault}}", want: limited},
		{name: "introspection", document: "{__schema{types{name}}}", want: "GRAPHQL_VALIDATION_FAILED/INTROSPECTION_DISABLED"},
	}
	return attacks
}

// requestAttacks are hostile requests, or documents with hostile variables.
func requestAttacks(t *testing.T) []attack {
	t.Helper()
	const mutation = `{"query":"mutation{removeSecondFactor(type:SECOND_FACTOR_TYPE_OTP){sequence}}"}`
	contentType := func(value string) http.Header { return http.Header{"Content-Type": {value}} }
	number := strings.Repeat("9", 500_000)
	return []attack{
		{name: "10 MiB body", body: `{"query":"` + strings.Repeat("x", 10<<20) + `"}`, want: "LIMIT_EXCEEDED/BODY_TOO_LARGE"},
		{name: "gzip bomb", headers: http.Header{"Content-Encoding": {"gzip"}}, body: gzipBomb(t), want: "UNSUPPORTED_MEDIA_TYPE"},
		{name: "batch", body: "[" + strings.Repeat(mutation+",", 1000) + mutation + "]", want: "BAD_REQUEST/BATCH_NOT_SUPPORTED"},
		{name: "nested JSON", body: `{"query":"{__typename}","variables":` + strings.Repeat(`{"a":`, 100_000), want: "LIMIT_EXCEEDED/VARIABLES_TOO_LARGE"},
		{name: "huge integer as a variable", want: "GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT|BAD_USER_INPUT/PAGE_INVALID",
			body: `{"query":"query($n:Int){loginPolicyChanges(first:$n){nodes{secondFactor}}}","variables":{"n":` + number + `}}`},
		{name: "huge string as a variable", want: "BAD_USER_INPUT/ORGANIZATION_INVALID",
			body: `{"query":"query($o:ID){loginPolicy(orgId:$o){isDefault}}","variables":{"o":"` + number + `"}}`},
		{name: "a form of another site", headers: contentType("application/x-www-form-urlencoded"), body: mutation, want: "BAD_REQUEST/CSRF_HEADER_MISSING"},
		{name: "text of another site", headers: contentType("text/plain"), body: mutation, want: "BAD_REQUEST/CSRF_HEADER_MISSING"},
		{name: "an upload of another site", headers: contentType("multipart/form-data; boundary=x"), body: mutation, want: "BAD_REQUEST/CSRF_HEADER_MISSING"},
		{name: "a link of another site", method: http.MethodGet, document: "{__typename}", headers: contentType(""), want: "BAD_REQUEST/CSRF_HEADER_MISSING"},
		{name: "a mutation by GET", method: http.MethodGet, document: "mutation{resetLoginPolicy{sequence}}", want: "METHOD_NOT_ALLOWED/MUTATION_BY_GET"},
		{name: "a foreign origin", headers: http.Header{"Origin": {"https://evil.example"}}, body: mutation, want: "FORBIDDEN/FOREIGN_ORIGIN"},
		{name: "a sandboxed frame", headers: http.Header{"Origin": {"null"}}, body: mutation, want: "FORBIDDEN/FOREIGN_ORIGIN"},
		{name: "headers of 70,000 bytes", headers: http.Header{"X-Filler": {strings.Repeat("x", 70_000)}}, body: mutation, want: "LIMIT_EXCEEDED/HEADERS_TOO_LARGE"},
		{name: "two tokens", headers: http.Header{"Authorization": {"Bearer a", "Bearer b"}}, body: mutation, want: "UNAUTHENTICATED/TOKEN_MALFORMED"},
		{name: "two organizations", headers: http.Header{"X-Zitadel-Orgid": {"1", "2"}, "Authorization": {"Bearer x"}}, body: mutation,
			want: "BAD_USER_INPUT/ORGANIZATION_INVALID"},
	}
}

// repeat joins the pieces for 0 to times-1.
func repeat(times int, piece func(int) string) string {
	var all strings.Builder
	for i := range times {
		all.WriteString(piece(i))
	}
	return all.String()
}

// gzipBomb is 100 MiB of spaces, compressed to some 100 KiB.
func gzipBomb(t *testing.T) string {
	t.Helper()
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	if _, err := io.CopyN(writer, spaces{}, 100<<20); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.String()
}

// spaces is an endless reader of spaces.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// TestAttacks ensures that with production settings each request is refused in the error contract that tries to exhaust
// the server, to get around its checks, or to have a browser act for somebody; and that the next plain request is
// answered as usual.
func TestAttacks(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url())
	var worst time.Duration
	var slowest string
	for _, a := range append(documentAttacks(), requestAttacks(t)...) {
		began := time.Now()
		got := a.send(t, p)
		if took := time.Since(began); took > worst {
			worst, slowest = took, a.name
		}
		if found := firstError(got); !slices.Contains(strings.Split(a.want, "|"), strings.TrimSuffix(found.Code+"/"+found.Reason, "/")) {
			t.Errorf("%s: got %d %.300s, want %s", a.name, got.status, got.body, a.want)
		}
		if strings.Contains(strings.ToLower(got.body), "did you mean") {
			t.Errorf("%s: the reply suggests names: %.300s", a.name, got.body)
		}
		if plain := mustPost(t, p, as("read="), operation(`{ loginPolicy { isDefault } }`, nil)); !isData(plain) {
			t.Errorf("after %s a plain request gets %d %s", a.name, plain.status, plain.body)
		}
	}
	t.Logf("the slowest answer took %s: %s", worst.Round(time.Millisecond), slowest)
}

// firstError returns the first error of a reply. Of validation's there may be several.
func firstError(got reply) outcome {
	var body struct {
		Errors []struct{ Extensions outcome }
	}
	if json.Unmarshal([]byte(got.body), &body) != nil || len(body.Errors) == 0 {
		return outcome{}
	}
	return body.Errors[0].Extensions
}

// send sends the request, and fails the test only where there is no reply.
func (a attack) send(t *testing.T, p *program) reply {
	t.Helper()
	if a.method == http.MethodGet {
		request, err := http.NewRequest(http.MethodGet, p.url+"/graphql?query="+url.QueryEscape(a.document), nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header = http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer read="}}
		maps.Copy(request.Header, a.headers)
		got, err := p.do(request)
		if err != nil {
			t.Fatalf("%s: %v", a.name, err)
		}
		return got
	}
	headers := as("read=")
	maps.Copy(headers, a.headers)
	body := a.body
	if body == "" {
		body = operation(a.document, nil)
	}
	got, err := p.post(headers, body)
	if err != nil {
		t.Fatalf("%s: %v", a.name, err)
	}
	return got
}

// TestNoSuggestions prevents that a server which hides its schema gives away the names in it. For each rule of
// validation that knows names, a request with nearly the right name gets no suggestion.
func TestNoSuggestions(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url())
	for rule, document := range map[string]string{
		"FieldsOnCorrectType":       `{ loginPolicyy { isDefault } }`,
		"nested field":              `{ loginPolicy { isDefaultt } }`,
		"field of a fragment":       `{ loginPolicy { ...F } } fragment F on LoginPolicy { secondFactorss }`,
		"KnownArgumentNames":        `{ loginPolicy(orgIdd: "1") { isDefault } }`,
		"argument of a directive":   `{ loginPolicy @include(iff: true) { isDefault } }`,
		"KnownDirectives":           `{ loginPolicy @includee(if: true) { isDefault } }`,
		"KnownTypeNames":            `{ ... on Queryy { loginPolicy { isDefault } } }`,
		"type of a variable":        `query($t: SecondFactorTypee) { loginPolicy { isDefault } }`,
		"KnownFragmentNames":        `{ loginPolicy { ...LoginPolic } } fragment LoginPoli on LoginPolicy { isDefault }`,
		"value of an enum":          `mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTPP) { sequence } }`,
		"string for an enum":        `mutation { removeSecondFactor(type: "SECOND_FACTOR_TYPE_OT") { sequence } }`,
		"field of an input":         `mutation { updateLoginPolicy(patch: {forceMfaa: true}) { sequence } }`,
		"ScalarLeafs":               `{ loginPolicy }`,
		"leaf with a selection":     `{ loginPolicy { isDefault { a } } }`,
		"ProvidedRequiredArguments": `mutation { removeSecondFactor { sequence } }`,
		"operation type":            `subscription { loginPolicyy { isDefault } }`,
	} {
		for _, accept := range []string{"application/json", "application/graphql-response+json"} {
			headers := as("read=")
			headers.Set("Accept", accept)
			got := mustPost(t, p, headers, operation(document, nil))
			if firstError(got).Code != "GRAPHQL_VALIDATION_FAILED" {
				t.Errorf("%s: got %s", rule, got.body)
			}
			if strings.Contains(strings.ToLower(got.body), "did you mean") {
				t.Errorf("%s: the reply suggests a name: %s", rule, got.body)
			}
		}
	}
}
