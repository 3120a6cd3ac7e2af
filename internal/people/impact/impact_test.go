package impact_test

import (
	"testing"

	"zitadel-graphql/internal/people/impact"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// allowing is a policy with passwords and passkeys that lists these second factors, with what the letters say: f forces a factor,
// l on local logins, n takes passwords away.
func allowing(letters string, factors ...policyv1.SecondFactorType) *policyv1.LoginPolicy {
	p := &policyv1.LoginPolicy{SecondFactors: factors, AllowUsernamePassword: true,
		PasswordlessType: policyv1.PasswordlessType_PASSWORDLESS_TYPE_ALLOWED}
	for _, letter := range letters {
		switch letter {
		case 'f':
			p.ForceMfa = true
		case 'l':
			p.ForceMfaLocalOnly = true
		case 'n':
			p.AllowUsernamePassword = false
		}
	}
	return p
}

// with is a person with a password and these methods, of whom everything is known.
func with(methods impact.Methods) impact.Person {
	return impact.Person{Ready: methods | impact.Password, MethodsKnown: true}
}

// Ensures what was seen on a real server and in its source (observed.md §11), case by case: the categories that certainly hold, and
// behind a question mark those that possibly do.
func TestWhatWasSeen(t *testing.T) {
	t.Parallel()
	unknown := impact.Person{Ready: impact.TOTP}
	verified := impact.Person{Ready: impact.Password, MethodsKnown: true, EmailVerified: true}
	suspended := with(impact.TOTP)
	suspended.State = impact.Suspended
	suspendedWithNothing, unclear := with(0), with(0)
	suspendedWithNothing.State, unclear.State = impact.Suspended, impact.Unclear
	machine := with(impact.TOTP)
	machine.Machine = true
	for name, c := range map[string]struct {
		before, after *policyv1.LoginPolicy
		person        impact.Person
		v1, v2        string
	}{
		"the only factor is removed":          {allowing("", otp), allowing(""), with(impact.TOTP), "factor only password", ""},
		"one of two factors is removed":       {allowing("", otp, u2f), allowing("", u2f), with(impact.TOTP | impact.U2F), "factor", ""},
		"a passkey remains":                   {allowing("", otp), allowing(""), with(impact.TOTP | impact.Passkey), "factor", ""},
		"another's factor is removed":         {allowing("", otp, sms), allowing("", otp), with(impact.TOTP), "", ""},
		"the password isn't known":            {allowing("", otp), allowing(""), unknown, "factor only password?", ""},
		"removed while forced":                {allowing("f", otp, u2f), allowing("f", u2f), with(impact.TOTP), "factor only setup", ""},
		"removed while forced, nothing left":  {allowing("f", otp), allowing("f"), with(impact.TOTP), "factor only locked", ""},
		"recovery codes have no screen":       {allowing("", recovery), allowing(""), with(impact.RecoveryCodes), "", ""},
		"forced on whoever has nothing":       {allowing("", otp), allowing("f", otp), with(0), "setup sessions", "setup sessions"},
		"forced, with only e-mail":            {allowing("", email), allowing("f", email), with(0), "setup sessions", "locked sessions"},
		"forced, with only e-mail, confirmed": {allowing("", email), allowing("f", email), verified, "setup sessions", "setup sessions"},
		"forced, and only recovery codes":     {allowing("", recovery), allowing("f", recovery), with(0), "locked sessions", "locked sessions"},
		"forced on whoever has one":           {allowing("", otp), allowing("f", otp), with(impact.TOTP), "", ""},
		"a factor that somebody has":          {allowing(""), allowing("", sms), with(impact.OTPSMS), "sessions?", "sessions?"},
		"force is taken off":                  {allowing("f", otp), allowing("", otp), with(0), "password", "password"},
		"passwords are taken away":            {allowing("", otp), allowing("n", otp), with(0), "locked", "locked"},
		"passkeys go with passwords":          {allowing("", otp), allowing("n", otp), with(impact.Passkey), "factor only locked", "factor only locked"},
		"who isn't let in now":                {allowing("", otp), allowing(""), suspended, "factor only password?", ""},
		"who has no sessions any more":        {allowing("", otp), allowing("f", otp), suspendedWithNothing, "setup?", "setup?"},
		"whose state isn't known":             {allowing("", otp), allowing("f", otp), unclear, "setup? sessions?", "setup? sessions?"},
		"a machine":                           {allowing("", otp), allowing("f"), machine, "", ""},
	} {
		change := impact.NewChange(c.before, c.after)
		if got := text(change.Of(impact.V1, c.person)); got != c.v1 {
			t.Errorf("%s: V1 %q, want %q", name, got, c.v1)
		}
		if got := text(change.Of(impact.V2, c.person)); got != c.v2 {
			t.Errorf("%s: V2 %q, want %q", name, got, c.v2)
		}
	}
}

// text writes the categories that hold in one line.
func text(answers impact.Answers) string {
	names := []string{"factor", "only", "password", "setup", "locked", "sessions"}
	written := ""
	for category, answer := range answers {
		if answer == impact.No {
			continue
		}
		if written != "" {
			written += " "
		}
		written += names[category]
		if answer == impact.Possibly {
			written += "?"
		}
	}
	return written
}

// Ensures that people are asked for their passwords and links only where that can decide something.
func TestDependsOnLoginMethods(t *testing.T) {
	t.Parallel()
	factors := []impact.Category{impact.LosesFactor, impact.LosesOnlyFactor}
	for name, c := range map[string]struct {
		before, after *policyv1.LoginPolicy
		logins        []impact.Login
		categories    []impact.Category
		want          bool
	}{
		"nothing changes":                 {allowing("", otp), allowing("", otp), impact.Logins(), impact.Categories(), false},
		"who loses a factor":              {allowing("", otp), allowing(""), impact.Logins(), factors, false},
		"who falls back":                  {allowing("", otp), allowing(""), impact.Logins(), []impact.Category{impact.FallsBackToPassword}, true},
		"who falls back, V2":              {allowing("", otp), allowing(""), []impact.Login{impact.V2}, impact.Categories(), false},
		"who is locked out by a lifetime": {allowing("f", otp), allowing("f", otp), impact.Logins(), impact.Categories(), false},
		"who must set up":                 {allowing("", otp), allowing("l", otp), []impact.Login{impact.V2}, []impact.Category{impact.MustSetUp}, true},
	} {
		if got := impact.NewChange(c.before, c.after).DependsOnLoginMethods(c.logins, c.categories); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// Ensures when a policy by itself leaves nobody a factor to set up though it forces one, and not where it did so before.
func TestLeavesNoFactor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before, after *policyv1.LoginPolicy
		want          bool
	}{
		"the last is removed":        {allowing("f", otp), allowing("f"), true},
		"the last is removed, local": {allowing("l", otp), allowing("l"), true},
		"only recovery codes remain": {allowing("f", otp, recovery), allowing("f", recovery), true},
		"forced without any":         {allowing(""), allowing("f"), true},
		"one remains":                {allowing("f", otp, sms), allowing("f", otp), false},
		"the last isn't forced":      {allowing("", otp), allowing(""), false},
		"it was so before":           {allowing("f"), allowing("fl"), false},
	} {
		if got := impact.NewChange(c.before, c.after).LeavesNoFactor(); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
