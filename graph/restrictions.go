package graph

import (
	"context"

	"zitadel-graphql/graph/audited"
	"zitadel-graphql/graph/model"
	"zitadel-graphql/internal/policy"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
)

// restrictions reads the instance's restrictions.
func (r *Resolver) restrictions(ctx context.Context) (*model.Restrictions, error) {
	ctx, err := callerContext(ctx)
	if err != nil {
		return nil, err
	}
	reply, err := r.policies.ReadRestrictions(ctx)
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

// setRestrictions changes what the patch names. A patch that names nothing writes nothing.
func (r *Resolver) setRestrictions(ctx context.Context, patch model.RestrictionsPatch, version *string) (*model.ObjectDetails, error) {
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
	var o policy.Options
	if version != nil {
		var err error
		if o.ExpectedVersion, err = policy.ParseRestrictionsVersion(*version); err != nil {
			return nil, err
		}
	}
	ctx, err := callerContext(ctx)
	if err != nil {
		return nil, err
	}
	o.BeforeWrite = audited.BeforeInstanceWrite(ctx)
	result, err := r.policies.SetRestrictions(ctx, request, o)
	return detailsOf(ctx, restrictionsChanged(), result, err)
}
