package policy_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// guardedWrite is one way in which a policy is written, and the policy that a guard has to be told of.
type guardedWrite struct {
	shown *policyv1.LoginPolicy
	ask   func(policy.Options) operation
	after *policyv1.LoginPolicy
	// ofInstance is true for a write to the instance's policy.
	ofInstance bool
}

// createWith creates the home organization's policy.
func createWith(wanted policy.NewPolicy) func(policy.Options) operation {
	return func(o policy.Options) operation {
		return func(ctx context.Context, client *policy.Client) (policy.Result, error) {
			return client.Create(ctx, "", wanted, o)
		}
	}
}

// customized has an operation copy the inherited policy.
func customized(ask func(policy.Options) operation) func(policy.Options) operation {
	return func(o policy.Options) operation {
		o.WhenInherited = policy.Customize
		return ask(o)
	}
}

// created is the policy without details that a creation makes.
func created(with ...func(*policyv1.LoginPolicy)) *policyv1.LoginPolicy {
	made := policyAt(0, with...)
	made.Details = nil
	return made
}

// guardedWrites are all ways in which a policy is written.
func guardedWrites() map[string]guardedWrite {
	all := []func(*policyv1.LoginPolicy){hides, allows(otp, sms), linked("1", "2")}
	with := func(more ...func(*policyv1.LoginPolicy)) []func(*policyv1.LoginPolicy) {
		return append(append(all[:0:0], all...), more...)
	}
	own, inherited := policyAt(7, all...), policyAt(7, with(inherits)...)
	return map[string]guardedWrite{
		"an update":                {own, apply(set("allowRegister", true)).toOwn, policyAt(7, with(registers)...), false},
		"a factor more":            {own, apply(policy.AddSecondFactor(email)).toOwn, policyAt(7, with(allows(otp, sms, email))...), false},
		"a factor less":            {own, apply(policy.RemoveSecondFactor(otp)).toOwn, policyAt(7, with(allows(sms))...), false},
		"a multi factor more":      {own, apply(policy.AddMultiFactor(passkey)).toOwn, policyAt(7, with(allowsPasskeys)...), false},
		"a multi factor less":      {policyAt(7, allowsPasskeys), apply(policy.RemoveMultiFactor(passkey)).toOwn, policyAt(7), false},
		"a link more":              {own, apply(policy.AddLink("9")).toOwn, policyAt(7, with(linked("9"))...), false},
		"a link less":              {own, apply(policy.RemoveLink("1")).toOwn, policyAt(7, hides, allows(otp, sms), linked("2")), false},
		"a creation":               {inherited, createWith(policy.NewPolicy{SecondFactors: []policyv1.SecondFactorType{email}}), created(hides, allows(email), linked("1", "2")), false},
		"a copy, updated":          {inherited, customized(apply(set("allowRegister", true)).toOwn), created(with(registers)...), false},
		"a copy, a factor more":    {inherited, customized(apply(policy.AddSecondFactor(email)).toOwn), created(with(allows(otp, sms, email))...), false},
		"a copy, a factor less":    {inherited, customized(apply(policy.RemoveSecondFactor(otp)).toOwn), created(with(allows(sms))...), false},
		"a copy, a link less":      {inherited, customized(apply(policy.RemoveLink("1")).toOwn), created(hides, allows(otp, sms), linked("2")), false},
		"a reset":                  {own, resetWith, policyAt(7, inherits, allows(email)), false},
		"the instance's, updated":  {inherited, apply(set("allowRegister", true)).toInstance, policyAt(7, with(inherits, registers)...), true},
		"the instance's, a factor": {inherited, apply(policy.RemoveSecondFactor(otp)).toInstance, policyAt(7, with(inherits, allows(sms))...), true},
		"the instance's, a link":   {inherited, apply(policy.RemoveLink("1")).toInstance, policyAt(7, inherits, hides, allows(otp, sms), linked("2")), true},
	}
}

