package eventstore

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"zitadel-graphql/internal/embedded/domain"
)

func mayWrite(string) error { return nil }

func userIDs(users []*domain.User) []string {
	var ids []string
	for _, u := range users {
		ids = append(ids, u.ID)
	}
	return ids
}

func addUser(id, org string) func(time.Time, func(string) bool) []domain.Event {
	return func(at time.Time, known func(string) bool) []domain.Event {
		if known(id) {
			return nil
		}
		return domain.NewUser(id, org).Stamp([]domain.PendingEvent{domain.HumanAdded(domain.Human{UserName: id}), domain.TOTPAdded()}, editor, at)
	}
}

// A user that is added at the start is shown at once, even if reads are late; a removal from it isn't, while the history and the
// next decision have it.
func TestUsersAreLate(t *testing.T) {
	c := newClock()
	s, err := Open(Config{Lag: time.Second}, c.now, seedTest, addUser("ada", ownOrg))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	c.advance(time.Hour)
	before := s.LateVersion()
	mustChange(t, s, "ada", domain.RemoveTOTP(mayWrite))
	if u, _ := s.LateUser("ada"); u.TOTP != domain.FactorUnfinished || s.User("ada").TOTP != domain.FactorAbsent || s.LateVersion() != before {
		t.Errorf("at once: lists show %v, decisions see %v", u.TOTP, s.User("ada").TOTP)
	}
	if _, err := s.Change(t.Context(), "ada", editor, domain.RemoveTOTP(mayWrite)); err == nil {
		t.Error("a second removal succeeds")
	}
	c.advance(time.Second)
	if u, asOf := s.LateUser("ada"); u.TOTP != domain.FactorAbsent || !asOf.Equal(c.now().Add(-time.Second)) || s.LateVersion() == before {
		t.Errorf("later: lists show %v as of %s", u.TOTP, asOf)
	}
}

// Deleted users are in no list, and keep their place in the history. Lists keep the order of creation.
func TestDeletedUsersAreNotListed(t *testing.T) {
	s, _ := threeUsers(t)
	mustChange(t, s, "user1", domain.RemoveUser())
	all, _ := s.LateUsers("")
	atHome, _ := s.LateUsers(ownOrg)
	byID, _ := s.LateUsersByID(slices.Values([]string{"user2", "user1", "nobody", "user0", "user2"}))
	for name, users := range map[string][]*domain.User{"all": all, "at home": atHome, "by id": byID} {
		if got := userIDs(users); !slices.Equal(got, []string{"user0", "user2"}) {
			t.Errorf("%s: got %v", name, got)
		}
	}
	if none, _ := s.LateUsers(inheritingOrg); len(none) != 0 {
		t.Errorf("got %v of another organization", userIDs(none))
	}
	if u, _ := s.LateUser("user1"); u.ID != "" || s.EventsOf("user1").Len() != 3 || !s.User("user1").Removed() {
		t.Errorf("got %+v and %d events", u, s.EventsOf("user1").Len())
	}
}

// A list that somebody holds doesn't change under them.
func TestListedUsersStayAsTheyWere(t *testing.T) {
	s, _ := threeUsers(t)
	held, _ := s.LateUsers(ownOrg)
	mustChange(t, s, "user0", domain.RemoveTOTP(mayWrite))
	if held[0].TOTP != domain.FactorUnfinished {
		t.Error("the user in the list was modified")
	}
}

// Users come back from a file with their owners and factors, and nobody is added twice.
func TestUsersSurviveARestart(t *testing.T) {
	file := logFile(t)
	first, err := Open(Config{File: file}, newClock().now, seedTest, addUser("ada", ownOrg))
	if err != nil {
		t.Fatal(err)
	}
	mustChange(t, first, "ada", domain.RemoveTOTP(mayWrite))
	want, events := first.User("ada"), first.AllEvents().Len()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"ada", "ben"} {
		again, err := Open(Config{File: file}, newClock().now, seedTest, addUser(id, inheritingOrg))
		if err != nil {
			t.Fatal(err)
		}
		if got := again.User("ada"); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
		if more := again.AllEvents().Len() - events; id == "ada" && more != 0 || id == "ben" && (more != 2 || again.User("ben").ResourceOwner != inheritingOrg) {
			t.Errorf("%s: %d events were added", id, more)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// The state of users that was built event by event is that of a replay, whatever order they were written in.
func TestUsersInFileAndMemoryAgree(t *testing.T) {
	s, _ := threeUsers(t)
	mustChange(t, s, "user2", domain.RemoveTOTP(mayWrite))
	mustChange(t, s, "user0", domain.RemoveTOTP(mayWrite))
	for _, id := range []string{"user0", "user1", "user2"} {
		if replayed := domain.ApplyUser(domain.User{}, listed(s.EventsOf(id))...); !reflect.DeepEqual(s.User(id), replayed) {
			t.Errorf("got %+v, want %+v", s.User(id), replayed)
		}
	}
}
