package graph

import (
	"cmp"
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/model"
)

// policyChanged is the login policy of the organization that a mutation named; an empty id is the token's home organization.
func policyChanged(organization string) model.Changed {
	return model.Changed{Type: "LoginPolicy", Organization: organization}
}

// defaultPolicyChanged is the instance's login policy.
func defaultPolicyChanged() model.Changed { return model.Changed{Type: "LoginPolicy", Instance: true} }

// restrictionsChanged are the instance's restrictions.
func restrictionsChanged() model.Changed { return model.Changed{Type: "Restrictions", Instance: true} }

// userChanged is one of the people of the organization that a mutation named; an empty id is the token's home organization.
func userChanged(organization, id string) model.Changed {
	return model.Changed{Type: "User", UserID: id, Organization: organization}
}

// changedOrganization reads the organization that a mutation changed something of. It is nil where the mutation changed something
// of the instance's. The backend isn't asked where the id is known, and nothing is selected but that and the login policy.
func (r *Resolver) changedOrganization(ctx context.Context, answer *model.ObjectDetails) (*model.Organization, error) {
	changed := answer.Changed
	if changed.Instance {
		return nil, nil
	}
	organization := &model.Organization{ID: changed.Organization}
	if changed.UserID != "" { // whose details name the organization
		organization.ID = cmp.Or(changed.Organization, answer.ResourceOwner)
	}
	if organization.ID != "" {
		organization.RequestedID = &organization.ID
	}
	if organization.ID == "" || slices.ContainsFunc(graphql.CollectFieldsCtx(ctx, nil), needsOrganization) {
		var err error
		if organization, err = r.organization(ctx, organization.RequestedID); err != nil {
			return nil, err
		}
	}
	organization.PolicyWritten = changed.UserID == ""
	return organization, nil
}

// organizationPolicy reads the login policy in force for an organization: as after a write where a mutation has just changed it.
func (r *Resolver) organizationPolicy(ctx context.Context, of *model.Organization) (*model.LoginPolicy, error) {
	if !of.PolicyWritten {
		return r.loginPolicy(ctx, of.RequestedID)
	}
	ctx, id, err := callerAndOrganization(ctx, of.RequestedID)
	if err != nil {
		return nil, err
	}
	found, warnings, err := r.policies.ReadWritten(ctx, id)
	if err != nil {
		return nil, err
	}
	warn(ctx, warnings...)
	return loginPolicyFromWire(found, r.newProviderList(id)), nil
}

// changedDefaultPolicy reads the instance's login policy after a mutation changed it. It is nil where the mutation changed
// something else; so is changedRestrictions.
func (r *Resolver) changedDefaultPolicy(ctx context.Context, answer *model.ObjectDetails) (*model.LoginPolicy, error) {
	if answer.Changed != defaultPolicyChanged() {
		return nil, nil
	}
	ctx, err := callerContext(ctx)
	if err != nil {
		return nil, err
	}
	found, warnings, err := r.policies.ReadDefaultWritten(ctx)
	if err != nil {
		return nil, err
	}
	warn(ctx, warnings...)
	return loginPolicyFromWire(found, r.newProviderList("")), nil
}

// changedRestrictions reads the instance's restrictions after a mutation changed them.
func (r *Resolver) changedRestrictions(ctx context.Context, answer *model.ObjectDetails) (*model.Restrictions, error) {
	if answer.Changed != restrictionsChanged() {
		return nil, nil
	}
	return r.restrictions(ctx)
}
