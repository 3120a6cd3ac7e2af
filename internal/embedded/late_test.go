package embedded

import (
	"slices"
	"testing"
	"time"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// lagging is a store whose reads are a second late, on a clock that the test moves on.
func lagging(t *testing.T, cfg Config) (*eventStore, *clock) {
	t.Helper()
	clock := newClock()
	cfg.Lag = time.Second
	s := openStoreWith(t, cfg, clock.now)
	clock.advance(time.Hour)
	return s, clock
}

func (s *eventStore) mustChange(t *testing.T, id string, decide decision) event {
	t.Helper()
	last, err := s.change(t.Context(), id, InstanceOwnerID, decide)
	if err != nil {
		t.Fatal(err)
	}
	return last
}

func linkedIDs(p effectivePolicy) []string {
	var ids []string
	for _, link := range p.links {
		ids = append(ids, link.id)
	}
	return ids
}

// The links in GetLoginPolicy are another table's, and no read brings that up to date: whoever wrote a link, or a policy
// with links, and looks at once takes its own write for somebody else's.
func TestLinksAreLateInGetLoginPolicy(t *testing.T) {
	s, clock := lagging(t, Config{})
	s.mustChange(t, HomeOrgID, func(now situation) ([]change, error) { return addLink(now, linkPayload{GitHubID, ownerSystem}) })
	s.mustChange(t, InheritingOrgID, func(now situation) ([]change, error) {
		return addCustomPolicy(now, customPolicy{second: []policyv1.SecondFactorType{otp}, links: []linkPayload{{GitHubID, ownerSystem}}})
	})
	before := map[string][]string{HomeOrgID: {AcmeDirectoryID, CompanyLoginID}, InheritingOrgID: nil}
	for range 3 { // reading again doesn't help
		for org, want := range before {
			if p := s.effective(org); !slices.Equal(linkedIDs(p), want) || p.isDefault || !slices.Contains(p.second, otp) {
				t.Errorf("%s: got %v, want the links %v beside an up to date policy", org, p.policyRow, want)
			}
		}
	}
	clock.advance(time.Second)
	for org, want := range before {
		if got := linkedIDs(s.effective(org)); !slices.Equal(got, append(want, GitHubID)) {
			t.Errorf("%s: got %v after the lag", org, got)
		}
	}
}

// The default's own read is late, unless an organization's own policy was read since the write: that the one of an
// organization that inherits does the same, nobody has seen.
func TestTheDefaultIsLateUntilAnOwnPolicyIsRead(t *testing.T) {
	clock := newClock()
	s := openWith(t, Config{Lag: time.Second}, discard(), clock.now)
	management, admin, ctx := connect(t, s, "localhost"), connectAdmin(t, s), as(t, InstanceOwnerToken)
	clock.advance(time.Hour)
	wantDone(t, 9, true)(forget(admin.AddSecondFactorToLoginPolicy(ctx, &adminv1.AddSecondFactorToLoginPolicyRequest{Type: sms})))
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

// Nothing but time brings the restrictions up to date.
func TestRestrictionsAreLate(t *testing.T) {
	s, clock := lagging(t, Config{})
	s.mustChange(t, restrictionsID, func(now situation) ([]change, error) {
		return setRestrictions(now.restrictions, restrictionsOf(allowing("en")))
	})
	sequence := func() (n uint64) {
		s.readLate(func(v *view) { n = v.aggregates[restrictionsID].restrictions.sequence })
		return n
	}
	if s.effective(HomeOrgID); sequence() != 0 {
		t.Error("they are up to date after a policy was read")
	}
	if clock.advance(time.Second); sequence() != 1 {
		t.Error("they are late after the lag")
	}
}

// After two creations at once no policy's change shows, whosever it is, until the second is given up; only the
// histories and the next write know. Then both lists are joined.
func TestTwoCreationsHoldUpEverybody(t *testing.T) {
	s, clock := lagging(t, Config{Races: true})
	create := func(f policyv1.SecondFactorType) decision {
		return func(now situation) ([]change, error) {
			return addCustomPolicy(now, customPolicy{second: []policyv1.SecondFactorType{f}})
		}
	}
	together(t, s, InheritingOrgID, create(otp), create(u2f))
	s.mustChange(t, HomeOrgID, func(now situation) ([]change, error) { return removeSecondFactor(now.policy, otp) })
	s.mustChange(t, InstanceID, func(now situation) ([]change, error) { return addDefaultSecondFactor(now.policy, sms) })
	shown := func() []bool {
		return []bool{
			len(s.effective(InheritingOrgID).second) == 2, len(s.effectiveLate(InheritingOrgID).second) == 2,
			!slices.Contains(s.effective(HomeOrgID).second, otp), !slices.Contains(s.effectiveLate(HomeOrgID).second, otp),
			slices.Contains(s.effectiveLate(InstanceID).second, sms),
		}
	}
	clock.advance(stallLags*time.Second - time.Microsecond)
	if slices.Contains(shown(), true) {
		t.Errorf("some of it shows: %v", shown())
	}
	if p := s.effective(InheritingOrgID); p.isDefault || len(p.second) != 1 {
		t.Errorf("the first creation doesn't show: %+v", p)
	}
	if got := s.historyOf(HomeOrgID); got[len(got)-1].Topic != topicSecondFactorRemoved {
		t.Error("the history is held up")
	}
	clock.advance(time.Microsecond)
	if slices.Contains(shown(), false) {
		t.Errorf("some of it doesn't show afterwards: %v", shown())
	}
}

// Without lists the second creation changes nothing that is shown: the policy stays one behind its history until the
// next write.
func TestTwoCreationsWithoutListsStayOneBehind(t *testing.T) {
	s := openStoreAt(t, Config{Races: true})
	create := func(now situation) ([]change, error) { return addCustomPolicy(now, customPolicy{}) }
	_, last := together(t, s, InheritingOrgID, create, create)
	if got := s.effective(InheritingOrgID).sequence; got+1 != last[1].Sequence {
		t.Errorf("got %d, the second creation is %d", got, last[1].Sequence)
	}
	next := s.mustChange(t, InheritingOrgID, func(now situation) ([]change, error) { return addSecondFactor(now.policy, otp) })
	if got := s.effective(InheritingOrgID).sequence; got != next.Sequence {
		t.Errorf("got %d after the next write, %d", got, next.Sequence)
	}
}

// A policy that was reset and created again is no second creation: nothing is held up.
func TestResetAndCreationHoldUpNobody(t *testing.T) {
	s, _ := lagging(t, Config{Races: true})
	s.mustChange(t, HomeOrgID, reset)
	s.mustChange(t, HomeOrgID, func(now situation) ([]change, error) { return addCustomPolicy(now, customPolicy{}) })
	if p := s.effective(HomeOrgID); p.isDefault || len(p.second) != 0 {
		t.Errorf("got %+v", p)
	}
}
