package embedded

import (
	"context"
	"errors"
	"slices"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// skippingServer is a server that skips events, called by somebody who may write an organization's policy and the instance's.
type skippingServer struct {
	ctx        context.Context
	management managementv1.ManagementServiceClient
	admin      adminv1.AdminServiceClient
}

func openSkipping(t *testing.T, every int) skippingServer {
	t.Helper()
	s := open(t, Config{Skip: every})
	return skippingServer{as(t, InstanceOwnerToken), connect(t, s, "localhost"), connectAdmin(t, s)}
}

// skippedWrite is a write to an organization's policy or to the instance's. The first time it is skipped, and the second time it
// is refused with this code and id. seen reports whether a policy shows it.
type skippedWrite struct {
	name  string
	admin bool
	write func(skippingServer) error
	code  codes.Code
	id    string
	seen  func(*policyv1.LoginPolicy) bool
	// prepare is the write before, which is shown; nil is one of another factor.
	prepare func(skippingServer) error
}

func skippedWrites() []skippedWrite {
	lists := func(t policyv1.SecondFactorType) func(*policyv1.LoginPolicy) bool {
		return func(p *policyv1.LoginPolicy) bool { return slices.Contains(p.GetSecondFactors(), t) }
	}
	multi := func(p *policyv1.LoginPolicy) bool { return len(p.GetMultiFactors()) > 0 }
	not := func(seen func(*policyv1.LoginPolicy) bool) func(*policyv1.LoginPolicy) bool {
		return func(p *policyv1.LoginPolicy) bool { return !seen(p) }
	}
	removeMulti := ofManagement(managementv1.ManagementServiceClient.RemoveMultiFactorFromLoginPolicy, &managementv1.RemoveMultiFactorFromLoginPolicyRequest{Type: mfa})
	removeDefaultMulti := ofAdmin(adminv1.AdminServiceClient.RemoveMultiFactorFromLoginPolicy, &adminv1.RemoveMultiFactorFromLoginPolicyRequest{Type: mfa})
	hides := func(p *policyv1.LoginPolicy) bool { return p.GetHidePasswordReset() }
	return []skippedWrite{
		{name: "update", admin: false, write: ofManagement(managementv1.ManagementServiceClient.UpdateCustomLoginPolicy, &managementv1.UpdateCustomLoginPolicyRequest{HidePasswordReset: true}), code: codes.FailedPrecondition, id: "Org-5M9vdd", seen: hides},
		{name: "add second", admin: false, write: ofManagement(managementv1.ManagementServiceClient.AddSecondFactorToLoginPolicy, &managementv1.AddSecondFactorToLoginPolicyRequest{Type: sms}), code: codes.AlreadyExists, id: "Org-2B0ps", seen: lists(sms)},
		{name: "remove second", admin: false, write: ofManagement(managementv1.ManagementServiceClient.RemoveSecondFactorFromLoginPolicy, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: otp}), code: codes.NotFound, id: "Org-3M9od", seen: not(lists(otp))},
		{name: "remove multi", admin: false, write: removeMulti, code: codes.NotFound, id: "Org-3M9df", seen: not(multi)},
		{name: "add multi", write: ofManagement(managementv1.ManagementServiceClient.AddMultiFactorToLoginPolicy, &managementv1.AddMultiFactorToLoginPolicyRequest{Type: mfa}), code: codes.AlreadyExists, id: "Org-3M9od", seen: multi, prepare: removeMulti},
		{name: "default add multi", admin: true, write: ofAdmin(adminv1.AdminServiceClient.AddMultiFactorToLoginPolicy, &adminv1.AddMultiFactorToLoginPolicyRequest{Type: mfa}), code: codes.AlreadyExists, id: "INSTANCE-3M9od", seen: multi, prepare: removeDefaultMulti},
		{name: "default update", admin: true, write: ofAdmin(adminv1.AdminServiceClient.UpdateLoginPolicy, &adminv1.UpdateLoginPolicyRequest{HidePasswordReset: true}), code: codes.FailedPrecondition, id: "INSTANCE-5M9vdd", seen: hides},
		{name: "default add second", admin: true, write: ofAdmin(adminv1.AdminServiceClient.AddSecondFactorToLoginPolicy, &adminv1.AddSecondFactorToLoginPolicyRequest{Type: sms}), code: codes.AlreadyExists, id: "INSTANCE-2B0ps", seen: lists(sms)},
		{name: "default remove second", admin: true, write: ofAdmin(adminv1.AdminServiceClient.RemoveSecondFactorFromLoginPolicy, &adminv1.RemoveSecondFactorFromLoginPolicyRequest{Type: otp}), code: codes.NotFound, id: "INSTANCE-3M9od", seen: not(lists(otp))},
		{name: "default remove multi", admin: true, write: removeDefaultMulti, code: codes.NotFound, id: "INSTANCE-3M9df", seen: not(multi)},
	}
}

