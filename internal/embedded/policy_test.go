package embedded

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

const (
	otp = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP
	u2f = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F
	sms = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS
	mfa = policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION
)

// org is an aggregate that decisions are run on, without a store.
type org struct {
	aggregate

	t *testing.T
}

func newOrgState(t *testing.T) *org {
	t.Helper()
	o := &org{aggregate: aggregate{kind: kindOrg, id: InheritingOrgID}, t: t}
	o.must(newOrg("Test", "test.localhost"), nil)
	return o
}

// must applies what was decided, each call a minute after the one before.
func (o *org) must(changes []change, err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
	at := time.Date(2026, 1, 1, 0, int(o.sequence), 0, 0, time.UTC)
	o.aggregate = apply(o.aggregate, o.stamp(changes, "tester", at)...)
}

// situation has the providers of the world's instance above it.
func (o *org) situation() situation {
	instance := aggregate{kind: kindInstance, id: InstanceID}
	return situation{o.aggregate, apply(instance, instance.stamp(instanceProviders(), "tester", time.Time{})...)}
}

func (o *org) wantRefused(code codes.Code, id string) func([]change, error) {
	return func(changes []change, err error) {
		o.t.Helper()
		r, ok := errors.AsType[*refusal](err)
		if !ok || r.code != code || r.id != id || changes != nil {
			o.t.Errorf("got %v, %v, want %s %s", changes, err, code, id)
		}
	}
}

// A factor added to an organization that inherits is seen by commands and by no reader, until a policy that lists it
// is there or it is removed: hiding this would make the facade look right against this server and wrong against ZITADEL.
func TestPhantom(t *testing.T) {
	o := newOrgState(t)
	o.must(addSecondFactor(o.policy, sms))
	if o.policy.row != nil {
		t.Error("a factor made a policy")
	}
	o.wantRefused(codes.AlreadyExists, "Org-2B0ps")(addSecondFactor(o.policy, sms))
	o.must(addCustomPolicy(o.situation(), customPolicy{second: []policyv1.SecondFactorType{otp}}))
	o.wantRefused(codes.AlreadyExists, "Org-2B0ps")(addSecondFactor(o.policy, sms))
	if want := []policyv1.SecondFactorType{otp}; !slices.Equal(o.policy.row.second, want) {
		t.Errorf("got %v, want %v: the phantom is listed", o.policy.row.second, want)
	}
	before := o.sequence
	o.must(removeSecondFactor(o.policy, sms))
	if o.policy.row.sequence != before+1 {
		t.Error("removing a phantom from a policy doesn't make it the policy's last event")
	}
	o.must(addSecondFactor(o.policy, sms))
	if want := []policyv1.SecondFactorType{otp, sms}; !slices.Equal(o.policy.row.second, want) {
		t.Errorf("got %v, want %v", o.policy.row.second, want)
	}
}

// After a reset no factor can be removed, phantoms included, and a new policy starts without the old lists.
func TestResetForgetsFactors(t *testing.T) {
	o := newOrgState(t)
	o.must(addSecondFactor(o.policy, sms))
	o.must(addMultiFactor(o.policy, mfa))
	o.wantRefused(codes.NotFound, "Org-GHB37")(resetPolicy(o.policy))
	o.must(addCustomPolicy(o.situation(), customPolicy{second: []policyv1.SecondFactorType{otp}}))
	o.must(resetPolicy(o.policy))
	for _, factor := range []policyv1.SecondFactorType{otp, sms} {
		o.wantRefused(codes.NotFound, "Org-3M9od")(removeSecondFactor(o.policy, factor))
	}
	o.wantRefused(codes.NotFound, "Org-3M9df")(removeMultiFactor(o.policy, mfa))
	o.wantRefused(codes.NotFound, "Org-M0sif")(updateCustomPolicy(o.policy, freshSettings()))
	o.must(addCustomPolicy(o.situation(), customPolicy{}))
	if len(o.policy.row.second)+len(o.policy.row.multi) != 0 {
		t.Errorf("factors came back: %v, %v", o.policy.row.second, o.policy.row.multi)
	}
}

// A policy may list a factor twice, and one removal takes both: so does ZITADEL.
func TestDuplicates(t *testing.T) {
	o := newOrgState(t)
	o.must(addCustomPolicy(o.situation(), customPolicy{
		second: []policyv1.SecondFactorType{otp, u2f, otp}, multi: []policyv1.MultiFactorType{mfa, mfa},
	}))
	if got := len(o.policy.row.second) + len(o.policy.row.multi); got != 5 {
		t.Errorf("got %d factors, want 5", got)
	}
	o.must(removeSecondFactor(o.policy, otp))
	o.must(removeMultiFactor(o.policy, mfa))
	if want := []policyv1.SecondFactorType{u2f}; !slices.Equal(o.policy.row.second, want) || len(o.policy.row.multi) != 0 {
		t.Errorf("got %v, %v, want %v and none", o.policy.row.second, o.policy.row.multi, want)
	}
	o.wantRefused(codes.NotFound, "Org-3M9od")(removeSecondFactor(o.policy, otp))
}

