package people_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/people"
)

// Prevents that people whose factors were set up before the log begins seem to have none: they are asked one by one, and the answer
// says so for each.
func TestPeopleOlderThanTheLog(t *testing.T) {
	w := newWorld()
	old := w.setUp(w.add(acme), people.Password|people.OTPSMS)
	w.clock = w.clock.Add(time.Hour)
	w.setUp(old, people.TOTP)
	w.setUp(w.add(acme), people.Password|people.U2F)
	w.forget(old.created.Add(time.Minute))
	s := visit(asCaller(t), w.client(t, people.DefaultConfig()), people.Needs{Proof: true})
	s.expectWhole(t, w.people(), people.Events)
	if s.people[0].Source != people.PersonByPerson || s.people[1].Source != people.Events {
		t.Errorf("%+v", s.people)
	}
	if s.look.Proven {
		t.Error("the creation of one is unknown, and yet it is proven")
	}
	w.forget(w.clock.Add(time.Hour)) // and where nothing is left, everybody is
	s = visit(asCaller(t), w.client(t, people.DefaultConfig()), people.Needs{})
	s.expectWhole(t, w.people(), people.PersonByPerson)
}

// Ensures that what the lists lack or show late is said, and not smoothed over.
func TestSourcesDisagree(t *testing.T) {
	w := crowd(newWorld(), 9)
	late := people.Password | people.TOTP
	w.people()[2].shown = &late
	w.people()[4].isHidden = true
	s := visit(asCaller(t), w.client(t, people.DefaultConfig()), people.Needs{LoginMethods: true, Proof: true})
	s.expectWhole(t, w.people(), people.Events)
	if s.look.Disagreeing != 1 || s.look.NotListed == nil || *s.look.NotListed != 1 || s.look.Proven {
		t.Errorf("%+v", s.look)
	}
	for i, person := range s.people {
		if person.SourcesDisagree == nil || *person.SourcesDisagree != (i == 2) || !person.MethodsKnown || !person.Ready.Has(people.Password) {
			t.Errorf("%+v", person)
		}
	}
}

// Prevents that figures are called proven while somebody is missing, or while only the names of keys tell another story.
func TestNotProven(t *testing.T) {
	w := crowd(newWorld(), 9)
	w.people()[4].isHidden = true
	s := visit(asCaller(t), w.client(t, people.DefaultConfig()), people.Needs{Proof: true})
	s.expectWhole(t, w.people(), people.Events)
	if s.look.NotListed == nil || *s.look.NotListed != 1 || s.look.Proven {
		t.Errorf("%+v", s.look)
	}
	w = crowd(newWorld(), 9)
	late := people.U2F | people.OTPEmail
	w.setUp(w.people()[1], people.U2F).shown = &late
	s = visit(asCaller(t), w.client(t, people.DefaultConfig()), people.Needs{Proof: true, Factors: true})
	s.expectWhole(t, w.people(), people.Events)
	if s.look.Disagreeing != 1 || s.look.Proven {
		t.Errorf("%+v", s.look)
	}
}

// Prevents that somebody who comes after the list was read to its end is called missing from it.
func TestNotListedYet(t *testing.T) {
	w := crowd(newWorld(), 9)
	everybody := w.people()
	w.before = on(listPermissions, 1, func() error { w.setUp(w.add(acme), people.OTPSMS); return nil })
	s := visit(asCaller(t), w.client(t, people.DefaultConfig()), people.Needs{Proof: true})
	s.expectWhole(t, everybody, people.Events)
	if !s.look.Proven {
		t.Errorf("%+v, of whom %d aren't listed", s.look, *s.look.NotListed)
	}
}

// Ensures that a person who goes before being asked about isn't counted as one who has nothing.
func TestSomebodyGoes(t *testing.T) {
	w := crowd(newWorld().withoutEvents(), 60)
	w.before = on(listTypes, 1, func() error { w.remove(w.people()[50]); return nil })
	s := visit(asCaller(t), w.client(t, people.DefaultConfig()), people.Needs{})
	if s.err != nil || s.look.Incomplete != people.PeopleChanged || s.look.LookedAt != 59 {
		t.Errorf("%+v, %v", s.look, s.err)
	}
}

