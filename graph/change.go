package graph

import (
	"context"
	"time"

	"zitadel-graphql/graph/model"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// change is what a mutation does to an organization's login policy, in each of the ways that it may have to be done.
type change struct {
	// refuse says why it isn't made to an inherited policy.
	refuse func(inherited *policyv1.LoginPolicy) error
	// idle says why it would do nothing to an inherited policy; nil where it would do something.
	idle func(inherited *policyv1.LoginPolicy) error
	// write makes it to the organization's own policy, which is nil where the backend can't tell.
	write func(ctx context.Context, own *policyv1.LoginPolicy) (*zitadelv1.ObjectDetails, error)
	// apply makes it to the copy that becomes the organization's own policy.
	apply func(*managementv1.AddCustomLoginPolicyRequest)
	// shows says that a policy has it.
	shows func(*policyv1.LoginPolicy) bool
}

// change makes a change to the policy of the organization that orgID, or else the request, names. It reads the policy
// first: what has to be written depends on whether it is the organization's own.
func (r *Resolver) change(ctx context.Context, orgID *string, action model.InheritedPolicyAction, c change) (*model.ObjectDetails, error) {
	ctx, organization, policy, err := r.policyToChange(ctx, orgID)
	if err != nil {
		return nil, err
	}
	if policy.GetIsDefault() {
		return r.changeInherited(ctx, organization, policy, action, c)
	}
	answer, err := c.write(ctx, policy)
	return r.made(policy, organization, c.shows).settle(ctx, answer, err)
}

// made proves that a change was made to an organization's own policy, which was own before, or nil where the backend
// can't tell.
func (r *Resolver) made(own *policyv1.LoginPolicy, organization string, shows func(*policyv1.LoginPolicy) bool) proof {
	owner := ownerOf(own, organization)
	return proof{
		owner: owner,
		done:  changed(own, shows),
		read:  func(ctx context.Context) (*policyv1.LoginPolicy, error) { return r.policy(ctx, owner) },
	}
}

// policyToChange reads the policy before a write. It is nil where the backend doesn't know the read: then the write goes
// ahead without it.
func (r *Resolver) policyToChange(ctx context.Context, orgID *string) (context.Context, string, *policyv1.LoginPolicy, error) {
	ctx, organization, policy, err := r.policyOf(ctx, orgID)
	if unimplemented(err) {
		return ctx, organization, nil, nil
	}
	return ctx, organization, policy, err
}

// ownerOf is whose a write to the policy has to be. It is empty where that can't be told.
func ownerOf(policy *policyv1.LoginPolicy, organization string) string {
	if policy == nil {
		return organization
	}
	return policy.GetDetails().GetResourceOwner()
}

func (r *Resolver) changeInherited(ctx context.Context, organization string, inherited *policyv1.LoginPolicy,
	action model.InheritedPolicyAction, c change,
) (*model.ObjectDetails, error) {
	if action != model.InheritedPolicyActionCustomize {
		return nil, c.refuse(inherited)
	}
	if err := c.idle(inherited); err != nil {
		return nil, err
	}
	if err := r.confirm(ctx, organization); err != nil {
		return nil, err
	}
	request, err := copyPolicy(inherited)
	if err != nil {
		return nil, err
	}
	c.apply(request)
	return r.customize(ctx, organization, request, c.shows)
}

// customize gives the organization its own policy in one write, and returns its details once shows has been seen to hold.
//
// Two of these at once can both succeed: ZITADEL then keeps the first one's settings and joins the lists of both. The
// other write may become visible a moment after ours, so the policy is read at once and again after a while.
func (r *Resolver) customize(ctx context.Context, organization string, request *managementv1.AddCustomLoginPolicyRequest,
	shows func(*policyv1.LoginPolicy) bool,
) (*model.ObjectDetails, error) {
	reply, err := r.Management.AddCustomLoginPolicy(ctx, request)
	details, err := r.becameOwn(organization, request).settle(ctx, reply.GetDetails(), err)
	if err != nil {
		return nil, err
	}
	for _, wait := range []time.Duration{0, r.Settle} {
		if err := pause(ctx, wait); err != nil {
			return nil, &afterWriteError{err}
		}
		policy, err := r.policy(ctx, organization)
		if err != nil {
			return nil, &afterWriteError{err}
		}
		if policy.GetIsDefault() || !shows(policy) {
			return nil, &problem{code: model.ErrorCodeConflict, reason: model.ErrorReasonConcurrentCustomization, mayHaveWritten: true,
				message: "Somebody else gave the organization its own policy at the same time, and it doesn't contain this change. " +
					"Read the policy and decide again."}
		}
	}
	return details, nil
}

// becameOwn proves that an organization which inherited has the requested policy now, in every setting and list.
func (r *Resolver) becameOwn(organization string, request *managementv1.AddCustomLoginPolicyRequest) proof {
	return proof{
		owner: organization,
		done:  func(now *policyv1.LoginPolicy) bool { return !now.GetIsDefault() && shows(now, request) },
		read:  func(ctx context.Context) (*policyv1.LoginPolicy, error) { return r.policy(ctx, organization) },
	}
}

// pause waits, unless there is nothing to wait for or no time left.
func pause(ctx context.Context, wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// afterWriteError is a failure after a write of the same field that succeeded.
type afterWriteError struct{ err error }

var _ error = (*afterWriteError)(nil)

// Error implements error.
func (e *afterWriteError) Error() string { return "after the write: " + e.err.Error() }

// Unwrap returns the failure.
func (e *afterWriteError) Unwrap() error { return e.err }

// inherited refuses to change an inherited policy.
func inherited(*policyv1.LoginPolicy) error {
	return &problem{code: model.ErrorCodeFailedPrecondition, reason: model.ErrorReasonLoginPolicyInherited,
		message: "The organization has no login policy of its own: it inherits the instance's. " +
			"Send whenInherited: CUSTOMIZE to give it its own policy with this change."}
}

// copyPolicy is the request that makes an inherited policy the organization's own: its settings, its factors, each once,
// and its identity providers, which are the instance's by construction. What isn't known here can't be copied.
func copyPolicy(policy *policyv1.LoginPolicy) (*managementv1.AddCustomLoginPolicyRequest, error) {
	if what := unknownIn(policy); what != "" {
		return nil, unknown(what)
	}
	request := &managementv1.AddCustomLoginPolicyRequest{
		SecondFactors: unique(policy.GetSecondFactors()),
		MultiFactors:  unique(policy.GetMultiFactors()),
		Idps:          linksOf(policy),
	}
	copySettings(request, policy)
	return request, nil
}

func unknown(what string) error {
	return &problem{code: model.ErrorCodeFailedPrecondition, reason: model.ErrorReasonUnknownFactor,
		message: "The policy can't be copied or written back: it has a " + what + " that this server doesn't know. Ask its operator to upgrade it."}
}

// unknownIn names what a policy has that this version doesn't know, and so can't copy.
func unknownIn(policy *policyv1.LoginPolicy) string {
	for _, factor := range policy.GetSecondFactors() {
		if secondFactorType(factor) == model.SecondFactorTypeSecondFactorTypeUnspecified {
			return "second factor"
		}
	}
	for _, factor := range policy.GetMultiFactors() {
		if multiFactorType(factor) == model.MultiFactorTypeMultiFactorTypeUnspecified {
			return "multi factor"
		}
	}
	return unknownSettingIn(policy)
}

// unknownSettingIn names a setting that this version doesn't know: writing all others back would make it false or zero.
func unknownSettingIn(policy *policyv1.LoginPolicy) string {
	switch {
	case len(policy.ProtoReflect().GetUnknown()) > 0:
		return "setting"
	case passwordlessType(policy.GetPasswordlessType()) == nil:
		return "kind of passwordless login"
	}
	return ""
}