// The first thing that is wrong is the one reported: clients tell cases apart by its id.
func TestAddCustomChecksInOrder(t *testing.T) {
	o := newOrgState(t)
	o.must(addCustomPolicy(o.situation(), customPolicy{}))
	all := customPolicy{
		settings: settings{DefaultRedirectURI: "https://"},
		second:   []policyv1.SecondFactorType{otp, 9},
		multi:    []policyv1.MultiFactorType{0},
		links:    []linkPayload{{"1", ownerOrg}},
	}
	o.wantRefused(codes.InvalidArgument, "Org-WSfdq")(addCustomPolicy(o.situation(), all))
	all.settings.DefaultRedirectURI = "app://cb"
	o.wantRefused(codes.InvalidArgument, "Org-SFeea")(addCustomPolicy(o.situation(), all))
	all.second = nil
	o.wantRefused(codes.InvalidArgument, "Org-WSfrg")(addCustomPolicy(o.situation(), all))
	all.multi = nil
	o.wantRefused(codes.AlreadyExists, "Org-Dgfb2")(addCustomPolicy(o.situation(), all))
	o.must(resetPolicy(o.policy))
	o.wantRefused(codes.FailedPrecondition, "Org-FEd32")(addCustomPolicy(o.situation(), all))
}

// Upstream's rule, no stricter and no laxer, so that what is accepted here is accepted there.
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

// An update that differs in any single one of the 17 settings is a change with just that one in it, and applying it
// gives what was asked for: a setting forgotten in either would be lost without an error.
func TestUpdateComparesEachSetting(t *testing.T) {
	o := newOrgState(t)
	o.must(addCustomPolicy(o.situation(), customPolicy{settings: freshSettings()}))
	o.wantRefused(codes.FailedPrecondition, "Org-5M9vdd")(updateCustomPolicy(o.policy, freshSettings()))
	fields := reflect.TypeFor[settings]().NumField()
	if fields != 17 {
		t.Fatalf("got %d settings, want 17", fields)
	}
	for i := range fields {
		name := reflect.TypeFor[settings]().Field(i).Name
		want := freshSettings()
		flip(reflect.ValueOf(&want).Elem().Field(i))
		changes, err := updateCustomPolicy(o.policy, want)
		if err != nil || len(changes) != 1 {
			t.Errorf("%s: got %v, %v", name, changes, err)
			continue
		}
		after := apply(o.aggregate, o.stamp(changes, "tester", time.Time{})...)
		if after.policy.row.settings != want || after.policy.set != want {
			t.Errorf("%s: got %+v, want %+v", name, after.policy.row.settings, want)
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

func changedFields(p payload) []string {
	var names []string
	v := reflect.ValueOf(p).Elem()
	for i := range v.NumField() {
		if !v.Field(i).IsNil() {
			names = append(names, v.Type().Field(i).Name)
		}
	}
	return names
}

// Readers hold a state without a lock: no later event may change what they hold, nor may two futures of one state
// see each other.
func TestApplyLeavesTheOldState(t *testing.T) {
	o := newOrgState(t)
	o.must(addCustomPolicy(o.situation(), customPolicy{settings: freshSettings(), second: []policyv1.SecondFactorType{otp, u2f}}))
	before := o.aggregate
	decisions := []func(policy) ([]change, error){
		func(p policy) ([]change, error) { return addSecondFactor(p, sms) },
		func(p policy) ([]change, error) { return removeSecondFactor(p, otp) },
		func(p policy) ([]change, error) { return addMultiFactor(p, mfa) },
		func(p policy) ([]change, error) { return updateCustomPolicy(p, settings{}) },
		resetPolicy,
	}
	futures := make([]aggregate, 0, len(decisions))
	for _, decide := range decisions {
		changes, err := decide(before.policy)
		if err != nil {
			t.Fatal(err)
		}
		futures = append(futures, apply(before, before.stamp(changes, "tester", time.Time{})...))
	}
	if row := before.policy.row; !slices.Equal(row.second, []policyv1.SecondFactorType{otp, u2f}) || len(row.multi) != 0 || row.settings != freshSettings() || row.sequence != before.sequence {
		t.Errorf("the old row changed: %+v", row)
	}
	if !before.policy.second[otp] || before.policy.second[sms] || before.policy.multi[mfa] || !before.policy.own {
		t.Errorf("the old write view changed: %+v", before.policy)
	}
	if !slices.Equal(futures[0].policy.row.second, []policyv1.SecondFactorType{otp, u2f, sms}) {
		t.Errorf("a future saw another: %v", futures[0].policy.row.second)
	}
}
