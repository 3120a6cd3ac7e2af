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

// changeDefault makes one call that changes the instance's policy, so that it shows the change. The policy is read before,
// since a read after a lost answer tells nothing else.
func changeDefault[Request any, Reply interface {
	GetDetails() *zitadelv1.ObjectDetails
}](ctx context.Context, r *Resolver, request Request,
	call func(context.Context, Request, ...grpc.CallOption) (Reply, error), shows func(*policyv1.LoginPolicy) bool,
) (*model.ObjectDetails, error) {
	ctx, err := outgoingToInstance(ctx)
	if err != nil {
		return nil, err
	}
	before, err := r.defaultPolicy(ctx)
	if err != nil && !mayGoWithout(err) {
		return nil, err
	}
	reply, err := call(ctx, request)
	return r.madeDefault(before, shows).settle(ctx, reply.GetDetails(), err)
}

// madeDefault proves that a change was made to the instance's policy, which was this before, or nil where that can't be
// told.
func (r *Resolver) madeDefault(before *policyv1.LoginPolicy, shows func(*policyv1.LoginPolicy) bool) proof {
	return proof{owner: before.GetDetails().GetResourceOwner(), done: changed(before, shows), read: r.defaultPolicy}
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
	return r.madeDefault(policy, settingsAre(wanted)).settle(ctx, reply.GetDetails(), err)
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
	return r.writeRestrictions(ctx, request)
}

func (r *Resolver) writeRestrictions(ctx context.Context, request *adminv1.SetRestrictionsRequest) (*model.ObjectDetails, error) {
	ctx, err := outgoingToInstance(ctx)
	if err != nil {
		return nil, err
	}
	reply, err := r.Admin.SetRestrictions(ctx, request)
	return proof{}.settle(ctx, reply.GetDetails(), err) // ZITADEL's read of them may lag, and proves nothing
}
