package embedded

import (
	"testing"
	"time"

	"zitadel-graphql/internal/embedded/domain"
	"zitadel-graphql/internal/embedded/eventstore"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// A token is refused where the policy in force at the person's home demands a stronger login than the one by which the person
// got it. That depends on the login, on what the person has set up, and on the policy. A machine's token never is.
func TestStrongerLogin(t *testing.T) {
	otp, sms := policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP, policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS
	recovery := policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES
	passkey := policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION
	inForce := func(force, local bool) eventstore.PolicyInForce {
		return eventstore.PolicyInForce{LoginPolicy: &domain.LoginPolicy{
			Settings:      domain.Settings{ForceMFA: force, ForceMFALocalOnly: local},
			SecondFactors: []policyv1.SecondFactorType{otp, recovery}, MultiFactors: []policyv1.MultiFactorType{passkey},
		}}
	}
	for name, c := range map[string]struct {
		person *Person
		want   [4]bool // where a factor isn't forced, is, is for local logins, and is by both settings
	}{
		"a machine":                             {nil, [4]bool{false, false, false, false}},
		"a password alone":                      {&Person{}, [4]bool{false, true, true, true}},
		"a second factor":                       {&Person{Factors: factorTypes(otp), Login: LoginSecondFactor}, [4]bool{false, false, false, false}},
		"a provider":                            {&Person{Login: LoginIdentityProvider}, [4]bool{false, true, false, false}},
		"an allowed factor that wasn't used":    {&Person{Factors: factorTypes(otp)}, [4]bool{true, true, true, true}},
		"an allowed factor that isn't proved":   {&Person{Unproved: factorTypes(otp)}, [4]bool{false, true, true, true}},
		"a factor that isn't allowed":           {&Person{Factors: factorTypes(sms)}, [4]bool{false, true, true, true}},
		"recovery codes, which are allowed":     {&Person{Factors: factorTypes(recovery)}, [4]bool{false, true, true, true}},
		"a passkey that wasn't used":            {&Person{Passkeys: 1}, [4]bool{false, true, true, true}},
		"a provider, and a passkey not used":    {&Person{Passkeys: 1, Login: LoginIdentityProvider}, [4]bool{false, true, false, false}},
		"a provider, and a factor not used":     {&Person{Factors: factorTypes(otp), Login: LoginIdentityProvider}, [4]bool{true, true, true, true}},
		"a provider, and a factor not allowed":  {&Person{Factors: factorTypes(sms), Login: LoginIdentityProvider}, [4]bool{false, true, false, false}},
		"a second factor, and more not allowed": {&Person{Factors: factorTypes(sms), Login: LoginSecondFactor}, [4]bool{false, false, false, false}},
	} {
		user := User{ID: "300000000000000099", HomeOrg: HomeOrgID, Person: c.person}
		needs := func(force, local bool) bool {
			var login Login
			if c.person != nil {
				login = c.person.Login
			}
			return needsStrongerLogin(domain.ApplyUser(domain.User{}, user.events(time.Unix(0, 0))...), login, inForce(force, local))
		}
		if got := [4]bool{needs(false, false), needs(true, false), needs(false, true), needs(true, true)}; got != c.want {
			t.Errorf("%s: lacks a factor %v, want %v", name, got, c.want)
		}
	}
}
