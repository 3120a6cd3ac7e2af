package graph_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"zitadel-graphql/graph"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
)

// enumsOfTheWire has the schema's name of each of the wire's enums. It is empty for those that no field shows.
var enumsOfTheWire = map[protoreflect.FullName]string{
	"zitadel.policy.v1.SecondFactorType":       "SecondFactorType",
	"zitadel.policy.v1.MultiFactorType":        "MultiFactorType",
	"zitadel.policy.v1.PasswordlessType":       "PasswordlessType",
	"zitadel.org.v1.OrgState":                  "OrganizationState",
	"zitadel.org.v2.OrganizationState":         "", // the same numbers, under longer names: TestStatesOfBothAPIs
	"zitadel.org.v2.OrganizationFieldName":     "",
	"zitadel.idp.v1.IDPOwnerType":              "IdentityProviderOwner",
	"zitadel.idp.v1.IDPState":                  "IdentityProviderState",
	"zitadel.idp.v1.ProviderType":              "IdentityProviderType",
	"zitadel.idp.v1.IDPType":                   "", // of a link; the provider's own type says more
	"zitadel.user.v1.AuthFactorState":          "AuthFactorState",
	"zitadel.user.v2.AuthFactorState":          "AuthFactorState",
	"zitadel.user.v2.UserState":                "UserState",
	"zitadel.user.v2.AuthenticationMethodType": "",
	"zitadel.user.v2.UserFieldName":            "",
	"zitadel.user.v2.Type":                     "",
}

// hasUnspecified reports whether an enum's unspecified value is in the schema too: lists of it can't have null.
func hasUnspecified(enum string) bool { return enum == "SecondFactorType" || enum == "MultiFactorType" }

// wireEnums returns ZITADEL's enums that this program knows.
func wireEnums() []protoreflect.EnumDescriptor {
	var found []protoreflect.EnumDescriptor
	protoregistry.GlobalFiles.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		for i := range file.Enums().Len() {
			if enum := file.Enums().Get(i); strings.HasPrefix(string(enum.FullName()), "zitadel.") {
				found = append(found, enum)
			}
		}
		return true
	})
	return found
}

// Prevents that a value of ZITADEL's reads as null although this version knows it, and that a schema's enum has one that no field can
// have: each enum has the wire's values under the wire's names, but for the unspecified one.
func TestEnumsMatchTheWire(t *testing.T) {
	checked := 0
	for _, enum := range wireEnums() {
		name, listed := enumsOfTheWire[enum.FullName()]
		if !listed {
			t.Errorf("say which enum of the schema %s is", enum.FullName())
		}
		if name == "" {
			continue
		}
		checked++
		var want, got []string
		for i := range enum.Values().Len() {
			if value := string(enum.Values().Get(i).Name()); hasUnspecified(name) || !strings.HasSuffix(value, "_UNSPECIFIED") {
				want = append(want, value)
			}
		}
		for _, value := range graph.Schema(true).Types[name].EnumValues {
			got = append(got, value.Name)
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s has %v, and %s %v", name, got, enum.FullName(), want)
		}
	}
	if checked != 10 {
		t.Errorf("%d enums were checked", checked)
	}
}

// Ensures that there is one rule for what this version doesn't know: null. So each field with an enum of ZITADEL's can be null, but for
// those whose enum has a value for it; and no other enum has one.
func TestUnknownValuesAreNull(t *testing.T) {
	ofZITADEL := map[string]bool{"LoginPolicyChangeType": true} // made of types of events
	for _, name := range enumsOfTheWire {
		ofZITADEL[name] = true
	}
	checked := 0
	for _, definition := range graph.Schema(true).Types {
		for _, value := range definition.EnumValues {
			if strings.HasSuffix(value.Name, "UNSPECIFIED") && !hasUnspecified(definition.Name) && definition.Name != "ErrorReason" {
				t.Errorf("%s has %s", definition.Name, value.Name)
			}
		}
		if definition.Kind != ast.Object {
			continue
		}
		for _, field := range definition.Fields {
			if !ofZITADEL[field.Type.Name()] || hasUnspecified(field.Type.Name()) {
				continue
			}
			checked++
			if field.Type.NonNull || field.Type.Elem != nil {
				t.Errorf("%s.%s is %s: what it is can be unknown", definition.Name, field.Name, field.Type)
			}
		}
	}
	if checked < 9 {
		t.Errorf("only %d fields were checked", checked)
	}
}

// Ensures that an organization's state is told the same whether ZITADEL's newer API told it or the older one.
func TestStatesOfBothAPIs(t *testing.T) {
	for number, name := range orgv2.OrganizationState_name {
		if older := orgv1.OrgState_name[number]; strings.TrimPrefix(older, "ORG_") != strings.TrimPrefix(name, "ORGANIZATION_") {
			t.Errorf("%d is %s and %s", number, older, name)
		}
	}
}
