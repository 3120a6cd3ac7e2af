package graph

import (
	"context"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
)

// restrictions reads the instance's restrictions.
func (r *Resolver) restrictions(ctx context.Context) (*model.Restrictions, error) {
	ctx, err := callerContext(ctx)
	if err != nil {
		return nil, err
	}
	reply, err := r.readRestrictions(ctx)
	if err != nil {
		return nil, err
	}
	id := restrictionsID + reply.GetDetails().GetResourceOwner()
	return &model.Restrictions{
		ID:                            id,
		Details:                       detailsFromWire(id, reply.GetDetails()),
		DisallowPublicOrgRegistration: reply.GetDisallowPublicOrgRegistration(),
		AllowedLanguages:              append([]string{}, reply.GetAllowedLanguages()...),
	}, nil
}

// readRestrictions asks for the restrictions, and fails where the reply doesn't say whose and which version they are.
func (r *Resolver) readRestrictions(ctx context.Context) (*adminv1.GetRestrictionsResponse, error) {
	reply, err := r.admin.GetRestrictions(ctx, &adminv1.GetRestrictionsRequest{})
	if err == nil && reply.GetDetails() == nil {
		return nil, problem.ReplyIncomplete(false)
	}
	return reply, err
}

// setRestrictions changes what the patch names. A patch that names nothing writes nothing.
func (r *Resolver) setRestrictions(ctx context.Context, patch model.RestrictionsPatch) (*model.ObjectDetails, error) {
	request := &adminv1.SetRestrictionsRequest{}
	if patch.DisallowPublicOrgRegistration.IsSet() {
		if request.DisallowPublicOrgRegistration = patch.DisallowPublicOrgRegistration.Value(); request.DisallowPublicOrgRegistration == nil {
			return nil, nullNotAllowed("disallowPublicOrgRegistration")
		}
	}
	if patch.AllowedLanguages.IsSet() {
		if patch.AllowedLanguages.Value() == nil {
			return nil, nullNotAllowed("allowedLanguages")
		}
		request.AllowedLanguages = &adminv1.SelectLanguages{List: patch.AllowedLanguages.Value()}
	}
	ctx, err := callerContext(ctx)
	if err != nil {
		return nil, err
	}
	if request.DisallowPublicOrgRegistration == nil && request.GetAllowedLanguages() == nil {
		current, err := r.readRestrictions(ctx)
		if err != nil {
			return nil, err
		}
		return objectDetailsFromWire(restrictionsChanged(), current.GetDetails()), nil
	}
	result, err := r.policies.SetRestrictions(ctx, request)
	return detailsOf(ctx, restrictionsChanged(), result, err)
}
