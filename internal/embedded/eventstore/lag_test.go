package eventstore

import (
	"slices"
	"testing"
	"time"

	"zitadel-graphql/internal/embedded/domain"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

func linkedIDs(p PolicyInForce) []string {
	var ids []string
	for _, link := range p.Links {
		ids = append(ids, link.ID)
	}
	return ids
}

// The links in GetLoginPolicy come from another table, and no read brings that up to date: a client that writes a link, or a
// policy with links, and looks at once would take its own write for somebody else's.
func TestLinksAreLateInGetLoginPolicy(t *testing.T) {
	s, clock := openLagging(t, Config{})
	mustChange(t, s, ownOrg, domain.AddProviderLink(domain.ProviderLink{ID: unlinkedProvider, Owner: domain.OwnerSystem}))
	mustChange(t, s, inheritingOrg, domain.AddCustomPolicy(domain.CustomPolicy{SecondFactors: []policyv1.SecondFactorType{otp}, Links: []domain.ProviderLink{{ID: unlinkedProvider, Owner: domain.OwnerSystem}}}))
	before := map[string][]string{ownOrg: {ownProvider, linkedProvider}, inheritingOrg: nil}
	for range 3 { // reading again doesn't help
		for org, want := range before {
			if p := s.PolicyInForce(org); !slices.Equal(linkedIDs(p), want) || p.IsDefault || !slices.Contains(p.SecondFactors, otp) {
				t.Errorf("%s: got %v, want the links %v beside an up to date policy", org, p.LoginPolicy, want)
			}
		}
	}
	clock.advance(time.Second)
	for org, want := range before {
		if got := linkedIDs(s.PolicyInForce(org)); !slices.Equal(got, append(want, unlinkedProvider)) {
			t.Errorf("%s: got %v after the lag", org, got)
		}
	}
}

// Nothing but time brings the restrictions up to date.
func TestRestrictionsAreLate(t *testing.T) {
	s, clock := openLagging(t, Config{})
	mustChange(t, s, domain.RestrictionsID, domain.SetRestrictions(domain.RestrictionsChange{AllowedLanguages: &[]string{"en"}}))
	sequence := func() uint64 { return s.LateRestrictions().Sequence }
	if s.PolicyInForce(ownOrg); sequence() != 0 {
		t.Error("they are up to date after a policy was read")
	}
	if clock.advance(time.Second); sequence() != 1 {
		t.Error("they are late after the lag")
	}
}

// After two creations at once no policy's change shows for StallLags lags, whosever policy it is, while histories and the next
// write have it. Then both lists are joined.
func TestTwoCreationsHoldUpEverybody(t *testing.T) {
	s, clock := openLagging(t, Config{Races: true})
	create := func(f policyv1.SecondFactorType) domain.Decision {
		return domain.AddCustomPolicy(domain.CustomPolicy{SecondFactors: []policyv1.SecondFactorType{f}})
	}
	together(t, s, inheritingOrg, create(otp), create(u2f))
	mustChange(t, s, ownOrg, domain.RemoveSecondFactor(otp))
	mustChange(t, s, domain.InstanceID, domain.AddDefaultSecondFactor(sms))
	shown := func() []bool {
		return []bool{
			len(s.PolicyInForce(inheritingOrg).SecondFactors) == 2, len(s.LatePolicyInForce(inheritingOrg).SecondFactors) == 2,
			!slices.Contains(s.PolicyInForce(ownOrg).SecondFactors, otp), !slices.Contains(s.LatePolicyInForce(ownOrg).SecondFactors, otp),
			slices.Contains(s.LatePolicyInForce(domain.InstanceID).SecondFactors, sms),
		}
	}
	clock.advance(StallLags*time.Second - time.Microsecond)
	if slices.Contains(shown(), true) {
		t.Errorf("some of it shows: %v", shown())
	}
	if p := s.PolicyInForce(inheritingOrg); p.IsDefault || len(p.SecondFactors) != 1 {
		t.Errorf("the first creation doesn't show: %+v", p)
	}
	if got := s.EventsOf(ownOrg); got.At(got.Len()-1).Topic != domain.TopicSecondFactorRemoved {
		t.Error("the history is held up")
	}
	clock.advance(time.Microsecond)
	if slices.Contains(shown(), false) {
		t.Errorf("some of it doesn't show afterwards: %v", shown())
	}
}

// A second creation without lists changes nothing that is shown, so the policy's sequence stays one behind its history until
// the next write.
func TestTwoCreationsWithoutListsStayOneBehind(t *testing.T) {
	s := open(t, Config{Races: true})
	create := domain.AddCustomPolicy(domain.CustomPolicy{})
	_, last := together(t, s, inheritingOrg, create, create)
	if got := s.PolicyInForce(inheritingOrg).Sequence; got+1 != last[1].Sequence {
		t.Errorf("got %d, the second creation is %d", got, last[1].Sequence)
	}
	next := mustChange(t, s, inheritingOrg, domain.AddSecondFactor(otp))
	if got := s.PolicyInForce(inheritingOrg).Sequence; got != next.Sequence {
		t.Errorf("got %d after the next write, %d", got, next.Sequence)
	}
}

// A policy that was reset and created again is no second creation: nothing is held up.
func TestResetAndCreationHoldUpNobody(t *testing.T) {
	s, _ := openLagging(t, Config{Races: true})
	mustChange(t, s, ownOrg, domain.ResetPolicy())
	mustChange(t, s, ownOrg, domain.AddCustomPolicy(domain.CustomPolicy{}))
	if p := s.PolicyInForce(ownOrg); p.IsDefault || len(p.SecondFactors) != 0 {
		t.Errorf("got %+v", p)
	}
}

// A lagging reader may miss a call, but never sees half of one: its events share their time.
func TestCallsAreAtomicInLateReads(t *testing.T) {
	s, clock := openLagging(t, Config{})
	mustChange(t, s, inheritingOrg, domain.AddCustomPolicy(domain.CustomPolicy{SecondFactors: []policyv1.SecondFactorType{otp, u2f}}))
	if got := s.LatePolicyInForce(inheritingOrg); !got.IsDefault {
		t.Errorf("got %+v, want the default", got)
	}
	clock.advance(time.Second)
	if got := s.LatePolicyInForce(inheritingOrg); got.IsDefault || len(got.SecondFactors) != 2 {
		t.Errorf("got %+v, want all of the policy", got)
	}
}
