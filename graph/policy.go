package graph

import (
	"context"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// policy reads the login policy in force, strongly consistent. ctx is outgoing's, and organization what it found.
//
// The policy of another organization than the one asked for is an error. An inherited policy is the instance's, and
// doesn't say for which organization it was answered, so that is confirmed: whatever is made of it, be it an answer, a copy
// or a refusal, could be about another organization. It isn't asked beside the read, since most policies may be their
// organizations' own; in a query that asks for the organization too, it costs no call.
func (r *Resolver) policy(ctx context.Context, organization string) (*policyv1.LoginPolicy, error) {
	reply, err := r.Management.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
	if err != nil {
		return nil, err
	}
	policy := reply.GetPolicy()
	if policy.GetDetails() == nil {
		return nil, problem.ReplyIncomplete(false)
	}
	policy.IsDefault = policy.GetIsDefault() || reply.GetIsDefault()
	if policy.GetIsDefault() && namesOrganization(ctx) {
		if err := r.confirm(ctx, organization); err != nil {
			return nil, err
		}
	}
	if owner := policy.GetDetails().GetResourceOwner(); !policy.GetIsDefault() && organization != "" && owner != organization {
		return nil, problem.OrganizationIgnored(owner)
	}
	return policy, nil
}

// lockedOut is for a change after which ZITADEL refuses the token that made it.
func lockedOut(ctx context.Context) {
	warn(ctx, model.WarningCodeLockedOut, "The change is written, and it has locked you out: from now on ZITADEL refuses your token, because you "+
		"logged in without a second factor. Log in again with one.")
}

// policyOf is policy for the organization that orgID, or else the request, names. The context and the organization are
// outgoing's, for the calls that follow.
func (r *Resolver) policyOf(ctx context.Context, orgID *string) (context.Context, string, *policyv1.LoginPolicy, error) {
	ctx, organization, err := outgoing(ctx, orgID)
	if err != nil {
		return nil, "", nil, err
	}
	policy, err := r.policy(ctx, organization)
	return ctx, organization, policy, err
}

// loginPolicy reads the policy in force for the organization that orgID, or else the request, names.
func (r *Resolver) loginPolicy(ctx context.Context, orgID *string) (*model.LoginPolicy, error) {
	ctx, organization, policy, err := r.policyOf(ctx, orgID)
	if err != nil {
		return nil, err
	}
	if policy.GetIsDefault() {
		if err := r.confirmRead(ctx, organization); err != nil {
			return nil, err
		}
	}
	return loginPolicy(policy), nil
}
