package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"zitadel-graphql/graph"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// recorder is a backend that answers every call, and keeps what it was asked. It may be asked concurrently.
type recorder struct {
	mu    sync.Mutex
	asked []string
}

var _ grpc.ClientConnInterface = (*recorder)(nil)

func (r *recorder) Invoke(_ context.Context, method string, request, reply any, _ ...grpc.CallOption) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked = append(r.asked, method+" "+prototext.MarshalOptions{}.Format(request.(proto.Message)))
	switch reply := reply.(type) {
	case *managementv1.GetLoginPolicyResponse:
		proto.Merge(reply, own(policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP))
	case *managementv1.GetMyOrgResponse:
		reply.Org = &orgv1.Org{Id: "200", Details: details()}
	case proto.Message:
		if field := reply.ProtoReflect().Descriptor().Fields().ByName("details"); field != nil && field.Message() == details().ProtoReflect().Descriptor() {
			reply.ProtoReflect().Set(field, protoreflect.ValueOfMessage(details().ProtoReflect()))
		}
	}
	return nil
}

func (*recorder) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, status.Error(codes.Unimplemented, "there are no streams")
}

func details() *zitadelv1.ObjectDetails {
	return &zitadelv1.ObjectDetails{ResourceOwner: "200", Sequence: 8}
}

// askRecorded sends a document with variables to a subgraph, so that all of the schema is there, and returns what the backend
// was asked, in the order of its text: fields of a query run at the same time.
func askRecorded(t *testing.T, document string, variables map[string]any) (answer, []string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{}
	got := askBody(t, t.Context(), r, body)
	slices.Sort(r.asked)
	return got, r.asked
}

// place is where a value can stand in a document: an argument of a field or of a directive, or a place inside of one.
type place struct {
	// of is the field, or the directive with its @, and path the way through the argument.
	of, path string
	kind     *ast.Type
	// inInput says that it is a field of an input object.
	inInput bool
	// document has the text of a value at the place, and definitions of variables.
	document func(definitions, value string) string
	// left is the document with nothing at the place; empty where something has to be there.
	left string
	// argument is the type of the whole argument, and with the argument's value as JSON has it, with this at the place. It is
	// nil for the argument itself.
	argument *ast.Type
	with     func(any) any
	whole    func(definitions, value string) string
}

func (p place) String() string { return p.of + "(" + p.path + ")" }

// surveyor walks a schema and collects the places of every argument that a document can have.
type surveyor struct {
	t      testing.TB
	schema *ast.Schema
	places []place
	seen   map[string]bool
}

func survey(t testing.TB) *surveyor {
	t.Helper()
	s := &surveyor{t: t, schema: graph.Schema(true), seen: map[string]bool{}}
	s.object("query", s.schema.Query, func(inner string) string { return "{ " + inner + " }" })
	// A field before it shows that nothing ran.
	s.object("mutation", s.schema.Mutation, func(inner string) string { return "{ before: resetLoginPolicy { sequence } " + inner + " }" })
	for _, name := range slices.Sorted(maps.Keys(s.schema.Directives)) {
		s.directive(s.schema.Directives[name])
	}
	return s
}

// object goes through the fields of a type, of which around makes an operation.
func (s *surveyor) object(operation string, of *ast.Definition, around func(string) string) {
	if s.seen[operation+of.Name] {
		return
	}
	s.seen[operation+of.Name] = true
	for _, field := range of.Fields {
		if strings.HasPrefix(field.Name, "__") {
			continue
		}
		for _, argument := range field.Arguments {
			s.field(operation, field, argument, around)
		}
		for _, inner := range s.schema.PossibleTypes[field.Type.Name()] {
			s.object(operation, inner, func(text string) string {
				return around(field.Name + s.arguments(field.Arguments, "", "") + " { ... on " + inner.Name + " { " + text + " } }")
			})
		}
	}
}

func (s *surveyor) field(operation string, field *ast.FieldDefinition, argument *ast.ArgumentDefinition, around func(string) string) {
	selection := ""
	if s.schema.Types[field.Type.Name()].IsCompositeType() {
		selection = " { __typename }"
	}
	document := func(definitions, value string) string {
		return operation + definitions + " " + around(field.Name+s.arguments(field.Arguments, argument.Name, value)+selection)
	}
	s.argument(field.Name, argument, document)
}

