package graph_test

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"zitadel-graphql/graph"
)

// Ensures that nothing in the schema is without a description: whoever calls the API reads it.
func TestEverythingInTheSchemaIsDescribed(t *testing.T) {
	checked := 0
	describe := func(name, description string) {
		checked++
		if len(strings.Fields(description)) < 2 && !strings.HasSuffix(name, ".NOT_EXECUTED") {
			t.Errorf("%s is described as %q", name, description)
		}
	}
	for name, definition := range graph.WholeSchema().Types {
		if definition.BuiltIn {
			continue
		}
		for _, field := range definition.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			describe(name+"."+field.Name, field.Description)
			for _, argument := range field.Arguments {
				describe(name+"."+field.Name+"."+argument.Name, argument.Description)
			}
		}
		for _, value := range definition.EnumValues {
			describe(name+"."+value.Name, value.Description)
		}
		if definition.Name != "Query" {
			describe(name, definition.Description)
		}
	}
	if checked < 100 {
		t.Errorf("only %d descriptions were found", checked)
	}
}

// Ensures that every mutation can be guarded by a version in the same way, and that what it changes has one. What a mutation does to
// people has none.
func TestEveryMutationTakesAVersion(t *testing.T) {
	schema, guarded := graph.Schema(true), 0
	for _, mutation := range schema.Mutation.Fields {
		argument := mutation.Arguments.ForName("expectedVersion")
		if ofPeople := strings.Contains(mutation.Name, "User"); (argument == nil) != ofPeople {
			t.Errorf("%s takes a version: %v", mutation.Name, argument != nil)
		}
		if argument == nil {
			continue
		}
		guarded++
		if argument.Type.String() != "String" || argument.DefaultValue != nil {
			t.Errorf("%s takes a version as %s", mutation.Name, argument.Type)
		}
		if version := schema.Types[mutation.Type.Name()].Fields.ForName("version"); version == nil || version.Type.String() != "String" {
			t.Errorf("what %s answers has no version", mutation.Name)
		}
	}
	if guarded != 17 {
		t.Errorf("%d mutations are guarded", guarded)
	}
	for _, name := range []string{"LoginPolicy", "Restrictions"} {
		if schema.Types[name].Fields.ForName("version") == nil {
			t.Errorf("%s has no version", name)
		}
	}
}

// Prevents that a required field is null because it would be deferred, and never sent: the directive isn't offered.
func TestDeferIsRefused(t *testing.T) {
	s := &script{answer: func(string, int) (proto.Message, error) { return own(), nil }}
	e := extensions(t, ask(t, t.Context(), s, `{ loginPolicy { ... @defer { identityProviders { nodes { id } } } } }`))
	if e["code"] != "GRAPHQL_VALIDATION_FAILED" {
		t.Errorf("got %v", e)
	}
}
