package resolver_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// instanceFields returns the fields of Query, Mutation and Subscription that are about the instance, whichever organization a request
// names, and node, whose id says what it is about (TestLostOrganizationHeaderOfNodes). Every other field is about an organization.
func instanceFields() []string {
	return []string{
		"defaultLoginPolicy", "defaultLoginPolicyChanges", "defaultLoginPolicyImpact", "restrictions", "setRestrictions", "updateDefaultLoginPolicy", "node",
		"addDefaultSecondFactor", "removeDefaultSecondFactor", "addDefaultMultiFactor", "removeDefaultMultiFactor",
		"addDefaultLoginPolicyIdentityProvider", "removeDefaultLoginPolicyIdentityProvider",
	}
}

// isRemovalFromPeople reports whether a mutation changes people, and no policy.
func isRemovalFromPeople(mutation string) bool {
	return mutation == "removeUserSecondFactor" || mutation == "removeSecondFactorFromUsers"
}

// notOrganizationArguments returns the arguments of type ID that don't name the organization which the field is about.
func notOrganizationArguments() []string {
	return []string{
		"addLoginPolicyIdentityProvider.id", "removeLoginPolicyIdentityProvider.id",
		"addDefaultLoginPolicyIdentityProvider.id", "removeDefaultLoginPolicyIdentityProvider.id",
		"updateLoginPolicy.expectedResourceOwner", "node.id",
		"removeUserSecondFactor.userId", "removeUserSecondFactor.securityKeyId", "removeSecondFactorFromUsers.userIds",
	}
}

// organizationField is a field of Query, Mutation or Subscription that is about an organization.
type organizationField struct {
	*ast.FieldDefinition

	types     ast.DefinitionList
	operation string
	// organization is the argument that names the organization, with Acme Labs as its value.
	organization string
}

// organizationFields returns all of them. It fails the test where an argument's description and the lists above
// disagree on what is an organization, so that a field which is new can't be forgotten.
func organizationFields(t *testing.T) []organizationField {
	t.Helper()
	types := parseSchema(t).Definitions
	var found []organizationField
	for _, object := range types {
		for _, definition := range object.Fields {
			field := organizationField{FieldDefinition: definition, types: types, operation: strings.ToLower(object.Name)}
			for _, argument := range definition.Arguments {
				isOrganization := strings.HasPrefix(argument.Description, "Which organization, by its id.")
				if isOrganization {
					field.organization = fmt.Sprintf("%s: %q", argument.Name, acmeLabs)
				}
				if argument.Type.Name() == "ID" && isOrganization == slices.Contains(notOrganizationArguments(), definition.Name+"."+argument.Name) {
					t.Errorf("%s.%s(%s:) is an organization, or isn't: its description and notOrganizationArguments must agree", object.Name, definition.Name, argument.Name)
				}
			}
			atRoot := slices.Contains([]string{"Query", "Mutation", "Subscription"}, object.Name)
			switch {
			case atRoot && (field.organization == "") != slices.Contains(instanceFields(), definition.Name):
				t.Errorf("%s.%s has an argument for an organization, or is the instance's: it is one of the two", object.Name, definition.Name)
			case !atRoot && field.organization != "":
				t.Errorf("%s.%s has an argument for an organization, and this test doesn't ask for it", object.Name, definition.Name)
			case field.organization != "":
				found = append(found, field)
			}
		}
	}
	return found
}

// arguments returns each combination of values for the arguments other than the organization.
func (f organizationField) arguments(t *testing.T) [][]string {
	t.Helper()
	combinations := [][]string{nil}
	for _, argument := range f.Arguments {
		if strings.HasPrefix(f.organization, argument.Name+":") {
			continue
		}
		var longer [][]string
		for _, combination := range combinations {
			for _, value := range f.values(t, argument) {
				if value != "" {
					longer = append(longer, append(slices.Clone(combination), argument.Name+": "+value))
				} else {
					longer = append(longer, combination)
				}
			}
		}
		combinations = longer
	}
	return combinations
}

// values returns the values to try for an argument. An empty one stands for leaving the argument out.
func (f organizationField) values(t *testing.T, argument *ast.ArgumentDefinition) []string {
	t.Helper()
	kind := f.types.ForName(argument.Type.Name())
	if values := f.valuesOfPeople(argument); values != nil {
		return values
	}
	switch {
	case f.Name == "loginPolicyChanges" && argument.Name == "after": // the history is empty behind the last change
		return []string{"", fmt.Sprintf("%q", base64.RawURLEncoding.EncodeToString([]byte("sequence:1")))}
	case kind != nil && kind.Kind == ast.Enum:
		var values []string
		for _, value := range kind.EnumValues {
			if !strings.HasSuffix(value.Name, "_UNSPECIFIED") {
				values = append(values, value.Name)
			}
		}
		return values
	case kind != nil && kind.Kind == ast.InputObject:
		return []string{"{}", "{forceMfa: false}", "{forceMfa: true}"}
	case argument.Type.Name() == "ID" && argument.Type.NonNull: // a provider that the instance links, one of the other organization, and one that does not exist
		return []string{`"400000000000000001"`, `"400000000000000003"`, `"7"`}
	case argument.Type.NonNull && argument.DefaultValue == nil:
		t.Fatalf("%s(%s:) needs a value, and this test has none", f.Name, argument.Name)
	}
	return []string{""}
}

// valuesOfPeople is values for arguments that are about people. It returns nil for others.
func (f organizationField) valuesOfPeople(argument *ast.ArgumentDefinition) []string {
	switch {
	case f.Name == "userFactors" && argument.Name != "has", argument.Type.Elem != nil && argument.DefaultValue != nil: // filters that contradict, guards
		return []string{""}
	case argument.Name == "has":
		return []string{"", "SECOND_FACTOR_TYPE_OTP"}
	case argument.Name == "userId", argument.Name == "userIds": // somebody of the named organization, somebody of the home, and nobody
		return []string{`"310000000000001001"`, `"310000000000000001"`, `"7"`}
	case f.Name == "removeUserSecondFactor" && argument.Name == "type": // a security key has an id of its own, which the others refuse
		return []string{"SECOND_FACTOR_TYPE_OTP", "SECOND_FACTOR_TYPE_RECOVERY_CODES"}
	case argument.Type.Name() == "LoginPolicyProposal":
		return []string{"{patch: {forceMfa: true}}", "{addSecondFactors: [SECOND_FACTOR_TYPE_OTP_SMS]}"}
	}
	return nil
}

// document is an operation that asks for everything below the field.
func (f organizationField) document(arguments ...string) string {
	given := ""
	if len(arguments) > 0 {
		given = "(" + strings.Join(arguments, ", ") + ")"
	}
	return f.operation + " { " + f.Name + given + selection(f.types, f.Type) + " }"
}

// selection asks for every field below a type, however deep, but leaves out fields of the types above it, which would
// never end.
func selection(types ast.DefinitionList, of *ast.Type, above ...string) string {
	object := types.ForName(of.Name())
	if object == nil || object.Kind != ast.Object {
		return ""
	}
	var text strings.Builder
	for _, field := range object.Fields {
		if slices.Contains(above, field.Type.Name()) {
			continue
		}
		text.WriteString(" " + field.Name + selection(types, field.Type, append(above, object.Name)...))
	}
	return " {" + text.String() + " }"
}
