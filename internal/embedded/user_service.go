package embedded

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/embedded/domain"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// The permissions that the methods of UserService look for by themselves: their contract demands a valid token and no more.
const (
	permissionUserRead        = "user.read"
	permissionUserWrite       = "user.write"
	permissionCredentialWrite = "user.credential.write" //nolint:gosec // a permission's name
)

// userService implements the UserService: people, machines, and what they have set up to log in with. Its reads may be late.
type userService struct {
	userv2.UnimplementedUserServiceServer
	service
}

var _ userv2.UserServiceServer = (*userService)(nil)

// ListUsers leaves out whom the caller may not see before it cuts the page out, so the total counts those whom it may see.
// Beyond the end there is no total. Deleted users are in no list.
func (u *userService) ListUsers(ctx context.Context, req *userv2.ListUsersRequest) (*userv2.ListUsersResponse, error) {
	filter := userFilterOf(req.GetQueries())
	all, asOf := u.store.LateUsers(filter.organization)
	filter.readable = callerOf(ctx).readableUsers()
	all = slices.DeleteFunc(all, func(user *domain.User) bool { return !filter.matches(user) })
	sortUsers(all, req.GetSortingColumn(), req.GetQuery().GetAsc())
	shown := page(all, req.GetQuery().GetOffset(), req.GetQuery().GetLimit())
	resp := &userv2.ListUsersResponse{
		SortingColumn: req.GetSortingColumn(),
		Details:       &objectv2.ListDetails{Timestamp: timestamppb.New(asOf)},
	}
	if len(shown) > 0 {
		resp.Details.TotalResult = uint64(len(all))
	}
	for _, user := range shown {
		resp.Result = append(resp.Result, userMessage(user))
	}
	return resp, nil
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

func (f userFilter) matches(user *domain.User) bool {
	switch {
	case f.nobody,
		f.ids != nil && !f.ids[user.ID],
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

// ListAuthenticationMethodTypes looks for user.read in the organization that the call is about, whichever one the user is at home
// in: so it answers the owners of other organizations too. It is empty for a user that doesn't exist.
func (u *userService) ListAuthenticationMethodTypes(ctx context.Context, req *userv2.ListAuthenticationMethodTypesRequest) (*userv2.ListAuthenticationMethodTypesResponse, error) {
	c := callerOf(ctx)
	if c.user.ID != req.GetUserId() {
		if err := c.mayAccessUsersOf(c.org, permissionUserRead); err != nil {
			return nil, err
		}
	}
	user, asOf := u.store.LateUser(req.GetUserId())
	types := methodTypes(user)
	return &userv2.ListAuthenticationMethodTypesResponse{
		Details:         &objectv2.ListDetails{TotalResult: uint64(len(types)), Timestamp: timestamppb.New(asOf)},
		AuthMethodTypes: types,
	}, nil
}

// ListAuthenticationFactors looks for user.read only where there is something to answer: a caller who may not read gets an empty
// list of a user without factors.
func (u *userService) ListAuthenticationFactors(ctx context.Context, req *userv2.ListAuthenticationFactorsRequest) (*userv2.ListAuthenticationFactorsResponse, error) {
	states := req.GetStates()
	if len(states) == 0 {
		states = []userv2.AuthFactorState{userv2.AuthFactorState_AUTH_FACTOR_STATE_READY}
	}
	user, _ := u.store.LateUser(req.GetUserId())
	factors := slices.DeleteFunc(authFactors(user), func(f *userv2.AuthFactor) bool { return !slices.Contains(states, f.GetState()) })
	c := callerOf(ctx)
	if len(factors) > 0 && c.user.ID != user.ID {
		if err := c.mayAccessUsersOf(user.ResourceOwner, permissionUserRead); err != nil {
			return nil, err
		}
	}
	return &userv2.ListAuthenticationFactorsResponse{Result: factors}, nil
}
