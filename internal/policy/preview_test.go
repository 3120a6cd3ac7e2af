package policy_test

import (
	"context"
	"testing"
	"testing/synctest"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

func (z *zitadel) preview(t *testing.T, id string, p policy.Proposal) (preview policy.Preview, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		preview, err = policy.NewClient(z, z.config).Preview(asCaller(t.Context()), id, p)
	})
	return preview, err
}

// proposed is a proposal of changes.
func proposed(t *testing.T, changes ...requested) policy.Proposal {
	t.Helper()
	var p policy.Proposal
	for _, c := range changes {
		if c.err != nil {
			t.Fatal(c.err)
		}
		p.Changes = append(p.Changes, c.change)
	}
	return p
}

// Ensures that a preview shows the policy that the mutations would lead to: changes together, copies, creations and resets, and
// nothing where they would be refused or write nothing. None of them is written.
func TestPreview(t *testing.T) {
	t.Parallel()
	register, removeOTP := apply(set("allowRegister", true)), apply(policy.RemoveSecondFactor(otp))
	own, inherited := policyAt(7, hides, allows(otp, sms), linked("1")), policyAt(7, inherits, hides, allows(otp, sms), linked("1"))
	for name, c := range map[string]struct {
		shown    *policyv1.LoginPolicy
		proposal policy.Proposal
		after    *policyv1.LoginPolicy
	}{
		"several changes": {own, proposed(t, removeOTP, register, apply(set("forceMfa", true)), apply(policy.AddSecondFactor(email)), apply(policy.AddLink("2")), apply(policy.RemoveLink("1"))),
			policyAt(7, hides, forces, registers, allows(sms, email), linked("2"))},
		"what is there":                {own, proposed(t, apply(set("hidePasswordReset", true)), apply(policy.AddSecondFactor(otp)), apply(policy.AddLink("1"))), own},
		"what isn't there, taken away": {own, proposed(t, apply(policy.RemoveSecondFactor(email)), apply(policy.RemoveLink("9"))), own},
		"inherited":                    {inherited, proposed(t, removeOTP, register), created(hides, registers, allows(sms), linked("1"))},
		"inherited, nothing":           {inherited, proposed(t, apply(policy.AddSecondFactor(otp))), inherited},
		"a creation":                   {inherited, policy.Proposal{Create: &policy.NewPolicy{MultiFactors: []policyv1.MultiFactorType{passkey}}}, created(hides, allows(otp, sms), allowsPasskeys, linked("1"))},
		"a creation over an own":       {own, policy.Proposal{Create: &policy.NewPolicy{}}, own},
		"a reset":                      {own, policy.Proposal{Reset: true}, policyAt(7, inherits, allows(email))},
		"a reset of nothing":           {inherited, policy.Proposal{Reset: true}, inherited},
		"an unknown factor, copied":    {policyAt(7, inherits, allows(otp, 99)), proposed(t, removeOTP), policyAt(7, inherits, allows(otp, 99))},
		"an unknown factor, own":       {policyAt(7, allows(otp, 99)), proposed(t, removeOTP), policyAt(7, allows(99))},
	} {
		z := &zitadel{shown: always(c.shown), inherited: policyAt(7, inherits, allows(email)), changes: onlyCreated()}
		preview, err := z.preview(t, "", c.proposal)
		if err != nil || len(z.writes()) > 0 || preview.Inherited != c.shown.GetIsDefault() {
			t.Errorf("%s: %v, wrote %v, inherited %t", name, err, z.writes(), preview.Inherited)
		}
		wantPolicy(t, name+", before", preview.Before, c.shown)
		wantPolicy(t, name+", after", preview.After, c.after)
	}
}