// Ensures that a cursor leads to the next person after many before it have gone.
func TestPageAfterRemovals(t *testing.T) {
	w := crowd(newWorld().withoutEvents(), 900)
	client := w.client(t, people.DefaultConfig())
	first, err := client.Page(asCaller(t), acme, people.Filter{}, people.Needs{}, 700, nil)
	if err != nil || len(first.People) != 700 || !first.More {
		t.Fatalf("%d people, %v", len(first.People), err)
	}
	left := w.people()[700:]
	w.change(func(w *world) {
		for _, r := range w.people()[:600] {
			w.remove(r)
		}
	})
	second, err := client.Page(asCaller(t), acme, people.Filter{}, people.Needs{}, 700, first.End)
	if err != nil || len(second.People) != len(left) || second.People[0].Person.ID != left[0].id || second.More || !second.Look.Complete() {
		t.Errorf("%d people, %+v, %v", len(second.People), second.Look, err)
	}
}

// Prevents a false alarm: what changes between the two reads isn't a disagreement.
func TestChangeBetweenTheReads(t *testing.T) {
	w := crowd(newWorld(), 9)
	w.before = on(listTypes, 1, func() error { w.setUp(w.people()[8], people.RecoveryCodes); return nil })
	s := visit(asCaller(t), w.client(t, people.DefaultConfig()), people.Needs{LoginMethods: true})
	s.expectWhole(t, w.people(), people.Events)
	if s.look.Disagreeing != 0 {
		t.Errorf("%+v", s.look)
	}
}

// Ensures that somebody who comes while the list is read, and sets a factor up, isn't taken for somebody without one.
func TestPeopleWhoComeMeanwhile(t *testing.T) {
	w := crowd(newWorld(), 600)
	w.before = on(listUsers, 2, func() error { w.setUp(w.add(acme), people.OTPSMS); return nil })
	visit(asCaller(t), w.client(t, people.DefaultConfig()), people.Needs{}).expectWhole(t, w.people(), people.Events)
}

// Ensures that who comes after the last page was read is looked at too, instead of ending a long look as changed.
func TestPeopleWhoComeAtTheEnd(t *testing.T) {
	w := crowd(newWorld().withoutEvents(), 20)
	w.before = func(method string, n int) error {
		if method == listTypes && n%10 == 0 && n <= 30 {
			w.setUp(w.add(acme), people.OTPSMS)
		}
		return nil
	}
	client := w.client(t, people.DefaultConfig())
	visit(asCaller(t), client, people.Needs{}).expectWhole(t, w.people(), people.PersonByPerson)
}

// Ensures that ids, names and states of security keys are told, and that only people with keys are asked where the events say who
// they are.
func TestSecurityKeys(t *testing.T) {
	w := newWorld()
	both := w.setUp(w.add(acme), people.U2F)
	w.do(both, people.U2F, "added")
	w.setUp(w.add(acme), people.OTPSMS)
	w.do(w.add(acme), people.TOTP, "added")
	want := []people.SecurityKey{{ID: "000001", Name: "Key 000001", Ready: true}, {ID: "000002", Name: "Key 000002"}}
	for _, calls := range []int{1, 3} {
		w.counts[listFactors] = 0
		s := visit(asCaller(t), w.client(t, people.DefaultConfig()), people.Needs{Factors: true})
		if len(s.people) != 3 || !slices.Equal(s.people[0].SecurityKeys, want) || s.people[1].SecurityKeys == nil || len(s.people[1].SecurityKeys) != 0 ||
			s.people[2].Unfinished != people.TOTP || w.counts[listFactors] != calls {
			t.Errorf("%+v, %v, %d calls", s.people, s.err, w.counts[listFactors])
		}
		w.withoutEvents()
	}
}