func ofManagement[Req, Res any](method func(managementv1.ManagementServiceClient, context.Context, Req, ...grpc.CallOption) (Res, error), req Req) func(skippingServer) error {
	return func(s skippingServer) error {
		_, err := method(s.management, s.ctx, req)
		return err
	}
}

func ofAdmin[Req, Res any](method func(adminv1.AdminServiceClient, context.Context, Req, ...grpc.CallOption) (Res, error), req Req) func(skippingServer) error {
	return func(s skippingServer) error {
		_, err := method(s.admin, s.ctx, req)
		return err
	}
}

// writeOther writes other fields than any of skippedWrites.
func (s skippingServer) writeOther(admin, add bool) error {
	const recovery = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES
	switch {
	case admin && add:
		return ofAdmin(adminv1.AdminServiceClient.AddSecondFactorToLoginPolicy, &adminv1.AddSecondFactorToLoginPolicyRequest{Type: recovery})(s)
	case admin:
		return ofAdmin(adminv1.AdminServiceClient.RemoveSecondFactorFromLoginPolicy, &adminv1.RemoveSecondFactorFromLoginPolicyRequest{Type: recovery})(s)
	case add:
		return ofManagement(managementv1.ManagementServiceClient.AddSecondFactorToLoginPolicy, &managementv1.AddSecondFactorToLoginPolicyRequest{Type: recovery})(s)
	default:
		return ofManagement(managementv1.ManagementServiceClient.RemoveSecondFactorFromLoginPolicy, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: recovery})(s)
	}
}

func (s skippingServer) writeBefore(before skippedWrite) error {
	if before.prepare != nil {
		return before.prepare(s)
	}
	return s.writeOther(before.admin, true)
}

// writeAfter writes another factor than the two writes before it.
func (s skippingServer) writeAfter(after skippedWrite) error {
	return s.writeOther(after.admin, after.prepare != nil)
}

// reads gives the organization's policy, or the instance's, by each read that there is of it.
func (s skippingServer) reads(t *testing.T, admin bool) []*policyv1.LoginPolicy {
	t.Helper()
	if admin {
		one, err1 := s.admin.GetLoginPolicy(s.ctx, &adminv1.GetLoginPolicyRequest{})
		two, err2 := s.management.GetDefaultLoginPolicy(s.ctx, &managementv1.GetDefaultLoginPolicyRequest{})
		in := as(t, InstanceOwnerToken, "x-zitadel-orgid", InheritingOrgID)
		three, err3 := s.management.GetLoginPolicy(in, &managementv1.GetLoginPolicyRequest{})
		second, err4 := s.admin.ListLoginPolicySecondFactors(s.ctx, &adminv1.ListLoginPolicySecondFactorsRequest{})
		multi, err5 := s.admin.ListLoginPolicyMultiFactors(s.ctx, &adminv1.ListLoginPolicyMultiFactorsRequest{})
		if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
			t.Fatal(err)
		}
		return []*policyv1.LoginPolicy{one.GetPolicy(), two.GetPolicy(), three.GetPolicy(), {
			SecondFactors: second.GetResult(), MultiFactors: multi.GetResult(), HidePasswordReset: one.GetPolicy().GetHidePasswordReset(),
		}}
	}
	one, err1 := s.management.GetLoginPolicy(s.ctx, &managementv1.GetLoginPolicyRequest{})
	second, err2 := s.management.ListLoginPolicySecondFactors(s.ctx, &managementv1.ListLoginPolicySecondFactorsRequest{})
	multi, err3 := s.management.ListLoginPolicyMultiFactors(s.ctx, &managementv1.ListLoginPolicyMultiFactorsRequest{})
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	return []*policyv1.LoginPolicy{one.GetPolicy(), {
		SecondFactors: second.GetResult(), MultiFactors: multi.GetResult(), HidePasswordReset: one.GetPolicy().GetHidePasswordReset(),
	}}
}

