package graph_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/generated"
	"zitadel-graphql/graph/plan"
	"zitadel-graphql/graph/plan/plantest"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/racetest"
	"zitadel-graphql/internal/trusted"
)

// trustedDocument is the manifest's only one. It begins as another does.
const trustedDocument = "query($o: ID) { loginPolicy(orgId: $o) { isDefault } }"

// TestNoRequestDependsOnOthers prevents that a request is answered otherwise, or leaves behind something else, because of what others sent
// before it: other documents and variables, other ways to write them, and what is refused. A program is sent many requests, each with a token
// of its own. Of each is compared what it leaves behind there with what it leaves behind in a new program, which before was sent only the
// requests whose documents it may find by their hashes. Where they differ, gqlgen's code stands for the new program, and the plan for the other.
func TestNoRequestDependsOnOthers(t *testing.T) {
	t.Parallel()
	manifest := filepath.Join(t.TempDir(), "manifest.json")
	if err := os.WriteFile(manifest, []byte(`{"the-id": "`+trustedDocument+`"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(racetest.Size(12, 2)) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			cfg := defaultSettings()
			cfg.Endpoint.AutomaticPersistedQueries, cfg.Graph.Federation = true, seed%2 == 1
			cfg.Trusted = trusted.Config{File: manifest, Mode: trusted.Report}
			requests := newSendings(t, seed).some(60)
			for i, got := range exchangesOf(t, cfg, nil, requests) {
				checkIndependent(t, cfg, requests[:i], requests[i], got)
			}
		})
	}
}

// checkIndependent compares what a request left behind after others with what it leaves behind without them. What goes on side by side may
// end in one order or another, as for comparePlans.
func checkIndependent(t *testing.T, cfg config.Config, others []sending, request sending, got *plantest.Exchange) {
	t.Helper()
	const runs = 2000 // what the order of one in a hundred leaves behind is among them
	withoutMoments(got)
	var found []string
	for range runs {
		alone := exchangesOf(t, cfg, others, []sending{request})[0]
		withoutMoments(alone)
		if found = plantest.Differences(alone, got); len(found) == 0 {
			return
		}
	}
	t.Errorf("%+v\nafter %d others leaves behind\n%s", request, len(others), strings.Join(found, "\n"))
}

// withoutMoments takes out how many fields of a mutation had ended when a call was made: nobody waits for one beside a permission that is
// missing. It leaves the calls in an order of their own.
func withoutMoments(e *plantest.Exchange) {
	for i, call := range e.Calls {
		e.Calls[i] = afterFields.ReplaceAllString(call, "")
	}
	slices.Sort(e.Calls)
}

var afterFields = regexp.MustCompile(` after \d+ fields`)

// sending is a request, and the choices of the odd backend for it.
type sending struct {
	method, text, token, organization string

	choices []byte
	// keeps is true where the text is a document with its own hash, by which later requests may name it.
	keeps bool
}

// betweenSendings is longer than any of the requests takes.
const betweenSendings = 10 * time.Second

// exchangesOf sends requests to a new program, each at the time that it has after those before. Of these it sends what keeps documents.
func exchangesOf(t *testing.T, cfg config.Config, before, requests []sending) (exchanges []*plantest.Exchange) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		odd := &oddBackend{}
		p, err := plantest.New(context.Background(), cfg, func(*slog.Logger, ...backend.Observer) (backend.Conn, error) { return odd, nil },
			func(byGqlgen graphql.ExecutableSchema, resolvers generated.ResolverRoot) graphql.ExecutableSchema {
				return plan.New(byGqlgen, resolvers)
			})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := p.Close(); err != nil {
				t.Error(err)
			}
		}()
		begun := time.Now()
		for i, each := range slices.Concat(before, requests) {
			if i < len(before) && !each.keeps {
				continue
			}
			time.Sleep(time.Until(begun.Add(time.Duration(i) * betweenSendings)))
			p.Client.CloseIdleConnections() // which the server may be about to do
			odd.choices = each.choices
			odd.written.Store(0)
			exchange, err := p.Ask(each.request(t))
			if err != nil {
				t.Fatal(err)
			}
			if i >= len(before) {
				exchanges = append(exchanges, exchange)
			}
		}
	})
	return exchanges
}

func (s sending) request(t *testing.T) *http.Request {
	t.Helper()
	address, body := "http://localhost/graphql", s.text
	if s.method == http.MethodGet {
		address, body = address+"?"+s.text, ""
	}
	request, err := http.NewRequestWithContext(t.Context(), s.method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+s.token)
	request.Header.Set("Accept", "application/graphql-response+json, text/event-stream;q=0.5")
	if s.organization != "" {
		request.Header.Set("X-Zitadel-Orgid", s.organization)
	}
	return request
}

// sendings writes requests by chance.
type sendings struct {
	*rand.Rand

	documents []string
	// kept are those that requests so far came with the hash of.
	kept []string
}

func newSendings(t *testing.T, seed uint64) *sendings {
	t.Helper()
	chance := rand.New(rand.NewPCG(seed, 3))
	documents := []string{
		"{ __typename }", trustedDocument,
		`query($o: ID) { loginPolicy(orgId: $o) { id forceMfa version } a: loginPolicy(orgId: "7") { secondFactors } }`,
		`query($o: ID = "200000000000000003", $f: Int! = 2) { loginPolicyChanges(orgId: $o, first: $f) { nodes { id } } organization { id name } }`,
		"query A { viewer { organizations(first: 2) { nodes { id } } } } query B($o: ID) { organization(orgId: $o) { id } }",
		"mutation($t: SecondFactorType!, $o: ID) { removeSecondFactor(type: $t, orgId: $o) { sequence resourceOwner } }",
		"mutation($p: LoginPolicyPatch!, $x: Boolean! = false) { updateLoginPolicy(patch: $p) { sequence @skip(if: $x) resourceOwner } }",
		"query($t: [SecondFactorType!]) { userFactors(has: $t, first: 2) { nodes { id } } }",
		"{ loginPolicyImpact(change: {removeSecondFactors: [SECOND_FACTOR_TYPE_OTP_EMAIL], patch: {forceMfa: true}}) { login digest } }",
		"query($i: Boolean!) { loginPolicy { ... @include(if: $i) { id } ...F } } fragment F on LoginPolicy { forceMfa notInForce { setting } }",
		`{ defaultLoginPolicy { id } restrictions { id version } node(id: "x") { id } }`,
		"query($r: [_Any!]!) { _entities(representations: $r) { ... on Organization { id loginPolicy { id } } } organization { id } }",
		"{ loginPolicy { nothing } }", "{ a", "query($a: Int!, $a: ID) { __typename }",
	}
	deep := deepDocuments(t)
	for range 4 {
		documents = append(documents, deep[chance.IntN(len(deep))])
	}
	return &sendings{Rand: chance, documents: documents}
}

// some returns so many requests.
func (w *sendings) some(n int) (all []sending) {
	for i := range n {
		one := w.next()
		one.token = fmt.Sprintf("token-of-%d", i)
		one.organization = w.oneOf("", "", "200000000000000001", "200000000000000002", "a,b")
		one.choices = []byte{byte(20 + w.IntN(60)), byte(w.IntN(256))}
		all = append(all, one)
	}
	return all
}

// next returns a request that sends a document, or names one, or does neither right.
func (w *sendings) next() sending {
	document, variables := w.oneOf(w.documents...), w.variables()
	named := hashOf(w.oneOf(append(w.kept, document)...))
	body := map[string]any{"query": document, "variables": variables}
	if strings.HasPrefix(document, "query A") {
		body["operationName"] = w.oneOf("A", "B")
	}
	switch w.IntN(9) {
	case 0:
		document = w.oneOf(document, "#\n"+document)
		w.kept = append(w.kept, document)
		body["query"], body["extensions"] = document, persistedQuery(hashOf(document))
		return sending{method: http.MethodPost, text: text(body), keeps: true}
	case 1:
		delete(body, "query")
		body["extensions"] = persistedQuery(named)
	case 2:
		body["query"], body["extensions"] = w.noDocument(), persistedQuery(named)
	case 3:
		body["query"], body["documentId"] = w.noDocument(), w.oneOf("sha256:"+named, named, "the-id", "")
	case 4:
		body["extensions"] = persistedQuery(hashOf(document + "#"))
	case 5:
		parameters := url.Values{"query": {document}, "variables": {text(variables)}}
		if w.IntN(2) == 0 {
			parameters = url.Values{"query": {""}, "extensions": {text(persistedQuery(named))}, "variables": {text(variables)}}
		}
		return sending{method: http.MethodGet, text: parameters.Encode()}
	case 6:
		twice := `{"query": ` + text(document) + `, "\u0071uery": ` + text(w.noDocument()) + "}"
		return sending{method: http.MethodPost, text: w.oneOf(twice, text(body)[:w.IntN(20)], "["+text(body)+"]")}
	case 7:
		return sending{method: http.MethodPost, text: strings.Replace(text(body), "a", `\u0061`, w.IntN(30))}
	}
	return sending{method: http.MethodPost, text: text(body)}
}

// noDocument returns a "query" that is none, or an empty one.
func (w *sendings) noDocument() any {
	return []any{"", " ", "\n", "#", "\ufeff", ",", nil, 3}[w.IntN(8)]
}

func (w *sendings) oneOf(texts ...string) string { return texts[w.IntN(len(texts))] }

// variables returns those of all documents, each with one of its values or without.
func (w *sendings) variables() map[string]any {
	chosen := map[string]any{}
	for _, variable := range []struct {
		name   string
		values []any
	}{
		{"o", []any{"200000000000000001", "200000000000000002", "", nil, 7}},
		{"f", []any{1, 2, 3, 500, nil}},
		{"i", []any{true, false}},
		{"x", []any{true, false}},
		{"t", []any{"SECOND_FACTOR_TYPE_OTP", "SECOND_FACTOR_TYPE_U2F", []any{"SECOND_FACTOR_TYPE_OTP_SMS"}, nil}},
		{"p", []any{map[string]any{"forceMfa": true}, map[string]any{"allowRegister": false, "forceMfa": nil}, map[string]any{}}},
		{"r", []any{[]any{organizationWith("1"), organizationWith("2")}, []any{organizationWith("2"), organizationWith("a,b")}, organizationWith("1")}},
	} {
		if w.IntN(8) > 0 {
			chosen[variable.name] = variable.values[w.IntN(len(variable.values))]
		}
	}
	return chosen
}

func organizationWith(id string) any { return map[string]any{"__typename": "Organization", "id": id} }

func hashOf(document string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(document))) }

func persistedQuery(hash string) any {
	return map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": hash}}
}

func text(value any) string {
	encoded, _ := json.Marshal(value) //nolint:errchkjson // it is of texts, numbers and the like
	return string(encoded)
}