// Prevents that an empty list of factors is taken for none: where it lacks what another answer has, the keys aren't known.
func TestEmptyListOfFactors(t *testing.T) {
	w := newWorld().withoutEvents()
	r := w.setUp(w.add(acme), people.U2F)
	claimed := people.U2F
	r.shown, r.keys = &claimed, nil
	s := visit(asCaller(t), w.client(t, people.DefaultConfig()), people.Needs{Factors: true})
	if len(s.people) != 1 || s.people[0].SecurityKeys != nil || !s.people[0].Ready.Has(people.U2F) {
		t.Errorf("%+v, %v", s.people, s.err)
	}
}

// Prevents that a person of another organization appears, whatever ZITADEL lists and of whomever it tells events.
func TestForeignPeople(t *testing.T) {
	for _, w := range []*world{everySort(newWorld()), everySort(newWorld().withoutEvents())} {
		w.ignoresOrganization = true
		s := visit(asCaller(t), w.client(t, people.DefaultConfig()), people.Needs{})
		if s.err != nil || !s.look.Complete() || s.look.LookedAt != len(w.people()) {
			t.Errorf("%+v, %v", s.look, s.err)
		}
		s.expect(t, w.people())
	}
}

// Ensures that a caller who may not read events is looked for one by one, and that ZITADEL isn't asked about it every time.
func TestEventsRefused(t *testing.T) {
	w := everySort(newWorld().withoutEvents())
	client := w.client(t, people.DefaultConfig())
	for range 3 {
		visit(asCaller(t), client, people.Needs{}).expectWhole(t, w.people(), people.PersonByPerson)
	}
	if w.counts[listEvents] != 1 {
		t.Errorf("events were asked for %d times", w.counts[listEvents])
	}
}

// Prevents that calls which aren't made are counted: those about people of organizations with a policy of their own.
func TestOutsideCostsNoCalls(t *testing.T) {
	w := crowd(newWorld(), 3)
	for range 200 {
		w.setUp(w.add(other), people.Password)
	}
	w.setUp(w.add(acme), people.Password)
	w.ownPolicies = map[string]bool{other: true}
	config := people.DefaultConfig()
	config.LookCalls = 50
	s := visitIn(asCaller(t), w.client(t, config), people.Scope{Instance: true}, nil, people.Needs{LoginMethods: true})
	if s.err != nil || !s.look.Complete() || s.look.LookedAt != 4 {
		t.Errorf("%+v, %v", s.look, s.err)
	}
}

// longLog is a world of two pages of people, with eight pages of events.
func longLog() *world {
	w := crowd(newWorld(), 600)
	for range 6 {
		for _, r := range w.people() {
			w.clock = w.clock.Add(time.Second)
			w.do(r, people.OTPSMS, "added")
			w.do(r, people.OTPSMS, "removed")
		}
	}
	return w
}

// Ensures that a log that can't be read to its end in half of the calls leaves the other half for a look without it, which looks at
// as many people as there are calls for.
func TestLogTooLong(t *testing.T) {
	config := people.DefaultConfig()
	config.LookCalls = 12
	s := visit(asCaller(t), longLog().client(t, config), people.Needs{})
	// Of the six calls that are left, one reads a page of the list, and one may read the page after it ahead.
	if s.err != nil || s.look.Source != people.PersonByPerson || s.look.Incomplete != people.CallLimit || s.look.LookedAt < 4 {
		t.Errorf("%+v, %v", s.look, s.err)
	}
}

// Ensures that a log that can't be read to its end in half of the time leaves the other half for a look without it.
func TestLogTooSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := longLog()
		w.wait = time.Second // of the test's own clock
		ctx, cancel := context.WithTimeout(asCaller(t), 13*time.Second)
		defer cancel()
		s := visit(ctx, w.client(t, people.DefaultConfig()), people.Needs{})
		// Of the twelve seconds that a look has, six are for the log, one is for a page of the list, and in four rounds eight calls are
		// made at once. Not all of these count: one is for the page ahead, and a person's may come after those of the next.
		if s.err != nil || s.look.Source != people.PersonByPerson || s.look.Incomplete != people.Deadline || s.look.LookedAt < 20 || s.look.LookedAt > 32 {
			t.Errorf("%+v, %v", s.look, s.err)
		}
	})
}

