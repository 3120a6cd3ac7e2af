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
	passkey := policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION
	inForce := func(force, local bool) eventstore.PolicyInForce {
		return eventstore.PolicyInForce{LoginPolicy: &domain.LoginPolicy{
			Settings:      domain.Settings{ForceMFA: force, ForceMFALocalOnly: local},
			SecondFactors: []policyv1.SecondFactorType{otp}, MultiFactors: []policyv1.MultiFactorType{passkey},
		}}
	}
	for name, c := range map[string]struct {
		person                    *Person
		free, forced, forcedLocal bool // whether the token lacks a factor then
	}{
		"a machine":                             {nil, false, false, false},
		"a password alone":                      {&Person{}, false, true, true},
		"a second factor":                       {&Person{Factors: []policyv1.SecondFactorType{otp}, Login: LoginSecondFactor}, false, false, false},
		"a provider":                            {&Person{Login: LoginIdentityProvider}, false, true, false},
		"an allowed factor that wasn't used":    {&Person{Factors: []policyv1.SecondFactorType{otp}}, true, true, true},
		"an allowed factor that isn't proved":   {&Person{Unproved: []policyv1.SecondFactorType{otp}}, false, true, true},
		"a factor that isn't allowed":           {&Person{Factors: []policyv1.SecondFactorType{sms}}, false, true, true},
		"a passkey that wasn't used":            {&Person{Passkeys: 1}, true, true, true},
		"a provider, and a factor not used":     {&Person{Factors: []policyv1.SecondFactorType{otp}, Login: LoginIdentityProvider}, true, true, true},
		"a provider, and a factor not allowed":  {&Person{Factors: []policyv1.SecondFactorType{sms}, Login: LoginIdentityProvider}, false, true, false},
		"a second factor, and more not allowed": {&Person{Factors: []policyv1.SecondFactorType{sms}, Login: LoginSecondFactor}, false, false, false},
	} {
		user := User{ID: "300000000000000099", HomeOrg: HomeOrgID, Person: c.person}
		needs := func(force, local bool) bool {
			var login Login
			if c.person != nil {
				login = c.person.Login
			}
			return needsStrongerLogin(domain.ApplyUser(domain.User{}, user.events(time.Unix(0, 0))...), login, inForce(force, local))
		}
		got := [3]bool{needs(false, false), needs(true, false), needs(false, true)}
		if want := [3]bool{c.free, c.forced, c.forcedLocal}; got != want {
			t.Errorf("%s: lacks a factor %v where it isn't forced, is, and is for local logins; want %v", name, got, want)
		}
	}
}
