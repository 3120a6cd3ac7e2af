package domain

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// A factor that is added where the policy is inherited is a phantom: decisions look at it, and no reader is shown it. Without
// phantoms a client would look right against this server and be wrong against ZITADEL.
func TestPhantom(t *testing.T) {
	o := newOrganization(t)
	o.do(AddSecondFactor(sms))
	if o.policy.projected != nil {
		t.Error("a factor made a policy")
	}
	o.wantRefused(codes.AlreadyExists, "Org-2B0ps", AddSecondFactor(sms))
	o.do(AddCustomPolicy(CustomPolicy{SecondFactors: []policyv1.SecondFactorType{otp}}))
	o.wantRefused(codes.AlreadyExists, "Org-2B0ps", AddSecondFactor(sms))
	if want := []policyv1.SecondFactorType{otp}; !slices.Equal(o.policy.projected.SecondFactors, want) {
		t.Errorf("got %v, want %v: the phantom is listed", o.policy.projected.SecondFactors, want)
	}
	before := o.Sequence
	o.do(RemoveSecondFactor(sms))
	if o.policy.projected.Sequence != before+1 {
		t.Error("removing a phantom from a policy doesn't make it the policy's last event")
	}
	o.do(AddSecondFactor(sms))
	if want := []policyv1.SecondFactorType{otp, sms}; !slices.Equal(o.policy.projected.SecondFactors, want) {
		t.Errorf("got %v, want %v", o.policy.projected.SecondFactors, want)
	}
}

// After a reset no factor can be removed, phantoms included, and a new policy starts without the old lists.
func TestResetForgetsFactors(t *testing.T) {
	o := newOrganization(t)
	o.do(AddSecondFactor(sms))
	o.do(AddMultiFactor(mfa))
	o.wantRefused(codes.NotFound, "Org-GHB37", ResetPolicy())
	o.do(AddCustomPolicy(CustomPolicy{SecondFactors: []policyv1.SecondFactorType{otp}}))
	o.do(ResetPolicy())
	for _, factor := range []policyv1.SecondFactorType{otp, sms} {
		o.wantRefused(codes.NotFound, "Org-3M9od", RemoveSecondFactor(factor))
	}
	o.wantRefused(codes.NotFound, "Org-3M9df", RemoveMultiFactor(mfa))
	o.wantRefused(codes.NotFound, "Org-M0sif", UpdateCustomPolicy(testSettings()))
	o.do(AddCustomPolicy(CustomPolicy{}))
	if len(o.policy.projected.SecondFactors)+len(o.policy.projected.MultiFactors) != 0 {
		t.Errorf("factors came back: %v, %v", o.policy.projected.SecondFactors, o.policy.projected.MultiFactors)
	}
}

// A policy may list a factor twice, and one removal takes both: so does ZITADEL.
func TestDuplicates(t *testing.T) {
	o := newOrganization(t)
	o.do(AddCustomPolicy(CustomPolicy{
		SecondFactors: []policyv1.SecondFactorType{otp, u2f, otp}, MultiFactors: []policyv1.MultiFactorType{mfa, mfa},
	}))
	if got := len(o.policy.projected.SecondFactors) + len(o.policy.projected.MultiFactors); got != 5 {
		t.Errorf("got %d factors, want 5", got)
	}
	o.do(RemoveSecondFactor(otp))
	o.do(RemoveMultiFactor(mfa))
	if want := []policyv1.SecondFactorType{u2f}; !slices.Equal(o.policy.projected.SecondFactors, want) || len(o.policy.projected.MultiFactors) != 0 {
		t.Errorf("got %v, %v, want %v and none", o.policy.projected.SecondFactors, o.policy.projected.MultiFactors, want)
	}
	o.wantRefused(codes.NotFound, "Org-3M9od", RemoveSecondFactor(otp))
}

// The first thing that is wrong is the one reported: clients tell cases apart by its id.
func TestAddCustomChecksInOrder(t *testing.T) {
	o := newOrganization(t)
	o.do(AddCustomPolicy(CustomPolicy{}))
	all := CustomPolicy{
		Settings:      Settings{DefaultRedirectURI: "https://"},
		SecondFactors: []policyv1.SecondFactorType{otp, 9},
		MultiFactors:  []policyv1.MultiFactorType{0},
		Links:         []ProviderLink{{"1", OwnerOrg}},
	}
	o.wantRefused(codes.InvalidArgument, "Org-WSfdq", AddCustomPolicy(all))
	all.Settings.DefaultRedirectURI = "app://cb"
	o.wantRefused(codes.InvalidArgument, "Org-SFeea", AddCustomPolicy(all))
	all.SecondFactors = nil
	o.wantRefused(codes.InvalidArgument, "Org-WSfrg", AddCustomPolicy(all))
	all.MultiFactors = nil
	o.wantRefused(codes.AlreadyExists, "Org-Dgfb2", AddCustomPolicy(all))
	o.do(ResetPolicy())
	o.wantRefused(codes.FailedPrecondition, "Org-FEd32", AddCustomPolicy(all))
}

