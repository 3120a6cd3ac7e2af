package eventstore

import (
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"

	"zitadel-graphql/internal/embedded/domain"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// together makes the writes decide at the same time: none goes on before all have arrived. It gives their last events in the
// order of their sequences, and for each the index of its write.
func together(t *testing.T, s *Store, org string, decisions ...domain.Decision) (order []int, last []domain.Event) {
	t.Helper()
	var arrived, done sync.WaitGroup
	arrived.Add(len(decisions))
	events := make([]domain.Event, len(decisions))
	for i, decide := range decisions {
		done.Go(func() {
			var err error
			events[i], err = s.Change(t.Context(), org, editor, func(now domain.State) ([]domain.PendingEvent, error) {
				arrived.Done()
				arrived.Wait()
				return decide(now)
			})
			if err != nil {
				t.Errorf("call %d: %v", i, err)
			}
		})
	}
	done.Wait()
	order = make([]int, len(decisions))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return int(events[a].Sequence) - int(events[b].Sequence) })
	for _, i := range order {
		last = append(last, events[i])
	}
	return order, last
}

// A client that takes NOT_FOUND for "somebody else was first" must meet the case where nobody is told so.
func TestRacingRemovalsBothSucceed(t *testing.T) {
	s := open(t, Config{Races: true})
	remove := domain.RemoveSecondFactor(otp)
	_, last := together(t, s, ownOrg, remove, remove)
	if last[0].Sequence+1 != last[1].Sequence {
		t.Errorf("got the sequences %d and %d", last[0].Sequence, last[1].Sequence)
	}
	if p := s.PolicyInForce(ownOrg); slices.Contains(p.SecondFactors, otp) || p.Sequence != last[1].Sequence {
		t.Errorf("got %v at %d, want it gone at %d", p.SecondFactors, p.Sequence, last[1].Sequence)
	}
}

// Readers see the factor twice, and one removal removes both: whoever shows the list has to make it unique.
func TestRacingAdditionsListAFactorTwice(t *testing.T) {
	s := open(t, Config{Races: true})
	add := domain.AddSecondFactor(sms)
	together(t, s, ownOrg, add, add)
	if got, want := s.PolicyInForce(ownOrg).SecondFactors, []policyv1.SecondFactorType{1, 2, 3, sms, sms}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	remove := domain.RemoveSecondFactor(sms)
	if _, err := s.Change(t.Context(), ownOrg, editor, remove); err != nil || slices.Contains(s.PolicyInForce(ownOrg).SecondFactors, sms) {
		t.Errorf("got %v, %v", s.PolicyInForce(ownOrg).SecondFactors, err)
	}
}

// After two creations at once, readers see the settings of the first with the factors of both, while an update is compared with
// the settings of the second, so that "nothing changed" can be wrong. After a restart it is still so.
func TestRacingPoliciesAreJoined(t *testing.T) {
	file := logFile(t)
	s := open(t, Config{File: file, Races: true})
	commands := []domain.CustomPolicy{
		{Settings: domain.Settings{ForceMFA: true}, SecondFactors: []policyv1.SecondFactorType{u2f}, Links: []domain.ProviderLink{{ID: linkedProvider, Owner: domain.OwnerSystem}}},
		{
			Settings: domain.Settings{AllowRegister: true}, SecondFactors: []policyv1.SecondFactorType{otp, u2f, sms},
			MultiFactors: []policyv1.MultiFactorType{mfa}, Links: []domain.ProviderLink{{ID: unlinkedProvider, Owner: domain.OwnerOrg}, {ID: linkedProvider, Owner: domain.OwnerSystem}},
		},
	}
	add := func(i int) domain.Decision {
		return domain.AddCustomPolicy(commands[i])
	}
	order, last := together(t, s, inheritingOrg, add(0), add(1))
	first, second := commands[order[0]], commands[order[1]]
	p := s.PolicyInForce(inheritingOrg)
	if want := slices.Concat(first.SecondFactors, second.SecondFactors); p.Settings != first.Settings || !slices.Equal(p.SecondFactors, want) || len(p.MultiFactors) != 1 {
		t.Errorf("got %+v, want the settings %+v and %v", p.LoginPolicy, first.Settings, want)
	}
	if len(p.Links) != 2 || p.Sequence >= last[1].Sequence || p.CreationDate.IsZero() {
		t.Errorf("got %d links and %+v", len(p.Links), p.LoginPolicy)
	}
	_, err := s.Change(t.Context(), inheritingOrg, editor, domain.UpdateCustomPolicy(second.Settings))
	if r, ok := errors.AsType[*domain.RefusedError](err); !ok || r.ID != "Org-5M9vdd" {
		t.Errorf("an update with the second one's settings: got %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if again := open(t, Config{File: file}); !reflect.DeepEqual(again.current.aggregates, s.current.aggregates) {
		t.Error("the state differs after a restart")
	}
}

// Whichever of a reset and a link is stored first, the organization inherits afterwards, and the file can be read again.
func TestRacingResetAndLink(t *testing.T) {
	file := logFile(t)
	s := open(t, Config{File: file, Races: true})
	link := domain.AddProviderLink(domain.ProviderLink{ID: unlinkedProvider, Owner: domain.OwnerSystem})
	together(t, s, ownOrg, domain.ResetPolicy(), link, domain.ResetPolicy())
	if p := s.PolicyInForce(ownOrg); !p.IsDefault || len(p.Links) != 0 {
		t.Errorf("got %+v", p)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, Config{File: file})
}
