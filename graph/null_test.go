package graph_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"

	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// askRecorded sends a document with variables, and returns the backend's calls in the order of their texts: the fields of a query
// run at the same time.
func askRecorded(t *testing.T, document string, variables map[string]any) (response, []string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	s := &script{answer: ofOrganization200}
	got := askBody(t, t.Context(), s, body)
	slices.Sort(s.texts)
	return got, s.texts
}

// ofOrganization200 answers for an organization with its own policy.
func ofOrganization200(method string, _ int) (proto.Message, error) {
	switch method {
	case readPolicy:
		return own(policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP), nil
	case readOrg:
		return organizationIs("200"), nil
	case readPermissions:
		return &authv1.ListMyZitadelPermissionsResponse{Result: []string{"user.read", "user.write", "user.credential.write"}}, nil
	}
	return nil, nil
}

// Prevents that a null is taken for a value, or found out after something else was written. Every position of the schema that a
// document can reach is tried: arguments of fields and directives, fields of input objects, items of lists. Where there can be no
// null the request is refused as a whole, with the position, and the backend isn't asked for anything.
func TestNoNullReachesANonNullPosition(t *testing.T) {
	s, tried := walkSchema(t), 0
	for _, p := range s.positions {
		if !p.kind.NonNull {
			continue
		}
		tried++
		document := p.document(s.variable(p.kind), "$v")
		if got, asked := askRecorded(t, document, nil); len(got.Errors) > 0 && got.Errors[0].Extensions["code"] == "GRAPHQL_VALIDATION_FAILED" {
			t.Fatalf("%s: the test is wrong, since %s asks %q and gets %s", p, document, asked, got.body)
		}
		got, asked := askRecorded(t, document, map[string]any{"v": nil})
		expectRefusedNull(t, p, document, got, asked)
		expectLiteralRefused(t, p)
	}
	if tried < 50 {
		t.Errorf("only %d positions were tried", tried)
	}
}

func expectRefusedNull(t *testing.T, p inputPosition, document string, got response, asked []string) {
	t.Helper()
	if len(asked) > 0 || got.Data != nil || len(got.Errors) != 1 {
		t.Errorf("%s: %s asks %q and gets %s", p, document, asked, got.body)
		return
	}
	found := got.Errors[0]
	if found.Extensions["code"] != "GRAPHQL_VALIDATION_FAILED" || found.Extensions["reason"] != "NULL_NOT_ALLOWED" || found.Path != nil {
		t.Errorf("%s: %s gets %s", p, document, got.body)
	}
	if !strings.Contains(found.Message, fmt.Sprintf("%q of %q", p.path, p.of)) || !strings.Contains(found.Message, `"$v"`) {
		t.Errorf("%s isn't named: %s", p, found.Message)
	}
	if len(found.Locations) != 1 || found.Locations[0].Line != 1 || found.Locations[0].Column != strings.LastIndex(document, "$v")+1 {
		t.Errorf("%s: %s has the error at %v", p, document, found.Locations)
	}
}

// expectLiteralRefused is for a null in the document itself, and for one inside of a variable.
func expectLiteralRefused(t *testing.T, p inputPosition) {
	t.Helper()
	document := p.document("", "null")
	got, asked := askRecorded(t, document, nil)
	if len(asked) > 0 || got.Data != nil || got.Errors[0].Extensions["code"] != "GRAPHQL_VALIDATION_FAILED" {
		t.Errorf("%s: %s asks %q and gets %s", p, document, asked, got.body)
	}
	if p.with == nil {
		return
	}
	document, variables := p.whole("($v: "+p.argument.String()+")", "$v"), map[string]any{"v": p.with(nil)}
	got, asked = askRecorded(t, document, variables)
	if len(asked) > 0 || got.Data != nil || got.Errors[0].Extensions["code"] != "GRAPHQL_VALIDATION_FAILED" {
		t.Errorf("%s: %s with %v asks %q and gets %s", p, document, variables, asked, got.body)
	}
}

// Prevents that a null, where there can be one, means a value such as false, 0 or "null": either the field refuses it before the
// backend is asked, or it means the same as nothing.
func TestNullIsRefusedOrMeansNothing(t *testing.T) {
	tried := 0
	for _, p := range walkSchema(t).positions {
		if p.kind.NonNull || p.of == "resetLoginPolicy" { // which the documents ask for before each position
			continue
		}
		tried++
		for _, c := range []struct {
			document  string
			variables map[string]any
		}{{p.document("", "null"), nil}, {p.document("($v: "+p.kind.String()+")", "$v"), map[string]any{"v": nil}}} {
			got, asked := askRecorded(t, c.document, c.variables)
			if p.inInput {
				expectNullOfInput(t, p, c.document, got, asked)
				continue
			}
			left, askedWithout := askRecorded(t, p.left, nil)
			if diff := cmp.Diff(askedWithout, asked); diff != "" || column.ReplaceAllString(left.body, "") != column.ReplaceAllString(got.body, "") {
				t.Errorf("%s: %s isn't as without it: %s\nget %s and %s", p, c.document, diff, left.body, got.body)
			}
		}
	}
	if tried < 50 {
		t.Errorf("only %d positions were tried", tried)
	}
}

