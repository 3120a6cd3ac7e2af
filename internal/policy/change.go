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

// Change is one change of a login policy. It is made by AddSecondFactor, RemoveSecondFactor, AddMultiFactor, RemoveMultiFactor,
// AddLink or RemoveLink, or is a Patch. A Client never alters it, so it may be used any number of times, and
// concurrently.
type Change interface {
	// names returns the JSON names of the settings and lists that the change writes.
	names() []string
	// isIn reports whether a policy has the change.
	isIn(found *policyv1.LoginPolicy) bool
	// check refuses a change that can't be made to the policy as it was found.
	check(t *target) error

	// The next four are for a policy that isn't inherited. prepare comes before anything is written. It returns the policy's
	// details where nothing has to be written, and neither details nor an error where the change goes on.
	prepare(ctx context.Context, t *target) (*zitadelv1.ObjectDetails, error)
	// policyAfter returns the whole policy with the change, where the policy could be read.
	policyAfter(t *target) *policyv1.LoginPolicy
	// write makes the change.
	write(ctx context.Context, t *target) (writeResult, error)
	// isWritten returns a function that reports whether a policy that is read later can only be the result of this write, or
	// of another one just like it.
	isWritten(t *target) func(later *policyv1.LoginPolicy) bool

	// The last three are for an inherited policy. refusal is the error where the caller doesn't want it copied.
	refusal(inherited *policyv1.LoginPolicy) error
	// unneeded reports whether the policy is as wanted without a copy. It fails where that is a mistake of the caller's.
	unneeded(inherited *policyv1.LoginPolicy) (bool, error)
	// applyTo makes the change to the copy that becomes the organization's own policy.
	applyTo(request *managementv1.AddCustomLoginPolicyRequest)
}

// writeResult is the outcome of a write that succeeded.
type writeResult struct {
	details *zitadelv1.ObjectDetails
	// unchanged is true where the policy was as wanted, so that nothing was written and nothing has to be confirmed.
	unchanged bool
}

// Change makes a change to the login policy of the organization with this id; an empty id is the token's home organization. ctx
// carries the caller's token in its outgoing metadata, as the package comment says. The id is sent as it is, so
// one that came from outside has to be checked before: ZITADEL takes a blank one for the home organization.
//
// problem.Classifier makes a Problem of each of its errors. One without MayHaveWritten promises that nothing was written. A
// deadline of ctx bounds all calls together; where it passes after the write was sent, the outcome is unknown.
func (c *Client) Change(ctx context.Context, id string, change Change, o Options) (Result, error) {
	ctx = organization.With(ctx, id)
	t, err := c.find(ctx, id, o, changesLink(change))
	if err != nil {
		return Result{}, err
	}
	return t.result(t.change(ctx, change))
}

// ChangeDefault makes a change to the instance's login policy, which needs a permission on the instance. ctx and errors are as
// for Change.
func (c *Client) ChangeDefault(ctx context.Context, change Change, o Options) (Result, error) {
	ctx = organization.Without(ctx)
	t, err := c.findDefault(ctx, o, changesLink(change))
	if err != nil {
		return Result{}, err
	}
	return t.result(t.change(ctx, change))
}

// change decides, once, whether the policy is inherited, and makes the change accordingly.
func (t *target) change(ctx context.Context, c Change) (*zitadelv1.ObjectDetails, error) {
	if err := c.check(t); err != nil {
		return nil, err
	}
	if t.isInherited() {
		return t.changeInherited(ctx, c)
	}
	return t.changeOwn(ctx, c)
}

// changeOwn makes a change to a policy that isn't inherited, or of which nothing tells whether it is, and confirms it.
func (t *target) changeOwn(ctx context.Context, c Change) (*zitadelv1.ObjectDetails, error) {
	if details, err := c.prepare(ctx, t); details != nil || err != nil {
		return details, err
	}
	if err := t.refuse(ctx, c.policyAfter(t)); err != nil {
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
	t.wrote(details, result.details)
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

// changesLink reports whether a change is one of a link to an identity provider. Such a change doesn't move the policy's
// sequence, and the log doesn't have all of them.
func changesLink(c Change) bool { return slices.Contains(c.names(), settings.IdentityProviders) }
