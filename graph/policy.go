package graph

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// policy reads the login policy in force, strongly consistent. ctx is outgoing's, and organization what it found.
//
// The policy of another organization than the one asked for is an error: a proxy that takes the organization's header
// out makes ZITADEL answer for the home organization of the token. An inherited policy is the instance's, and can't
// tell.
func (r *Resolver) policy(ctx context.Context, organization string) (*policyv1.LoginPolicy, error) {
	reply, err := r.Management.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
	if err != nil {
		return nil, err
	}
	policy := reply.GetPolicy()
	if policy.GetDetails() == nil {
		return nil, replyIncomplete(false)
	}
	policy.IsDefault = policy.GetIsDefault() || reply.GetIsDefault()
	owner := policy.GetDetails().GetResourceOwner()
	if !policy.GetIsDefault() && organization != "" && owner != organization {
		return nil, ignored(owner)
	}
	return policy, nil
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

// confirm makes sure that the backend takes a call for the organization that was asked for, before an inherited policy is
// built on, which doesn't say whose it is. Where the caller may not ask, or the backend doesn't know the call, it can't
// tell, and lets it pass: the owner of what is written is checked in any case.
func (r *Resolver) confirm(ctx context.Context, organization string) error {
	if organization == "" {
		return nil
	}
	if err := r.sure(ctx, organization); !mayGoWithout(err) {
		return err
	}
	return nil
}

// sure makes sure that the backend takes a call for this organization, and fails where it can't tell.
func (r *Resolver) sure(ctx context.Context, organization string) error {
	reply, err := r.Management.GetMyOrg(ctx, &managementv1.GetMyOrgRequest{})
	if err == nil && reply.GetOrg().GetId() != organization {
		return ignored(reply.GetOrg().GetId())
	}
	return err
}

// unimplemented says that the backend itself doesn't know a call.
func unimplemented(err error) bool {
	call, ok := errors.AsType[*wire.CallError](err)
	return ok && call.Answered && call.Status.Code() == codes.Unimplemented
}

// loginPolicy reads the policy in force for the organization that orgID, or else the request, names.
func (r *Resolver) loginPolicy(ctx context.Context, orgID *string) (*model.LoginPolicy, error) {
	_, _, policy, err := r.policyOf(ctx, orgID)
	if err != nil {
		return nil, err
	}
	return loginPolicy(policy), nil
}

// ignored is for an answer that is about another organization than was asked about.
func ignored(owner string) error {
	return &problem{code: model.ErrorCodeBadGateway, reason: model.ErrorReasonOrganizationIgnored, owner: owner,
		message: "ZITADEL answered for another organization than the one asked for, as happens where a proxy removes the header x-zitadel-orgid. " +
			"Ask this server's operator to check that."}
}

// wroteElsewhere is for a write that changed what isn't its owner's.
func wroteElsewhere(owner string) error {
	return &problem{code: model.ErrorCodeInternalServerError, reason: model.ErrorReasonWroteElsewhere,
		owner: owner, mayHaveWritten: true,
		message: "ZITADEL changed another organization than the one asked for, as happens where a proxy removes the header x-zitadel-orgid. " +
			"Check both organizations, and don't send the mutation again."}
}

func replyIncomplete(mayHaveWritten bool) error {
	return &problem{code: model.ErrorCodeBadGateway, reason: model.ErrorReasonBackendReplyInvalid, mayHaveWritten: mayHaveWritten,
		message: "ZITADEL's reply can't be read. Ask this server's operator to look for the requestId in the log.", cause: errors.New("the reply has no details")}
}
