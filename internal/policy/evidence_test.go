package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy"
	"zitadel-graphql/internal/wire"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Ensures that a write whose answer is lost is a success where one read shows it, that nothing is promised where the read doesn't,
// and that the write is never sent again.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ask           operation
		before, after *policyv1.LoginPolicy
	}{
		"an addition":              {apply(policy.AddSecondFactor(sms)).to("200", policy.Options{}), policyAt(7), policyAt(8, allows(sms))},
		"a removal":                {apply(policy.RemoveSecondFactor(sms)).to("200", policy.Options{}), policyAt(7, allows(sms)), policyAt(8)},
		"an update":                {forceMFA("200"), policyAt(7), policyAt(8, forces)},
		"a link":                   {apply(policy.AddLink("9")).to("200", policy.Options{}), policyAt(7), policyAt(8, linked("9"))},
		"a link's end":             {apply(policy.RemoveLink("9")).to("200", policy.Options{}), policyAt(7, linked("9")), policyAt(8)},
		"a reset":                  {reset("200"), policyAt(7), policyAt(8, inherits)},
		"a creation":               {create("200"), policyAt(7, inherits), policyAt(8)},
		"the instance's":           {apply(policy.AddSecondFactor(sms)).toInstance(policy.Options{}), policyAt(7, inherits), policyAt(8, inherits, allows(sms))},
		"a link of the instance's": {apply(policy.AddLink("9")).toInstance(policy.Options{}), policyAt(7, inherits), policyAt(8, inherits, linked("9"))},
	} {
		for _, read := range []string{"shows it", "doesn't show it", "shows somebody else's", "fails"} {
			z := &zitadel{shown: []*policyv1.LoginPolicy{c.before, c.after}, changes: onlyCreated()}
			want := "SERVICE_UNAVAILABLE BACKEND_UNREACHABLE UNKNOWN"
			switch read {
			case "shows it":
				want = "ok"
			case "doesn't show it":
				z.shown = always(c.before)
			case "shows somebody else's":
				elsewhere := proto.CloneOf(c.after)
				elsewhere.Details.ResourceOwner = "300"
				elsewhere.IsDefault = false
				z.shown[1] = elsewhere
			}
			z.answer = func(made call) (proto.Message, error) {
				switch {
				case !wire.ReadOnly(made.method):
					return nil, lost(made.method)
				case read == "fails" && made.method == readPolicy && made.n > 1:
					return nil, unreachable(made.method)
				}
				return nil, nil
			}
			if got := z.outcome(t, c.ask); !strings.HasPrefix(got, want) || len(z.writes()) != 1 {
				t.Errorf("%s, and the read %s: %s after %v", name, read, got, z.order())
			}
		}
	}
}

// Prevents that a write which was answered for another organization, or for nobody, is told as done.
func TestAnswerOfAnotherOrganization(t *testing.T) {
	t.Parallel()
	for owner, want := range map[string]string{
		"200": "ok", "300": "INTERNAL_SERVER_ERROR WROTE_ELSEWHERE UNKNOWN", "": "BAD_GATEWAY BACKEND_REPLY_INVALID UNKNOWN"} {
		for name, c := range map[string]struct {
			ask   operation
			shown *policyv1.LoginPolicy
		}{
			"an addition": {apply(policy.AddSecondFactor(sms)).to("200", policy.Options{}), policyAt(7)},
			"an update":   {forceMFA("200"), policyAt(7)},
			"a link":      {apply(policy.AddLink("9")).to("200", policy.Options{}), policyAt(7)},
			"a reset":     {reset("200"), policyAt(7)},
		} {
			z := &zitadel{shown: always(c.shown), changes: onlyCreated(), writtenBy: &zitadelv1.ObjectDetails{ResourceOwner: owner, Sequence: 8}}
			if got := z.outcome(t, c.ask); got != want || len(z.writes()) != 1 {
				t.Errorf("%s, answered for %q: %s after %v", name, owner, got, fmt.Sprint(z.order()))
			}
		}
	}
}
