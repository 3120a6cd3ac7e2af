package embedded

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/embedded/domain"
	"zitadel-graphql/internal/embedded/eventstore"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// userLists keeps the last list of users: who walks through 100,000 people asks for the same list page by page, and looking at
// everybody takes longer than a page. It is safe for concurrent use.
type userLists struct {
	mu      sync.Mutex
	of      string // caller and request, the page apart
	version int
	list    []*domain.User
	asOf    time.Time
}

// get gives the whole list, which must not be modified.
func (l *userLists) get(store *eventstore.Store, c caller, req *userv2.ListUsersRequest) ([]*domain.User, time.Time) {
	of, version := listKey(c, req), store.LateVersion()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of != of || l.version != version || of == "" {
		l.list, l.asOf = listUsers(store, c, req)
		l.of, l.version = of, version
	}
	return l.list, l.asOf
}

// listKey is empty for a list that isn't worth keeping: one by ids is short.
func listKey(c caller, req *userv2.ListUsersRequest) string {
	whole := &userv2.ListUsersRequest{SortingColumn: req.GetSortingColumn(), Queries: req.GetQueries()}
	if userFilterOf(req.GetQueries()).ids != nil {
		return ""
	}
	encoded, err := proto.MarshalOptions{Deterministic: true}.Marshal(whole)
	if err != nil {
		return ""
	}
	order := "descending"
	if req.GetQuery().GetAsc() {
		order = "ascending"
	}
	return c.user.ID + " " + order + " " + string(encoded)
}

func listUsers(store *eventstore.Store, c caller, req *userv2.ListUsersRequest) ([]*domain.User, time.Time) {
	filter := userFilterOf(req.GetQueries())
	filter.readable = c.readableUsers()
	all, asOf := filter.candidates(store)
	all = slices.DeleteFunc(all, func(user *domain.User) bool { return !filter.matches(user) })
	sortUsers(all, req.GetSortingColumn(), req.GetQuery().GetAsc())
	return all, asOf
}

// readableUsers gives whether the caller may see a user: oneself, and the users of organizations in which the caller may read
// users.
func (c caller) readableUsers() func(*domain.User) bool {
	byOrganization := map[string]bool{}
	return func(user *domain.User) bool {
		readable, asked := byOrganization[user.ResourceOwner]
		if !asked {
			readable = c.mayAccessUsersOf(user.ResourceOwner, permissionUserRead) == nil
			byOrganization[user.ResourceOwner] = readable
		}
		return readable || user.ID == c.user.ID
	}
}

// userFilter is what the queries of a ListUsersRequest ask for together.
type userFilter struct {
	organization string          // empty for all
	ids          map[string]bool // nil for all
	state        *domain.UserState
	kind         *userv2.Type
	readable     func(*domain.User) bool
	nobody       bool // two queries contradict each other
}

// userFilterOf joins the queries: a user has to match all of them.
func userFilterOf(queries []*userv2.SearchQuery) userFilter {
	var f userFilter
	for _, query := range queries {
		switch q := query.GetQuery().(type) {
		case *userv2.SearchQuery_OrganizationIdQuery:
			id := q.OrganizationIdQuery.GetOrganizationId()
			f.nobody = f.nobody || f.organization != "" && f.organization != id
			f.organization = id
		case *userv2.SearchQuery_StateQuery:
			state := domain.UserState(q.StateQuery.GetState())
			f.nobody = f.nobody || f.state != nil && *f.state != state
			f.state = &state
		case *userv2.SearchQuery_TypeQuery:
			wanted := q.TypeQuery.GetType()
			f.nobody = f.nobody || f.kind != nil && *f.kind != wanted
			f.kind = &wanted
		case *userv2.SearchQuery_InUserIdsQuery:
			f.ids = inBoth(f.ids, q.InUserIdsQuery.GetUserIds())
		}
	}
	return f
}

// inBoth gives the ids that are in the set too, which is nil for all.
func inBoth(set map[string]bool, ids []string) map[string]bool {
	both := map[string]bool{}
	for _, id := range ids {
		if set == nil || set[id] {
			both[id] = true
		}
	}
	return both
}

// candidates gives users among whom are all that match.
func (f userFilter) candidates(store *eventstore.Store) ([]*domain.User, time.Time) {
	if f.ids != nil {
		return store.LateUsersByID(maps.Keys(f.ids))
	}
	return store.LateUsers(f.organization)
}

func (f userFilter) matches(user *domain.User) bool {
	switch {
	case f.nobody,
		f.organization != "" && f.organization != user.ResourceOwner,
		f.state != nil && *f.state != user.State,
		f.kind != nil && *f.kind != typeOf(user):
		return false
	}
	return f.readable(user)
}

// sortUsers sorts by the id where no column is named. Users of equal values stay in the order of their creation.
func sortUsers(users []*domain.User, column userv2.UserFieldName, asc bool) {
	if column == userv2.UserFieldName_USER_FIELD_NAME_CREATION_DATE && asc {
		return // they come in this order
	}
	compare := userOrder(column)
	slices.SortStableFunc(users, func(a, b *domain.User) int {
		if asc {
			return compare(a, b)
		}
		return compare(b, a)
	})
}

// userOrder compares names without their case. It takes the display name for all columns of names that aren't kept here.
func userOrder(column userv2.UserFieldName) func(a, b *domain.User) int {
	switch column {
	case userv2.UserFieldName_USER_FIELD_NAME_UNSPECIFIED:
		return func(a, b *domain.User) int { return cmp.Compare(a.ID, b.ID) }
	case userv2.UserFieldName_USER_FIELD_NAME_CREATION_DATE:
		return func(a, b *domain.User) int { return a.CreationDate.Compare(b.CreationDate) }
	case userv2.UserFieldName_USER_FIELD_NAME_USER_NAME, userv2.UserFieldName_USER_FIELD_NAME_EMAIL:
		return func(a, b *domain.User) int {
			return cmp.Compare(strings.ToLower(a.UserName), strings.ToLower(b.UserName))
		}
	case userv2.UserFieldName_USER_FIELD_NAME_STATE:
		return func(a, b *domain.User) int { return cmp.Compare(a.State, b.State) }
	case userv2.UserFieldName_USER_FIELD_NAME_TYPE:
		return func(a, b *domain.User) int { return cmp.Compare(typeOf(a), typeOf(b)) }
	default:
		return func(a, b *domain.User) int {
			return cmp.Compare(strings.ToLower(a.DisplayName), strings.ToLower(b.DisplayName))
		}
	}
}

func typeOf(user *domain.User) userv2.Type {
	if user.Machine {
		return userv2.Type_TYPE_MACHINE
	}
	return userv2.Type_TYPE_HUMAN
}
