package policy

import (
	"context"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
)

// The instance's restrictions aren't part of a login policy. They are here since their writes get lost and are skipped in the
// same way.

// SetRestrictions changes the instance's restrictions that the request names, and confirms the change. ctx and errors are as for
// Change.
func (c *Client) SetRestrictions(ctx context.Context, request *adminv1.SetRestrictionsRequest) (Result, error) {
	ctx = organization.Without(ctx)
	reply, err := c.admin.SetRestrictions(ctx, request)
	details, err := evidence{}.outcome(ctx, reply.GetDetails(), err) // ZITADEL's read of them may lag, and proves nothing
	if err != nil {
		return Result{}, err
	}
	return Result{Details: details, Warnings: c.confirmRestrictions(ctx, details.GetSequence())}, nil
}

// confirmRestrictions waits, for at most showTime, until the restrictions show the change with this sequence. It warns where they
// don't, and where they can't be read; not where the caller may not read them.
func (c *Client) confirmRestrictions(ctx context.Context, sequence uint64) []problem.Warning {
	if !c.config.ConfirmWrites {
		return nil
	}
	reply, err := c.admin.GetRestrictions(ctx, &adminv1.GetRestrictionsRequest{})
	for pause := range pauses(ctx, showTime) {
		if err != nil || reply.GetDetails().GetSequence() >= sequence {
			break
		}
		if err = pause(); err == nil {
			reply, err = c.admin.GetRestrictions(ctx, &adminv1.GetRestrictionsRequest{})
		}
	}
	switch {
	case problem.Unavailable(err):
		return nil
	case err != nil:
		return []problem.Warning{{Code: problem.WarningPolicyNotConfirmed,
			Message: "The change is written, but whether it is in force couldn't be read. Read the restrictions."}}
	case reply.GetDetails().GetSequence() < sequence:
		return []problem.Warning{{Code: problem.WarningWrittenNotInForce,
			Message: "The change is written, but ZITADEL doesn't show it, so it may not be in force. Read the restrictions."}}
	}
	return nil
}