// executable are where a directive can stand in a document. %s is the directive.
var executable = map[ast.DirectiveLocation][]string{
	ast.LocationField: {
		"query%[1]s { __typename %[2]s loginPolicy { isDefault } }", "query%[1]s { loginPolicy { isDefault %[2]s } }",
		"query%[1]s { _entities(representations: []) %[2]s { ... on Organization { id } } }",
		"query%[1]s { _entities(representations: [{__typename: \"Organization\", id: 1}]) { ... on Organization { loginPolicy { isDefault %[2]s } } } }",
		"mutation%[1]s { resetLoginPolicy { sequence } b: resetLoginPolicy %[2]s { sequence } }", "mutation%[1]s { resetLoginPolicy { sequence %[2]s } }",
	},
	ast.LocationFragmentSpread: {
		"query%[1]s { ...F %[2]s } fragment F on Query { loginPolicy { isDefault } }",
		"mutation%[1]s { resetLoginPolicy { sequence } ...F %[2]s } fragment F on Mutation { b: resetLoginPolicy { sequence } }",
		"mutation%[1]s { resetLoginPolicy { ...F ...F %[2]s } } fragment F on ObjectDetails { sequence }",
		"mutation%[1]s { resetLoginPolicy { ...F } } fragment F on ObjectDetails { ...G %[2]s } fragment G on ObjectDetails { sequence }",
	},
	ast.LocationInlineFragment: {
		"query%[1]s { ... %[2]s { loginPolicy { isDefault } } }", "mutation%[1]s { resetLoginPolicy { sequence } ... %[2]s { b: resetLoginPolicy { sequence } } }",
		"mutation%[1]s { resetLoginPolicy { ... on ObjectDetails %[2]s { sequence } } }",
	},
	ast.LocationFragmentDefinition: {"query%[1]s { ...F } fragment F on Query %[2]s { loginPolicy { isDefault } }"},
	ast.LocationQuery:              {"query%[1]s %[2]s { loginPolicy { isDefault } }"},
	ast.LocationMutation:           {"mutation%[1]s %[2]s { resetLoginPolicy { sequence } }"},
}

func (s *surveyor) directive(directive *ast.DirectiveDefinition) {
	for _, location := range directive.Locations {
		for _, form := range executable[location] {
			for _, argument := range directive.Arguments {
				s.argument("@"+directive.Name, argument, func(definitions, value string) string {
					return fmt.Sprintf(form, definitions, "@"+directive.Name+s.arguments(directive.Arguments, argument.Name, value))
				})
			}
		}
	}
}

// argument collects the places in one argument.
func (s *surveyor) argument(of string, argument *ast.ArgumentDefinition, document func(definitions, value string) string) {
	whole := place{of: of, path: argument.Name, kind: argument.Type, document: document, whole: document}
	if !argument.Type.NonNull || argument.DefaultValue != nil {
		whole.left = document("", "")
	}
	s.inside(whole, argument.Type, func(v any) any { return v }, nil)
}

// inside collects a place and those inside of it. within are the input objects around it.
func (s *surveyor) inside(p place, argument *ast.Type, with func(any) any, within []string) {
	s.places = append(s.places, p)
	if p.kind.Elem != nil {
		text, value := s.sample(p.kind.Elem)
		item := p
		item.kind, item.path, item.left, item.inInput, item.argument = p.kind.Elem, p.path+"[1]", "", false, argument
		item.document = func(definitions, inner string) string { return p.document(definitions, "["+text+", "+inner+"]") }
		item.with = func(inner any) any { return with([]any{value, inner}) }
		s.inside(item, argument, item.with, within)
		return
	}
	definition := s.schema.Types[p.kind.NamedType]
	if definition.Kind != ast.InputObject || slices.Contains(within, definition.Name) {
		return
	}
	for _, field := range definition.Fields {
		member := p
		member.kind, member.path, member.left, member.inInput, member.argument = field.Type, p.path+"."+field.Name, "", true, argument
		member.document = func(definitions, inner string) string {
			text, _ := s.sampleObject(definition, field.Name, inner, nil)
			return p.document(definitions, text)
		}
		member.with = func(inner any) any {
			_, value := s.sampleObject(definition, field.Name, "", inner)
			return with(value)
		}
		s.inside(member, argument, member.with, append(within, definition.Name))
	}
}

// arguments are those that have to be there, and the named one with the value unless that is empty.
func (s *surveyor) arguments(definitions ast.ArgumentDefinitionList, name, value string) string {
	var given []string
	for _, argument := range definitions {
		switch {
		case argument.Name == name && value != "":
			given = append(given, name+": "+value)
		case argument.Name != name && argument.Type.NonNull && argument.DefaultValue == nil:
			text, _ := s.sample(argument.Type)
			given = append(given, argument.Name+": "+text)
		}
	}
	if len(given) == 0 {
		return ""
	}
	return "(" + strings.Join(given, ", ") + ")"
}

