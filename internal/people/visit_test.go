package people_test

import (
	"context"
	"slices"
	"testing"

	"zitadel-graphql/internal/people"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// seen is what a look found, by the order of its visits.
type seen struct {
	people []people.Person
	look   people.Look
	err    error
}

func (s seen) ids() []string {
	var ids []string
	for _, person := range s.people {
		ids = append(ids, person.ID)
	}
	return ids
}

// visit looks at all of Acme's people.
func visit(ctx context.Context, client *people.Client, needs people.Needs) seen {
	return visitIn(ctx, client, people.Scope{Organization: acme}, nil, needs)
}

func visitIn(ctx context.Context, client *people.Client, scope people.Scope, after *people.Position, needs people.Needs) seen {
	var s seen
	s.look, s.err = client.Visit(ctx, scope, after, needs, func(p people.Person) bool { s.people = append(s.people, p); return true }, nil)
	return s
}

// expectWhole demands that a look found exactly these people, in their order, with what is true of them, and says that it is whole.
func (s seen) expectWhole(t *testing.T, want []*resident, source people.Source) {
	t.Helper()
	if s.err != nil || !s.look.Complete() || s.look.Source != source || s.look.LookedAt != len(want) || s.look.Next != nil {
		t.Errorf("the look is %+v, %v", s.look, s.err)
	}
	if s.err == nil && (s.look.Total == nil || *s.look.Total != len(want)) {
		t.Errorf("the total is %v, want %d", s.look.Total, len(want))
	}
	s.expect(t, want)
}

func (s seen) expect(t *testing.T, want []*resident) {
	t.Helper()
	var ids []string
	for _, r := range want {
		ids = append(ids, r.id)
	}
	if !slices.Equal(s.ids(), ids) {
		t.Errorf("looked at %v, want %v", s.ids(), ids)
		return
	}
	for i, person := range s.people {
		if got, truth := person.Ready&^(people.Password|people.IdentityProvider), want[i].methods()&^(people.Password|people.IdentityProvider); got != truth {
			t.Errorf("%s has %b, want %b", person.ID, got, truth)
		}
	}
}

// everySort fills a world with one person of each sort, of two organizations, and a machine.
func everySort(w *world) *world {
	w.setUp(w.add(acme), people.Password|people.TOTP|people.OTPSMS|people.OTPEmail|people.RecoveryCodes)
	w.setUp(w.add(acme), people.Password)
	w.setUp(w.add(other), people.Password|people.OTPSMS)
	w.do(w.setUp(w.add(acme), people.Password), people.TOTP, "added")
	w.setUp(w.add(acme), people.IdentityProvider|people.U2F|people.Passkey)
	w.do(w.setUp(w.add(acme), people.Password|people.U2F), people.U2F, "added")
	w.do(w.add(acme), people.U2F, "added")
	gone := w.setUp(w.add(acme), people.Password|people.OTPSMS)
	w.addMachine(acme)
	invited := w.add(acme)
	invited.state = userv2.UserState_USER_STATE_INITIAL
	withoutPhone := w.setUp(w.add(acme), people.Password|people.OTPSMS)
	withoutPhone.verified = true
	w.losePhone(withoutPhone)
	w.remove(gone)
	return w
}

// Ensures that both ways of looking find everybody of the organization and nobody else, with what they have.
func TestBothWaysToLook(t *testing.T) {
	for source, w := range map[people.Source]*world{
		people.Events:         everySort(newWorld()),
		people.PersonByPerson: everySort(newWorld().withoutEvents()),
	} {
		s := visit(asCaller(t), w.client(t, people.DefaultConfig()), people.Needs{})
		s.expectWhole(t, w.people(), source)
		for _, person := range s.people {
			if person.Source != source || person.Organization != acme || person.MethodsKnown || person.SecurityKeys != nil || person.SourcesDisagree != nil {
				t.Errorf("%+v", person)
			}
		}
		if source == people.Events && (w.counts[listTypes] > 0 || s.look.NotListed == nil || *s.look.NotListed != 0) {
			t.Errorf("%d calls, not listed %v", w.counts[listTypes], s.look.NotListed)
		}
	}
}
