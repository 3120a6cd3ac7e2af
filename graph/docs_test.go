package graph

import (
	"strings"
	"testing"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Whoever calls the API reads its schema: nothing in it may be without a description.
func TestEverythingInTheSchemaIsDescribed(t *testing.T) {
	checked := 0
	describe := func(name, description string) {
		checked++
		if len(strings.Fields(description)) < 2 && !strings.HasSuffix(name, ".NOT_EXECUTED") {
			t.Errorf("%s is described as %q", name, description)
		}
	}
	for name, definition := range completeSchema().Types {
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

// The schema's enums have a value for every one of the wire's, so that none reads as unspecified by mistake.
func TestEnumsMatchTheWire(t *testing.T) {
	for _, c := range []struct {
		schema string
		wire   map[int32]string
	}{
		{"SecondFactorType", policyv1.SecondFactorType_name},
		{"MultiFactorType", policyv1.MultiFactorType_name},
		{"PasswordlessType", policyv1.PasswordlessType_name},
	} {
		values := completeSchema().Types[c.schema].EnumValues
		if len(values) != len(c.wire) {
			t.Errorf("%s has %d values, the wire %d", c.schema, len(values), len(c.wire))
		}
		for number, name := range c.wire {
			if values.ForName(name) == nil {
				t.Errorf("%s has no %s (%d)", c.schema, name, number)
			}
		}
	}
}
