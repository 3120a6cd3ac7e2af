package policy

import (
	"context"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/policy/eventlog"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// ReadWritten is Read for whoever has just changed the policy. It compares the policy with its log, and reads it again, for at
// most a second, as long as it certainly lacks the newest change. It warns, with problem.WarningWrittenNotInForce, where the
// policy still lacks that, and with problem.WarningPolicyNotConfirmed where the log doesn't tell.
//
// An inherited policy is compared with the log of the organization, which tells whether it is right that it inherits: whether the
// instance's policy has its own newest change is told by ReadDefaultWritten.
func (c *Client) ReadWritten(ctx context.Context, id string) (*policyv1.LoginPolicy, []problem.Warning, error) {
	ctx = organization.With(ctx, id)
	t := &target{client: c, scope: organizationScope{c, id}, organization: id, log: c.organizationLog(ctx, id)}
	if err := t.readOfOrganization(ctx); err != nil {
		return nil, nil, err
	}
	if err := t.compareWritten(ctx); err != nil {
		return nil, nil, err
	}
	warnings, err := c.confirmInherited(ctx, id, t.shown)
	return t.shown, append(t.warnings, warnings...), err
}

// ReadDefaultWritten is ReadWritten for the instance's policy, whose log tells the callers alone who may read events.
func (c *Client) ReadDefaultWritten(ctx context.Context) (*policyv1.LoginPolicy, []problem.Warning, error) {
	ctx = organization.Without(ctx)
	t := &target{client: c, scope: instanceScope{c}, log: c.instanceLog(ctx)}
	if err := t.readPolicyAndLog(ctx, false); err != nil {
		return nil, nil, err
	}
	if err := t.compareWritten(ctx); err != nil {
		return nil, nil, err
	}
	return t.shown, t.warnings, nil
}

// compareWritten waits until the policy that is shown has the newest change in its log, and warns where it hasn't, and where that
// isn't known. It fails where no policy could be read.
func (t *target) compareWritten(ctx context.Context) error {
	if t.shown == nil {
		return t.readFailure
	}
	freshness, _, err := t.waitUntilFresh(ctx, showTime)
	switch {
	case err != nil:
		return err
	case freshness == eventlog.Behind:
		t.warn(problem.WarningWrittenNotInForce, "ZITADEL doesn't show the newest change of this login policy, so that it may not be in "+
			"force for logins. Read the policy again; if it still isn't there, write it again with putInForce: true.")
	case freshness == eventlog.Unknown:
		t.warn(problem.WarningPolicyNotConfirmed, "It couldn't be checked whether ZITADEL shows the newest state of "+changedPolicy+": "+
			whyNotChecked+". Read the policy again in a moment, and compare.")
	}
	return nil
}
