package resolver_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// policyOwners says which of two organizations, the token's home (Acme) and the named one (Acme Labs), have a login
// policy of their own. What a field answers for the wrong organization depends on both.
type policyOwners struct{ home, named bool }

// allOwners returns all four combinations.
func allOwners() []policyOwners {
	return []policyOwners{{true, false}, {false, false}, {false, true}, {true, true}}
}

// establish gives the two organizations their policies, or takes them away, in the embedded backend itself. It returns
// the policy that is in force at home.
func (o policyOwners) establish(t *testing.T, backend *program) *policyv1.LoginPolicy {
	t.Helper()
	for org, own := range map[string]bool{acme: o.home, acmeLabs: o.named} {
		switch policy := readDirectly(t, backend, org); {
		case own && policy.GetIsDefault():
			createDirectly(t, backend, org)
		case !own && !policy.GetIsDefault():
			resetDirectly(t, backend, org)
		}
	}
	return readDirectly(t, backend, acme)
}

// TestLostOrganizationHeader prevents that any field answers for the home organization of the token instead of the one
// that was named, where a proxy loses the organization's header. It asks for every field of the schema that is about an
// organization, with every value of its other arguments, and wants the error ORGANIZATION_IGNORED and no write. A new
// field of Query or Mutation is included, unless instanceFields lists it.
func TestLostOrganizationHeader(t *testing.T) {
	t.Parallel()
	p, backend, r := startRelayed(t, nil, nil, nil)
	r.loses = always
	byHeader := as(instanceOwnerToken)
	byHeader.Set("X-Zitadel-Orgid", acmeLabs)
	fields := organizationFields(t)
	for _, owners := range allOwners() {
		home, named := owners.establish(t, backend), readDirectly(t, backend, acmeLabs)
		asked := 0
		for _, field := range fields {
			for _, arguments := range field.arguments(t) {
				for _, document := range []string{field.document(append(arguments, field.organization)...), field.document(arguments...)} {
					checkOrganizationIgnored(t, owners, field, document, askAsItsKind(t, p, byHeader, document))
					asked++
				}
			}
		}
		if asked < 2*len(fields) || len(fields) < 10 {
			t.Errorf("%+v: only %d documents were sent", owners, asked)
		}
		if !proto.Equal(readDirectly(t, backend, acme), home) || !proto.Equal(readDirectly(t, backend, acmeLabs), named) {
			t.Errorf("%+v: a policy has changed", owners)
		}
	}
}

// TestLostOrganizationHeaderOfNodes prevents the same as TestLostOrganizationHeader for node, whose id names the organization.
func TestLostOrganizationHeaderOfNodes(t *testing.T) {
	t.Parallel()
	p, backend, r := startRelayed(t, nil, nil, nil)
	r.loses = always
	for _, owners := range allOwners() {
		owners.establish(t, backend)
		for _, id := range []string{acmeLabs, "LoginPolicy:" + acmeLabs, "Viewer:" + acmeLabs} {
			document := fmt.Sprintf(`{ node(id: %q) { id ... on Organization { name } ... on LoginPolicy { forceMfa } ... on Viewer { canReadLoginPolicy } } }`, id)
			node := organizationField{FieldDefinition: &ast.FieldDefinition{Name: "node"}, operation: "query"}
			checkOrganizationIgnored(t, owners, node, document, mustPost(t, p, as(instanceOwnerToken), operation(document, nil)))
		}
	}
}

// askAsItsKind sends a document. Of a subscription it returns the last event as the body.
func askAsItsKind(t *testing.T, p *program, headers http.Header, document string) reply {
	t.Helper()
	if !strings.HasPrefix(document, "subscription") {
		return mustPost(t, p, headers, operation(document, nil))
	}
	streaming := headers.Clone()
	streaming.Set("Accept", "text/event-stream")
	got, err := p.post(streaming, operation(document, nil))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(got.body) {
		if data, isData := strings.CutPrefix(line, "data: "); isData {
			got.body = data
		}
	}
	return got
}

