package policy

import (
	"context"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/policy/eventlog"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Reset removes the own policy of the organization with this id, so that it inherits the instance's; an empty id is the token's
// home organization. It succeeds where the organization has none. Since it removes every change, it doesn't wait for those that
// ZITADEL doesn't show yet. ctx and errors are as for Change.
func (c *Client) Reset(ctx context.Context, id string, o Options) (Result, error) {
	ctx = organization.With(ctx, id)
	shown, err := c.read(ctx, id)
	if err != nil && !problem.NotImplemented(err) {
		return Result{}, err
	}
	t := &target{client: c, scope: organizationScope{c, id}, options: o, organization: id, shown: shown, readFailure: err,
		base: shown, log: c.organizationLog(ctx, id)}
	t.adoptShownOwner(ctx)
	if err := t.checkVersionToReset(ctx); err != nil {
		return Result{}, err
	}
	return t.result(t.reset(ctx))
}

// checkVersionToReset is checkExpectedVersion for a reset. Only then it waits until ZITADEL shows whose policy is in force: an
// inherited one has another version.
func (t *target) checkVersionToReset(ctx context.Context) error {
	if t.options.ExpectedVersion.IsZero() || t.shown == nil {
		return t.checkExpectedVersion(ctx)
	}
	freshness, missing, err := t.waitUntilFresh(ctx, catchUpTime)
	switch {
	case err != nil:
		return err
	case freshness == eventlog.Behind && missing.ChangesOwner():
		return readBehind(missing)
	}
	return t.checkExpectedVersion(ctx)
}

// reset is Reset, once the policy was read.
func (t *target) reset(ctx context.Context) (*zitadelv1.ObjectDetails, error) {
	if t.isInherited() {
		unseen, err := t.createdUnseen(ctx)
		if err != nil {
			return nil, err
		}
		if !unseen {
			return t.confirmedDetails(ctx, t.shown)
		}
	}
	if err := t.refuseReset(ctx); err != nil {
		return nil, err
	}
	reply, err := t.client.management.ResetLoginPolicyToDefault(ctx, &managementv1.ResetLoginPolicyToDefaultRequest{})
	if problem.Refused(err, codes.NotFound) {
		return t.acceptAlreadyReset(ctx, err)
	}
	answer, err := t.countWrite(reply.GetDetails(), err)
	details, err := t.evidenceOfReset().outcome(ctx, answer, err)
	if err != nil {
		return nil, err
	}
	t.wrote(details, answer)
	t.removed = true
	t.confirmResetInForce(ctx, details.GetSequence())
	return details, nil
}

// createdUnseen reports whether the organization has its own policy by the log, although ZITADEL shows it as inheriting.
func (t *target) createdUnseen(ctx context.Context) (bool, error) {
	freshness, _, err := t.log.freshness(ctx, t.shown)
	if err == nil && freshness == eventlog.Unknown {
		t.warnUnconfirmed(changedPolicy) // and go on: a reset builds on nothing
	}
	return freshness == eventlog.Behind, err
}

// evidenceOfReset accepts an inherited policy where the organization had its own before. An inherited policy doesn't say for which
// organization it was answered, so the backend is asked which one it takes the calls for.
func (t *target) evidenceOfReset() evidence {
	e := t.evidenceOf((*policyv1.LoginPolicy).GetIsDefault)
	if t.isInherited() {
		e.owner = t.organization
	}
	if e.isWritten == nil {
		return e
	}
	e.isWritten = (*policyv1.LoginPolicy).GetIsDefault
	e.read = func(ctx context.Context) (*policyv1.LoginPolicy, error) {
		now, err := t.scope.read(ctx)
		if err != nil || !now.GetIsDefault() {
			return now, err
		}
		return now, t.client.asker.Require(ctx, e.owner)
	}
	return e
}

// acceptAlreadyReset makes a success of ZITADEL's refusal of a reset where the organization inherits: somebody else has just reset
// its policy. refused is the refusal.
func (t *target) acceptAlreadyReset(ctx context.Context, refused error) (*zitadelv1.ObjectDetails, error) {
	now, err := t.scope.read(ctx)
	if problem.HasReason(err, problem.ReasonOrganizationIgnored) {
		return nil, err
	}
	if err != nil || !now.GetIsDefault() {
		return nil, refused
	}
	t.effect, t.removed = writtenAnswerLost, true
	return t.confirmedDetails(ctx, now)
}

// confirmResetInForce is confirmInForce for a reset. It doesn't warn of one that doesn't show where the log has a policy again:
// somebody else has created that since.
func (t *target) confirmResetInForce(ctx context.Context, sequence uint64) {
	if t.shown == nil || !t.client.config.ConfirmWrites {
		return
	}
	now, err := t.waitUntil(ctx, (*policyv1.LoginPolicy).GetIsDefault)
	switch {
	case problem.StrongerLoginRequired(err):
		t.warnLockedOut()
	case err != nil:
		t.warnUnread()
	case !now.GetIsDefault():
		if written, known := t.replaySince(ctx, t.newestOf(now, sequence)); !known || written == nil {
			t.warnNotInForce()
		}
	}
}
