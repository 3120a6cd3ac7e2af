package graph_test

import (
	"encoding/json"
	"fmt"
	"github.com/vektah/gqlparser/v2/ast"
	"maps"
	"slices"
	"strings"
	"testing"

	"zitadel-graphql/graph"
)

// inputPosition is where a value can stand in a document: an argument of a field or of a directive, or a part of one.
type inputPosition struct {
	// of is the field, or the directive with its @, and path the way through the argument.
	of, path string
	kind     *ast.Type
	// inInput is true for a field of an input object.
	inInput bool
	// document has the text of a value at the position, and definitions of variables.
	document func(definitions, value string) string
	// left is the document with nothing at the position; empty where something has to be there.
	left string
	// argument is the type of the whole argument, and with the argument's value as JSON has it, with this at the position. It is
	// nil for the argument itself.
	argument *ast.Type
	with     func(any) any
	whole    func(definitions, value string) string
}

func (p inputPosition) String() string { return p.of + "(" + p.path + ")" }

// schemaWalker walks a schema and collects the positions of every argument that a document can have.
type schemaWalker struct {
	t         testing.TB
	schema    *ast.Schema
	positions []inputPosition
	seen      map[string]bool
}

func walkSchema(t testing.TB) *schemaWalker {
	t.Helper()
	s := &schemaWalker{t: t, schema: graph.WholeSchema(), seen: map[string]bool{}}
	s.object("query", s.schema.Query, func(inner string) string { return "{ " + inner + " }" })
	// A field before it shows that nothing ran.
	s.object("mutation", s.schema.Mutation, func(inner string) string { return "{ before: resetLoginPolicy { sequence } " + inner + " }" })
	s.object("subscription", s.schema.Subscription, func(inner string) string { return "{ " + inner + " }" })
	for _, name := range slices.Sorted(maps.Keys(s.schema.Directives)) {
		s.directive(s.schema.Directives[name])
	}
	return s
}

// object goes through the fields of a type, of which around makes an operation.
func (s *schemaWalker) object(operation string, of *ast.Definition, around func(string) string) {
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

func (s *schemaWalker) field(operation string, field *ast.FieldDefinition, argument *ast.ArgumentDefinition, around func(string) string) {
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

func (s *schemaWalker) directive(directive *ast.DirectiveDefinition) {
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

// argument collects the positions in one argument.
func (s *schemaWalker) argument(of string, argument *ast.ArgumentDefinition, document func(definitions, value string) string) {
	whole := inputPosition{of: of, path: argument.Name, kind: argument.Type, document: document, whole: document}
	if !argument.Type.NonNull || argument.DefaultValue != nil {
		whole.left = document("", "")
	}
	s.inside(whole, argument.Type, func(v any) any { return v }, nil)
}

// inside collects a position and those inside of it. within are the input objects around it.
func (s *schemaWalker) inside(p inputPosition, argument *ast.Type, with func(any) any, within []string) {
	s.positions = append(s.positions, p)
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
func (s *schemaWalker) arguments(definitions ast.ArgumentDefinitionList, name, value string) string {
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
func (s *schemaWalker) sample(of *ast.Type) (string, any) {
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
	samples := map[string]any{"Boolean": true, "Int": 7, "String": "en", "ID": "7", "UInt64": "7", "Duration": "PT7H",
		"DateTime": "2026-11-23T12:21:35Z", "_Any": map[string]any{"__typename": "Organization", "id": "7"}}
	value, ok := samples[of.NamedType]
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
func (s *schemaWalker) sampleObject(of *ast.Definition, name, text string, value any) (string, map[string]any) {
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

// variable defines $v for a position, so that it may be null, and has a default all the same.
func (s *schemaWalker) variable(of *ast.Type) string {
	nullable := *of
	nullable.NonNull = false
	text, _ := s.sample(of)
	return "($v: " + nullable.String() + " = " + text + ")"
}