// Prevents that a write gets past Options.Guard: each way of writing asks it once, with the whole policies before and after, and
// when it refuses nothing is written.
func TestEveryWriteAsksTheGuard(t *testing.T) {
	t.Parallel()
	refusal := errors.New("refused")
	for name, c := range guardedWrites() {
		for _, answer := range []error{refusal, nil} {
			z := &zitadel{shown: always(c.shown), inherited: policyAt(7, inherits, allows(email)), changes: onlyCreated()}
			asked := 0
			guard := func(_ context.Context, before, after *policyv1.LoginPolicy) error {
				asked++
				if len(z.writes()) > 0 {
					t.Errorf("%s: asked after a write", name)
				}
				wantPolicy(t, name+", before", before, c.shown)
				wantPolicy(t, name+", after", after, c.after)
				return answer
			}
			_, err := z.do(t, time.Minute, c.ask(policy.Options{Guard: guard}))
			if asked != 1 || errors.Is(err, refusal) != (answer != nil) || (len(z.writes()) == 0) != (answer != nil) {
				t.Errorf("%s: asked %d times, answered %v: %v, wrote %v", name, asked, answer, err, z.writes())
			}
		}
	}
}

// Ensures that a guard costs nothing where there is none, and only the read of the instance's policy, before a reset, where there
// is one.
func TestGuardCostsNoCalls(t *testing.T) {
	t.Parallel()
	harmless := func(context.Context, *policyv1.LoginPolicy, *policyv1.LoginPolicy) error { return nil }
	for name, c := range guardedWrites() {
		var counts [2]int
		for i, o := range []policy.Options{{}, {Guard: harmless}} {
			z := &zitadel{shown: always(c.shown), changes: onlyCreated()}
			_, _ = z.do(t, time.Minute, c.ask(o))
			counts[i] = len(z.calls)
		}
		more := 0
		if name == "a reset" {
			more = 1
		}
		if counts[1] != counts[0]+more {
			t.Errorf("%s: %d calls without a guard, %d with one", name, counts[0], counts[1])
		}
	}
}

// Ensures that a guard isn't asked where nothing has to be written, and that a policy which can't be read isn't changed past it.
func TestGuardIsNotAsked(t *testing.T) {
	t.Parallel()
	unreadable := func(c call) (proto.Message, error) {
		if c.method == readPolicy {
			return nil, refused(c.method, codes.Unimplemented, "")
		}
		return nil, nil
	}
	for name, c := range map[string]struct {
		zitadel *zitadel
		ask     func(policy.Options) operation
		want    string
	}{
		"a patch that is made":     {&zitadel{shown: always(policyAt(7, hides)), changes: always(changesOf(t, "7:added"))}, apply(set("hidePasswordReset", true)).toOwn, "ok"},
		"a reset of nothing":       {&zitadel{shown: always(policyAt(7, inherits)), changes: onlyCreated()}, resetWith, "ok"},
		"a policy that isn't read": {&zitadel{answer: unreadable}, apply(policy.RemoveSecondFactor(otp)).toOwn, "NOT_IMPLEMENTED NOT_EXECUTED"},
		"a reset of what isn't":    {&zitadel{answer: unreadable}, resetWith, "NOT_IMPLEMENTED NOT_EXECUTED"},
	} {
		guard := func(context.Context, *policyv1.LoginPolicy, *policyv1.LoginPolicy) error {
			t.Errorf("%s: the guard was asked", name)
			return nil
		}
		if got := c.zitadel.outcome(t, c.ask(policy.Options{Guard: guard})); got != c.want || len(c.zitadel.writes()) > 0 {
			t.Errorf("%s: %s, wrote %v; want %s", name, got, c.zitadel.writes(), c.want)
		}
	}
}

func wantPolicy(t *testing.T, name string, got, want *policyv1.LoginPolicy) {
	t.Helper()
	if !proto.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant\n%s", name, prototext.MarshalOptions{}.Format(got), prototext.MarshalOptions{}.Format(want))
	}
}