// column is where an error is in the one line of a document.
var column = regexp.MustCompile(`"column":\d+`)

func expectNullOfInput(t *testing.T, p inputPosition, document string, got response, asked []string) {
	t.Helper()
	var before []string
	outcome := any(nil)
	if strings.HasPrefix(document, "mutation") {
		_, before = askRecorded(t, "mutation { before: resetLoginPolicy { sequence } }", nil)
		outcome = "NOT_EXECUTED"
	}
	if diff := cmp.Diff(before, asked); diff != "" {
		t.Errorf("%s: %s asks %s", p, document, diff)
	}
	name := p.path[strings.LastIndex(p.path, ".")+1:]
	if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != "BAD_USER_INPUT" || got.Errors[0].Extensions["reason"] != "NULL_NOT_ALLOWED" ||
		got.Errors[0].Extensions["outcome"] != outcome || !strings.Contains(got.Errors[0].Message, name) {
		t.Errorf("%s: %s gets %s", p, document, got.body)
	}
}

// Ensures that nulls are looked for in what @skip and @include keep, and in these directives, and not in what they leave out.
func TestNullInWhatIsLeftOut(t *testing.T) {
	const field = `viewer { organizations(first: $v) @include(if: $on) { __typename } }`
	for document, refused := range map[string]bool{
		`query($v: Int, $on: Boolean!) { ` + field + ` }`:                                                                                  false,
		`query($v: Int, $on: Boolean!) { ...F @include(if: $on) } fragment F on Query { ` + field + ` }`:                                   false,
		`query($v: Int, $on: Boolean!) { ... @skip(if: true) { ` + field + ` } }`:                                                          false,
		`query($v: Int, $on: Boolean!) { ... @skip(if: $on) { viewer { organizations(first: $v) {__typename} } } }`:                        true,
		`query($v: Boolean = true, $on: Boolean!) { viewer @include(if: $on) @skip(if: $v) { __typename } }`:                               true,
		`query($v: Boolean = true, $on: Boolean!) { viewer @skip(if: true) @include(if: $v) { __typename } a: __typename @skip(if: $on) }`: true,
		// Of a fragment that is left out once, what is kept counts.
		`query($v: Int, $on: Boolean!) { ...F @include(if: $on) ...F } fragment F on Query { viewer { organizations(first: $v) {__typename} } }`: true,
	} {
		got, _ := askRecorded(t, document, map[string]any{"v": nil, "on": false})
		if (len(got.Errors) > 0 && got.Errors[0].Extensions["reason"] == "NULL_NOT_ALLOWED") != refused {
			t.Errorf("%s gets %s", document, got.body)
		}
	}
}

// Ensures that of several operations only the chosen one is looked at.
func TestNullInAnotherOperation(t *testing.T) {
	body := []byte(`{"query": "query A { __typename } query B($v: Int) { viewer { organizations(first: $v) { __typename } } }",
		"operationName": "A", "variables": {"v": null}}`)
	if got := askBody(t, t.Context(), &script{answer: ofOrganization200}, body); len(got.Errors) > 0 {
		t.Errorf("got %s", got.body)
	}
}

// Ensures that a variable which isn't given, and has no default, is no null: an argument has its own default then, and a field of
// an input is left out.
func TestVariableThatIsNotGiven(t *testing.T) {
	tried := 0
	for _, p := range walkSchema(t).positions {
		nullable := *p.kind
		nullable.NonNull = false
		document := p.document("($v: "+nullable.String()+")", "$v")
		switch {
		case p.inInput && !p.kind.NonNull:
			got, _ := askRecorded(t, document, nil)
			if strings.Contains(got.body, "NULL_NOT_ALLOWED") {
				t.Errorf("%s: %s gets %s", p, document, got.body)
			}
		case p.left != "" && !strings.HasPrefix(p.of, "@"):
			got, asked := askRecorded(t, document, nil)
			left, askedWithout := askRecorded(t, p.left, nil)
			if diff := cmp.Diff(askedWithout, asked); diff != "" || column.ReplaceAllString(left.body, "") != column.ReplaceAllString(got.body, "") {
				t.Errorf("%s: %s isn't as without it: %s\nget %s and %s", p, document, diff, left.body, got.body)
			}
		default:
			continue
		}
		tried++
	}
	if tried < 50 {
		t.Errorf("only %d positions were tried", tried)
	}
}
