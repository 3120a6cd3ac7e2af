package policy

import (
	"context"
	"slices"

	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/policy/settings"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Change is one change of a login policy, in every way in which it may have to be made: to a policy that isn't inherited, and
// to the copy of one that is. The package's constructors make all of them: AddSecondFactor, RemoveSecondFactor, AddMultiFactor,
// RemoveMultiFactor, AddLink and RemoveLink; a Patch is one too.
type Change interface {
	// names returns the settings and lists that it changes, by their JSON names.
	names() []string
	// isIn reports whether a policy has the change.
	isIn(found *policyv1.LoginPolicy) bool

	// check refuses what can't be made to the policy as it was found.
	check(t *target) error

	// prepare looks at a policy that isn't inherited before anything is written. It returns the policy's details where
	// nothing has to be written.
	prepare(ctx context.Context, t *target) (*zitadelv1.ObjectDetails, error)
	// policyAfter returns that policy with the change, as far as logins ask for a second factor by it.
	policyAfter(t *target) *policyv1.LoginPolicy
	// write makes the change to that policy.
	write(ctx context.Context, t *target) (writeResult, error)
	// isWritten reports whether a policy that is read later can only be the result of this write, or of one just like it.
	isWritten(t *target) func(later *policyv1.LoginPolicy) bool

	// refusal is the reason not to make the change to an inherited policy.
	refusal(inherited *policyv1.LoginPolicy) error
	// unneeded reports whether the inherited policy is as wanted. It fails where that is a mistake of the caller's.
	unneeded(inherited *policyv1.LoginPolicy) (bool, error)
	// applyTo makes the change to the copy that becomes the organization's own policy.
	applyTo(request *managementv1.AddCustomLoginPolicyRequest)
}

// writeResult is the backend's answer to a write that succeeded.
type writeResult struct {
	details *zitadelv1.ObjectDetails
	// unchanged is true where nothing was written, since the policy is as wanted. Then there is nothing to look for either.
	unchanged bool
}

// Change makes a change to the login policy of the organization with this id, or of the token's home organization.
//
// problem.Classifier makes a Problem of each of its failures. One without MayHaveWritten promises that nothing was written.
func (c *Client) Change(ctx context.Context, id string, change Change, o Options) (Result, error) {
	ctx = organization.With(ctx, id)
	t, err := c.find(ctx, id, o, changesLink(change))
	if err != nil {
		return Result{}, err
	}
	return t.result(t.change(ctx, change))
}

// ChangeDefault makes a change to the instance's login policy. It fails as Change does.
func (c *Client) ChangeDefault(ctx context.Context, change Change, o Options) (Result, error) {
	ctx = organization.Without(ctx)
	t, err := c.findDefault(ctx, o, changesLink(change))
	if err != nil {
		return Result{}, err
	}
	return t.result(t.change(ctx, change))
}

// change is where it is decided, once, whether the policy is inherited.
func (t *target) change(ctx context.Context, c Change) (*zitadelv1.ObjectDetails, error) {
	if err := c.check(t); err != nil {
		return nil, err
	}
	if t.isInherited() {
		return t.changeInherited(ctx, c)
	}
	return t.changeOwn(ctx, c)
}

// changeOwn makes a change to a policy that isn't inherited, or of which nothing tells whether it is, and looks what became
// of it.
func (t *target) changeOwn(ctx context.Context, c Change) (*zitadelv1.ObjectDetails, error) {
	if details, err := c.prepare(ctx, t); details != nil || err != nil {
		return details, err
	}
	if err := t.refuseLockout(ctx, c.policyAfter(t)); err != nil {
		return nil, err
	}
	result, err := c.write(ctx, t)
	if result.unchanged {
		return result.details, err
	}
	details, err := t.evidenceOf(c.isWritten(t)).outcome(ctx, result.details, err)
	if err != nil {
		return nil, err
	}
	t.confirmInForce(ctx, c, details.GetSequence())
	return details, nil
}

// changeInherited makes a change to a copy of the inherited policy, which becomes the organization's own.
func (t *target) changeInherited(ctx context.Context, c Change) (*zitadelv1.ObjectDetails, error) {
	if t.options.WhenInherited != Customize {
		return nil, c.refusal(t.shown)
	}
	unneeded, err := c.unneeded(t.shown)
	if err != nil {
		return nil, err
	}
	if unneeded {
		return t.confirmedDetails(ctx, t.shown)
	}
	if err := t.confirmOrganization(ctx); err != nil {
		return nil, err
	}
	if err := t.overlayDefaultLog(ctx); err != nil {
		return nil, err
	}
	request, err := copyOf(t.base)
	if err != nil {
		return nil, err
	}
	c.applyTo(request)
	return t.create(ctx, request, c.isIn)
}

// changesLink reports whether a change is one of a link to an identity provider. ZITADEL keeps those apart from the rest.
func changesLink(c Change) bool { return slices.Contains(c.names(), settings.IdentityProviders) }
