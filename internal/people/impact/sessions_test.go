package impact_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"google.golang.org/protobuf/encoding/prototext"

	"zitadel-graphql/internal/people/impact"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// of is a policy that allows these second factors, with what the letters stand for: f forces a factor, l on local logins, p
// allows a multi factor.
func of(letters string, factors ...policyv1.SecondFactorType) *policyv1.LoginPolicy {
	made := &policyv1.LoginPolicy{SecondFactors: factors}
	for _, letter := range letters {
		switch letter {
		case 'f':
			made.ForceMfa = true
		case 'l':
			made.ForceMfaLocalOnly = true
		case 'p':
			made.MultiFactors = []policyv1.MultiFactorType{policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION}
		}
	}
	return made
}

// Ensures, for each way in which a policy can begin to demand more, that the tokens which ZITADEL will refuse are foreseen, and
// no others.
func TestEndsToken(t *testing.T) {
	t.Parallel()
	const no, possibly, certainly = impact.No, impact.Possibly, impact.Certainly
	owners := []impact.Methods{0, impact.TOTP, impact.OTPSMS, impact.Passkey}
	for _, c := range []struct {
		name          string
		before, after *policyv1.LoginPolicy
		anyone        bool
		want          [4]impact.Answer // for the owners
	}{
		{"nothing changes", of("", otp), of("", otp), false, [...]impact.Answer{no, no, no, no}},
		{"a factor is removed", of("", otp, u2f), of("", otp), false, [...]impact.Answer{no, no, no, no}},
		{"force is taken off", of("fl", otp), of("", otp), false, [...]impact.Answer{no, no, no, no}},
		{"forced before, and more factors", of("f", otp), of("fp", otp, sms, recovery), false, [...]impact.Answer{no, no, no, no}},
		{"forced for all turns to local", of("f", otp), of("l", otp), false, [...]impact.Answer{no, no, no, no}},

		{"forced for all", of("", otp), of("f", otp), true, [...]impact.Answer{certainly, no, possibly, possibly}},
		{"forced for local", of("", otp), of("l", otp), true, [...]impact.Answer{possibly, no, possibly, possibly}},
		{"forced, and nothing allowed before", of(""), of("f", otp), true, [...]impact.Answer{certainly, possibly, possibly, possibly}},
		// Who has nothing and works under this came through an identity provider.
		{"local turns to forced for all", of("l", otp), of("f", otp), true, [...]impact.Answer{certainly, no, possibly, possibly}},

		// With both settings ZITADEL demands nothing after a login through a provider.
		{"forced for all and for local", of("", otp), of("fl", otp), true, [...]impact.Answer{possibly, no, possibly, possibly}},
		{"both, and local is taken off", of("fl", otp), of("f", otp), true, [...]impact.Answer{certainly, no, possibly, possibly}},
		{"both, and SMS is allowed", of("fl", otp), of("fl", otp, sms), true, [...]impact.Answer{no, no, possibly, no}},
		{"forced for all turns to both", of("f", otp), of("fl", otp), false, [...]impact.Answer{no, no, no, no}},
		{"local turns to both", of("l", otp), of("fl", otp), false, [...]impact.Answer{no, no, no, no}},

		{"SMS is allowed", of("", otp), of("", otp, sms), true, [...]impact.Answer{no, no, possibly, no}},
		{"SMS is allowed, local forced", of("l", otp), of("l", otp, sms), true, [...]impact.Answer{no, no, possibly, no}},
		{"SMS takes the place of OTP", of("", otp), of("", sms), true, [...]impact.Answer{no, no, possibly, no}},
		{"recovery codes are allowed", of("", otp), of("", otp, recovery), false, [...]impact.Answer{no, no, no, no}},
		{"a multi factor is allowed", of("", otp), of("p", otp), false, [...]impact.Answer{no, no, no, no}},
	} {
		change := impact.NewChange(c.before, c.after)
		if got := change.MayEndTokens(); got != c.anyone {
			t.Errorf("%s: may end tokens: %t", c.name, got)
		}
		for i, ready := range owners {
			if got := change.EndsToken(ready); got != c.want[i] {
				t.Errorf("%s: a token of somebody with methods %b: %d, want %d", c.name, ready, got, c.want[i])
			}
		}
	}
}

// Prevents that somebody is locked out unwarned, or warned for nothing: in random worlds the answer for a token is the one that the
// oracle finds by trying every token that works of everybody whose it may be.
func TestEndsTokenAgreesWithTheOracle(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 2026))
	seen := map[impact.Answer]int{}
	for range 6000 {
		before, after, ready := anyPolicy(random), anyPolicy(random), anyPerson(random).Ready
		got, want := impact.NewChange(before, after).EndsToken(ready), endedTokens(ready, before, after)
		if seen[got]++; got != want {
			t.Fatalf("methods %b: %d, the oracle %d\nbefore %s\nafter %s", ready, got, want, prototext.Format(before), prototext.Format(after))
		}
		if got != impact.No && !impact.NewChange(before, after).MayEndTokens() {
			t.Fatalf("methods %b: %d, though no token may end\nbefore %s\nafter %s", ready, got, prototext.Format(before), prototext.Format(after))
		}
	}
	if len(seen) != 3 {
		t.Errorf("the worlds show only %v", seen)
	}
}

// endedTokens returns the oracle's answer for the token of a person who has set up what is ready.
func endedTokens(ready impact.Methods, before, after *policyv1.LoginPolicy) impact.Answer {
	var ended []bool
	for _, h := range humans(impact.Person{Ready: ready}) {
		for _, session := range h.sessions() {
			if h.accepts(session, before) {
				ended = append(ended, !h.accepts(session, after))
			}
		}
	}
	switch {
	case !slices.Contains(ended, true):
		return impact.No
	case slices.Contains(ended, false):
		return impact.Possibly
	default:
		return impact.Certainly
	}
}
