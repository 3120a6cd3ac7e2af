package embedded

import (
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// With a lag the lists are stale for exactly that long while GetLoginPolicy isn't, so that clients can be tested
// against what a busy ZITADEL does.
func TestLag(t *testing.T) {
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
		t.Fatal("the world that was there at the start is not seen")
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
		t.Errorf("a write decided on the late view: %v", err)
	}
	clock.advance(2 * time.Microsecond)
	if slices.Contains(listed(), otp) {
		t.Error("the list is still late after the lag")
	}
}

// A lagging reader may miss a call, but never sees half of one: its events share their time.
func TestCallsAreAtomicInTheLateView(t *testing.T) {
	clock := newClock()
	s := openStoreWith(t, Config{Lag: time.Second}, clock.now)
	_, err := s.change(t.Context(), InheritingOrgID, OrgOwnerID, func(s situation) ([]change, error) {
		return addCustomPolicy(s, customPolicy{second: []policyv1.SecondFactorType{otp, u2f}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.effectiveLate(InheritingOrgID); !got.isDefault {
		t.Errorf("got %+v, want the default", got)
	}
	clock.advance(time.Second)
	if got := s.effectiveLate(InheritingOrgID); got.isDefault || len(got.second) != 2 {
		t.Errorf("got %+v, want all of the policy", got)
	}
}
