package resolver_test

import (
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
)

// writeCall is a mutation, and the call of the backend by which it writes.
type writeCall struct{ field, method string }

// everyWrite returns every mutation except setRestrictions, whose outcome no read can tell. Sent one after the other,
// each has something to change.
func everyWrite() []writeCall {
	const multi = "(type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION)"
	return []writeCall{
		{"addSecondFactor(type: SECOND_FACTOR_TYPE_OTP_SMS)", "AddSecondFactorToLoginPolicy"},
		{"removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP)", "RemoveSecondFactorFromLoginPolicy"},
		{"removeMultiFactor" + multi, "RemoveMultiFactorFromLoginPolicy"},
		{"addMultiFactor" + multi, "AddMultiFactorToLoginPolicy"},
		{`removeLoginPolicyIdentityProvider(id: "400000000000000003")`, "RemoveIDPFromLoginPolicy"},
		{`addLoginPolicyIdentityProvider(id: "400000000000000003")`, "AddIDPToLoginPolicy"},
		{"updateLoginPolicy(patch: {forceMfa: true, multiFactorCheckLifetime: \"PT7H\"})", "UpdateCustomLoginPolicy"},
		{"resetLoginPolicy", "ResetLoginPolicyToDefault"},
		{"createLoginPolicy(input: {forceMfa: true})", "AddCustomLoginPolicy"},
		{"addDefaultSecondFactor(type: SECOND_FACTOR_TYPE_OTP_SMS)", "AddSecondFactorToLoginPolicy"},
		{"removeDefaultSecondFactor(type: SECOND_FACTOR_TYPE_OTP)", "RemoveSecondFactorFromLoginPolicy"},
		{"removeDefaultMultiFactor" + multi, "RemoveMultiFactorFromLoginPolicy"},
		{"addDefaultMultiFactor" + multi, "AddMultiFactorToLoginPolicy"},
		{`addDefaultLoginPolicyIdentityProvider(id: "400000000000000002")`, "AddIDPToLoginPolicy"},
		{`removeDefaultLoginPolicyIdentityProvider(id: "400000000000000002")`, "RemoveIDPFromLoginPolicy"},
		{"updateDefaultLoginPolicy(patch: {hidePasswordReset: true})", "UpdateLoginPolicy"},
	}
}

// TestLostAnswers prevents both lies about a write whose connection breaks: that a change which was made is reported as
// a failure although a read shows it, and that a change which wasn't made is reported as a success. Each write is sent
// once.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	var plan cutPlan
	p, backend, r := startRelayed(t, nil, plan.before, plan.after)
	for _, w := range everyWrite() {
		before := readDirectly(t, backend, acme)
		want := outcome{Code: "SERVICE_UNAVAILABLE", Reason: "BACKEND_UNREACHABLE", Outcome: "UNKNOWN"}
		if got := sendAndCut(t, p, r, &plan, w, false); got != want {
			t.Errorf("%s, cut before the work: got %+v, want %+v", w.field, got, want)
		}
		if !proto.Equal(readDirectly(t, backend, acme), before) {
			t.Errorf("%s, cut before the work: the policy has changed", w.field)
		}
		if got := sendAndCut(t, p, r, &plan, w, true); got != (outcome{}) {
			t.Errorf("%s, cut after the work: got %+v, want a success", w.field, got)
		}
	}
}

// sendAndCut sends a mutation whose write's connection breaks, before or after the backend has done it, and wants one
// write only.
func sendAndCut(t *testing.T, p *program, r *relay, plan *cutPlan, w writeCall, after bool) outcome {
	t.Helper()
	r.forget()
	plan.set(cutStep{w.method, 1, after})
	defer plan.set(cutStep{})
	got := mustPost(t, p, as(instanceOwnerToken), operation("mutation { "+w.field+" { sequence resourceOwner } }", nil))
	writes := slices.DeleteFunc(r.methods(), func(call string) bool { return !strings.HasPrefix(call, w.method) })
	if len(writes) != 1 {
		t.Errorf("%s: the writes were %q, want one", w.field, writes)
	}
	return errorOf(got)
}