// Ensures that a preview is the change that is made: what it tells for each way of writing is what a guard is told.
func TestPreviewIsWhatAGuardIsTold(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]requested{
		"an update": apply(set("allowRegister", true)), "a factor": apply(policy.RemoveSecondFactor(otp)), "a link": apply(policy.RemoveLink("1"))} {
		for _, shown := range []*policyv1.LoginPolicy{policyAt(7, allows(otp), linked("1")), policyAt(7, inherits, allows(otp), linked("1"))} {
			z := &zitadel{shown: always(shown), changes: onlyCreated()}
			preview, err := z.preview(t, "", proposed(t, change))
			if err != nil {
				t.Fatal(err)
			}
			guard := func(_ context.Context, before, after *policyv1.LoginPolicy) error {
				wantPolicy(t, name+", before", before, preview.Before)
				wantPolicy(t, name+", after", after, preview.After)
				return nil
			}
			z.outcome(t, change.toOwn(policy.Options{WhenInherited: policy.Customize, Guard: guard}))
		}
	}
}

// Ensures that a preview is built on what the log says, and answers where the log is silent, failing or out of reach.
func TestPreviewByTheLog(t *testing.T) {
	t.Parallel()
	proposal := proposed(t, apply(set("allowRegister", true)))
	late := []*adminv1.ListEventsResponse{eventsOf(t, "8:changed", `{"hidePasswordReset": true}`, "7:added", `{}`)}
	skipped := []*adminv1.ListEventsResponse{eventsOf(t, "8:secondfactor.added", `{"mfaType": 1}`, "7:changed", `{"hidePasswordReset": true}`, "6:added", `{}`)}
	broken := func(c call) (proto.Message, error) {
		if c.method == listEvents || c.method == listChanges {
			return nil, unreachable(c.method)
		}
		return nil, nil
	}
	for name, c := range map[string]struct {
		zitadel       *zitadel
		before, after *policyv1.LoginPolicy
	}{
		"late":    {&zitadel{shown: always(policyAt(7)), events: late}, policyAt(7, hides), policyAt(7, hides, registers)},
		"skipped": {&zitadel{shown: always(policyAt(8, allows(otp))), events: skipped}, policyAt(8, allows(otp)), policyAt(8, allows(otp), hides, registers)},
		"refused": {&zitadel{shown: always(policyAt(7))}, policyAt(7), policyAt(7, registers)},
		"broken":  {&zitadel{shown: always(policyAt(7)), answer: broken}, policyAt(7), policyAt(7, registers)},
		"late, without payloads": {&zitadel{shown: []*policyv1.LoginPolicy{policyAt(7), policyAt(8, hides)}, changes: always(changesOf(t, "8:changed", "7:added"))},
			policyAt(8, hides), policyAt(8, hides, registers)},
		"late for good": {&zitadel{shown: always(policyAt(7)), changes: always(changesOf(t, "8:changed", "7:added"))}, policyAt(7), policyAt(7, registers)},
	} {
		preview, err := c.zitadel.preview(t, "200", proposal)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wantPolicy(t, name+", before", preview.Before, c.before)
		wantPolicy(t, name+", after", preview.After, c.after)
	}
}

// Ensures what a preview costs: one read of the policy, and of its log beside it.
func TestPreviewCostsOneRead(t *testing.T) {
	t.Parallel()
	z := &zitadel{shown: always(policyAt(7)), changes: always(changesOf(t, "7:added"))}
	if _, err := z.preview(t, "200", proposed(t, apply(set("allowRegister", true)))); err != nil {
		t.Fatal(err)
	}
	if got := z.order(); len(got) != 1 || got[0] != "GetLoginPolicy" {
		t.Errorf("asked %v", got)
	}
}

// Ensures that the instance's policy is previewed like an organization's, and that a failing read is the preview's failure.
func TestPreviewDefault(t *testing.T) {
	t.Parallel()
	proposal := proposed(t, apply(policy.RemoveSecondFactor(otp)))
	z := &zitadel{shown: always(policyAt(7, inherits, allows(otp, sms)))}
	preview, err := policy.NewClient(z, z.config).PreviewDefault(asCaller(t.Context()), proposal)
	if err != nil {
		t.Fatal(err)
	}
	wantPolicy(t, "after", preview.After, policyAt(7, inherits, allows(sms)))
	z = &zitadel{answer: func(c call) (proto.Message, error) {
		if c.method == readPolicy {
			return nil, refused(c.method, codes.PermissionDenied, "AUTH-5mWD2")
		}
		return nil, nil
	}}
	if _, err := z.preview(t, "", proposal); err == nil {
		t.Error("a preview without a policy succeeded")
	}
}
