package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/internal/policy"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// requestedChange is the change of a login policy that a mutation's arguments ask for, or the reason why they can't be used.
type requestedChange struct {
	policies *policy.Client
	change   policy.Change
	invalid  error
}

func (r *Resolver) requested(change policy.Change, invalid error) requestedChange {
	return requestedChange{policies: r.policies, change: change, invalid: invalid}
}

// inOrganization makes the change to the policy of the organization that orgID, or else the request, names.
func (c requestedChange) inOrganization(ctx context.Context, orgID *string, o policy.Options) (*model.ObjectDetails, error) {
	if c.invalid != nil {
		return nil, c.invalid
	}
	ctx, id, err := outgoingTo(ctx, orgID)
	if err != nil {
		return nil, err
	}
	result, err := c.policies.Change(ctx, id, c.change, o)
	return changed(ctx, result, err)
}

// inInstance makes the change to the instance's policy.
func (c requestedChange) inInstance(ctx context.Context, o policy.Options) (*model.ObjectDetails, error) {
	if c.invalid != nil {
		return nil, c.invalid
	}
	ctx, err := outgoing(ctx)
	if err != nil {
		return nil, err
	}
	result, err := c.policies.ChangeDefault(ctx, c.change, o)
	return changed(ctx, result, err)
}

// changed is what a mutation answers: the details of the change. Its warnings are told beside it.
func changed(ctx context.Context, result policy.Result, err error) (*model.ObjectDetails, error) {
	if err != nil {
		return nil, err
	}
	for _, warning := range result.Warnings {
		warn(ctx, warning)
	}
	return objectDetails(result.Details), nil
}

// createPolicy gives the organization that orgID, or else the request, names its own policy.
func (r *Resolver) createPolicy(ctx context.Context, orgID *string, input model.CreateLoginPolicyInput, o policy.Options) (*model.ObjectDetails, error) {
	wanted, err := newPolicy(input)
	if err != nil {
		return nil, err
	}
	ctx, id, err := outgoingTo(ctx, orgID)
	if err != nil {
		return nil, err
	}
	result, err := r.policies.Create(ctx, id, wanted, o)
	return changed(ctx, result, err)
}

// resetPolicy takes the policy of the organization that orgID, or else the request, names away.
func (r *Resolver) resetPolicy(ctx context.Context, orgID *string, o policy.Options) (*model.ObjectDetails, error) {
	ctx, id, err := outgoingTo(ctx, orgID)
	if err != nil {
		return nil, err
	}
	result, err := r.policies.Reset(ctx, id, o)
	return changed(ctx, result, err)
}

// actionFor is the wire-neutral action of an argument whenInherited.
func actionFor(whenInherited model.InheritedPolicyAction) policy.Action {
	if whenInherited == model.InheritedPolicyActionCustomize {
		return policy.Customize
	}
	return policy.Refuse
}

// patchOf is the change of an argument patch.
func patchOf(input model.LoginPolicyPatch) (policy.Change, error) {
	patch, err := readPatch(input)
	return patch, err
}

// linkOf is the link of the arguments id and owner.
func linkOf(id string, owner model.IdentityProviderOwner) (policy.Link, error) {
	return policy.NewLink(id, idpv1.IDPOwnerType(idpv1.IDPOwnerType_value[string(owner)]))
}

func addLink(link policy.Link, invalid error) (policy.Change, error) {
	return policy.AddLink(link), invalid
}

func removeLink(link policy.Link, invalid error) (policy.Change, error) {
	return policy.RemoveLink(link), invalid
}

// newPolicy reads the input of a creation. Lists that are absent stay nil, and are copied.
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
	wanted.Links, err = readList(input.IdentityProviders, "identityProviders", func(link model.IdentityProviderInput) (policy.Link, error) {
		return linkOf(link.ID, link.Owner)
	})
	return wanted, err
}

// readList converts a list that is there, and returns nil for one that isn't.
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

func readSecondFactor(factor model.SecondFactorType) (policyv1.SecondFactorType, error) {
	number := secondFactorNumber(factor)
	return number, policy.CheckSecondFactor(number)
}

func readMultiFactor(factor model.MultiFactorType) (policyv1.MultiFactorType, error) {
	number := multiFactorNumber(factor)
	return number, policy.CheckMultiFactor(number)
}
