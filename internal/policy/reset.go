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

// Reset takes the policy of the organization with this id, or of the token's home organization, away, so that it inherits the
// instance's. It succeeds where the organization has none. What ZITADEL hasn't shown yet doesn't matter to it: everything
// goes. It fails as Change does.
func (c *Client) Reset(ctx context.Context, id string, o Options) (Result, error) {
	ctx = organization.With(ctx, id)
	shown, err := c.read(ctx, id)
	if err != nil && !problem.NotImplemented(err) {
		return Result{}, err
	}
	t := &target{client: c, scope: organizationScope{c, id}, options: o, organization: id, shown: shown, base: shown,
		log: c.organizationLog(ctx, id)}
	t.adoptShownOwner(ctx)
	return t.result(t.reset(ctx))
}

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
	if err := t.refuseLockoutByReset(ctx); err != nil {
		return nil, err
	}
	reply, err := t.client.management.ResetLoginPolicyToDefault(ctx, &managementv1.ResetLoginPolicyToDefaultRequest{})
	if problem.Refused(err, codes.NotFound) {
		return t.acceptAlreadyReset(ctx, err)
	}
	details, err := t.evidenceOfReset().outcome(ctx, reply.GetDetails(), err)
	if err != nil {
		return nil, err
	}
	t.confirmResetInForce(ctx, details.GetSequence())
	return details, nil
}

// createdUnseen reports whether the organization, which is shown as inheriting, has its own policy all the same.
func (t *target) createdUnseen(ctx context.Context) (bool, error) {
	freshness, _, err := t.log.freshness(ctx, t.shown)
	if err == nil && freshness == eventlog.Unknown {
		t.warnUnconfirmed(changedPolicy) // a reset is never refused for it
	}
	return freshness == eventlog.Behind, err
}

// evidenceOfReset is evidence that an organization inherits which had a policy of its own before. An inherited policy doesn't
// say whose it is, so the backend is asked which organization it takes the calls for.
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

// acceptAlreadyReset is for a policy that somebody else has just taken away: that is a success. refused is the backend's answer to
// the reset.
func (t *target) acceptAlreadyReset(ctx context.Context, refused error) (*zitadelv1.ObjectDetails, error) {
	now, err := t.scope.read(ctx)
	if problem.HasReason(err, problem.ReasonOrganizationIgnored) {
		return nil, err
	}
	if err != nil || !now.GetIsDefault() {
		return nil, refused
	}
	return t.confirmedDetails(ctx, now)
}

// confirmResetInForce is confirmInForce for a reset. One that ZITADEL skipped isn't told where the log has the policy again:
// somebody else has created it.
func (t *target) confirmResetInForce(ctx context.Context, sequence uint64) {
	if t.shown == nil || !t.client.settings.ConfirmWrites {
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
