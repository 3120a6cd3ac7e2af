package people_test

import (
	"testing"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/people"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Ensures that a filter which nobody can match is refused, instead of looking at everybody for nothing.
func TestFilters(t *testing.T) {
	yes, no := true, false
	for name, c := range map[string]struct {
		filter people.Filter
		isFine bool
	}{
		"nothing":                {people.Filter{}, true},
		"has":                    {people.Filter{Has: people.TOTP | people.RecoveryCodes}, true},
		"some, and has":          {people.Filter{Has: people.TOTP, HasNone: &no}, true},
		"none, and has":          {people.Filter{Has: people.TOTP, HasNone: &yes}, false},
		"none, and the only one": {people.Filter{OnlyHas: people.TOTP, HasNone: &yes}, false},
		"has another only one":   {people.Filter{Has: people.TOTP, OnlyHas: people.U2F}, false},
		"two only ones":          {people.Filter{OnlyHas: people.TOTP | people.U2F}, false},
		"a passkey":              {people.Filter{Has: people.Passkey}, false},
	} {
		if err := c.filter.Check(); (err == nil) != c.isFine || err != nil && !problem.HasReason(err, problem.ReasonFilterInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Ensures that every second factor of the contract is a method, and no other is.
func TestMethodOfEveryType(t *testing.T) {
	var all people.Methods
	for number := range policyv1.SecondFactorType_name {
		method, ok := people.MethodOf(policyv1.SecondFactorType(number))
		if ok != (number != 0) || ok && method.Type() != policyv1.SecondFactorType(number) {
			t.Errorf("%d is %b, %t", number, method, ok)
		}
		all |= method
	}
	if all != people.SecondFactors || (people.TOTP|people.U2F).Type() != 0 || people.Passkey.Type() != 0 {
		t.Errorf("%b aren't the second factors", all)
	}
	if _, ok := people.MethodOf(99); ok {
		t.Error("a type of the future is a method")
	}
}

// Ensures that a cursor that isn't one of this list is refused.
func TestPositions(t *testing.T) {
	for _, text := range []string{"", "1", "1.2", "1.2.", "x!.2.3", "1.-2.3", "offset:3", "1..3"} {
		if _, err := people.ParsePosition(text); !problem.HasReason(err, problem.ReasonPageInvalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"dfct9vgxyxog.6b.1232", "0.0.a.b", "-1.0.9"} {
		if position, err := people.ParsePosition(text); err != nil || position.String() != text {
			t.Errorf("%q is %q, %v", text, position, err)
		}
	}
}
