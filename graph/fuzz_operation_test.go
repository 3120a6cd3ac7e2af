package graph_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	zitadelbackend "zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/people"
	"zitadel-graphql/internal/policy"
	"zitadel-graphql/internal/wire"
)

const (
	// One document with one set of variables has this much time, and may be this long.
	fuzzTime  = 20 * time.Second
	fuzzBytes = 4 << 10
)

// FuzzOperation prevents that a document and its variables do harm that the answer hides: a write of a request that was refused,
// or of fields that are all NOT_EXECUTED; a panic anywhere; a null that is sent as a text. The backend is a new embedded one each
// time, asked by its owner. Variables that aren't a JSON object are choices: each byte is for a variable that the document declares.
func FuzzOperation(f *testing.F) {
	for _, seed := range operationSeeds(f) {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, document, variables string) {
		if len(document)+len(variables) > fuzzBytes {
			return
		}
		backend := newCountingBackend(t)
		body, err := json.Marshal(map[string]any{"query": document, "variables": chosenVariables(document, variables)})
		if err != nil {
			return // not UTF-8
		}
		backend.expectHarmless(t, document+variables, body)
	})
}

// operationSeeds has a document for every position of the schema, with its variable left out, null, and given.
func operationSeeds(f *testing.F) [][2]string {
	f.Helper()
	s := walkSchema(f)
	var seeds [][2]string
	for i, p := range s.positions {
		document := p.document(s.variable(p.kind), "$v")
		_, value := s.sample(p.kind)
		given, err := json.Marshal(map[string]any{"v": value})
		if err != nil {
			f.Fatal(err)
		}
		// All of them with all three would take each run of the tests too long.
		seeds = append(seeds, [2]string{document, []string{`{}`, `{"v": null}`, string(given)}[i%3]})
	}
	for _, document := range []string{
		`mutation($a: ID, $b: Boolean = true) { addSecondFactor(type: SECOND_FACTOR_TYPE_OTP_SMS, orgId: $a) @include(if: $b) { sequence warnings { code } } r: resetLoginPolicy { ...F @skip(if: $b) sequence } } fragment F on ObjectDetails { changeDate }`,
		`mutation($a: LoginPolicyPatch = {forceMfa: null}, $b: [SecondFactorType!] = [SECOND_FACTOR_TYPE_U2F]) { updateLoginPolicy(patch: $a) { sequence } createLoginPolicy(input: {secondFactors: $b, identityProviders: []}, orgId: "200000000000000002") { sequence } }`,
		`query($a: [_Any!] = [], $b: Int = 1) { _entities(representations: $a) { ... on Organization { id name loginPolicy { identityProviders(first: $b) { nodes { id type } } } } } viewer { organizations(first: $b, after: null) { nodes { id } } } }`,
		`mutation($a: RestrictionsPatch = {}, $b: String = "de") { setRestrictions(patch: $a) { sequence } s: setRestrictions(patch: {allowedLanguages: [$b]}) { sequence } }`,
		`mutation($a: InheritedPolicyAction = CUSTOMIZE, $b: UInt64 = "7") { updateLoginPolicy(patch: {allowRegister: true}, whenInherited: $a, orgId: "200000000000000002", expectedSequence: $b) { sequence } }`,
	} {
		for _, choices := range []string{"00", "01", "10", "11", "22", "12", "33", `{"a": {}, "b": null}`} {
			seeds = append(seeds, [2]string{document, choices})
		}
	}
	return seeds
}

// chosenVariables are the variables that a text stands for.
func chosenVariables(document, text string) any {
	var object map[string]any
	if json.Unmarshal([]byte(text), &object) == nil && object != nil {
		return json.RawMessage(text)
	}
	parsed, err := parser.ParseQuery(&ast.Source{Input: document})
	if err != nil || len(parsed.Operations) == 0 {
		return nil
	}
	object = map[string]any{}
	for i, variable := range parsed.Operations[0].VariableDefinitions {
		if i >= len(text) {
			break
		}
		switch text[i] % 4 {
		case 1:
			object[variable.Variable] = nil
		case 2:
			object[variable.Variable] = []any{nil}
		case 3:
			object[variable.Variable] = map[string]any{"id": nil, "forceMfa": nil}
		}
	}
	return object
}

// countingBackend is an embedded ZITADEL with the endpoint in front of it. It counts the calls, and the writes that succeed.
type countingBackend struct {
	grpc.ClientConnInterface

	handler http.Handler
	written atomic.Int64
	calls   atomic.Int64
	// sentNull is true once a text "null" was sent.
	sentNull atomic.Bool
}

func newCountingBackend(t *testing.T) *countingBackend {
	t.Helper()
	zitadel, err := embedded.Open(embedded.Config{AnyAuthority: true}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	config := zitadelbackend.Config{URL: "http://localhost", Transport: zitadelbackend.GRPC, Connections: 1, CallTimeout: fuzzTime, MaxReplyBytes: 1 << 20}
	conn, err := zitadelbackend.Dial(config, zitadel.Dial, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn.Close()    //nolint:errcheck // both are in memory
		zitadel.Close() //nolint:errcheck // as above
	})
	b := &countingBackend{ClientConnInterface: conn}
	b.handler = newEndpoint(graph.NewResolver(b, policy.Config{}, people.DefaultConfig(), slog.New(slog.DiscardHandler)), slog.New(slog.DiscardHandler), true)
	return b
}

// Invoke implements grpc.ClientConnInterface.
func (b *countingBackend) Invoke(ctx context.Context, method string, request, reply any, options ...grpc.CallOption) error {
	b.calls.Add(1)
	if strings.Contains(prototext.MarshalOptions{}.Format(request.(proto.Message)), `"null"`) {
		b.sentNull.Store(true)
	}
	err := b.ClientConnInterface.Invoke(ctx, method, request, reply, options...)
	if err == nil && !wire.ReadOnly(method) {
		b.written.Add(1)
	}
	return err
}

func (b *countingBackend) expectHarmless(t *testing.T, given string, body []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), fuzzTime)
	defer cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+embedded.InstanceOwnerToken)
	got := httptest.NewRecorder()
	b.handler.ServeHTTP(got, r)
	var response struct {
		Data   map[string]any
		Errors []struct {
			Extensions struct {
				Code    problem.Code
				Outcome model.WriteOutcome
			}
		}
	}
	if err := json.Unmarshal(got.Body.Bytes(), &response); err != nil {
		t.Fatalf("%s is answered %v: %s", body, err, got.Body)
	}
	mayHaveWritten := false // as the answer has it
	for _, value := range response.Data {
		mayHaveWritten = mayHaveWritten || value != nil
	}
	for _, failure := range response.Errors {
		mayHaveWritten = mayHaveWritten || failure.Extensions.Outcome == model.WriteOutcomeUnknown
		if !failure.Extensions.Code.IsValid() || failure.Extensions.Code == problem.CodeInternalServerError {
			t.Errorf("%s is answered %s", body, got.Body)
		}
	}
	if got.Code >= http.StatusInternalServerError {
		t.Errorf("%s is answered with HTTP %d: %s", body, got.Code, got.Body)
	}
	if written := b.written.Load(); written > 0 && !mayHaveWritten {
		t.Errorf("%s writes %d times, and is answered %s", body, written, got.Body)
	}
	if calls := b.calls.Load(); calls > 0 && response.Data == nil {
		t.Errorf("%s asks the backend %d times, and is answered %s", body, calls, got.Body)
	}
	if b.sentNull.Load() && !strings.Contains(given, `"null"`) && !strings.Contains(given, `\`) {
		t.Errorf("%s sends the text null", body)
	}
}