// checkOrganizationIgnored wants one error, ORGANIZATION_IGNORED, and null in place of the field.
func checkOrganizationIgnored(t *testing.T, owners policyOwners, field organizationField, document string, got reply) {
	t.Helper()
	var body struct {
		Errors []struct{ Extensions outcome }
		Data   map[string]any
	}
	if err := json.Unmarshal([]byte(got.body), &body); err != nil {
		t.Fatal(err)
	}
	want := outcome{Code: "BAD_GATEWAY", Reason: "ORGANIZATION_IGNORED"}
	if field.operation == "mutation" {
		want.Outcome = "NOT_EXECUTED"
	}
	if len(body.Errors) != 1 || body.Errors[0].Extensions != want || body.Data[field.Name] != nil {
		t.Errorf("%+v: %s\ngot %.500s\nwant it to be %+v", owners, document, got.body, want)
	}
}

func always(*relayed) bool { return true }

// TestOrganizationHeaderLostMidway prevents two lies about a mutation where a proxy loses the organization's header
// only after the first calls: a success that was written to the home organization of the token, and a failure that
// conceals such a write.
func TestOrganizationHeaderLostMidway(t *testing.T) {
	t.Parallel()
	p, backend, r := startRelayed(t, nil, nil, nil)
	var made, kept atomic.Int64
	r.loses = func(call *relayed) bool { return call.method != "Healthz" && made.Add(1) > kept.Load() }
	elsewhere := 0
	for _, document := range mutationDocuments(t) {
		for i := range 4 {
			before := policyOwners{home: i%2 == 0, named: i%2 == 0}.establish(t, backend)
			kept.Store(int64(1 + i/2))
			made.Store(0)
			got := mustPost(t, p, as(instanceOwnerToken), operation(document, nil))
			changed := !proto.Equal(readDirectly(t, backend, acme), before)
			if admitted := errorOf(got).Reason == "WROTE_ELSEWHERE"; changed != admitted || isData(got) && strings.Contains(got.body, acme) {
				t.Errorf("lost after %d calls: %s\ngot %.500s, and the other organization has changed: %t", 1+i/2, document, got.body, changed)
			}
			if changed {
				elsewhere++
			}
		}
	}
	if elsewhere < 10 {
		t.Errorf("only %d writes went elsewhere, so this test proves nothing", elsewhere)
	}
}

// mutationDocuments returns every mutation of an organization that has one named by its argument.
func mutationDocuments(t *testing.T) []string {
	t.Helper()
	var documents []string
	for _, field := range organizationFields(t) {
		for _, arguments := range field.arguments(t) {
			if field.operation == "mutation" {
				documents = append(documents, field.document(append(arguments, field.organization)...))
			}
		}
	}
	return documents
}

// TestUnconfirmedOrganizationWarns prevents that a caller is given another organization's answer as if it were certain,
// where the call fails by which the program confirms the organization: every success has a warning then.
func TestUnconfirmedOrganizationWarns(t *testing.T) {
	t.Parallel()
	p, backend, r := startRelayed(t, nil, nil, nil)
	r.loses = always
	r.refuses = func(call *relayed) error {
		if call.method == "GetMyOrg" {
			return withDetail(codes.PermissionDenied, "no", "AUTH-5mWD2")
		}
		return nil
	}
	warned := 0
	for _, owners := range []policyOwners{{true, false}, {false, false}} {
		for _, field := range organizationFields(t) {
			for _, arguments := range field.arguments(t) {
				owners.establish(t, backend)
				document := field.document(append(arguments, field.organization)...)
				got := askAsItsKind(t, p, as(instanceOwnerToken), document)
				isWarned := strings.Contains(got.body, `"code":"ORGANIZATION_NOT_CONFIRMED"`) && strings.Contains(got.body, fmt.Sprintf(`"path":[%q]`, field.Name))
				if isRemovalFromPeople(field.Name) { // the list of people tells whose they are, whatever the header says
					isWarned = !strings.Contains(got.body, `"resourceOwner":"`+acme+`"`)
				}
				if isData(got) && !isWarned {
					t.Errorf("%+v: %s\ngot %.500s", owners, document, got.body)
				}
				if isData(got) {
					warned++
				}
			}
		}
	}
	if warned < 5 {
		t.Errorf("only %d were warned, so this test proves nothing", warned)
	}
}

