package embedded

import (
	"context"
	"slices"

	"google.golang.org/protobuf/types/known/timestamppb"

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

	lists userLists
}

var _ userv2.UserServiceServer = (*userService)(nil)

// ListUsers leaves out whom the caller may not see before it cuts the page out, so the total counts those whom it may see.
// Beyond the end there is no total. Deleted users are in no list.
func (u *userService) ListUsers(ctx context.Context, req *userv2.ListUsersRequest) (*userv2.ListUsersResponse, error) {
	all, asOf := u.lists.get(u.store, callerOf(ctx), req)
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
