package graph

import (
	"context"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/people"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
)

// viewer reads what the caller may do in the organization that orgID, or else the request, names.
func (r *Resolver) viewer(ctx context.Context, orgID *string) (*model.Viewer, error) {
	ctx, id, err := callerAndOrganization(ctx, orgID)
	if err != nil {
		return nil, err
	}
	return r.viewerIn(ctx, id)
}

// viewerIn reads what the caller may do in the organization with this id; an empty one is the token's home organization. ctx comes
// from callerContext.
func (r *Resolver) viewerIn(ctx context.Context, id string) (*model.Viewer, error) {
	ctx = organization.With(ctx, id)
	r.asker.Prefetch(ctx, id) // permissions don't say where they are held
	reply, err := r.auth.ListMyZitadelPermissions(ctx, &authv1.ListMyZitadelPermissionsRequest{})
	if err != nil {
		return nil, err
	}
	if err := r.confirmOrganization(ctx, id); err != nil {
		return nil, err
	}
	held := permissions(reply.GetResult())
	return &model.Viewer{
		ID:                         viewerIDOf(id),
		CanReadLoginPolicy:         held.allow("policy.read"),
		CanWriteLoginPolicy:        held.allow("policy.read", "policy.write"),
		CanResetLoginPolicy:        held.allow("policy.read", "policy.delete"),
		CanWriteDefaultLoginPolicy: held.allow("policy.read", "iam.policy.write"),
		CanReadRestrictions:        held.allow("iam.restrictions.read"),
		CanWriteRestrictions:       held.allow("iam.restrictions.write"),
		CanReadUsers:               held.allowUsers("user.read"),
		CanRemoveUserFactors:       held.allowUsers("user.read", "user.write"),
		CanReadHistory:             held.allow("org.read"),
		CanReadEvents:              held.allow("events.read"),
	}, nil
}

// permissions are what the caller may do in an organization. One that is held in a project only is written "permission:project".
type permissions []string

// allow reports whether the caller has all of these permissions, in a project at least: that suffices, since the calls about login
// settings name no project.
func (p permissions) allow(wanted ...string) bool {
	return p.haveAll(wanted, func(held, one string) bool { return held == one || strings.HasPrefix(held, one+":") })
}

// allowUsers is allow for calls about people, for which a permission in a project doesn't count.
func (p permissions) allowUsers(wanted ...string) bool {
	return p.haveAll(wanted, func(held, one string) bool { return held == one })
}

func (p permissions) haveAll(wanted []string, is func(held, one string) bool) bool {
	return !slices.ContainsFunc(wanted, func(one string) bool {
		return !slices.ContainsFunc(p, func(held string) bool { return is(held, one) })
	})
}

// tokenUser reads the user behind the token. It is nil where the backend doesn't know the call that tells. The organization that a
// request names makes no difference to it.
func (r *Resolver) tokenUser(ctx context.Context) (context.Context, *userv1.User, error) {
	ctx, err := callerContext(ctx)
	if err != nil {
		return nil, nil, err
	}
	reply, err := r.auth.GetMyUser(ctx, &authv1.GetMyUserRequest{})
	switch {
	case problem.NotImplemented(err):
		return ctx, nil, nil
	case err != nil:
		return nil, nil, err
	case reply.GetUser().GetId() == "" || reply.GetUser().GetDetails().GetResourceOwner() == "":
		return nil, nil, problem.ReplyIncomplete(false)
	}
	return ctx, reply.GetUser(), nil
}

// viewerUser reads the user behind the token as one of the people of its home organization.
func (r *Resolver) viewerUser(ctx context.Context) (*model.User, error) {
	needs := userNeeds(selected(ctx).at())
	ctx, user, err := r.tokenUser(ctx)
	if user == nil {
		return nil, err
	}
	name := user.GetMachine().GetName()
	if human := user.GetHuman(); human != nil {
		name = human.GetProfile().GetDisplayName()
	}
	home := user.GetDetails().GetResourceOwner()
	return &model.User{ID: user.GetId(), DisplayName: name, PreferredLoginName: user.GetPreferredLoginName(),
		Person: r.newPersonRead(ctx, people.ByID{Organization: home, IDs: []string{user.GetId()}, Needs: needs})}, nil
}

// homeOrganization reads the organization that the user behind the token belongs to. That is asked for only where more than its id
// and its login policy is selected.
func (r *Resolver) homeOrganization(ctx context.Context) (*model.Organization, error) {
	_, user, err := r.tokenUser(ctx)
	if user == nil {
		return nil, err
	}
	home := user.GetDetails().GetResourceOwner()
	if slices.ContainsFunc(graphql.CollectFieldsCtx(ctx, nil), needsOrganization) {
		return r.organization(ctx, &home)
	}
	return &model.Organization{ID: home, RequestedID: &home}, nil
}
