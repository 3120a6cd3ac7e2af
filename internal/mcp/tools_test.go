package mcp_test

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/jsonschema-go/jsonschema"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/internal/mcp"
)

// testSchema has one of each kind of type that a variable can have, and mutations with and without the guards.
func testSchema() *ast.Schema {
	return gqlparser.MustLoadSchema(&ast.Source{Input: `
		"""A length of time, such as PT1H."""
		scalar Duration
		scalar UInt64
		enum Factor { "a code from an app" OTP  U2F }
		input Patch { "How long." lifetime: Duration  factors: [Factor!]! = [OTP]  other: Patch  name: String! }
		input Choice @oneOf { id: ID  name: String }
		interface Named { name: String! }
		type Organization implements Named { id: ID!  name: String!  state: Factor  version: String  people(first: Int! = 20): [Person!]!  sequence: UInt64 }
		type Person implements Named { id: ID!  name: String!  nicknames: [String!] }
		type Query {
			organization("Which one." orgId: ID!): Organization
			everything(id: ID, text: String, number: Int, share: Float, yes: Boolean, long: Duration, of: Factor, all: [Factor!], patch: Patch, choice: Choice): Named
		}
		type Mutation {
			guarded(type: Factor, expectedVersion: String, expectedDigest: String): Organization
			half(expectedVersion: String): Organization
		}
		type Subscription { organization: Organization }`})
}

const guarded = `mutation Guarded($v: String!, $d: String!) { guarded(expectedVersion: $v, expectedDigest: $d) { name } }`

func newTools(mutations ...string) *mcp.Tools {
	return mcp.NewTools(testSchema(), mutations, "1.2.3", slog.New(slog.DiscardHandler))
}

// A query is a tool. What isn't one named query isn't, and doesn't have to be: a page's own documents may stand beside it.
func TestDocumentsThatAreTools(t *testing.T) {
	tools := newTools("Guarded")
	err := tools.Replace([]string{`query One { organization(orgId: 1) { id } }`, `{ organization(orgId: 1) { id } }`,
		`query Two { organization(orgId: 1) { id } } query Three { organization(orgId: 1) { id } }`,
		``, `# nothing yet`, `mutation Write { half { id } }`, `subscription Watch { organization { id } }`, guarded})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Guarded", "One"}, names(t, tools)); diff != "" {
		t.Errorf("the tools differ:\n%s", diff)
	}
}

// A mutation writes only if no call of it can do without the guards: the start is refused, with what is missing.
func TestMutationsWithoutGuardsAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		document string
		want     []string
	}{
		"a mutation without the arguments": {`mutation M { half { id } }`, []string{"M", "half has no argument expectedDigest", "doesn't give expectedVersion"}},
		"arguments that aren't given":      {`mutation M { guarded { id } }`, []string{"doesn't give expectedVersion", "doesn't give expectedDigest"}},
		"a constant":                       {`mutation M($v: String!) { guarded(expectedVersion: $v, expectedDigest: "1") { id } }`, []string{"doesn't give expectedDigest"}},
		"an optional variable":             {`mutation M($v: String, $d: String!) { guarded(expectedVersion: $v, expectedDigest: $d) { id } }`, []string{"$v for expectedVersion can be left out"}},
		"a default":                        {`mutation M($v: String!, $d: String! = "") { guarded(expectedVersion: $v, expectedDigest: $d) { id } }`, []string{"$d for expectedDigest can be left out"}},
		"two fields":                       {`mutation M($v: String!, $d: String!) { guarded(expectedVersion: $v, expectedDigest: $d) { id } b: half { id } }`, []string{"several fields"}},
		"a fragment":                       {`mutation M($v: String!, $d: String!) { ... { guarded(expectedVersion: $v, expectedDigest: $d) { id } } }`, []string{"in a fragment"}},
		"a condition":                      {`mutation M($v: String!, $d: String!) { guarded(expectedVersion: $v, expectedDigest: $d) @skip(if: false) { id } }`, []string{"under a directive"}},
		"nothing that writes":              {`mutation M { __typename }`, []string{"__typename writes nothing"}},
		"a query":                          {`query M { organization(orgId: 1) { id } }`, []string{"mcp-mutations: M is a query"}},
		"a subscription":                   {`subscription M { organization { id } }`, []string{"mcp-mutations: M is a subscription"}},
		"none":                             {`query One { organization(orgId: 1) { id } }`, []string{"mcp-mutations", "mutation M"}},
		"among others":                     {`mutation M { half { id } } query One { organization(orgId: 1) { id } }`, []string{"mcp-mutations", "mutation M"}},
	} {
		err := newTools("M").Replace([]string{c.document})
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: the error is %v, want %s", name, err, want)
			}
		}
	}
}

