package eventstore

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"zitadel-graphql/internal/embedded/domain"
)

// threeUsers gives a store in which each of three people of ownOrg was added a minute after the other, and began with an app at
// the same moment.
func threeUsers(t *testing.T) (*Store, *clock) {
	t.Helper()
	c := newClock()
	s, err := Open(Config{}, c.now, seedTest, func(at time.Time, known func(string) bool) []domain.Event {
		var events []domain.Event
		for i := range 3 {
			if id := "user" + strconv.Itoa(i); !known(id) {
				added := []domain.PendingEvent{domain.HumanAdded(domain.Human{UserName: id}), domain.TOTPAdded()}
				events = append(events, domain.NewUser(id, ownOrg).Stamp(added, id, at.Add(time.Duration(i)*time.Minute))...)
			}
		}
		return events
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, c
}

func idsOf(events Events) []string {
	var ids []string
	for _, e := range listed(events) {
		ids = append(ids, e.AggregateID+" "+strconv.FormatUint(e.Sequence, 10))
	}
	return ids
}

// An owner's events are its own and its users', in order, and no other's: a page of one organization would else show another's.
func TestEventsOfAnOwner(t *testing.T) {
	s, _ := threeUsers(t)
	got := idsOf(s.EventsOwnedBy(ownOrg))
	want := append(idsOf(s.EventsOf(ownOrg)), "user0 1", "user0 2", "user1 1", "user1 2", "user2 1", "user2 2")
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := s.EventsOf("user1"); !slices.Equal(idsOf(got), []string{"user1 1", "user1 2"}) || got.At(0).Editor != "user1" || got.At(0).Owner() != ownOrg {
		t.Errorf("got %v", listed(got))
	}
	if got := s.EventsOf("nobody").Len() + s.EventsOwnedBy("nobody").Len(); got != 0 {
		t.Errorf("nobody has %d events", got)
	}
}

// A date is exclusive in both directions, and takes all events of a write with it.
func TestEventsByDate(t *testing.T) {
	s, c := threeUsers(t)
	second := c.now().Add(time.Minute)
	for name, test := range map[string]struct {
		events Events
		want   []string
	}{
		"after":                {s.AllEvents().After(second), []string{"user2 1", "user2 2"}},
		"just before it":       {s.EventsOwnedBy(ownOrg).After(second.Add(-time.Nanosecond)), []string{"user1 1", "user1 2", "user2 1", "user2 2"}},
		"of one":               {s.EventsOf("user1").After(second), nil},
		"between":              {s.AllEvents().After(c.now()).Before(second.Add(time.Minute)), []string{"user1 1", "user1 2"}},
		"before, by less":      {s.EventsOf("user1").Before(second.Add(time.Nanosecond)), []string{"user1 1", "user1 2"}},
		"before":               {s.EventsOf("user1").Before(second), nil},
		"of an empty interval": {s.AllEvents().After(second).Before(c.now()), nil},
	} {
		if got := idsOf(test.events); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

// A sequence is exclusive in both directions.
func TestEventsBySequence(t *testing.T) {
	s, _ := threeUsers(t)
	for name, test := range map[string]struct {
		events Events
		want   []string
	}{
		"after":            {s.EventsOf("user1").AfterSequence(1), []string{"user1 2"}},
		"after the last":   {s.EventsOf("user1").AfterSequence(2), nil},
		"before":           {s.EventsOf("user1").BeforeSequence(2), []string{"user1 1"}},
		"before the first": {s.EventsOf("user1").BeforeSequence(1), nil},
		"of nobody":        {s.EventsOf("nobody").BeforeSequence(9), nil},
	} {
		if got := idsOf(test.events); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

// A clock that was set back must not put an event before the one that it follows: pages go on from a date.
func TestDatesNeverGoBack(t *testing.T) {
	s, c := threeUsers(t)
	newest := c.now().Add(2 * time.Minute)
	if got := mustChange(t, s, ownOrg, domain.RemoveSecondFactor(otp)).CreatedAt; !got.Equal(newest) {
		t.Errorf("got %s, want the date of the newest event, %s", got, newest)
	}
	c.advance(time.Hour)
	if got := mustChange(t, s, ownOrg, domain.AddSecondFactor(otp)).CreatedAt; !got.Equal(c.now()) {
		t.Errorf("got %s, want the clock's date again", got)
	}
}