// Ensures that the people of the instance are those of the organizations without a login policy of their own, and that a caller who
// may not read events is refused.
func TestInstance(t *testing.T) {
	w := everySort(newWorld())
	w.setUp(w.add("400"), people.OTPSMS)
	w.ownPolicies = map[string]bool{other: true, "400": true}
	s := visitIn(asCaller(t), w.client(t, people.DefaultConfig()), people.Scope{Instance: true}, nil, people.Needs{})
	s.expectWhole(t, w.people(), people.Events)
	if w.counts[getPolicy] != 3 || s.look.NotListed != nil || s.look.Proven {
		t.Errorf("%d reads of policies; %+v", w.counts[getPolicy], s.look)
	}
	w.change(func(w *world) { w.answersFor = acme }) // a proxy that loses the header
	if s = visitIn(asCaller(t), w.client(t, people.DefaultConfig()), people.Scope{Instance: true}, nil, people.Needs{}); s.look.Complete() && s.err == nil {
		t.Errorf("%+v", s.look)
	}
	w.change(func(w *world) { w.withoutEvents().answersFor = "" }) // the backend may still be at calls of the look that failed
	if s = visitIn(asCaller(t), w.client(t, people.DefaultConfig()), people.Scope{Instance: true}, nil, people.Needs{}); !problem.HasReason(s.err, problem.ReasonPermissionMissing) {
		t.Errorf("without events: %+v, %v", s.look, s.err)
	}
}

// Ensures that nobody is looked at before it is certain whose people they are, and that the caller may see all of them.
func TestOrganization(t *testing.T) {
	for name, c := range map[string]struct {
		world  func(*world)
		id     string
		want   string
		reason problem.Reason
	}{
		"named":              {func(*world) {}, acme, acme, ""},
		"home":               {func(*world) {}, "", "100", ""},
		"another answers":    {func(w *world) { w.answersFor = other }, acme, "", problem.ReasonOrganizationIgnored},
		"permission missing": {func(w *world) { w.permissions = map[string][]string{other: {"user.read"}} }, acme, "", problem.ReasonPermissionMissing},
		"of a project only":  {func(w *world) { w.permissions = map[string][]string{acme: {"user.read:1"}} }, acme, "", problem.ReasonPermissionMissing},
		"not there": {func(w *world) {
			w.before = from(getOrg, 1, refused(codes.PermissionDenied, "AUTH-Bs7Ds"))
		}, "9", "", problem.ReasonOrganizationNotFound},
	} {
		w := newWorld()
		c.world(w)
		got, err := w.client(t, people.DefaultConfig()).Organization(asCaller(t), c.id)
		if failure, _ := problem.NewClassifier().Classify(err); err != nil && (failure == nil || failure.Reason != c.reason) || err == nil && (got != c.want || c.reason != "") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// Ensures that as many calls are under way at once as the settings allow, and no more.
func TestConcurrency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := crowd(newWorld().withoutEvents(), 60)
		w.wait = time.Second // of the test's own clock
		config := people.DefaultConfig()
		config.Concurrency = 5
		visit(asCaller(t), w.client(t, config), people.Needs{}).expectWhole(t, w.people(), people.PersonByPerson)
		if w.top != 5 {
			t.Errorf("%d calls were under way at once", w.top)
		}
	})
}

// Prevents that several looks in one operation, as under aliases, make more calls at once than one may.
func TestConcurrencyOfSeveralLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := crowd(newWorld().withoutEvents(), 60)
		w.wait = time.Second // of the test's own clock
		config := people.DefaultConfig()
		config.Concurrency = 5
		client, ctx := w.client(t, config), people.ForRequest(asCaller(t), 2000, people.LookCallsSetting)
		var looks sync.WaitGroup
		for range 4 {
			looks.Go(func() { visit(ctx, client, people.Needs{}).expectWhole(t, w.people(), people.PersonByPerson) })
		}
		looks.Wait()
		if w.top != 5 {
			t.Errorf("%d calls were under way at once", w.top)
		}
	})
}
