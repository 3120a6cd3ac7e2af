package policy_test

import (
	"fmt"
	"testing"

	"zitadel-graphql/internal/policy"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

const (
	otp      = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP
	sms      = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS
	email    = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL
	u2f      = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F
	recovery = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES
	passkey  = policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION
)

// of is a policy that allows these second factors, with what the letters say: f forces a factor, l on local logins, p
// allows passkeys.
func of(letters string, factors ...policyv1.SecondFactorType) *policyv1.LoginPolicy {
	made := &policyv1.LoginPolicy{SecondFactors: factors}
	for _, letter := range letters {
		switch letter {
		case 'f':
			made.ForceMfa = true
		case 'l':
			made.ForceMfaLocalOnly = true
		case 'p':
			made.MultiFactors = []policyv1.MultiFactorType{passkey}
		}
	}
	return made
}

// Ensures, for each way in which a policy can begin to demand more, that a person whose token will be refused is told so, and
// that nobody else is kept from the change.
func TestLockout(t *testing.T) {
	bare := policy.Person{}
	withOTP := policy.Person{Factors: []policyv1.SecondFactorType{otp}}
	withSMS := policy.Person{Factors: []policyv1.SecondFactorType{sms}}
	withPasskey := policy.Person{Passkeys: true}
	for _, c := range []struct {
		name          string
		before, after *policyv1.LoginPolicy
		threatens     bool
		bare          policy.Lockout
		withOTP       policy.Lockout
		withSMS       policy.Lockout
		withPasskey   policy.Lockout
	}{
		{"nothing changes", of("", otp), of("", otp), false, policy.KeepsIn, policy.KeepsIn, policy.KeepsIn, policy.KeepsIn},
		{"a factor is removed", of("", otp, u2f), of("", otp), false, policy.KeepsIn, policy.KeepsIn, policy.KeepsIn, policy.KeepsIn},
		{"force is taken off", of("fl", otp), of("", otp), false, policy.KeepsIn, policy.KeepsIn, policy.KeepsIn, policy.KeepsIn},
		{"forced before, and more factors", of("f", otp), of("fp", otp, sms, recovery), false, policy.KeepsIn, policy.KeepsIn, policy.KeepsIn, policy.KeepsIn},
		{"forced for all turns to local", of("f", otp), of("l", otp), false, policy.KeepsIn, policy.KeepsIn, policy.KeepsIn, policy.KeepsIn},

		{"forced for all", of("", otp), of("f", otp), true, policy.LocksOut, policy.KeepsIn, policy.MayLockOut, policy.MayLockOut},
		{"forced for all and for local", of("", otp), of("fl", otp), true, policy.LocksOut, policy.KeepsIn, policy.MayLockOut, policy.MayLockOut},
		{"forced for local", of("", otp), of("l", otp), true, policy.MayLockOut, policy.KeepsIn, policy.MayLockOut, policy.MayLockOut},
		// Who has nothing and works under this came through an identity provider.
		{"local turns to forced for all", of("l", otp), of("f", otp), true, policy.LocksOut, policy.KeepsIn, policy.MayLockOut, policy.MayLockOut},
		{"forced, and nothing allowed before", of(""), of("f", otp), true, policy.LocksOut, policy.MayLockOut, policy.MayLockOut, policy.MayLockOut},

		{"SMS is allowed", of("", otp), of("", otp, sms), true, policy.KeepsIn, policy.KeepsIn, policy.MayLockOut, policy.KeepsIn},
		{"SMS is allowed, local forced", of("l", otp), of("l", otp, sms), true, policy.KeepsIn, policy.KeepsIn, policy.MayLockOut, policy.KeepsIn},
		{"SMS takes the place of OTP", of("", otp), of("", sms), true, policy.KeepsIn, policy.KeepsIn, policy.MayLockOut, policy.KeepsIn},
		{"recovery codes are allowed", of("", otp), of("", otp, recovery), true, policy.MayLockOut, policy.KeepsIn, policy.MayLockOut, policy.MayLockOut},
		{"passkeys are allowed", of("", otp), of("p", otp), true, policy.KeepsIn, policy.KeepsIn, policy.KeepsIn, policy.MayLockOut},
	} {
		if got := policy.MayLockOutAnyone(c.before, c.after); got != c.threatens {
			t.Errorf("%s: threatens %t", c.name, got)
		}
		for name, one := range map[string]struct {
			person policy.Person
			want   policy.Lockout
		}{"bare": {bare, c.bare}, "with OTP": {withOTP, c.withOTP}, "with SMS": {withSMS, c.withSMS}, "with a passkey": {withPasskey, c.withPasskey}} {
			if got := one.person.Lockout(c.before, c.after); got != one.want {
				t.Errorf("%s: a person %s: %d, want %d", c.name, name, got, one.want)
			}
		}
	}
}

// demands is ZITADEL's rule, for a person who has these factors, and got the token with used or through a provider.
func demands(inForce *policyv1.LoginPolicy, p policy.Person, used, provider bool) bool {
	if used {
		return false
	}
	forced := inForce.GetForceMfa() || inForce.GetForceMfaLocalOnly() && !provider
	for _, factor := range p.Factors {
		for _, allowed := range inForce.GetSecondFactors() {
			forced = forced || factor == allowed
		}
	}
	return forced || p.Passkeys && len(inForce.GetMultiFactors()) > 0
}

// Ensures for all policies before and after, and however a token was got that works before, that a token which ZITADEL refuses
// after is never called safe, and that none which goes on working is called locked out for certain.
func TestLockoutFollowsTheRule(t *testing.T) {
	var policies []*policyv1.LoginPolicy
	for _, letters := range []string{"", "f", "l", "fl", "p", "fp", "lp", "flp"} {
		policies = append(policies, of(letters), of(letters, otp), of(letters, sms), of(letters, otp, sms))
	}
	people := []policy.Person{{}, {Passkeys: true}, {Factors: []policyv1.SecondFactorType{otp}},
		{Factors: []policyv1.SecondFactorType{sms}, Passkeys: true}, {Factors: []policyv1.SecondFactorType{otp, sms}}}
	checked := 0
	for _, before := range policies {
		for _, after := range policies {
			for _, person := range people {
				for _, provider := range []bool{false, true} {
					for _, used := range []bool{false, true} {
						canUse := len(person.Factors) > 0 || person.Passkeys
						if used && !canUse || demands(before, person, used, provider) {
							continue // there is no such token
						}
						checked++
						locked, got := demands(after, person, used, provider), person.Lockout(before, after)
						if locked && got == policy.KeepsIn || !locked && got == policy.LocksOut {
							t.Errorf("%s", fmt.Sprintf("from {%v} to {%v}, %+v, used %t, provider %t: %d, locked out %t", before, after, person, used, provider, got, locked))
						}
					}
				}
			}
		}
	}
	if checked < 5000 {
		t.Errorf("only %d were checked", checked)
	}
}