// Names are the tools': two documents of one name can't both be one, nor can a name that is longer than the protocol allows.
func TestNamesOfTools(t *testing.T) {
	long := strings.Repeat("n", 129)
	for name, documents := range map[string][]string{
		"named One":      {`query One { organization(orgId: 1) { id } }`, `query One { organization(orgId: 2) { id } }`},
		"128 characters": {`query ` + long + ` { organization(orgId: 1) { id } }`},
	} {
		if err := newTools().Replace(documents); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
	if err := newTools().Replace([]string{`query ` + long[1:] + ` { organization(orgId: 1) { id } }`}); err != nil {
		t.Errorf("a name of 128 characters: %v", err)
	}
}

// The tools before stay where those of a new manifest can't be used.
func TestBadManifestKeepsTheTools(t *testing.T) {
	tools := newTools("Guarded")
	if err := tools.Replace([]string{guarded}); err != nil {
		t.Fatal(err)
	}
	if err := tools.Replace([]string{`query One { organization(orgId: 1) { id } }`}); err == nil {
		t.Error("a manifest without the mutation is taken")
	}
	if diff := cmp.Diff([]string{"Guarded"}, names(t, tools)); diff != "" {
		t.Errorf("the tools differ:\n%s", diff)
	}
}

// The schema of a tool's arguments takes what GraphQL takes for its variables, and refuses what it refuses: by the check of a
// library that isn't ours.
func TestArgumentSchema(t *testing.T) {
	tools := newTools()
	err := tools.Replace([]string{`query Everything($id: ID!, $text: String, $number: Int, $share: Float, $yes: Boolean! = true, $long: Duration,
		$of: Factor, $all: [Factor!], $patch: Patch, $choice: Choice) {
		everything(id: $id, text: $text, number: $number, share: $share, yes: $yes, long: $long, of: $of, all: $all, patch: $patch, choice: $choice) { name }
	}`})
	if err != nil {
		t.Fatal(err)
	}
	schema := resolve(t, listed(t, tools)[0].InputSchema)
	for arguments, valid := range map[string]bool{
		`{"id": "1"}`:             true,
		`{}`:                      false,
		`{"id": null}`:            false,
		`{"id": 1}`:               false,
		`{"id": "1", "idd": "1"}`: false,
		`{"id": "1", "text": "x", "number": 2147483647, "share": 0.5, "yes": false, "long": "PT1H", "of": "OTP", "all": ["OTP", "U2F"]}`: true,
		`{"id": "1", "number": 2147483648}`:                                           false,
		`{"id": "1", "number": 0.5}`:                                                  false,
		`{"id": "1", "yes": "true"}`:                                                  false,
		`{"id": "1", "of": "otp"}`:                                                    false,
		`{"id": "1", "all": "OTP"}`:                                                   false,
		`{"id": "1", "patch": {"name": "n"}}`:                                         true,
		`{"id": "1", "patch": {}}`:                                                    false,
		`{"id": "1", "patch": {"name": "n", "nam": "n"}}`:                             false,
		`{"id": "1", "patch": {"name": "n", "other": {"name": "m"}}}`:                 true,
		`{"id": "1", "patch": {"name": "n", "other": {"factors": ["OTP"]}}}`:          false,
		`{"id": "1", "patch": {"name": "n", "lifetime": "PT1H", "factors": ["OTP"]}}`: true,
		`{"id": "1", "choice": {"id": "1"}}`:                                          true,
		`{"id": "1", "choice": {"id": "1", "name": "n"}}`:                             false,
		`{"id": "1", "choice": {}}`:                                                   false,
	} {
		var value any
		if err := json.Unmarshal([]byte(arguments), &value); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); (err == nil) != valid {
			t.Errorf("%s: %v", arguments, err)
		}
	}
}

// A model is told what a variable means: by the document, else by the schema; and what is so where it leaves one out.
func TestDescriptionsOfArguments(t *testing.T) {
	tools := newTools()
	err := tools.Replace([]string{`"""Finds one."""
		query Find("The one." $id: ID!, $org: ID! = "7", $patch: Patch = {name: "n"}, $of: Factor = U2F) {
			organization(orgId: $org) { id } everything(id: $id, patch: $patch, of: $of) { name } }`})
	if err != nil {
		t.Fatal(err)
	}
	tool := listed(t, tools)[0]
	if !strings.HasPrefix(tool.Description, "Finds one.\n\n") {
		t.Errorf("the tool's description is %q", tool.Description)
	}
	got, err := json.Marshal(tool.InputSchema)
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Required   []string
		Properties map[string]struct {
			Description string
			Default     any
		}
		Defs map[string]struct {
			Properties map[string]struct{ Description string }
		} `json:"$defs"`
	}
	if err := json.Unmarshal(got, &schema); err != nil {
		t.Fatal(err)
	}
	p := schema.Properties
	if p["id"].Description != "The one." || p["org"].Description != "Which one." || p["org"].Default != "7" || p["of"].Default != "U2F" ||
		!strings.Contains(p["of"].Description, "- OTP: a code from an app") || cmp.Diff(map[string]any{"name": "n"}, p["patch"].Default) != "" {
		t.Errorf("the properties are %+v", p)
	}
	if lifetime := schema.Defs["Patch"].Properties["lifetime"].Description; lifetime != "How long.\n\nA length of time, such as PT1H." {
		t.Errorf("the description of a field is %q", lifetime)
	}
	if diff := cmp.Diff([]string{"id"}, schema.Required); diff != "" {
		t.Errorf("what is required differs:\n%s", diff)
	}
}

// A client may ask a person before a write, and has to know which tools do. Nothing else than the two can be told from hints.
func TestHintsOfTools(t *testing.T) {
	tools := newTools("Guarded")
	if err := tools.Replace([]string{guarded, `query One { organization(orgId: 1) { id } }`}); err != nil {
		t.Fatal(err)
	}
	for _, tool := range listed(t, tools) {
		writes := tool.Name == "Guarded"
		if hints := tool.Annotations; hints.ReadOnlyHint == writes || *hints.DestructiveHint != writes || hints.IdempotentHint == writes || *hints.OpenWorldHint {
			t.Errorf("%s: the hints are %+v", tool.Name, hints)
		}
	}
}

func resolve(t *testing.T, schema any) *jsonschema.Resolved {
	t.Helper()
	text, err := json.Marshal(schema)
	if err != nil {
		t.Fatal(err)
	}
	var parsed jsonschema.Schema
	if err := json.Unmarshal(text, &parsed); err != nil {
		t.Fatal(err)
	}
	resolved, err := parsed.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return resolved
}
