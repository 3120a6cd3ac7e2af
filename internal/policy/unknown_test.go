package policy_test

import (
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"

	"zitadel-graphql/internal/policy"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Prevents that a payload which can't be understood is guessed at: the change is made to the policy that is shown then, as for
// a caller who may not read events.
func TestPayloadsThatCannotBeUnderstood(t *testing.T) {
	t.Parallel()
	for name, log := range map[string][]string{
		"no payload":          {"7:changed", `{"forceMFA":true}`, "5:added", ""},
		"a text for a bool":   {"7:changed", `{"hidePasswordReset":"yes"}`, "5:added", `{}`},
		"a bool for a number": {"7:changed", `{"passwordCheckLifetime":true}`, "5:added", `{}`},
		"null":                {"7:changed", `{"hidePasswordReset":null}`, "5:added", `{}`},
		"half a nanosecond":   {"7:changed", `{"passwordCheckLifetime":0.5}`, "5:added", `{}`},
		"a huge lifetime":     {"7:changed", `{"passwordCheckLifetime":1e30}`, "5:added", `{}`},
		"a huge enum":         {"7:changed", `{"passwordlessType":4294967297}`, "5:added", `{}`},
		"no factor":           {"7:secondfactor.added", `{}`, "5:added", `{}`},
		"half a factor":       {"7:secondfactor.added", `{"mfaType":1.5}`, "5:added", `{}`},
		"a factor's name":     {"7:secondfactor.removed", `{"mfaType":"OTP"}`, "5:added", `{}`},
	} {
		z := &zitadel{shown: always(policyAt(7, hides, allows(otp))), events: always(eventsOf(t, log...))}
		got := z.outcome(t, forceMFA(""))
		if updates := z.updates(); got != "ok" || len(updates) != 1 || !updates[0].GetHidePasswordReset() {
			t.Errorf("%s: %s, %v", name, got, updates)
		}
	}
}

// Prevents that the longest lifetime overflows: as a floating-point number, which it is in a payload, it is one more than it is.
func TestLongestLifetime(t *testing.T) {
	t.Parallel()
	longest := func(p *policyv1.LoginPolicy) { p.PasswordCheckLifetime = durationpb.New(1<<63 - 1) }
	z := &zitadel{shown: always(policyAt(7, longest)),
		events: always(eventsOf(t, "7:changed", `{"passwordCheckLifetime":9223372036854775807}`, "5:added", `{}`))}
	if got := z.outcome(t, forceMFA("")); got != "ok" || z.updates()[0].GetPasswordCheckLifetime().AsDuration() != 1<<63-1 {
		t.Errorf("%s: %v", got, z.updates())
	}
}

// Prevents that what a newer ZITADEL has written and doesn't show is dropped from a policy, or copied into one.
func TestUnknownInTheLog(t *testing.T) {
	t.Parallel()
	customize := policy.Options{WhenInherited: policy.Customize}
	for name, c := range map[string]struct {
		shown *policyv1.LoginPolicy
		log   []string
	}{
		"own, passwordless":  {policyAt(8), []string{"8:secondfactor.added", `{"mfaType":1}`, "7:changed", `{"passwordlessType":7}`, "5:added", `{}`}},
		"copy, passwordless": {policyAt(8, inherits), []string{"8:secondfactor.added", `{"mfaType":1}`, "7:changed", `{"passwordlessType":7}`, "5:added", `{}`}},
		"copy, factor":       {policyAt(8, inherits), []string{"8:changed", `{}`, "7:secondfactor.added", `{"mfaType":99}`, "5:added", `{}`}},
	} {
		z := &zitadel{shown: always(c.shown), events: always(eventsOf(t, c.log...)), changes: always(changesOf(t, "3:removed"))}
		if got := z.outcome(t, apply(set("forceMfa", true)).to("", customize)); got != "FAILED_PRECONDITION UNKNOWN_FACTOR NOT_EXECUTED" || len(z.writes()) > 0 {
			t.Errorf("%s: %s, wrote %v", name, got, z.writes())
		}
	}
}

// Prevents that a setting which this version doesn't know becomes false: an update writes every setting back.
func TestUnknownSettingIsNotZeroed(t *testing.T) {
	t.Parallel()
	for _, shown := range []*policyv1.LoginPolicy{policyAt(7), policyAt(7, inherits)} {
		unknown := proto.CloneOf(shown)
		unknown.ProtoReflect().SetUnknown(protoreflect.RawFields{0xc0, 0x02, 0x01}) // field 40, true
		z := &zitadel{shown: always(unknown), changes: onlyCreated()}
		got := z.outcome(t, apply(set("forceMfa", true)).to("", policy.Options{WhenInherited: policy.Customize}))
		if got != "FAILED_PRECONDITION UNKNOWN_FACTOR NOT_EXECUTED" || z.count(updatePolicy)+z.count(createPolicy) > 0 {
			t.Errorf("%s after %v", got, z.order())
		}
	}
}
