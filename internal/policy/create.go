package policy

import (
	"context"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/policy/eventlog"
	"zitadel-graphql/internal/policy/settings"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// NewPolicy is an organization's own policy to create. Settings that aren't in the patch, and lists that are nil, are copied
// from the inherited policy; a list that is empty but not nil stays empty.
type NewPolicy struct {
	// Settings must have passed Patch.Check.
	Settings Patch
	// The factors must have passed CheckSecondFactor and CheckMultiFactor.
	SecondFactors []policyv1.SecondFactorType
	MultiFactors  []policyv1.MultiFactorType
	// Links are the ids of the identity providers to link, which must have passed CheckProviderID.
	Links []string
}

// Create gives the organization with this id its own policy; an empty id is the token's home organization. It refuses where
// the organization has one already. ctx and errors are as for Change.
func (c *Client) Create(ctx context.Context, id string, wanted NewPolicy, o Options) (Result, error) {
	ctx = organization.With(ctx, id)
	t, err := c.find(ctx, id, o, false)
	if err != nil {
		return Result{}, err
	}
	return t.result(t.createWanted(ctx, wanted))
}

// createWanted is Create, once the policy was found.
func (t *target) createWanted(ctx context.Context, wanted NewPolicy) (*zitadelv1.ObjectDetails, error) {
	if t.shown == nil {
		return nil, t.readFailure
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

// request returns the request that creates the policy, with everything that isn't given copied from the inherited one. A
// factor that this version doesn't know is refused only in a list that is copied.
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

// linkRequests returns the links to these providers as a request has them, without the owners. Each provider is linked once: ZITADEL
// would record every link, and keep one of them.
func linkRequests(ids []string) []*managementv1.AddCustomLoginPolicyRequest_IDP {
	var links []*managementv1.AddCustomLoginPolicyRequest_IDP
	for _, id := range unique(ids) {
		links = append(links, link{id: id}.request())
	}
	return links
}

// overlayDefaultLog sets the base of a copy of the inherited policy to what is written of it in the instance's log, where the
// caller may read that.
func (t *target) overlayDefaultLog(ctx context.Context) error {
	log := t.client.instanceLog(ctx)
	freshness, missing, err := log.freshness(ctx, t.shown)
	if err != nil {
		return err
	}
	written, known, err := log.replay(ctx)
	switch {
	case err != nil:
		return err
	case known && written != nil && !log.olderThan(t.shown):
		t.base = settings.Overlay(t.shown, written)
	case freshness == eventlog.Behind && !t.options.ExpectedVersion.IsZero():
		return readBehind(missing)
	case freshness != eventlog.UpToDate:
		return t.unconfirmed(copiedPolicy)
	}
	return nil
}

// create gives the organization its own policy in one write, and returns its details once it is certain that no other was
// created at the same time. It looks up the owners of the providers that the request links without one. isIn reports whether a policy has what the caller wants of this one.
func (t *target) create(ctx context.Context, request *managementv1.AddCustomLoginPolicyRequest, isIn func(*policyv1.LoginPolicy) bool) (*zitadelv1.ObjectDetails, error) {
	if err := t.findOwners(ctx, request); err != nil {
		return nil, err
	}
	if err := t.refuse(ctx, createdBy(request, t.base)); err != nil {
		return nil, err
	}
	reply, err := t.client.management.AddCustomLoginPolicy(ctx, request)
	details, err := t.evidenceOfCreation(request).outcome(ctx, reply.GetDetails(), err)
	if err != nil {
		return nil, err
	}
	t.wrote(details, reply.GetDetails())
	t.created = true
	t.scope = organizationScope{t.client, details.GetResourceOwner()}
	err = t.confirmCreation(ctx, details, isIn)
	if problem.StrongerLoginRequired(err) {
		t.warnLockedOut()
		return details, nil
	}
	if err != nil {
		return nil, err
	}
	return details, nil
}

// evidenceOfCreation accepts a policy that is the organization's own and the requested one, in every setting and list: until
// the write the organization inherited.
func (t *target) evidenceOfCreation(request *managementv1.AddCustomLoginPolicyRequest) evidence {
	return evidence{
		owner:     t.organization,
		isWritten: func(now *policyv1.LoginPolicy) bool { return !now.GetIsDefault() && isAsRequested(now, request) },
		read:      t.scope.read,
	}
}

// confirmCreation fails where another creation at the same time took the place of this one, whose write succeeded. Where the
// log doesn't tell, the policy that is shown decides. It warns where the new policy doesn't show, or couldn't be read.
func (t *target) confirmCreation(ctx context.Context, details *zitadelv1.ObjectDetails, isIn func(*policyv1.LoginPolicy) bool) error {
	shows, readErr := true, error(nil)
	if t.client.config.ConfirmWrites { // before the log is read: the longer that waits, the surer it has another creation
		shows, readErr = t.waitUntilOwn(ctx, isIn)
	}
	creation, written, logErr := t.creationByLog(ctx, details)
	switch {
	case problem.StrongerLoginRequired(readErr), readErr != nil && logErr != nil:
		return writtenButUnchecked(readErr)
	case logErr != nil:
		return writtenButUnchecked(logErr)
	case creation == eventlog.CreationUnknown && t.client.config.ConfirmWrites:
		return t.confirmCreationByPolicy(shows, readErr)
	case creation == eventlog.CreationUnknown:
		return t.confirmCreationByPolicy(t.waitUntilOwn(ctx, isIn))
	case creation == eventlog.CreatedAndRemoved, creation == eventlog.CreatedBeside && (written == nil || !isIn(written)):
		return concurrentCustomization()
	case readErr != nil:
		t.warnUnread()
	case !shows:
		t.warnNotInForce()
	}
	return nil
}

// confirmCreationByPolicy is confirmCreation where the log doesn't tell whether the creation was the only one: the policy has
// to show it. The arguments are what waitUntilOwn returned.
func (t *target) confirmCreationByPolicy(shows bool, readErr error) error {
	if readErr != nil {
		return writtenButUnchecked(readErr)
	}
	if !shows {
		return concurrentCustomization()
	}
	t.warn(problem.WarningPolicyNotConfirmed, "It couldn't be checked whether somebody else gave the organization its own policy at the "+
		"same time: "+whyNotChecked+". Read the policy in a moment, and compare.")
	return nil
}

// waitUntilOwn waits, for at most showTime, until ZITADEL shows a policy that is the organization's own and that isIn accepts. It
// reports whether it does.
func (t *target) waitUntilOwn(ctx context.Context, isIn func(*policyv1.LoginPolicy) bool) (bool, error) {
	isOwn := func(now *policyv1.LoginPolicy) bool { return !now.GetIsDefault() && isIn(now) }
	now, err := t.waitUntil(ctx, isOwn)
	return err == nil && isOwn(now), err
}

// creationByLog reads from the log what became of the creation with these details, and the policy as it is written now, which
// is nil where the log doesn't tell.
//
// Two creations at the same time can both succeed: ZITADEL then shows the settings of the first and, sooner or later, the lists
// of both. The log has both at once, and in their order.
func (t *target) creationByLog(ctx context.Context, details *zitadelv1.ObjectDetails) (eventlog.Creation, *policyv1.LoginPolicy, error) {
	log := t.client.organizationLog(ctx, details.GetResourceOwner())
	creation := eventlog.CreationUnknown
	for creation == eventlog.CreationUnknown && !log.ended {
		if err := log.readPage(ctx); err != nil {
			return eventlog.CreationUnknown, nil, err
		}
		creation = log.log.Creation(t.log.log.Newest, details.GetSequence())
	}
	t.noteEditor(log)
	written, known := log.log.Replay()
	if !known {
		written = nil
	}
	return creation, written, nil
}

// writtenButUnchecked is the failure of a change that was written, and whose check afterwards failed with err.
func writtenButUnchecked(err error) error {
	return &problem.UnknownOutcomeError{Err: err, Written: "The change was written, but it couldn't be checked afterwards."}
}

// concurrentCustomization is the failure of a creation that another one, or a reset, took the place of.
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
