package embedded

import (
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// The default's own read is late, unless an organization's own policy was read since the write. Nobody has seen the read of an
// inherited policy bring it up to date.
func TestTheDefaultIsLateUntilAnOwnPolicyIsRead(t *testing.T) {
	clock := newClock()
	s := openWith(t, Config{Lag: time.Second}, discard(), clock.now)
	management, admin, ctx := connect(t, s, "localhost"), connectAdmin(t, s), as(t, InstanceOwnerToken)
	clock.advance(time.Hour)
	wantDone(t, 9, true)(detailsAnd(admin.AddSecondFactorToLoginPolicy(ctx, &adminv1.AddSecondFactorToLoginPolicyRequest{Type: sms})))
	seen := func() bool {
		t.Helper()
		got, err := management.GetDefaultLoginPolicy(ctx, &managementv1.GetDefaultLoginPolicyRequest{})
		if err != nil {
			t.Fatal(err)
		}
		return slices.Contains(got.GetPolicy().GetSecondFactors(), sms)
	}
	read := func(org string) *policyv1.LoginPolicy {
		t.Helper()
		got, err := management.GetLoginPolicy(as(t, InstanceOwnerToken, "x-zitadel-orgid", org), &managementv1.GetLoginPolicyRequest{})
		if err != nil {
			t.Fatal(err)
		}
		return got.GetPolicy()
	}
	if seen() {
		t.Error("the default shows the write at once")
	}
	if !slices.Contains(read(InheritingOrgID).GetSecondFactors(), sms) || seen() {
		t.Error("an inherited policy is late, or brings the default up to date")
	}
	if read(HomeOrgID); !seen() {
		t.Error("the default is late after an own policy was read")
	}
}

// With a lag the lists are late for exactly that long while GetLoginPolicy isn't, so that clients can be tested against what a
// busy ZITADEL does.
func TestListsAreLate(t *testing.T) {
	clock := newClock()
	const lag = 100 * time.Millisecond
	s := openWith(t, Config{Lag: lag}, discard(), clock.now)
	client, ctx := connect(t, s, "localhost"), as(t, OrgOwnerToken)
	listed := func() []policyv1.SecondFactorType {
		t.Helper()
		list, err := client.ListLoginPolicySecondFactors(ctx, &managementv1.ListLoginPolicySecondFactorsRequest{})
		if err != nil {
			t.Fatal(err)
		}
		if want := uint64(len(list.GetResult())); list.GetDetails().GetTotalResult() != want {
			t.Errorf("total %d, want %d", list.GetDetails().GetTotalResult(), want)
		}
		return list.GetResult()
	}
	if !slices.Contains(listed(), otp) {
		t.Fatal("what was there at the start is not seen")
	}
	clock.advance(time.Hour)
	if _, err := client.RemoveSecondFactorFromLoginPolicy(ctx, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: otp}); err != nil {
		t.Fatal(err)
	}
	clock.advance(lag - 2*time.Microsecond)
	if !slices.Contains(listed(), otp) {
		t.Error("the list isn't late")
	}
	got, err := client.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
	if err != nil || slices.Contains(got.GetPolicy().GetSecondFactors(), otp) {
		t.Errorf("GetLoginPolicy is late: %v, %v", got, err)
	}
	_, err = client.RemoveSecondFactorFromLoginPolicy(ctx, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: otp})
	if status.Code(err) != codes.NotFound {
		t.Errorf("a write decided on the late state: %v", err)
	}
	clock.advance(2 * time.Microsecond)
	if slices.Contains(listed(), otp) {
		t.Error("the list is still late after the lag")
	}
}
