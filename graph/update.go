package graph

import (
	"context"
	"fmt"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/model"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// expectation is the version of a policy that a caller looked at.
type expectation struct {
	sequence *uint64
	owner    *string
}

func (e expectation) check(policy *policyv1.LoginPolicy) error {
	details := policy.GetDetails()
	if (e.sequence == nil || *e.sequence == details.GetSequence()) && (e.owner == nil || *e.owner == details.GetResourceOwner()) {
		return nil
	}
	sequence := details.GetSequence()
	return &problem{code: model.ErrorCodeConflict, reason: model.ErrorReasonLoginPolicyChanged,
		owner: details.GetResourceOwner(), sequence: &sequence,
		message: fmt.Sprintf("The policy isn't the expected version: it is version %d of %s now. Read it and decide again.", sequence, details.GetResourceOwner())}
}

// updatePolicy patches the policy of the organization that orgID, or else the request, names.
func (r *Resolver) updatePolicy(ctx context.Context, orgID *string, action model.InheritedPolicyAction, p patch, expected expectation,
) (*model.ObjectDetails, error) {
	ctx, organization, policy, err := r.policyOf(ctx, orgID)
	if err != nil {
		return nil, err
	}
	if err := expected.check(policy); err != nil {
		return nil, err
	}
	switch {
	case policy.GetIsDefault() && action != model.InheritedPolicyActionCustomize:
		return nil, inherited(policy)
	case !p.shows(policy) && policy.GetIsDefault():
		return r.changeInherited(ctx, organization, policy, action, p.change())
	case !p.shows(policy):
		return r.replaceSettings(ctx, organization, policy, p)
	}
	return r.detailsOf(ctx, organization, policy)
}

// detailsOf are the details of a policy that is as it was wanted already.
func (r *Resolver) detailsOf(ctx context.Context, organization string, policy *policyv1.LoginPolicy) (*model.ObjectDetails, error) {
	if policy.GetIsDefault() {
		if err := r.confirmRead(ctx, organization); err != nil {
			return nil, err
		}
	}
	return objectDetails(policy.GetDetails()), nil
}

// change is the patch as a change to an inherited policy that doesn't show it yet.
func (p patch) change() change {
	return change{
		idle:  func(*policyv1.LoginPolicy) error { return nil },
		apply: func(request *managementv1.AddCustomLoginPolicyRequest) { p.apply(request) },
		shows: p.shows,
	}
}

// replaceSettings writes all settings of the organization's own policy, with the patch applied.
func (r *Resolver) replaceSettings(ctx context.Context, organization string, own *policyv1.LoginPolicy, p patch) (*model.ObjectDetails, error) {
	wanted := p.to(own)
	if what := unknownSettingIn(wanted); what != "" {
		return nil, unknown(what)
	}
	reply, err := r.Management.UpdateCustomLoginPolicy(ctx, settingsOf(wanted))
	if refusedWith(err, codes.FailedPrecondition) {
		return unlessShown(p, err, func() (*policyv1.LoginPolicy, error) { return r.ownPolicy(ctx, ownerOf(own, organization)) })
	}
	return r.made(own, organization, settingsAre(wanted)).settle(ctx, reply.GetDetails(), err)
}

// settingsAre says that a policy has all the settings that were written. The patch's alone can be somebody else's, with
// this write still under way.
func settingsAre(wanted *policyv1.LoginPolicy) func(*policyv1.LoginPolicy) bool {
	return func(policy *policyv1.LoginPolicy) bool { return sameSettings(policy, wanted) }
}

// unlessShown is for a backend that says an update changes nothing: that is success, unless the policy shows otherwise.
func unlessShown(p patch, refused error, read func() (*policyv1.LoginPolicy, error)) (*model.ObjectDetails, error) {
	policy, err := read()
	if err != nil {
		return nil, err
	}
	if !p.shows(policy) {
		return nil, refused
	}
	return objectDetails(policy.GetDetails()), nil
}

// ownPolicy is policy for an organization that had one of its own a moment ago. It fails where somebody else has just taken
// that away: the inherited one may show what was wanted too, but not as the organization's.
func (r *Resolver) ownPolicy(ctx context.Context, organization string) (*policyv1.LoginPolicy, error) {
	policy, err := r.policy(ctx, organization)
	if err == nil && policy.GetIsDefault() {
		return nil, inherited(policy)
	}
	return policy, err
}

// resetPolicy takes the policy of the organization that orgID, or else the request, names away.
func (r *Resolver) resetPolicy(ctx context.Context, orgID *string) (*model.ObjectDetails, error) {
	ctx, organization, policy, err := r.policyToChange(ctx, orgID)
	if err != nil {
		return nil, err
	}
	if policy.GetIsDefault() {
		return r.detailsOf(ctx, organization, policy)
	}
	reply, err := r.Management.ResetLoginPolicyToDefault(ctx, &managementv1.ResetLoginPolicyToDefaultRequest{})
	if refusedWith(err, codes.NotFound) {
		return r.unlessReset(ctx, ownerOf(policy, organization), err)
	}
	return r.tookAway(policy, organization).settle(ctx, reply.GetDetails(), err)
}

// tookAway proves that an organization inherits which had a policy of its own before. An inherited policy doesn't say
// whose it is, so the backend is asked which organization it takes the calls for.
func (r *Resolver) tookAway(own *policyv1.LoginPolicy, organization string) proof {
	p := r.made(own, organization, (*policyv1.LoginPolicy).GetIsDefault)
	if p.done == nil {
		return p
	}
	p.done = (*policyv1.LoginPolicy).GetIsDefault
	p.read = func(ctx context.Context) (*policyv1.LoginPolicy, error) {
		policy, err := r.policy(ctx, p.owner)
		if err != nil || !policy.GetIsDefault() {
			return policy, err
		}
		return policy, r.sure(ctx, p.owner)
	}
	return p
}

// unlessReset is for a policy that somebody else has just taken away.
func (r *Resolver) unlessReset(ctx context.Context, organization string, refused error) (*model.ObjectDetails, error) {
	policy, err := r.policy(ctx, organization)
	if isIgnored(err) {
		return nil, err
	}
	if err != nil || !policy.GetIsDefault() {
		return nil, refused
	}
	return r.detailsOf(ctx, organization, policy)
}
