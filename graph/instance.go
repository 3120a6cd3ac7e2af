package graph

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/model"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// defaultPolicy reads the instance's policy. ZITADEL's own read of it may lag behind a write, and a patch that is applied
// to what is no longer true would undo the write. So the policy in force is read first: that brings ZITADEL's view up to
// date, and is the instance's policy already where the organization inherits it.
func (r *Resolver) defaultPolicy(ctx context.Context) (*policyv1.LoginPolicy, error) {
	inForce, err := r.policy(ctx, "")
	if err != nil {
		return nil, err
	}
	if inForce.GetIsDefault() {
		return inForce, nil
	}
	reply, err := r.Management.GetDefaultLoginPolicy(ctx, &managementv1.GetDefaultLoginPolicyRequest{})
	if err != nil {
		return nil, err
	}
	if reply.GetPolicy().GetDetails() == nil {
		return nil, replyIncomplete(false)
	}
	return reply.GetPolicy(), nil
}

// instanceWrite makes one call that changes the instance.
func instanceWrite[Request any, Reply interface {
	GetDetails() *zitadelv1.ObjectDetails
}](ctx context.Context, request Request,
	call func(context.Context, Request, ...grpc.CallOption) (Reply, error),
) (*model.ObjectDetails, error) {
	ctx, err := outgoingToInstance(ctx)
	if err != nil {
		return nil, err
	}
	reply, err := call(ctx, request)
	if err != nil {
		return nil, err
	}
	return written(reply.GetDetails(), "")
}

// updateDefaultPolicy patches the instance's policy.
func (r *Resolver) updateDefaultPolicy(ctx context.Context, p patch, expected expectation) (*model.ObjectDetails, error) {
	ctx, err := outgoingToInstance(ctx)
	if err != nil {
		return nil, err
	}
	policy, err := r.defaultPolicy(ctx)
	if err != nil {
		return nil, err
	}
	if err := expected.check(policy); err != nil {
		return nil, err
	}
	if p.shows(policy) {
		return objectDetails(policy.GetDetails()), nil
	}
	wanted := p.to(policy)
	if what := unknownSettingIn(wanted); what != "" {
		return nil, unknown(what)
	}
	request := &adminv1.UpdateLoginPolicyRequest{}
	copySettings(request, wanted)
	reply, err := r.Admin.UpdateLoginPolicy(ctx, request)
	if refusedWith(err, codes.FailedPrecondition) {
		return unlessShown(p, err, func() (*policyv1.LoginPolicy, error) { return r.defaultPolicy(ctx) })
	}
	if err != nil {
		return nil, err
	}
	return written(reply.GetDetails(), policy.GetDetails().GetResourceOwner())
}

func (r *Resolver) restrictions(ctx context.Context) (*model.Restrictions, error) {
	ctx, err := outgoingToInstance(ctx)
	if err != nil {
		return nil, err
	}
	reply, err := r.Admin.GetRestrictions(ctx, &adminv1.GetRestrictionsRequest{})
	if err != nil {
		return nil, err
	}
	if reply.GetDetails() == nil {
		return nil, replyIncomplete(false)
	}
	return &model.Restrictions{
		Details:                       *objectDetails(reply.GetDetails()),
		DisallowPublicOrgRegistration: reply.GetDisallowPublicOrgRegistration(),
		AllowedLanguages:              append([]string{}, reply.GetAllowedLanguages()...),
	}, nil
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
	if request.DisallowPublicOrgRegistration == nil && request.GetAllowedLanguages() == nil {
		current, err := r.restrictions(ctx)
		if err != nil {
			return nil, err
		}
		return &current.Details, nil
	}
	return instanceWrite(ctx, request, r.Admin.SetRestrictions)
}
