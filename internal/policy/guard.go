package policy

import (
	"context"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// refuse refuses to change the policy to after where that would lock the caller out, or where Options.Guard or Options.BeforeWrite
// refuses it. Every change asks it just before it writes, but for a reset, which asks refuseReset, and for one of the restrictions.
func (t *target) refuse(ctx context.Context, after *policyv1.LoginPolicy) error {
	if err := t.refuseLockout(ctx, after); err != nil {
		return err
	}
	if err := t.guard(ctx, func() (*policyv1.LoginPolicy, error) { return after, nil }); err != nil {
		return err
	}
	return t.announce(ctx, after)
}

// refuseReset is refuse for a reset, after which the instance's policy is in force. That is announced only where the guard wanted to
// know it: reading it for nothing else would cost a call.
func (t *target) refuseReset(ctx context.Context) error {
	if err := t.refuseLockoutByReset(ctx); err != nil {
		return err
	}
	var after *policyv1.LoginPolicy
	err := t.guard(ctx, func() (_ *policyv1.LoginPolicy, err error) {
		after, err = t.client.inherited(ctx)
		return after, err
	})
	if err != nil {
		return err
	}
	return t.announce(ctx, after)
}

// guard asks Options.Guard, if there is one. Only then it asks for the policy afterwards.
func (t *target) guard(ctx context.Context, policyAfter func() (*policyv1.LoginPolicy, error)) error {
	if t.options.Guard == nil {
		return nil
	}
	if t.shown == nil {
		return t.readFailure
	}
	after, err := policyAfter()
	if err != nil {
		return err
	}
	return t.options.Guard(ctx, t.shown, after)
}