// TestLostOrganizationHeaderInEntities prevents the same as TestLostOrganizationHeader for fields that aren't at the
// root: every field of every federation entity, and of the organizations in a list. Each answers what it answers
// without the proxy, or null with an error.
func TestLostOrganizationHeaderInEntities(t *testing.T) {
	t.Parallel()
	_, backend, r := startRelayed(t, nil, nil, nil)
	r.loses = always
	losing := start(t, "--federation", "--backend", r.url)
	straight := start(t, "--federation", "--backend", "http://"+backend.embeddedAddress)
	for _, owners := range allOwners() {
		owners.establish(t, backend)
		for _, document := range partsOfOrganizations(t, straight) {
			r.forget()
			got, truth := mustPost(t, losing, as(instanceOwnerToken), operation(document, nil)), mustPost(t, straight, as(instanceOwnerToken), operation(document, nil))
			lost := slices.ContainsFunc(r.methods(), func(call string) bool { return strings.HasSuffix(call, " "+acmeLabs) })
			if !isData(truth) || !isPartOf(dataOf(t, got), dataOf(t, truth)) {
				t.Errorf("%+v: %s\ngot %.500s\nwant %.500s", owners, document, got.body, truth.body)
			}
			if lost != strings.Contains(got.body, "ORGANIZATION_IGNORED") {
				t.Errorf("%+v: %s\ngot %.500s after the calls %q", owners, document, got.body, r.methods())
			}
		}
	}
}

// partsOfOrganizations returns documents that ask for one field each, of federation entities and of organizations in a
// list.
func partsOfOrganizations(t *testing.T, p *program) []string {
	t.Helper()
	var sdl struct {
		Data struct {
			Service struct{ Sdl string } `json:"_service"`
		}
	}
	if err := json.Unmarshal([]byte(mustPost(t, p, as(instanceOwnerToken), operation(`{ _service { sdl } }`, nil)).body), &sdl); err != nil {
		t.Fatal(err)
	}
	types := parseSchema(t).Definitions
	var documents []string
	for _, entity := range types {
		isEntity := strings.Contains(sdl.Data.Service.Sdl, "type "+entity.Name+" @key(fields: \"id\")")
		if strings.Count(sdl.Data.Service.Sdl, "@key(") != 1 { // another key takes another document here
			t.Fatalf("the subgraph is\n%s", sdl.Data.Service.Sdl)
		}
		for _, field := range entity.Fields {
			part := field.Name + selection(types, field.Type, entity.Name)
			if isEntity {
				documents = append(documents, fmt.Sprintf(`{ _entities(representations: [{__typename: %q, id: %q}]) { ... on %s { %s } } }`,
					entity.Name, acmeLabs, entity.Name, part))
			}
			if entity.Name == "Organization" {
				documents = append(documents, fmt.Sprintf(`{ viewer { organizations { nodes { id %s } } } }`, part))
			}
		}
	}
	if len(documents) < 10 {
		t.Fatalf("there are only %d parts", len(documents))
	}
	return documents
}

// dataOf returns the decoded data of a reply.
func dataOf(t *testing.T, got reply) any {
	t.Helper()
	var body struct{ Data any }
	if err := json.Unmarshal([]byte(got.body), &body); err != nil {
		t.Fatal(err)
	}
	return body.Data
}

// isPartOf reports whether found equals wanted, except that anything in it may be null.
func isPartOf(found, wanted any) bool {
	switch found := found.(type) {
	case nil:
		return true
	case map[string]any:
		wanted, ok := wanted.(map[string]any)
		for name := range found {
			ok = ok && isPartOf(found[name], wanted[name])
		}
		return ok
	case []any:
		wanted, ok := wanted.([]any)
		return ok && slices.EqualFunc(found, wanted, isPartOf)
	default:
		return found == wanted
	}
}
