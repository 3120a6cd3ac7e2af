package eventstore

import (
	"iter"
	"slices"
	"time"

	"zitadel-graphql/internal/embedded/domain"
)

// directory numbers the users in the order of their creation, which is the same for every reader, however late.
type directory struct {
	number map[string]int   // by the user's id
	atHome map[string][]int // the numbers of an organization's users
}

func newDirectory() *directory { return &directory{map[string]int{}, map[string][]int{}} }

// enter gives the user's number, and a new one to a user that it doesn't know.
func (d *directory) enter(id, organization string) int {
	if n, known := d.number[id]; known {
		return n
	}
	n := len(d.number)
	d.number[id] = n
	d.atHome[organization] = append(d.atHome[organization], n)
	return n
}

// userTable is the state of all users after some number of events. A user is replaced and never modified, so that readers may
// keep what they got.
type userTable struct {
	directory *directory // shared; it may know users that this table doesn't have yet
	list      []*domain.User
}

func (t *userTable) clone() userTable { return userTable{t.directory, slices.Clone(t.list)} }

// apply takes events of one user.
func (t *userTable) apply(events []domain.Event) {
	n := t.directory.enter(events[0].AggregateID, events[0].ResourceOwner)
	var before domain.User
	if n < len(t.list) {
		before = *t.list[n]
	} else {
		t.list = append(t.list, nil)
	}
	after := domain.ApplyUser(before, events...)
	t.list[n] = &after
}

// get gives the zero User for an id that no user has.
func (t *userTable) get(id string) domain.User {
	if n, known := t.directory.number[id]; known && n < len(t.list) {
		return *t.list[n]
	}
	return domain.User{}
}

// of gives the users of an organization, or of all where it is empty, the oldest first. Deleted users are left out.
func (t *userTable) of(organization string) []*domain.User {
	if organization == "" {
		return slices.DeleteFunc(slices.Clone(t.list), func(u *domain.User) bool { return u.Removed() })
	}
	numbers := t.directory.atHome[organization]
	users := make([]*domain.User, 0, len(numbers))
	for _, n := range numbers {
		if n < len(t.list) && !t.list[n].Removed() {
			users = append(users, t.list[n])
		}
	}
	return users
}

// byID gives the users of these ids that are there, the oldest first, each once.
func (t *userTable) byID(ids iter.Seq[string]) []*domain.User {
	var numbers []int
	for id := range ids {
		if n, known := t.directory.number[id]; known && n < len(t.list) && !t.list[n].Removed() {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	var users []*domain.User
	for _, n := range slices.Compact(numbers) {
		users = append(users, t.list[n])
	}
	return users
}

// User gives the user after every write that was acknowledged, deleted ones included: the zero User for an id that no user has.
func (s *Store) User(id string) domain.User {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.current.users.get(id)
}

// LateUser gives the user as lists show it, which may be as late as the lag: the zero User for one that was deleted or that
// they don't show yet. The date is of the last event that the answer takes into account.
func (s *Store) LateUser(id string) (u domain.User, asOf time.Time) {
	s.readLate(func(p *projection) { u, asOf = p.users.get(id), p.asOf })
	if u.Removed() {
		return domain.User{}, asOf
	}
	return u, asOf
}

// LateUsers gives the users of an organization, or of all where it is empty, in the order of their creation, and the date of
// the last event that the answer takes into account. It may be as late as the lag. The caller may sort the list, and must not
// modify the users.
func (s *Store) LateUsers(organization string) (list []*domain.User, asOf time.Time) {
	s.readLate(func(p *projection) { list, asOf = p.users.of(organization), p.asOf })
	return list, asOf
}

// LateUsersByID is LateUsers for the users of these ids, whichever organization they are at home in.
func (s *Store) LateUsersByID(ids iter.Seq[string]) (list []*domain.User, asOf time.Time) {
	s.readLate(func(p *projection) { list, asOf = p.users.byID(ids), p.asOf })
	return list, asOf
}

// LateVersion changes whenever what LateUsers gives may have changed.
func (s *Store) LateVersion() (version int) {
	s.readLate(func(p *projection) { version = p.applied })
	return version
}
