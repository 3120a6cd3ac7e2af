package embedded

import (
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// The ids and tokens of the development users that are persons. They differ in how they got their tokens. Acme Labs is the home
// of each: it inherits its policy, and nothing there forces a second factor at first.
const (
	PersonID         = "300000000000000011"
	FactorPersonID   = "300000000000000012"
	ProviderPersonID = "300000000000000013"
	UnusedPersonID   = "300000000000000014"

	PersonToken         = "dev-person"
	FactorPersonToken   = "dev-person-factor"   //nolint:gosec // no secret
	ProviderPersonToken = "dev-person-provider" //nolint:gosec // no secret
	UnusedPersonToken   = "dev-person-unused"   //nolint:gosec // no secret
)

func developmentPersonTokens() []Token {
	return []Token{
		{PersonToken, "a person, owner of Acme Labs; logged in by a password alone, and has nothing else"},
		{FactorPersonToken, "a person, owner of Acme Labs; logged in with an authenticator app"},
		{ProviderPersonToken, "a person, owner of Acme Labs; logged in through an identity provider"},
		{UnusedPersonToken, "a person at home in Acme Labs, owner of the instance; could log in with SMS, and didn't"},
	}
}

// developmentPersons have no event of their memberships: they were added later than the rest, and the sequences of Acme and
// Acme Labs are known to others.
func developmentPersons() []User {
	owner := []Membership{{Resource: InheritingOrgID, Roles: []string{RoleOrgOwner}}}
	return []User{
		{ID: PersonID, Token: PersonToken, HomeOrg: InheritingOrgID, DisplayName: "Person", LoginName: "person@acme-labs.localhost",
			Memberships: owner, Person: &Person{}},
		{ID: FactorPersonID, Token: FactorPersonToken, HomeOrg: InheritingOrgID, DisplayName: "Person with a factor",
			LoginName: "person-factor@acme-labs.localhost", Memberships: owner,
			Person: &Person{Factors: []policyv1.SecondFactorType{policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP}, Login: LoginSecondFactor}},
		{ID: ProviderPersonID, Token: ProviderPersonToken, HomeOrg: InheritingOrgID, DisplayName: "Person of a provider",
			LoginName: "person-provider@acme-labs.localhost", Memberships: owner, Person: &Person{Login: LoginIdentityProvider}},
		{ID: UnusedPersonID, Token: UnusedPersonToken, HomeOrg: InheritingOrgID, DisplayName: "Person with an unused factor",
			LoginName: "person-unused@acme-labs.localhost", Memberships: []Membership{{Resource: InstanceID, Roles: []string{RoleIAMOwner}}},
			Person: &Person{Factors: []policyv1.SecondFactorType{policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS}}},
	}
}