// The rule is ZITADEL's, no stricter and no laxer, so that what is accepted here is accepted there.
func TestRedirectURI(t *testing.T) {
	good := []string{"", "https://a", "http://a.example/b?c", "app://cb", "mailto:x", "HTTPS://a", "custom:"}
	bad := []string{"foo", "/x", "https://", "http:///path", "HTTPS://", "https:a", "://x", "https://a b", "\x7f"}
	for _, uri := range good {
		if !validRedirectURI(uri) {
			t.Errorf("%q is refused", uri)
		}
	}
	for _, uri := range bad {
		if validRedirectURI(uri) {
			t.Errorf("%q is accepted", uri)
		}
	}
}

// An update that differs in any one of the 17 settings is an event with just that one in it, and applying the event gives what
// was asked for: a setting that is forgotten in either would be lost without an error.
func TestUpdateComparesEachSetting(t *testing.T) {
	o := newOrganization(t)
	o.do(AddCustomPolicy(CustomPolicy{Settings: testSettings()}))
	o.wantRefused(codes.FailedPrecondition, "Org-5M9vdd", UpdateCustomPolicy(testSettings()))
	fields := reflect.TypeFor[Settings]().NumField()
	if fields != 17 {
		t.Fatalf("got %d settings, want 17", fields)
	}
	for i := range fields {
		name := reflect.TypeFor[Settings]().Field(i).Name
		want := testSettings()
		flip(reflect.ValueOf(&want).Elem().Field(i))
		changes, err := UpdateCustomPolicy(want)(o.state())
		if err != nil || len(changes) != 1 {
			t.Errorf("%s: got %v, %v", name, changes, err)
			continue
		}
		after := Apply(o.Aggregate, o.Stamp(changes, "tester", time.Time{})...)
		if after.policy.projected.Settings != want || after.policy.settings != want {
			t.Errorf("%s: got %+v, want %+v", name, after.policy.projected.Settings, want)
		}
		if got := changedFields(changes[0].Payload); !slices.Equal(got, []string{name}) {
			t.Errorf("%s: the event changes %v", name, got)
		}
	}
}

// flip gives the value another one.
func flip(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.String:
		v.SetString("app://" + v.String())
	default:
		v.SetInt(1 - v.Int())
	}
}

func changedFields(p Payload) []string {
	var names []string
	v := reflect.ValueOf(p).Elem()
	for i := range v.NumField() {
		if !v.Field(i).IsNil() {
			names = append(names, v.Type().Field(i).Name)
		}
	}
	return names
}

// Readers hold a state without a lock, so no later event may change it, and two states that follow from it may not share what
// they change.
func TestApplyLeavesTheOldState(t *testing.T) {
	o := newOrganization(t)
	o.do(AddCustomPolicy(CustomPolicy{Settings: testSettings(), SecondFactors: []policyv1.SecondFactorType{otp, u2f}}))
	before := o.Aggregate
	decisions := []Decision{
		AddSecondFactor(sms), RemoveSecondFactor(otp), AddMultiFactor(mfa), UpdateCustomPolicy(Settings{}), ResetPolicy(),
	}
	futures := make([]Aggregate, 0, len(decisions))
	for _, decide := range decisions {
		changes, err := decide(State{Aggregate: before})
		if err != nil {
			t.Fatal(err)
		}
		futures = append(futures, Apply(before, before.Stamp(changes, "tester", time.Time{})...))
	}
	if row := before.policy.projected; !slices.Equal(row.SecondFactors, []policyv1.SecondFactorType{otp, u2f}) || len(row.MultiFactors) != 0 || row.Settings != testSettings() || row.Sequence != before.Sequence {
		t.Errorf("the old read side changed: %+v", row)
	}
	if !before.policy.secondFactors[otp] || before.policy.secondFactors[sms] || before.policy.multiFactors[mfa] || !before.policy.exists {
		t.Errorf("the old write side changed: %+v", before.policy)
	}
	if !slices.Equal(futures[0].policy.projected.SecondFactors, []policyv1.SecondFactorType{otp, u2f, sms}) {
		t.Errorf("a future saw another: %v", futures[0].policy.projected.SecondFactors)
	}
}