// sample is a value of a type, as a document and as JSON has it.
func (s *surveyor) sample(of *ast.Type) (string, any) {
	if of.Elem != nil {
		text, value := s.sample(of.Elem)
		return "[" + text + "]", []any{value}
	}
	definition := s.schema.Types[of.NamedType]
	if definition.Kind == ast.Enum {
		last := definition.EnumValues[len(definition.EnumValues)-1].Name
		return last, last
	}
	if definition.Kind == ast.InputObject {
		return s.sampleObject(definition, "", "", nil)
	}
	known := map[string]any{"Boolean": true, "Int": 7, "String": "en", "ID": "7", "UInt64": "7", "Duration": "PT7H",
		"DateTime": "2026-11-23T12:21:35Z", "_Any": map[string]any{"__typename": "Organization", "id": "7"}}
	value, ok := known[of.NamedType]
	if !ok {
		s.t.Fatalf("add a value of the scalar %s to this test", of.NamedType)
	}
	if of.NamedType == "_Any" {
		return `{__typename: "Organization", id: "7"}`, value
	}
	text, err := json.Marshal(value)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text), value
}

// sampleObject has the fields that have to be there, and the named one as given.
func (s *surveyor) sampleObject(of *ast.Definition, name, text string, value any) (string, map[string]any) {
	var texts []string
	values := map[string]any{}
	for _, field := range of.Fields {
		if field.Name == name {
			texts, values[name] = append(texts, name+": "+text), value
			continue
		}
		if field.Type.NonNull && field.DefaultValue == nil {
			sample, v := s.sample(field.Type)
			texts, values[field.Name] = append(texts, field.Name+": "+sample), v
		}
	}
	return "{" + strings.Join(texts, ", ") + "}", values
}

// variable defines $v for a place, so that it may be null, and has a default all the same.
func (s *surveyor) variable(of *ast.Type) string {
	nullable := *of
	nullable.NonNull = false
	text, _ := s.sample(of)
	return "($v: " + nullable.String() + " = " + text + ")"
}

// A null must never be taken for a value, nor found out after something else was written. So every place of the schema
// that a document can reach is tried: arguments of fields and directives, fields of input objects, items of lists. Where
// there can be no null the request is refused as a whole, with the place, and the backend isn't asked for anything.
func TestNoNullReachesAPlaceWithoutOne(t *testing.T) {
	s, tried := survey(t), 0
	for _, p := range s.places {
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
		t.Errorf("only %d places were tried", tried)
	}
}

func expectRefusedNull(t *testing.T, p place, document string, got answer, asked []string) {
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
func expectLiteralRefused(t *testing.T, p place) {
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

// Where a null can be, it is either refused by the field, before the backend is asked, or it means the same as nothing: never
// a value of its own, such as false, 0 or "null".
func TestNullIsRefusedOrMeansNothing(t *testing.T) {
	tried := 0
	for _, p := range survey(t).places {
		if p.kind.NonNull || p.of == "resetLoginPolicy" { // which the documents ask for before each place
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
		t.Errorf("only %d places were tried", tried)
	}
}

// column is where an error is in the one line of a document.
var column = regexp.MustCompile(`"column":\d+`)

func expectNullOfInput(t *testing.T, p place, document string, got answer, asked []string) {
	t.Helper()
	_, before := askRecorded(t, "mutation { before: resetLoginPolicy { sequence } }", nil)
	if diff := cmp.Diff(before, asked); diff != "" {
		t.Errorf("%s: %s asks %s", p, document, diff)
	}
	name := p.path[strings.LastIndex(p.path, ".")+1:]
	if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != "BAD_USER_INPUT" || got.Errors[0].Extensions["reason"] != "NULL_NOT_ALLOWED" ||
		got.Errors[0].Extensions["outcome"] != "NOT_EXECUTED" || !strings.Contains(got.Errors[0].Message, name) {
		t.Errorf("%s: %s gets %s", p, document, got.body)
	}
}

// What @skip and @include leave out isn't looked at; what they keep is, and so are they themselves.
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

// Of several operations only the chosen one is looked at.
func TestNullInAnotherOperation(t *testing.T) {
	body := []byte(`{"query": "query A { __typename } query B($v: Int) { viewer { organizations(first: $v) { __typename } } }",
		"operationName": "A", "variables": {"v": null}}`)
	if got := askBody(t, t.Context(), &recorder{}, body); len(got.Errors) > 0 {
		t.Errorf("got %s", got.body)
	}
}

// A variable that isn't given, and has no default, is no null: an argument has its own default then, and a field of an input
// is left out.
func TestVariableThatIsNotGiven(t *testing.T) {
	tried := 0
	for _, p := range survey(t).places {
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
		t.Errorf("only %d places were tried", tried)
	}
}
