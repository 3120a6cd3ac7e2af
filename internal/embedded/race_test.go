package embedded

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// together makes the calls decide at the same time: none goes on before each has arrived. It gives their last events in
// the order of the sequences, and with each the index of its call.
func together(t *testing.T, s *eventStore, org string, decisions ...decision) (order []int, last []event) {
	t.Helper()
	var arrived, done sync.WaitGroup
	arrived.Add(len(decisions))
	events := make([]event, len(decisions))
	for i, decide := range decisions {
		done.Go(func() {
			var err error
			events[i], err = s.change(t.Context(), org, OrgOwnerID, func(now situation) ([]change, error) {
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
	s := openStoreAt(t, Config{Races: true})
	remove := func(now situation) ([]change, error) { return removeSecondFactor(now.policy, otp) }
	_, last := together(t, s, HomeOrgID, remove, remove)
	if last[0].Sequence+1 != last[1].Sequence {
		t.Errorf("got the sequences %d and %d", last[0].Sequence, last[1].Sequence)
	}
	if p := s.effective(HomeOrgID); slices.Contains(p.second, otp) || p.sequence != last[1].Sequence {
		t.Errorf("got %v at %d, want it gone at %d", p.second, p.sequence, last[1].Sequence)
	}
}

// Readers see it twice, and one removal takes both: a list that is shown has to be made unique by whoever shows it.
func TestRacingAdditionsListAFactorTwice(t *testing.T) {
	s := openStoreAt(t, Config{Races: true})
	add := func(now situation) ([]change, error) { return addSecondFactor(now.policy, sms) }
	together(t, s, HomeOrgID, add, add)
	if got, want := s.effective(HomeOrgID).second, []policyv1.SecondFactorType{1, 2, 3, sms, sms}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	remove := func(now situation) ([]change, error) { return removeSecondFactor(now.policy, sms) }
	if _, err := s.change(t.Context(), HomeOrgID, OrgOwnerID, remove); err != nil || slices.Contains(s.effective(HomeOrgID).second, sms) {
		t.Errorf("got %v, %v", s.effective(HomeOrgID).second, err)
	}
}

// Two policies at once: readers see the first one's settings with the factors of both, while an update is compared with
// the second one's, so that "nothing changed" can be a lie; and after a restart it is still so.
func TestRacingPoliciesAreJoined(t *testing.T) {
	file := logFile(t)
	s := openStoreAt(t, Config{File: file, Races: true})
	commands := []customPolicy{
		{settings: settings{ForceMFA: true}, second: []policyv1.SecondFactorType{u2f}, links: []linkPayload{{CompanyLoginID, ownerSystem}}},
		{
			settings: settings{AllowRegister: true}, second: []policyv1.SecondFactorType{otp, u2f, sms},
			multi: []policyv1.MultiFactorType{mfa}, links: []linkPayload{{GitHubID, ownerOrg}, {CompanyLoginID, ownerSystem}},
		},
	}
	add := func(i int) decision {
		return func(now situation) ([]change, error) { return addCustomPolicy(now, commands[i]) }
	}
	order, last := together(t, s, InheritingOrgID, add(0), add(1))
	first, second := commands[order[0]], commands[order[1]]
	p := s.effective(InheritingOrgID)
	if want := slices.Concat(first.second, second.second); p.settings != first.settings || !slices.Equal(p.second, want) || len(p.multi) != 1 {
		t.Errorf("got %+v, want the settings %+v and %v", p.policyRow, first.settings, want)
	}
	if len(p.links) != 2 || p.sequence >= last[1].Sequence || p.creation.IsZero() {
		t.Errorf("got %d links and %+v", len(p.links), p.policyRow)
	}
	_, err := s.change(t.Context(), InheritingOrgID, OrgOwnerID, func(now situation) ([]change, error) {
		return updateCustomPolicy(now.policy, second.settings)
	})
	if r, ok := errors.AsType[*refusal](err); !ok || r.id != "Org-5M9vdd" {
		t.Errorf("an update with the second one's settings: got %v", err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	if again := openStoreAt(t, Config{File: file}); !reflect.DeepEqual(again.current.aggregates, s.current.aggregates) {
		t.Error("the state differs after a restart")
	}
}

// Whatever order a reset and a link come in, the organization inherits afterwards and the file can be read again.
func TestRacingResetAndLink(t *testing.T) {
	file := logFile(t)
	s := openStoreAt(t, Config{File: file, Races: true})
	link := func(now situation) ([]change, error) { return addLink(now, linkPayload{GitHubID, ownerSystem}) }
	together(t, s, HomeOrgID, reset, link, reset)
	if p := s.effective(HomeOrgID); !p.isDefault || len(p.links) != 0 {
		t.Errorf("got %+v", p)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	openStoreAt(t, Config{File: file})
}

// Calls over gRPC do overlap with the switch on, without any help: a client's test needs few rounds to meet a race. With
// it off they never do.
func TestRacesSeenByCallers(t *testing.T) {
	const rounds, enough = 100, 5
	for _, races := range []bool{true, false} {
		client := connect(t, open(t, Config{Races: races}), "localhost")
		both := 0
		for round := 0; round < rounds && both < enough; round++ {
			if addAtOnce(t, client) == 2 {
				both++
			}
		}
		if races && both < enough || !races && both > 0 {
			t.Errorf("races %t: both succeeded in %d of %d rounds", races, both, rounds)
		}
	}
}

// addAtOnce has two callers add a factor and says how many were told that they did. Afterwards the factor is gone.
func addAtOnce(t *testing.T, client managementv1.ManagementServiceClient) (succeeded int) {
	t.Helper()
	ctx := as(t, OrgOwnerToken)
	results := make(chan error, 2)
	for range cap(results) {
		go func() { results <- addSMS(ctx, client) }()
	}
	for range cap(results) {
		switch err := <-results; {
		case err == nil:
			succeeded++
		case status.Code(err) != codes.AlreadyExists:
			t.Error(err)
		}
	}
	if _, err := client.RemoveSecondFactorFromLoginPolicy(ctx, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: sms}); err != nil {
		t.Error(err)
	}
	return succeeded
}

func addSMS(ctx context.Context, client managementv1.ManagementServiceClient) error {
	_, err := client.AddSecondFactorToLoginPolicy(ctx, &managementv1.AddSecondFactorToLoginPolicyRequest{Type: sms})
	return err
}
