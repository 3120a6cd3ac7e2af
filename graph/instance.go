package graph

import (
	"context"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
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
		return nil, problem.ReplyIncomplete(false)
	}
	return reply.GetPolicy(), nil
}

// replaceDefaultSettings writes all settings of the instance's policy.
func (r *Resolver) replaceDefaultSettings(ctx context.Context, wanted *policyv1.LoginPolicy) (*zitadelv1.ObjectDetails, error) {
	request := &adminv1.UpdateLoginPolicyRequest{}
	copySettings(request, wanted)
	reply, err := r.Admin.UpdateLoginPolicy(ctx, request)
	return reply.GetDetails(), err
}

// defaultLinkAddition is linkAddition for the instance's policy, which links the instance's providers only.
func (r *Resolver) defaultLinkAddition(id string) change {
	return change{
		names:  []string{identityProviders},
		ofLink: true,
		write: func(ctx context.Context, t target) (*zitadelv1.ObjectDetails, error) {
			reply, err := r.Admin.AddIDPToLoginPolicy(ctx, &adminv1.AddIDPToLoginPolicyRequest{IdpId: id})
			return reply.GetDetails(), t.unlessLinkSkipped(ctx, err, problem.Condition{Code: codes.AlreadyExists, ID: "INSTANCE-2B0ps"}, linking(id))
		},
		shows: linking(id),
	}
}

// defaultLinkRemoval is linkRemoval for the instance's policy.
func (r *Resolver) defaultLinkRemoval(id string) change {
	return change{
		names:  []string{identityProviders},
		ofLink: true,
		write: func(ctx context.Context, t target) (*zitadelv1.ObjectDetails, error) {
			reply, err := r.Admin.RemoveIDPFromLoginPolicy(ctx, &adminv1.RemoveIDPFromLoginPolicyRequest{IdpId: id})
			return reply.GetDetails(), t.unlessLinkSkipped(ctx, err, problem.Condition{Code: codes.NotFound, ID: "INSTANCE-39fjs"}, not(linking(id)))
		},
		shows: not(linking(id)),
	}
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
		return nil, problem.ReplyIncomplete(false)
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
	details, err := proof{}.settle(ctx, reply.GetDetails(), err) // ZITADEL's read of them may lag, and proves nothing
	if err == nil {
		r.lookAtRestrictions(ctx, details.Sequence)
	}
	return details, err
}

// lookAtRestrictions waits, for a while, until the restrictions show the change with this sequence, and warns where they
// don't. A caller who may not read them isn't told anything: the change is written.
func (r *Resolver) lookAtRestrictions(ctx context.Context, sequence uint64) {
	if !r.confirmWrites {
		return
	}
	reply, err := r.Admin.GetRestrictions(ctx, &adminv1.GetRestrictionsRequest{})
	for pause := range pauses(ctx, lookTime) {
		if err != nil || reply.GetDetails().GetSequence() >= sequence {
			break
		}
		if err = pause(); err == nil {
			reply, err = r.Admin.GetRestrictions(ctx, &adminv1.GetRestrictionsRequest{})
		}
	}
	switch {
	case problem.Unavailable(err):
	case err != nil:
		warn(ctx, model.WarningCodePolicyNotConfirmed, "The change is written, but whether it is in force couldn't be read. Read the restrictions.")
	case reply.GetDetails().GetSequence() < sequence:
		warn(ctx, model.WarningCodeWrittenNotInForce, "The change is written, but ZITADEL doesn't show it, so it may not be in force. Read the restrictions.")
	}
}
