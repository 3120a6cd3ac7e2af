package policy

import (
	"context"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/parallel"
	"zitadel-graphql/internal/policy/eventlog"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// target is the login policy that one change is about to be made to, as it was found.
type target struct {
	client  *Client
	scope   scope
	options Options
	log     *logReader
	// organization is the one that was named, or whose own policy was shown. It is empty where it is the token's home
	// organization and that inherits, and for the instance.
	organization string
	// linkOnly is true where the change is one of a link to an identity provider. It builds on nothing that is read, but on
	// whose the policy is.
	linkOnly bool
	// shown is the policy as ZITADEL shows it and puts it in force. It is nil where the backend doesn't know the read, or
	// refuses that of the instance's; readFailure is that failure then, for a change that needs the policy.
	shown       *policyv1.LoginPolicy
	readFailure error
	// base is the policy that a change is made to: shown, with everything that is written in the log and that ZITADEL doesn't
	// show. skipped has the JSON names of the settings and lists in which the two differ.
	base    *policyv1.LoginPolicy
	skipped []string
	// addedOwner is the owner of the identity provider that the change links, once it was looked up.
	addedOwner idpv1.IDPOwnerType
	// warnings are collected on the way, and are part of the result of a change that succeeds.
	warnings []problem.Warning
	// effect is what was done. Where that is written, writtenBy has the details of the last write, and writes counts those that
	// succeeded. created and removed are true where the organization's own policy was created, or removed.
	effect           effect
	writtenBy        *zitadelv1.ObjectDetails
	writes           int
	created, removed bool
	// editorID is who wrote writtenBy, by the log, and empty until that event is read.
	editorID string
}

// isOwn reports whether ZITADEL shows a policy, and as the organization's own.
func (t *target) isOwn() bool { return t.shown != nil && !t.shown.GetIsDefault() }

// isInherited reports whether ZITADEL shows that the organization inherits the instance's policy.
func (t *target) isInherited() bool { return !t.ofInstance() && t.shown.GetIsDefault() }

// ofInstance reports whether the policy is the instance's own.
func (t *target) ofInstance() bool { return t.log.aggregate == eventlog.Instance }

// owner returns the id of the organization or instance that a write has to belong to. It is empty where that isn't known.
func (t *target) owner() string {
	if t.shown == nil {
		return t.organization
	}
	return t.shown.GetDetails().GetResourceOwner()
}

// warn adds a warning to the result.
func (t *target) warn(code problem.WarningCode, message string) {
	t.warnings = append(t.warnings, problem.Warning{Code: code, Message: message})
}

// result makes the result of a change of its outcome, with the warnings that were collected.
func (t *target) result(details *zitadelv1.ObjectDetails, err error) (Result, error) {
	if err != nil {
		return Result{}, err
	}
	return Result{Details: details, Warnings: t.warnings, Wrote: t.effect != nothingWritten, version: t.versionAfter,
		editorID: &t.editorID}, nil
}

// find reads the policy of the organization with this id and its log, both at once. ctx comes from organization.With.
//
// What is shown must have the newest change that is in the log. A patch writes all settings, and would undo what isn't shown;
// any other change would hide that something is missing. A change of a link does neither.
func (c *Client) find(ctx context.Context, id string, o Options, linkOnly bool) (*target, error) {
	t := &target{client: c, scope: organizationScope{c, id}, options: o, organization: id, log: c.organizationLog(ctx, id),
		linkOnly: linkOnly}
	if err := t.readOfOrganization(ctx); err != nil {
		return nil, err
	}
	if err := t.chooseBase(ctx); err != nil {
		return nil, err
	}
	return t, t.checkExpectedVersion(ctx)
}

// readOfOrganization is readPolicyAndLog for an organization, which is known by its policy where none was named.
func (t *target) readOfOrganization(ctx context.Context) error {
	// Events are asked for by the organization's id. Where none was given, the policy has it, if it is the organization's own.
	logLater := t.organization == "" && !t.client.refusedEvents.Has(ctx)
	if err := t.readPolicyAndLog(ctx, logLater); err != nil {
		return err
	}
	t.adoptShownOwner(ctx)
	return nil
}

// findDefault is find for the instance's policy. ctx comes from organization.Without. A caller who may not read the policy may
// still change it.
func (c *Client) findDefault(ctx context.Context, o Options, linkOnly bool) (*target, error) {
	t := &target{client: c, scope: instanceScope{c}, options: o, log: c.instanceLog(ctx), linkOnly: linkOnly}
	// The policy is certainly the instance's, so a change of a link needs no log but for its version.
	if err := t.readPolicyAndLog(ctx, linkOnly && o.ExpectedVersion.IsZero()); err != nil {
		return nil, err
	}
	t.base = t.shown
	if !linkOnly {
		if err := t.chooseBase(ctx); err != nil {
			return nil, err
		}
	}
	return t, t.checkExpectedVersion(ctx)
}

// adoptShownOwner makes the organization whose own policy was shown the target's, where none was named. From then on a policy
// of any other is an error, and its events can be asked for.
func (t *target) adoptShownOwner(ctx context.Context) {
	if t.organization != "" || !t.isOwn() {
		return
	}
	t.organization = t.owner()
	t.scope = organizationScope{t.client, t.organization}
	if !t.client.refusedEvents.Has(ctx) {
		t.log = t.client.organizationLog(ctx, t.organization)
	}
}

// readPolicyAndLog reads the policy, and at the same time the newest page of its log unless that is for later. It sets
// readFailure in place of shown where a change can go on without the policy.
func (t *target) readPolicyAndLog(ctx context.Context, logLater bool) error {
	readPolicy := func() (err error) {
		t.shown, err = t.scope.read(ctx)
		return err
	}
	var errPolicy, errLog error
	if logLater {
		errPolicy = readPolicy()
	} else {
		errPolicy, errLog = parallel.Both(readPolicy, func() error { return t.log.readPage(ctx) })
	}
	if problem.NotImplemented(errPolicy) || t.ofInstance() && problem.Unavailable(errPolicy) {
		t.shown, t.readFailure = nil, errPolicy
		return nil
	}
	if errPolicy != nil {
		return errPolicy
	}
	return errLog
}

// waitUntil reads the policy until isShown accepts it, for at most showTime, and returns what it read last.
func (t *target) waitUntil(ctx context.Context, isShown func(*policyv1.LoginPolicy) bool) (*policyv1.LoginPolicy, error) {
	now, err := t.scope.read(ctx)
	for pause := range pauses(ctx, showTime) {
		if err != nil || isShown(now) {
			break
		}
		if err := pause(); err != nil {
			return nil, err
		}
		now, err = t.scope.read(ctx)
	}
	return now, err
}

// confirmOrganization fails where the backend takes the calls for another organization. It is asked before anything is
// written.
func (t *target) confirmOrganization(ctx context.Context) error {
	_, err := t.client.asker.Confirm(ctx, t.organization)
	return err
}

// confirmedDetails returns the details of a policy that has what was wanted already, once it is confirmed that it was read for
// the right organization.
func (t *target) confirmedDetails(ctx context.Context, found *policyv1.LoginPolicy) (*zitadelv1.ObjectDetails, error) {
	warnings, err := t.client.confirmInherited(ctx, t.organization, found)
	if err != nil {
		return nil, err
	}
	t.warnings = append(t.warnings, warnings...)
	return found.GetDetails(), nil
}
