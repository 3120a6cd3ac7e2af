package graph

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
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
	return &problem.Problem{Code: problem.CodeConflict, Reason: problem.ReasonLoginPolicyChanged,
		ResourceOwner: details.GetResourceOwner(), CurrentSequence: &sequence,
		Message: fmt.Sprintf("The policy isn't the expected version: it is version %d of %s now. Read it and decide again.", sequence, details.GetResourceOwner())}
}

// updatePolicy patches the policy of the organization that the options, or else the request, name.
func (r *Resolver) updatePolicy(ctx context.Context, o changeOptions, p patch) (*model.ObjectDetails, error) {
	ctx, t, err := r.findTarget(ctx, o, false)
	if err != nil {
		return nil, err
	}
	if err := t.canPatch(o.expected); err != nil {
		return nil, err
	}
	switch {
	case t.shown.GetIsDefault() && o.whenInherited != model.InheritedPolicyActionCustomize:
		return nil, inherited(t.shown)
	case t.shown.GetIsDefault() && !p.shows(t.shown):
		return r.changeInherited(ctx, t, o, p.change())
	case t.shown.GetIsDefault():
		return r.detailsOf(ctx, t.organization, t.shown)
	}
	return r.patchOwn(ctx, t, o, p)
}

// updateDefaultPolicy patches the instance's policy.
func (r *Resolver) updateDefaultPolicy(ctx context.Context, o changeOptions, p patch) (*model.ObjectDetails, error) {
	ctx, t, err := r.findDefault(ctx, o, false)
	if err != nil {
		return nil, err
	}
	if err := t.canPatch(o.expected); err != nil {
		return nil, err
	}
	return r.patchOwn(ctx, t, o, p)
}

// canPatch refuses to patch what can't be read, or isn't the version that the caller looked at.
func (t *target) canPatch(expected expectation) error {
	if t.shown == nil {
		return t.unread
	}
	return expected.check(t.shown)
}

// patchOwn patches a policy that isn't inherited, unless it is written as wanted already.
func (r *Resolver) patchOwn(ctx context.Context, t target, o changeOptions, p patch) (*model.ObjectDetails, error) {
	if p.shows(t.base) && !o.putInForce {
		return r.unlessHidden(ctx, t, p)
	}
	wanted, write := p.to(t.base), t.replace
	what := unknownSettingIn(wanted)
	if o.putInForce {
		write = t.replaceTwice
		what = cmp.Or(what, unknownSettingIn(t.shown))
	}
	if what != "" {
		return nil, unknown(what)
	}
	if err := r.refuseLockout(ctx, t, o, policyWith(wanted, t.shown)); err != nil {
		return nil, err
	}
	answer, err := write(ctx, wanted)
	if _, half := errors.AsType[*problem.UnknownOutcomeError](err); !half && problem.Refused(err, codes.FailedPrecondition) {
		return r.unlessShown(ctx, t, p, err)
	}
	details, err := t.made(settingsAre(wanted)).settle(ctx, answer, err)
	if err != nil {
		return nil, err
	}
	r.look(ctx, t, p.change(), details.Sequence)
	return details, nil
}

// unlessHidden is for a patch that is written already, where nothing has to be written: that is a success, unless ZITADEL
// skipped it.
func (r *Resolver) unlessHidden(ctx context.Context, t target, p patch) (*model.ObjectDetails, error) {
	if !p.shows(t.shown) {
		now, err := t.waitFor(ctx, p.shows)
		switch {
		case err != nil:
			return nil, err
		case now.GetIsDefault() && t.isOwn(): // somebody else has just taken it away
			return nil, inherited(now)
		case !p.shows(now):
			return nil, skipped(p, nil)
		}
		t.shown = now
	}
	warnOfHidden(ctx, change{names: p.names()}.others(t.hidden))
	return objectDetails(t.shown.GetDetails()), nil
}

// names are the JSON names of the settings that a patch sets.
func (p patch) names() []string { return slices.Sorted(maps.Keys(p)) }

// replaceTwice writes the settings that are shown, and then the wanted ones. ZITADEL compares an update with its log, and
// stores what differs; so a setting that is written there and not shown has to be written back first, which changes nothing
// for anybody, before it counts as a change again.
func (t *target) replaceTwice(ctx context.Context, wanted *policyv1.LoginPolicy) (*zitadelv1.ObjectDetails, error) {
	if sameSettings(t.shown, wanted) {
		return t.replace(ctx, wanted)
	}
	first, err := t.replace(ctx, t.shown)
	unchanged := problem.Refused(err, codes.FailedPrecondition) // the log has what is shown
	if !unchanged {
		if err := (proof{owner: t.owner()}).check(first, err); err != nil {
			return nil, err
		}
	}
	details, err := t.replace(ctx, wanted)
	if err != nil && !unchanged {
		return nil, &problem.UnknownOutcomeError{Err: err, Written: "The policy is what ZITADEL shows of it: what had been written and wasn't in force is given up. " +
			"Writing what was wanted failed; send it again."}
	}
	return details, err
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
		names: p.names(),
		idle:  func(*policyv1.LoginPolicy) error { return nil },
		apply: func(request *managementv1.AddCustomLoginPolicyRequest) { p.apply(request) },
		shows: p.shows,
	}
}