func (s skippingServer) newest(t *testing.T, admin bool) uint64 {
	t.Helper()
	req := &adminv1.ListEventsRequest{AggregateId: InstanceID, AggregateTypes: []string{"instance"}, Limit: 1}
	if !admin {
		req.AggregateId, req.AggregateTypes = HomeOrgID, []string{"org"}
		changes, err := s.management.ListOrgChanges(s.ctx, &managementv1.ListOrgChangesRequest{Query: &changev1.ChangeQuery{Limit: 1}})
		if err != nil || changes.GetResult()[0].GetSequence() != listEvents(t, s.admin, req)[0].GetSequence() {
			t.Errorf("the histories disagree: %v, %v", changes, err)
		}
	}
	return listEvents(t, s.admin, req)[0].GetSequence()
}

// A client that builds on what it reads has to be tested against what a real server does: an acknowledged change that no read
// shows, that can't be made again, and that the next change hides.
func TestSkippedChangesShowNowhere(t *testing.T) {
	for _, test := range skippedWrites() {
		t.Run(test.name, func(t *testing.T) {
			s := openSkipping(t, 2)
			// The first is shown, the second skipped, the third shown.
			if err := errors.Join(s.writeBefore(test), test.write(s)); err != nil {
				t.Fatal(err)
			}
			hole := s.newest(t, test.admin)
			for i, p := range s.reads(t, test.admin) {
				if test.seen(p) || p.GetDetails().GetSequence() >= hole {
					t.Errorf("read %d shows it: %v, the newest event is %d", i, p, hole)
				}
			}
			wantRefused(t, test.code, test.id, "")(nil, test.write(s))
			if err := s.writeAfter(test); err != nil {
				t.Fatal(err)
			}
			for i, p := range s.reads(t, test.admin) {
				if test.seen(p) {
					t.Errorf("read %d shows it after another write: %v", i, p)
				}
				if d := p.GetDetails(); d != nil && d.GetSequence() != s.newest(t, test.admin) {
					t.Errorf("read %d is of %d, want the newest write's sequence: the hole hides", i, d.GetSequence())
				}
			}
		})
	}
}

// What shows a skipped change on a real server shows it here: the opposite write, and then the wanted one again.
func TestSkippedFactorsAreHealed(t *testing.T) {
	s := openSkipping(t, 3)
	add := ofManagement(managementv1.ManagementServiceClient.AddSecondFactorToLoginPolicy, &managementv1.AddSecondFactorToLoginPolicyRequest{Type: otp})
	remove := ofManagement(managementv1.ManagementServiceClient.RemoveSecondFactorFromLoginPolicy, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: otp})
	if err := errors.Join(s.writeOther(false, true), s.writeOther(false, false), remove(s), add(s)); err != nil {
		t.Fatal(err)
	}
	for _, p := range s.reads(t, false) {
		if want := []policyv1.SecondFactorType{otp, u2f, 3, otp}; !slices.Equal(p.GetSecondFactors(), want) {
			t.Errorf("added again: got %v, want it twice: %v", p.GetSecondFactors(), want)
		}
	}
	if err := remove(s); err != nil {
		t.Fatal(err)
	}
	if got := s.reads(t, false)[0].GetSecondFactors(); slices.Contains(got, otp) {
		t.Errorf("removed again: got %v", got)
	}
}

// The same holds for a setting: first the value that the read shows is written, then the wanted one.
func TestSkippedSettingsAreHealed(t *testing.T) {
	s := openSkipping(t, 3)
	update := func(hide bool) error {
		return ofManagement(managementv1.ManagementServiceClient.UpdateCustomLoginPolicy, &managementv1.UpdateCustomLoginPolicyRequest{ForceMfa: true, HidePasswordReset: hide})(s)
	}
	if err := errors.Join(s.writeOther(false, true), update(false), update(true), update(false)); err != nil {
		t.Fatal(err)
	}
	if s.reads(t, false)[0].GetHidePasswordReset() {
		t.Error("what is shown was written, and is shown no more")
	}
	if err := update(true); err != nil || !s.reads(t, false)[0].GetHidePasswordReset() {
		t.Errorf("the wanted value doesn't show: %v", err)
	}
}
