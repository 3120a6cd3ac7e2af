package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/audited"
	"zitadel-graphql/graph/model"
	"zitadel-graphql/internal/people"
	"zitadel-graphql/internal/policy"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// requestedChange is the change of a login policy that a mutation's arguments ask for, or the error that they can't be used.
type requestedChange struct {
	resolver *Resolver
	change   policy.Change
	guards   guards
	err      error
}

// apply takes what policy's constructors of changes return. toOrganization or toInstance then makes the change, or returns the
// constructor's error.
func (r *Resolver) apply(change policy.Change, err error) requestedChange {
	return requestedChange{resolver: r, change: change, err: err}
}

// guardedBy returns the same change, refused where it would do what the guards say, where it isn't the one that the digest stands for,
// and where the policy has another version.
func (c requestedChange) guardedBy(unless []model.ImpactGuard, digest, version *string) requestedChange {
	c.guards = guards{unless: unless, digest: digest, version: version}
	return c
}

// toOrganization makes the change to the login policy of the organization that orgID, or else the request, names.
func (c requestedChange) toOrganization(ctx context.Context, orgID *string, o policy.Options) (*model.ObjectDetails, error) {
	if c.err != nil {
		return nil, c.err
	}
	ctx, id, err := callerAndOrganization(ctx, orgID)
	if err != nil {
		return nil, err
	}
	if o, err = c.guards.addTo(o, c.resolver, people.Scope{Organization: id}); err != nil {
		return nil, err
	}
	o.BeforeWrite = audited.BeforeWrite(ctx, id)
	result, err := c.resolver.policies.Change(ctx, id, c.change, o)
	return detailsOf(ctx, policyChanged(id), result, err)
}

// toInstance makes the change to the instance's login policy.
func (c requestedChange) toInstance(ctx context.Context, o policy.Options) (*model.ObjectDetails, error) {
	if c.err != nil {
		return nil, c.err
	}
	ctx, err := callerContext(ctx)
	if err != nil {
		return nil, err
	}
	if o, err = c.guards.addTo(o, c.resolver, people.Scope{Instance: true}); err != nil {
		return nil, err
	}
	o.BeforeWrite = audited.BeforeInstanceWrite(ctx)
	result, err := c.resolver.policies.ChangeDefault(ctx, c.change, o)
	return detailsOf(ctx, defaultPolicyChanged(), result, err)
}

// detailsOf returns the details of a change that succeeded, as a mutation answers them. It puts the change's warnings beside them, and
// notes the result for the audit trail.
func detailsOf(ctx context.Context, changed model.Changed, result policy.Result, err error) (*model.ObjectDetails, error) {
	if err != nil {
		return nil, err
	}
	audited.Changed(ctx, result)
	warn(ctx, result.Warnings...)
	details := objectDetailsFromWire(changed, result.Details)
	details.VersionOf = versionOf(result)
	return details, nil
}

// createPolicy gives the organization that orgID, or else the request, names a login policy of its own.
func (r *Resolver) createPolicy(ctx context.Context, orgID *string, input model.CreateLoginPolicyInput, g guards, o policy.Options) (*model.ObjectDetails, error) {
	wanted, err := newPolicy(input)
	if err != nil {
		return nil, err
	}
	ctx, id, err := callerAndOrganization(ctx, orgID)
	if err != nil {
		return nil, err
	}
	if o, err = g.addTo(o, r, people.Scope{Organization: id}); err != nil {
		return nil, err
	}
	o.BeforeWrite = audited.BeforeWrite(ctx, id)
	result, err := r.policies.Create(ctx, id, wanted, o)
	return detailsOf(ctx, policyChanged(id), result, err)
}

// resetPolicy removes the own login policy of the organization that orgID, or else the request, names. It inherits the
// instance's from then on.
func (r *Resolver) resetPolicy(ctx context.Context, orgID *string, g guards, o policy.Options) (*model.ObjectDetails, error) {
	ctx, id, err := callerAndOrganization(ctx, orgID)
	if err != nil {
		return nil, err
	}
	if o, err = g.addTo(o, r, people.Scope{Organization: id}); err != nil {
		return nil, err
	}
	o.BeforeWrite = audited.BeforeWrite(ctx, id)
	result, err := r.policies.Reset(ctx, id, o)
	return detailsOf(ctx, policyChanged(id), result, err)
}

// inheritedAction converts an argument whenInherited.
func inheritedAction(whenInherited model.InheritedPolicyAction) policy.Action {
	if whenInherited == model.InheritedPolicyActionCustomize {
		return policy.Customize
	}
	return policy.Refuse
}

// newPolicy reads the input of a creation. A list that is absent is nil, which has it copied from the inherited policy.
func newPolicy(input model.CreateLoginPolicyInput) (policy.NewPolicy, error) {
	var wanted policy.NewPolicy
	var err error
	if wanted.Settings, err = readPatch(input); err != nil {
		return wanted, err
	}
	if wanted.SecondFactors, err = readList(input.SecondFactors, "secondFactors", readSecondFactor); err != nil {
		return wanted, err
	}
	if wanted.MultiFactors, err = readList(input.MultiFactors, "multiFactors", readMultiFactor); err != nil {
		return wanted, err
	}
	wanted.Links, err = readList(input.IdentityProviders, "identityProviders", readProviderID)
	return wanted, err
}

// readList converts a list of an input, and returns nil where it is absent. It refuses null; name is the list's in the message.
func readList[Model, Wire any](list graphql.Omittable[[]Model], name string, convert func(Model) (Wire, error)) ([]Wire, error) {
	if !list.IsSet() {
		return nil, nil
	}
	if list.Value() == nil {
		return nil, nullNotAllowed(name)
	}
	converted := make([]Wire, 0, len(list.Value()))
	for _, element := range list.Value() {
		c, err := convert(element)
		if err != nil {
			return nil, err
		}
		converted = append(converted, c)
	}
	return converted, nil
}

func readProviderID(id string) (string, error) { return id, policy.CheckProviderID(id) }

func readSecondFactor(factor model.SecondFactorType) (policyv1.SecondFactorType, error) {
	number := secondFactorToWire(factor)
	return number, policy.CheckSecondFactor(number)
}

func readMultiFactor(factor model.MultiFactorType) (policyv1.MultiFactorType, error) {
	number := multiFactorToWire(factor)
	return number, policy.CheckMultiFactor(number)
}
