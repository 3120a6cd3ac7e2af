package people

import (
	"context"
	"slices"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// removalRun is the work of one Remove or RemoveFromMany. Everything but budget and stop stays as prepareRemoval found it.
type removalRun struct {
	client       *Client
	users        userv2.UserServiceClient
	removal      Removal
	calls        factorCalls
	organization string
	caller       identity
	// people are those of the ids that ZITADEL lists in the organization.
	people map[string]*userv2.User
	budget *removalBudget
	stop   stopReason
}

// callsBefore is how many calls prepareRemoval makes at most: GetMyUser, GetMyOrg for a caller whose home isn't known and to
// confirm the organization, ListMyZitadelPermissions, ListUsers.
const callsBefore = 5

// prepareRemoval finds out, before anything is written, who the caller is, that the organization exists and the caller may remove
// there, and which of the people are at home in it. The context that it returns is for the calls of the run.
func (c *Client) prepareRemoval(ctx context.Context, id string, userIDs []string, r Removal) (context.Context, *removalRun, error) {
	if err := checkUserIDs(userIDs); err != nil {
		return nil, nil, err
	}
	users := userv2.NewUserServiceClient(c.conn)
	run := &removalRun{client: c, users: users, removal: r, calls: callsFor(users, r.Type), organization: id,
		budget: newRemovalBudget(c.config.RemovalCalls)}
	if run.calls.remove == nil {
		return nil, nil, factorUnspecified()
	}
	if err := run.budget.take(callsBefore); err != nil {
		return nil, nil, err
	}
	if err := run.findCaller(ctx); err != nil {
		return nil, nil, err
	}
	ctx = organization.With(ctx, run.organization)
	asker := organization.NewAsker(managementv1.NewManagementServiceClient(c.conn))
	asker.Prefetch(ctx, run.organization)
	if err := run.checkPermissions(ctx, userIDs); err != nil {
		return nil, nil, err
	}
	if _, err := asker.Confirm(ctx, run.organization); err != nil {
		return nil, nil, err
	}
	return ctx, run, run.findPeople(ctx, userIDs)
}

// findCaller finds out who the caller is. Where no organization is named, it is the caller's home.
func (r *removalRun) findCaller(ctx context.Context) (err error) {
	ctx = organization.Without(ctx)
	if r.caller, err = r.client.identify(ctx); err != nil || r.organization != "" {
		return err
	}
	if r.organization = r.caller.home; r.organization != "" {
		return nil
	}
	reply, err := managementv1.NewManagementServiceClient(r.client.conn).GetMyOrg(ctx, &managementv1.GetMyOrgRequest{})
	if err != nil {
		return err
	}
	if r.organization = reply.GetOrg().GetId(); r.organization == "" {
		return problem.ReplyIncomplete(false)
	}
	return nil
}

// checkPermissions refuses a caller who may not read people or not change them in the organization. Their own factors ZITADEL lets
// everybody remove.
func (r *removalRun) checkPermissions(ctx context.Context, userIDs []string) error {
	if len(userIDs) == 1 && r.isOwn(userIDs[0]) {
		return nil
	}
	reply, err := authv1.NewAuthServiceClient(r.client.conn).ListMyZitadelPermissions(ctx, &authv1.ListMyZitadelPermissionsRequest{})
	if problem.NotImplemented(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, needed := range []string{"user.read", r.calls.permission} {
		if !slices.Contains(reply.GetResult(), needed) {
			return removalNotPermitted(needed)
		}
	}
	return nil
}

// findPeople finds those of the people who are at home in the organization. Only this tells: the organization in a call's metadata
// makes no difference to ZITADEL's removals.
func (r *removalRun) findPeople(ctx context.Context, userIDs []string) (err error) {
	r.people, err = r.listPeople(ctx, userIDs)
	return err
}

// listPeople returns those of the users who are at home in the organization, as far as the caller may see them. It drops
// whoever the answer has beside them.
func (r *removalRun) listPeople(ctx context.Context, userIDs []string) (map[string]*userv2.User, error) {
	reply, err := r.users.ListUsers(ctx, &userv2.ListUsersRequest{
		Query: &objectv2.ListQuery{Limit: uint32(len(userIDs))}, //nolint:gosec // at most maxRemovedAtOnce
		Queries: []*userv2.SearchQuery{
			{Query: &userv2.SearchQuery_OrganizationIdQuery{OrganizationIdQuery: &userv2.OrganizationIdQuery{OrganizationId: r.organization}}},
			{Query: &userv2.SearchQuery_InUserIdsQuery{InUserIdsQuery: &userv2.InUserIDQuery{UserIds: userIDs}}},
			{Query: &userv2.SearchQuery_TypeQuery{TypeQuery: &userv2.TypeQuery{Type: userv2.Type_TYPE_HUMAN}}},
		},
	})
	if err != nil {
		return nil, err
	}
	found := make(map[string]*userv2.User, len(userIDs))
	for _, user := range reply.GetResult() {
		if user.GetDetails().GetResourceOwner() == r.organization && slices.Contains(userIDs, user.GetUserId()) {
			found[user.GetUserId()] = user
		}
	}
	return found, nil
}

// isOwn reports whether the user is the caller.
func (r *removalRun) isOwn(userID string) bool { return r.caller.id != "" && r.caller.id == userID }

// meaningOf returns a failure in the contract's terms.
func (r *removalRun) meaningOf(err error) *problem.Problem {
	if found, ok := r.client.classifier.Classify(err); ok {
		return found
	}
	return problem.Internal(err)
}

func removalNotPermitted(permission string) error {
	return &problem.Problem{Code: problem.CodeForbidden, Reason: problem.ReasonPermissionMissing,
		Message: "You lack the permission " + permission + " in this organization, without which nobody's second factor can be removed. " +
			"Ask an owner for a role that has it."}
}
