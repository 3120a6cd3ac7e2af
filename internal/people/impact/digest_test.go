package impact_test

import (
	"slices"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	"zitadel-graphql/internal/people/impact"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

func digest(t *testing.T, before, after *policyv1.LoginPolicy, figures ...impact.Figure) string {
	t.Helper()
	text, err := impact.Digest(before, after, figures)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Ensures that a digest is another one for whatever somebody would want to look at again, and the same for what they wouldn't.
func TestDigest(t *testing.T) {
	t.Parallel()
	before := allowing("", otp, sms)
	before.Details = &zitadelv1.ObjectDetails{ResourceOwner: "200", Sequence: 7}
	before.Idps = []*idpv1.IDPLoginPolicyLink{{IdpId: "1", IdpName: "one"}, {IdpId: "2"}}
	after := allowing("f", otp)
	figure := impact.Figure{Guard: impact.EndsSessions, Certain: 2, Possible: 1}
	of := digest(t, before, after, figure, impact.Figure{Guard: impact.LocksOutSomebody})
	altered := func(alter func(*policyv1.LoginPolicy)) *policyv1.LoginPolicy {
		p := proto.CloneOf(before)
		alter(p)
		return p
	}
	same := map[string]string{
		"a later sequence": digest(t, altered(func(p *policyv1.LoginPolicy) { p.Details.Sequence = 9 }), after, figure, impact.Figure{}),
		"other orders": digest(t, altered(func(p *policyv1.LoginPolicy) {
			slices.Reverse(p.GetSecondFactors())
			slices.Reverse(p.GetIdps())
		}), after, impact.Figure{}, figure),
		"a lifetime of zero": digest(t, altered(func(p *policyv1.LoginPolicy) { p.PasswordCheckLifetime = &durationpb.Duration{} }), after, figure, impact.Figure{}),
		"a provider's name":  digest(t, altered(func(p *policyv1.LoginPolicy) { p.Idps[0].IdpName = "new" }), after, figure, impact.Figure{}),
		"a figure twice":     digest(t, before, after, figure, impact.Figure{}, figure),
		"a factor twice":     digest(t, altered(func(p *policyv1.LoginPolicy) { p.SecondFactors = append(p.SecondFactors, otp) }), after, figure, impact.Figure{}),
	}
	for name, got := range same {
		if got != of {
			t.Errorf("%s: another digest", name)
		}
	}
	others := map[string]string{
		"a setting":            digest(t, altered(func(p *policyv1.LoginPolicy) { p.PasswordCheckLifetime = durationpb.New(time.Hour) }), after, figure, impact.Figure{}),
		"a factor":             digest(t, altered(func(p *policyv1.LoginPolicy) { p.SecondFactors = p.GetSecondFactors()[1:] }), after, figure, impact.Figure{}),
		"a link":               digest(t, altered(func(p *policyv1.LoginPolicy) { p.Idps = p.GetIdps()[1:] }), after, figure, impact.Figure{}),
		"the owner":            digest(t, altered(func(p *policyv1.LoginPolicy) { p.Details.ResourceOwner = "300" }), after, figure, impact.Figure{}),
		"that it is inherited": digest(t, altered(func(p *policyv1.LoginPolicy) { p.IsDefault = true }), after, figure, impact.Figure{}),
		"the change":           digest(t, before, allowing("l", otp), figure, impact.Figure{}),
		"a figure":             digest(t, before, after, impact.Figure{Guard: impact.EndsSessions, Certain: 3}, impact.Figure{}),
		"fewer figures":        digest(t, before, after, figure),
		"the other way":        digest(t, after, before, figure, impact.Figure{}),
	}
	for name, got := range others {
		if got == of {
			t.Errorf("%s: the same digest", name)
		}
	}
}

// Ensures that a digest tells which figures it stands for, and that what isn't one is noticed.
func TestParseDigest(t *testing.T) {
	t.Parallel()
	all := impact.Guards()
	for size := range len(all) + 1 {
		var figures []impact.Figure
		for _, guard := range all[len(all)-size:] {
			figures = append(figures, impact.Figure{Guard: guard, Certain: 1})
		}
		got, ok := impact.ParseDigest(digest(t, allowing(""), allowing("f"), figures...))
		if !ok || !slices.Equal(got, all[len(all)-size:]) {
			t.Errorf("%v, %t; want %v", got, ok, all[len(all)-size:])
		}
	}
	genuine := digest(t, allowing(""), allowing("f"))
	for _, text := range []string{"", "1", "1.00.", "2" + genuine[1:], genuine + "AA", genuine[:len(genuine)-4], "1.0." + genuine[5:], "1.zz." + genuine[5:], "1.+f." + genuine[5:]} {
		if guards, ok := impact.ParseDigest(text); ok {
			t.Errorf("%q: %v", text, guards)
		}
	}
}
