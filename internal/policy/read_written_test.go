package policy_test

import (
	"context"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// readWritten reads the policy of an organization, without an id the home organization's, as after a change. The policy that it
// read goes to found.
func readWritten(id string, found **policyv1.LoginPolicy) operation {
	return func(ctx context.Context, client *policy.Client) (result policy.Result, err error) {
		*found, result.Warnings, err = client.ReadWritten(ctx, id)
		return result, err
	}
}

// readDefaultWritten is readWritten for the instance's policy.
func readDefaultWritten(found **policyv1.LoginPolicy) operation {
	return func(ctx context.Context, client *policy.Client) (result policy.Result, err error) {
		*found, result.Warnings, err = client.ReadDefaultWritten(ctx)
		return result, err
	}
}

// Ensures that a read after a write waits until it shows the newest change in the log, for an organization that is named or not
// and for both kinds of caller, and that it warns where it never does and where nothing tells.
func TestReadWritten(t *testing.T) {
	t.Parallel()
	late := []*policyv1.LoginPolicy{policyAt(7), policyAt(7), policyAt(8, hides)}
	noLongerOwn := []*policyv1.LoginPolicy{policyAt(7), policyAt(9, inherits)}
	for name, c := range map[string]struct {
		zitadel *zitadel
		want    string
		shown   *policyv1.LoginPolicy
	}{
		"at once":           {&zitadel{shown: always(policyAt(8, hides)), changes: always(changesOf(t, "8:changed", "5:added"))}, "ok", policyAt(8, hides)},
		"late":              {&zitadel{shown: late, changes: always(changesOf(t, "8:changed", "5:added"))}, "ok", policyAt(8, hides)},
		"late, with events": {&zitadel{shown: late, events: always(eventsOf(t, "8:changed", `{"hidePasswordReset":true}`, "5:added", `{}`))}, "ok", policyAt(8, hides)},
		"never":             {&zitadel{shown: always(policyAt(7)), changes: always(changesOf(t, "8:changed", "5:added"))}, "ok WRITTEN_NOT_IN_FORCE", policyAt(7)},
		"reset":             {&zitadel{shown: noLongerOwn, changes: always(changesOf(t, "8:removed", "5:added"))}, "ok", policyAt(9, inherits)},
		"a link more":       {&zitadel{shown: always(policyAt(7)), changes: always(changesOf(t, "8:idpprovider.added", "7:added"))}, "ok", policyAt(7)},
		"no log":            {&zitadel{shown: always(policyAt(7))}, "ok POLICY_NOT_CONFIRMED", policyAt(7)},
		"a log that is cut": {&zitadel{shown: always(policyAt(7)), changes: always(changesOf(t, "9:idpprovider.added"))}, "ok POLICY_NOT_CONFIRMED", policyAt(7)},
	} {
		for _, id := range []string{"", "200"} {
			z := &zitadel{shown: c.zitadel.shown, changes: c.zitadel.changes, events: c.zitadel.events}
			var found *policyv1.LoginPolicy
			if got := z.outcome(t, readWritten(id, &found)); got != c.want {
				t.Errorf("%s, %q: %s, want %s", name, id, got, c.want)
			}
			wantPolicy(t, name, found, c.shown)
			if len(z.writes()) > 0 {
				t.Errorf("%s: wrote %v", name, z.writes())
			}
		}
	}
}

// Ensures the same of the instance's policy, which is marked as inherited and has a log of its own.
func TestReadDefaultWritten(t *testing.T) {
	t.Parallel()
	log := eventsOf(t, "8:changed", `{}`, "5:added", `{}`)
	for name, c := range map[string]struct {
		zitadel *zitadel
		want    string
		shown   *policyv1.LoginPolicy
	}{
		"at once": {&zitadel{shown: always(policyAt(8, inherits)), events: always(log)}, "ok", policyAt(8, inherits)},
		"late":    {&zitadel{shown: []*policyv1.LoginPolicy{policyAt(7, inherits), policyAt(8, inherits)}, events: always(log)}, "ok", policyAt(8, inherits)},
		"never":   {&zitadel{shown: always(policyAt(7, inherits)), events: always(log)}, "ok WRITTEN_NOT_IN_FORCE", policyAt(7, inherits)},
		"no log":  {&zitadel{shown: always(policyAt(7, inherits))}, "ok POLICY_NOT_CONFIRMED", policyAt(7, inherits)},
	} {
		var found *policyv1.LoginPolicy
		if got := c.zitadel.outcome(t, readDefaultWritten(&found)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		wantPolicy(t, name, found, c.shown)
	}
}

// Ensures that the instance's policy is marked as inherited where ZITADEL has the mark beside it, or none.
func TestReadDefaultMarksThePolicy(t *testing.T) {
	t.Parallel()
	unmarked := policyAt(7, func(p *policyv1.LoginPolicy) { p.Details.ResourceOwner = "100" })
	for name, z := range map[string]*zitadel{
		"no mark": {shown: always(policyAt(5)), inherited: unmarked},
		"beside it": {inherited: policyAt(6, inherits), answer: func(made call) (proto.Message, error) {
			return map[string]proto.Message{readPolicy: &managementv1.GetLoginPolicyResponse{Policy: unmarked, IsDefault: true}}[made.method], nil
		}},
	} {
		var found *policyv1.LoginPolicy
		_, err := z.do(t, time.Minute, func(ctx context.Context, client *policy.Client) (result policy.Result, err error) {
			found, err = client.ReadDefault(ctx)
			return result, err
		})
		if err != nil || !found.GetIsDefault() || found.GetDetails().GetSequence() != 7 {
			t.Errorf("%s: %v, %v", name, found, err)
		}
	}
}

// Ensures that a read after a write fails where there is no policy to show, and where it is another organization's.
func TestReadWrittenFails(t *testing.T) {
	t.Parallel()
	failing := func(code codes.Code, id string) func(call) (proto.Message, error) {
		return func(c call) (proto.Message, error) {
			if c.method == readPolicy {
				return nil, refused(c.method, code, id)
			}
			return nil, nil
		}
	}
	for name, c := range map[string]struct {
		zitadel *zitadel
		want    string
	}{
		"locked out": {&zitadel{answer: failing(codes.PermissionDenied, "AUTHZ-Kl3p0")}, "FORBIDDEN STRONGER_LOGIN_REQUIRED NOT_EXECUTED"},
		"no reads":   {&zitadel{answer: failing(codes.Unimplemented, "")}, "NOT_IMPLEMENTED NOT_EXECUTED"},
		"elsewhere":  {&zitadel{shown: always(policyAt(7, func(p *policyv1.LoginPolicy) { p.Details.ResourceOwner = "300" }))}, "BAD_GATEWAY ORGANIZATION_IGNORED NOT_EXECUTED"},
	} {
		var found *policyv1.LoginPolicy
		if got := c.zitadel.outcome(t, readWritten("200", &found)); found != nil || got != c.want {
			t.Errorf("%s: %s, %v; want %s", name, got, found, c.want)
		}
	}
}
