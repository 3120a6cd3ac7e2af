package policy

import (
	"context"
	"slices"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/policy/eventlog"
	"zitadel-graphql/internal/policy/settings"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// NewPolicy is an organization's own policy to create. Settings that aren't in the patch, and lists that are nil, are copied
// from the inherited policy.
type NewPolicy struct {
	Settings      Patch
	SecondFactors []policyv1.SecondFactorType
	MultiFactors  []policyv1.MultiFactorType
	Links         []Link
}

// Create gives the organization with this id, or the token's home organization, its own policy. It refuses where there is
// one. It fails as Change does.
func (c *Client) Create(ctx context.Context, id string, wanted NewPolicy, o Options) (Result, error) {
	ctx = organization.With(ctx, id)
	t, err := c.find(ctx, id, o, false)
	if err != nil {
		return Result{}, err
	}
	return t.result(t.createWanted(ctx, wanted))
}

func (t *target) createWanted(ctx context.Context, wanted NewPolicy) (*zitadelv1.ObjectDetails, error) {
	if t.shown == nil {
		return nil, t.unread
	}
	if t.isOwn() {
		return nil, &problem.Problem{Code: problem.CodeAlreadyExists, Reason: problem.ReasonLoginPolicyAlreadyExists,
			Message: "The organization already has its own login policy. Update that one instead."}
	}
	if err := t.confirmOrganization(ctx); err != nil {
		return nil, err
	}
	if err := t.overlayDefaultLog(ctx); err != nil {
		return nil, err
	}
	request, err := wanted.request(t.base)
	if err != nil {
		return nil, err
	}
	return t.create(ctx, request, func(found *policyv1.LoginPolicy) bool { return isAsRequested(found, request) })
}

// request copies from the inherited policy what isn't given. What this version doesn't know in a list that isn't copied
// doesn't matter.
func (p NewPolicy) request(inherited *policyv1.LoginPolicy) (*managementv1.AddCustomLoginPolicyRequest, error) {
	original := p.Settings.Applied(inherited)
	if p.SecondFactors != nil {
		original.SecondFactors = p.SecondFactors
	}
	if p.MultiFactors != nil {
		original.MultiFactors = p.MultiFactors
	}
	request, err := copyOf(original)
	if err == nil && p.Links != nil {
		request.Idps = linkRequests(p.Links)
	}
	return request, err
}

// linkRequests leaves out links to a provider that is linked before: ZITADEL would record each, and keep one.
func linkRequests(links []Link) []*managementv1.AddCustomLoginPolicyRequest_IDP {
	var kept []*managementv1.AddCustomLoginPolicyRequest_IDP
	for _, link := range links {
		if !slices.Contains(linkedIDs(kept), link.ID) {
			kept = append(kept, link.request())
		}
	}
	return kept
}

// overlayDefaultLog has the copy of an inherited policy made of what the log says is written there, where the caller may read
// the instance's events.
func (t *target) overlayDefaultLog(ctx context.Context) error {
	log := t.client.instanceLog(ctx)
	freshness, _, err := log.freshness(ctx, t.shown)
	if err != nil {
		return err
	}
	written, known, err := log.replay(ctx)
	switch {
	case err != nil:
		return err
	case known && written != nil && !log.olderThan(t.shown):
		t.base = settings.Overlay(t.shown, written)
	case freshness != eventlog.UpToDate:
		return t.unconfirmed(copiedOne)
	}
	return nil
}

// create gives the organization its own policy in one write, and returns its details once it is sure that no other was created
// at the same time. isIn reports whether a policy has what is wanted of this one.
func (t *target) create(ctx context.Context, request *managementv1.AddCustomLoginPolicyRequest, isIn func(*policyv1.LoginPolicy) bool) (*zitadelv1.ObjectDetails, error) {
	if err := t.refuseLockout(ctx, combine(request, request)); err != nil {
		return nil, err
	}
	reply, err := t.client.management.AddCustomLoginPolicy(ctx, request)
	details, err := t.evidenceOfCreation(request).outcome(ctx, reply.GetDetails(), err)
	if err != nil {
		return nil, err
	}
	t.scope = organizationScope{t.client, details.GetResourceOwner()}
	visible, err := t.confirmCreation(ctx, details, isIn)
	switch {
	case problem.StrongerLoginRequired(err):
		t.warnLockedOut()
	case err != nil:
		return nil, err
	case !visible:
		t.warnNotInForce()
	}
	return details, nil
}

// evidenceOfCreation is evidence that an organization which inherited has the requested policy now, in every setting and list.
func (t *target) evidenceOfCreation(request *managementv1.AddCustomLoginPolicyRequest) evidence {
	return evidence{
		owner:     t.organization,
		isWritten: func(now *policyv1.LoginPolicy) bool { return !now.GetIsDefault() && isAsRequested(now, request) },
		read:      t.scope.read,
	}
}

// confirmCreation reports whether a creation that was answered shows. It fails where there was another creation at the same
// time and this one wasn't the one that counts; where the log doesn't tell, the policy that is shown has to decide.
func (t *target) confirmCreation(ctx context.Context, details *zitadelv1.ObjectDetails, isIn func(*policyv1.LoginPolicy) bool) (bool, error) {
	visible, unread := true, error(nil)
	if t.client.settings.ConfirmWrites { // before the log is asked: it has the more time to get another creation
		visible, unread = t.becomesOwn(ctx, isIn)
	}
	creation, written, err := t.creationInLog(ctx, details)
	if err == nil && creation == eventlog.CreationUnknown && !t.client.settings.ConfirmWrites {
		visible, unread = t.becomesOwn(ctx, isIn)
	}
	switch {
	case problem.StrongerLoginRequired(unread), unread != nil && err != nil:
		return false, afterWrite(unread)
	case err != nil:
		return false, afterWrite(err)
	case creation == eventlog.CreatedAlone, creation == eventlog.CreatedBeside && written != nil && isIn(written):
		if unread != nil {
			t.warnUnread()
		}
		return visible || unread != nil, nil
	case creation == eventlog.CreationUnknown:
		return true, t.confirmCreationByPolicy(visible, unread)
	default:
		return false, concurrentCustomization()
	}
}

// confirmCreationByPolicy is for a creation of which the log doesn't tell whether it was the only one: it has to be visible.
func (t *target) confirmCreationByPolicy(visible bool, unread error) error {
	switch {
	case unread != nil:
		return afterWrite(unread)
	case !visible:
		return concurrentCustomization()
	}
	t.warn(problem.WarningPolicyNotConfirmed, "It couldn't be checked whether somebody else gave the organization its own policy at the "+
		"same time: "+notChecked+". Read the policy in a moment, and compare.")
	return nil
}

// becomesOwn waits, for a while, until the organization is shown as having its own policy with what was wanted.
func (t *target) becomesOwn(ctx context.Context, isIn func(*policyv1.LoginPolicy) bool) (bool, error) {
	isOwn := func(now *policyv1.LoginPolicy) bool { return !now.GetIsDefault() && isIn(now) }
	now, err := t.waitUntil(ctx, isOwn)
	return err == nil && isOwn(now), err
}

// creationInLog asks the log what became of the creation with these details, and how the policy is written now, which is nil
// where the log doesn't tell.
//
// Two creations at once can both succeed: ZITADEL then shows the first one's settings and joins the lists of both, in its
// own time. The log has both at once, and in their order.
func (t *target) creationInLog(ctx context.Context, details *zitadelv1.ObjectDetails) (eventlog.Creation, *policyv1.LoginPolicy, error) {
	log := t.client.organizationLog(ctx, details.GetResourceOwner())
	creation := eventlog.CreationUnknown
	for creation == eventlog.CreationUnknown && !log.ended {
		if err := log.readPage(ctx); err != nil {
			return eventlog.CreationUnknown, nil, err
		}
		creation = log.log.Creation(t.log.log.Newest, details.GetSequence())
	}
	written, known := log.log.Replay()
	if !known {
		written = nil
	}
	return creation, written, nil
}

// afterWrite is the failure of a check after a write of the same change that succeeded.
func afterWrite(err error) error {
	return &problem.UnknownOutcomeError{Err: err, Written: "The change was written, but it couldn't be checked afterwards."}
}

func concurrentCustomization() error {
	return &problem.Problem{Code: problem.CodeConflict, Reason: problem.ReasonConcurrentCustomization, MayHaveWritten: true,
		Message: "Somebody else gave the organization its own policy at the same time, or reset it, so it may not contain this change. " +
			"Read the policy and decide again."}
}

// policyInherited refuses to change an inherited policy.
func policyInherited() error {
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: problem.ReasonLoginPolicyInherited,
		Message: "The organization has no login policy of its own: it inherits the instance's. " +
			"Send whenInherited: CUSTOMIZE to give it its own policy with this change."}
}

// isAsRequested reports whether a policy is the one that was requested: its settings, and its lists as sets.
func isAsRequested(found *policyv1.LoginPolicy, request *managementv1.AddCustomLoginPolicyRequest) bool {
	wanted := &policyv1.LoginPolicy{}
	settings.Copy(wanted, request)
	return settings.Same(found, wanted) &&
		settings.SameSet(found.GetSecondFactors(), request.GetSecondFactors()) &&
		settings.SameSet(found.GetMultiFactors(), request.GetMultiFactors()) &&
		settings.SameSet(linkedIDs(found.GetIdps()), linkedIDs(request.GetIdps()))
}
