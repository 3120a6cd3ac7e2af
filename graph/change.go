package graph

import (
	"context"
	"slices"
	"time"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// change is what a mutation does to a login policy, in each of the ways that it may have to be done.
type change struct {
	// names are the settings and lists that it changes, by their JSON names.
	names []string
	// ofLink says that it changes a link to an identity provider, which ZITADEL keeps apart from the rest.
	ofLink bool
	// resets says that it takes the organization's own policy away.
	resets bool
	// refuse says why it isn't made to an inherited policy.
	refuse func(inherited *policyv1.LoginPolicy) error
	// idle says why it would do nothing to an inherited policy; nil where it would do something.
	idle func(inherited *policyv1.LoginPolicy) error
	// write makes it to a policy that isn't inherited, or of which isn't known whether it is.
	write func(ctx context.Context, t target) (*zitadelv1.ObjectDetails, error)
	// apply makes it to the copy that becomes the organization's own policy.
	apply func(*managementv1.AddCustomLoginPolicyRequest)
	// shows says that a policy has it.
	shows func(*policyv1.LoginPolicy) bool
}

// others are the names, of settings and lists, that the change isn't about.
func (c change) others(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(c.names, name) })
}

// change makes a change to the policy of the organization that the options, or else the request, name. It reads the policy
// first: what has to be written depends on whether it is the organization's own.
func (r *Resolver) change(ctx context.Context, o changeOptions, c change) (*model.ObjectDetails, error) {
	ctx, t, err := r.findTarget(ctx, o, c.ofLink)
	if err != nil {
		return nil, err
	}
	if t.shown.GetIsDefault() {
		return r.changeInherited(ctx, t, o, c)
	}
	return r.changeOwn(ctx, t, o, c)
}

// changeDefault makes a change to the instance's policy.
func (r *Resolver) changeDefault(ctx context.Context, o changeOptions, c change) (*model.ObjectDetails, error) {
	ctx, t, err := r.findDefault(ctx, o, c.ofLink)
	if err != nil {
		return nil, err
	}
	return r.changeOwn(ctx, t, o, c)
}

// changeOwn makes a change to a policy that isn't inherited, and looks what became of it.
func (r *Resolver) changeOwn(ctx context.Context, t target, o changeOptions, c change) (*model.ObjectDetails, error) {
	if err := r.refuseLockout(ctx, t, o, c.madeTo(t.shown)); err != nil {
		return nil, err
	}
	answer, err := c.write(ctx, t)
	details, err := t.made(c.shows).settle(ctx, answer, err)
	if err != nil {
		return nil, err
	}
	r.look(ctx, t, c, details.Sequence)
	return details, nil
}

// madeTo is a policy with the change, as far as logins ask for a second factor by it.
func (c change) madeTo(shown *policyv1.LoginPolicy) *policyv1.LoginPolicy {
	if c.apply == nil {
		return shown
	}
	request := &managementv1.AddCustomLoginPolicyRequest{
		SecondFactors: slices.Clone(shown.GetSecondFactors()), MultiFactors: slices.Clone(shown.GetMultiFactors())}
	c.apply(request)
	return policyWith(shown, request)
}

// made proves that a change was made to the policy.
func (t *target) made(shows func(*policyv1.LoginPolicy) bool) proof {
	return proof{owner: t.owner(), done: changed(t.shown, shows), read: t.read}
}

// owner is whose a write has to be. It is empty where that can't be told.
func (t *target) owner() string {
	if t.shown == nil {
		return t.organization
	}
	return t.shown.GetDetails().GetResourceOwner()
}

func (r *Resolver) changeInherited(ctx context.Context, t target, o changeOptions, c change) (*model.ObjectDetails, error) {
	if o.whenInherited != model.InheritedPolicyActionCustomize {
		return nil, c.refuse(t.shown)
	}
	if err := c.idle(t.shown); err != nil {
		return nil, err
	}
	if err := r.confirm(ctx, t.organization); err != nil {
		return nil, err
	}
	if err := r.buildOnDefault(ctx, &t, o); err != nil {
		return nil, err
	}
	request, err := copyPolicy(t.base)
	if err != nil {
		return nil, err
	}
	c.apply(request)
	return r.customize(ctx, t, o, request, c.shows)
}

// buildOnDefault has the copy of an inherited policy made of what the log says is written there, where the caller may read
// the instance's events.
func (r *Resolver) buildOnDefault(ctx context.Context, t *target, o changeOptions) error {
	log := r.instanceLog(ctx)
	verdict, _, err := log.judge(ctx, t.shown)
	if err != nil {
		return err
	}
	written, known, err := log.written(ctx)
	switch {
	case err != nil:
		return err
	case known && written != nil && !log.olderThan(t.shown):
		t.base = policy.Overlay(t.shown, written)
	case verdict != policy.UpToDate:
		return r.unconfirmed(ctx, o, policyToCopy)
	}
	return nil
}

