package policy

import (
	"context"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// refuse refuses to change the policy to after where that would lock the caller out, or where Options.Guard refuses it. Every
// change asks it, but for a reset, which asks refuseReset.
func (t *target) refuse(ctx context.Context, after *policyv1.LoginPolicy) error {
	if err := t.refuseLockout(ctx, after); err != nil {
		return err
	}
	return t.guard(ctx, func() (*policyv1.LoginPolicy, error) { return after, nil })
}

// refuseReset is refuse for a reset, after which the instance's policy is in force.
func (t *target) refuseReset(ctx context.Context) error {
	if err := t.refuseLockoutByReset(ctx); err != nil {
		return err
	}
	return t.guard(ctx, func() (*policyv1.LoginPolicy, error) { return t.client.inherited(ctx) })
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