// replaceSettings writes all settings of the organization's own policy.
func (r *Resolver) replaceSettings(ctx context.Context, wanted *policyv1.LoginPolicy) (*zitadelv1.ObjectDetails, error) {
	reply, err := r.Management.UpdateCustomLoginPolicy(ctx, settingsOf(wanted))
	return reply.GetDetails(), err
}

// settingsAre says that a policy has all the settings that were written. The patch's alone can be somebody else's, with
// this write still under way.
func settingsAre(wanted *policyv1.LoginPolicy) func(*policyv1.LoginPolicy) bool {
	return func(policy *policyv1.LoginPolicy) bool { return sameSettings(policy, wanted) }
}

// unlessShown is for a backend that says an update changes nothing: that is a success, unless the policy shows otherwise.
// Then ZITADEL has stored what was wanted, and doesn't show it: because of two creations at once, or of a change that its
// reads skipped.
func (r *Resolver) unlessShown(ctx context.Context, t target, p patch, refused error) (*model.ObjectDetails, error) {
	now, err := t.read(ctx)
	switch {
	case err != nil:
		return nil, err
	case now.GetIsDefault() && t.isOwn(): // somebody else has just taken it away; what is inherited is no answer
		return nil, inherited(now)
	case p.shows(now):
		warnOfHidden(ctx, change{names: p.names()}.others(t.hidden)) // something else that is written may not be in force
		return objectDetails(now.GetDetails()), nil
	case t.log.log.Diverged() || !t.log.log.Read():
		return nil, refused
	}
	return nil, skipped(p, refused)
}

// skipped is for a patch that is written already and isn't in force.
func skipped(p patch, cause error) error {
	return &problem.Problem{Code: problem.CodeConflict, Reason: problem.ReasonWrittenNotInForce, Cause: cause,
		Message: "What you want is written already, but ZITADEL skipped it: it shows another state of " + strings.Join(p.names(), ", ") +
			", and that is in force. Nothing was written. To put it in force, send it again with putInForce: true."}
}

// resetPolicy takes the policy of the organization that the options, or else the request, name away. What ZITADEL hasn't shown yet
// doesn't matter to it: everything goes.
func (r *Resolver) resetPolicy(ctx context.Context, o changeOptions) (*model.ObjectDetails, error) {
	ctx, organization, shown, err := r.policyOf(ctx, o.orgID)
	if err != nil && !problem.NotImplemented(err) {
		return nil, err
	}
	t := target{organization: organization, shown: shown, read: r.policyReader(organization), log: r.organizationLog(ctx, organization)}
	r.follow(ctx, &t)
	if shown.GetIsDefault() {
		unseen, err := r.createdUnseen(ctx, t)
		if err != nil {
			return nil, err
		}
		if !unseen {
			return r.detailsOf(ctx, organization, shown)
		}
	}
	if err := r.refuseLockoutByReset(ctx, t, o); err != nil {
		return nil, err
	}
	reply, err := r.Management.ResetLoginPolicyToDefault(ctx, &managementv1.ResetLoginPolicyToDefaultRequest{})
	if problem.Refused(err, codes.NotFound) {
		return r.unlessReset(ctx, t, err)
	}
	details, err := r.tookAway(t).settle(ctx, reply.GetDetails(), err)
	if err != nil {
		return nil, err
	}
	r.look(ctx, t, change{resets: true, shows: (*policyv1.LoginPolicy).GetIsDefault}, details.Sequence)
	return details, nil
}

// createdUnseen says that the organization, which is shown as inheriting, has its own policy all the same.
func (r *Resolver) createdUnseen(ctx context.Context, t target) (bool, error) {
	verdict, _, err := t.log.judge(ctx, t.shown)
	if err == nil && verdict == policy.Unknown {
		warnUnconfirmed(ctx, policyItself) // a reset is never refused for it
	}
	return verdict == policy.Behind, err
}

// tookAway proves that an organization inherits which had a policy of its own before. An inherited policy doesn't say
// whose it is, so the backend is asked which organization it takes the calls for.
func (r *Resolver) tookAway(t target) proof {
	p := t.made((*policyv1.LoginPolicy).GetIsDefault)
	if t.shown.GetIsDefault() {
		p.owner = t.organization
	}
	if p.done == nil {
		return p
	}
	p.done = (*policyv1.LoginPolicy).GetIsDefault
	p.read = func(ctx context.Context) (*policyv1.LoginPolicy, error) {
		policy, err := t.read(ctx)
		if err != nil || !policy.GetIsDefault() {
			return policy, err
		}
		return policy, r.sure(ctx, p.owner)
	}
	return p
}

// unlessReset is for a policy that somebody else has just taken away.
func (r *Resolver) unlessReset(ctx context.Context, t target, refused error) (*model.ObjectDetails, error) {
	now, err := t.read(ctx)
	if problem.HasReason(err, problem.ReasonOrganizationIgnored) {
		return nil, err
	}
	if err != nil || !now.GetIsDefault() {
		return nil, refused
	}
	return r.detailsOf(ctx, t.organization, now)
}