// customize gives the organization its own policy in one write, and returns its details once it is sure that no other was
// created at the same time.
func (r *Resolver) customize(ctx context.Context, t target, o changeOptions, request *managementv1.AddCustomLoginPolicyRequest,
	shows func(*policyv1.LoginPolicy) bool,
) (*model.ObjectDetails, error) {
	if err := r.refuseLockout(ctx, t, o, policyWith(request, request)); err != nil {
		return nil, err
	}
	reply, err := r.Management.AddCustomLoginPolicy(ctx, request)
	details, err := becameOwn(t, request).settle(ctx, reply.GetDetails(), err)
	if err != nil {
		return nil, err
	}
	t.read = r.policyReader(details.ResourceOwner)
	visible, err := r.createdVisibly(ctx, t, details, shows)
	switch {
	case problem.StrongerLoginRequired(err):
		lockedOut(ctx)
	case err != nil:
		return nil, err
	case !visible:
		notInForce(ctx)
	}
	return details, nil
}

// createdVisibly says whether a creation that was answered shows. It fails where there was another creation at the same
// time, and this one isn't what came of them; where the log doesn't tell, what is shown has to decide.
func (r *Resolver) createdVisibly(ctx context.Context, t target, details *model.ObjectDetails, shows func(*policyv1.LoginPolicy) bool) (bool, error) {
	visible, unread := true, error(nil)
	if r.confirmWrites { // before the log is asked: it has the more time to get another creation
		visible, unread = t.becomesOwn(ctx, shows)
	}
	created, written, err := r.creation(ctx, t, details)
	if err == nil && created == policy.CreationUnknown && !r.confirmWrites {
		visible, unread = t.becomesOwn(ctx, shows)
	}
	switch {
	case problem.StrongerLoginRequired(unread), unread != nil && err != nil:
		return false, afterWrite(unread)
	case err != nil:
		return false, afterWrite(err)
	case created == policy.CreatedAlone, created == policy.CreatedBeside && written != nil && shows(written):
		if unread != nil {
			warnUnread(ctx)
		}
		return visible || unread != nil, nil
	case created == policy.CreationUnknown:
		return true, unlooked(ctx, visible, unread)
	default:
		return false, concurrentCustomization()
	}
}

// becomesOwn waits, for a while, until the organization is shown as having its own policy with what was wanted.
func (t *target) becomesOwn(ctx context.Context, shows func(*policyv1.LoginPolicy) bool) (bool, error) {
	isOwn := func(policy *policyv1.LoginPolicy) bool { return !policy.GetIsDefault() && shows(policy) }
	now, err := t.waitFor(ctx, isOwn)
	return err == nil && isOwn(now), err
}

// unlooked is for a creation of which the log doesn't tell whether it was the only one: it has to be visible.
func unlooked(ctx context.Context, visible bool, unread error) error {
	switch {
	case unread != nil:
		return afterWrite(unread)
	case !visible:
		return concurrentCustomization()
	}
	warn(ctx, model.WarningCodePolicyNotConfirmed, "It couldn't be checked whether somebody else gave the organization its own policy at the "+
		"same time: "+whyNotChecked+". Read the policy in a moment, and compare.")
	return nil
}

// creation asks the log what became of a creation, and how the policy is written now, which is nil where it doesn't tell.
//
// Two creations at once can both succeed: ZITADEL then shows the first one's settings and joins the lists of both, in its
// own time. The log has both at once, and in their order.
func (r *Resolver) creation(ctx context.Context, t target, details *model.ObjectDetails) (policy.Creation, *policyv1.LoginPolicy, error) {
	log := r.organizationLog(ctx, details.ResourceOwner)
	created := policy.CreationUnknown
	for created == policy.CreationUnknown && !log.ended {
		if err := log.more(ctx); err != nil {
			return policy.CreationUnknown, nil, err
		}
		created = log.log.Creation(t.log.log.To, details.Sequence)
	}
	written, known := log.log.Written()
	if !known {
		written = nil
	}
	return created, written, nil
}

func concurrentCustomization() error {
	return &problem.Problem{Code: problem.CodeConflict, Reason: problem.ReasonConcurrentCustomization, MayHaveWritten: true,
		Message: "Somebody else gave the organization its own policy at the same time, or reset it, so it may not contain this change. " +
			"Read the policy and decide again."}
}

// becameOwn proves that an organization which inherited has the requested policy now, in every setting and list.
func becameOwn(t target, request *managementv1.AddCustomLoginPolicyRequest) proof {
	return proof{
		owner: t.organization,
		done:  func(now *policyv1.LoginPolicy) bool { return !now.GetIsDefault() && shows(now, request) },
		read:  t.read,
	}
}

// pause waits, unless there is nothing to wait for or no time left. Waiting writes nothing, and its failure says so.
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
		return problem.RequestEnded(ctx.Err())
	}
}

// afterWrite is the failure of a check after a write of the same field that succeeded.
func afterWrite(err error) error {
	return &problem.UnknownOutcomeError{Err: err, Written: "The change was written, but it couldn't be checked afterwards."}
}

// inherited refuses to change an inherited policy.
func inherited(*policyv1.LoginPolicy) error {
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: problem.ReasonLoginPolicyInherited,
		Message: "The organization has no login policy of its own: it inherits the instance's. " +
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
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: problem.ReasonUnknownFactor,
		Message: "The policy can't be copied or written back: it has a " + what + " that this server doesn't know. Ask its operator to upgrade it."}
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
