package policy

import (
	"context"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy/settings"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// scope is what a login policy belongs to: an organization, or the instance. Each has calls of its own, and refuses them with ids
// of its own.
type scope interface {
	// read returns the policy, and fails where it belongs to something else.
	read(ctx context.Context) (*policyv1.LoginPolicy, error)
	// replaceSettings writes all seventeen settings as wanted has them.
	replaceSettings(ctx context.Context, wanted *policyv1.LoginPolicy) (*zitadelv1.ObjectDetails, error)
	secondFactors() factorCalls[policyv1.SecondFactorType]
	multiFactors() factorCalls[policyv1.MultiFactorType]
	links() linkCalls
}

// factorCalls are the calls that change the factors of one kind.
type factorCalls[Type comparable] struct {
	add, remove func(context.Context, Type) (*zitadelv1.ObjectDetails, error)
	// absent is ZITADEL's refusal to remove a factor that isn't there.
	absent problem.Condition
}

// linkCalls are the calls that change the links to identity providers.
type linkCalls struct {
	add    func(context.Context, link) (*zitadelv1.ObjectDetails, error)
	remove func(ctx context.Context, id string) (*zitadelv1.ObjectDetails, error)
	// present and absent are ZITADEL's refusals to add a link that is there, and to remove one that isn't.
	present, absent problem.Condition
}

// organizationScope is one organization, or without an id the token's home organization.
type organizationScope struct {
	client *Client
	id     string
}

var _ scope = organizationScope{}

func (s organizationScope) read(ctx context.Context) (*policyv1.LoginPolicy, error) {
	return s.client.read(ctx, s.id)
}

func (s organizationScope) replaceSettings(ctx context.Context, wanted *policyv1.LoginPolicy) (*zitadelv1.ObjectDetails, error) {
	reply, err := s.client.management.UpdateCustomLoginPolicy(ctx, settings.Request(wanted))
	return reply.GetDetails(), err
}

func (s organizationScope) secondFactors() factorCalls[policyv1.SecondFactorType] {
	return factorCalls[policyv1.SecondFactorType]{
		add: func(ctx context.Context, factor policyv1.SecondFactorType) (*zitadelv1.ObjectDetails, error) {
			reply, err := s.client.management.AddSecondFactorToLoginPolicy(ctx, &managementv1.AddSecondFactorToLoginPolicyRequest{Type: factor})
			return reply.GetDetails(), err
		},
		remove: func(ctx context.Context, factor policyv1.SecondFactorType) (*zitadelv1.ObjectDetails, error) {
			reply, err := s.client.management.RemoveSecondFactorFromLoginPolicy(ctx, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: factor})
			return reply.GetDetails(), err
		},
		absent: problem.Condition{Code: codes.NotFound, ID: "Org-3M9od"},
	}
}

func (s organizationScope) multiFactors() factorCalls[policyv1.MultiFactorType] {
	return factorCalls[policyv1.MultiFactorType]{
		add: func(ctx context.Context, factor policyv1.MultiFactorType) (*zitadelv1.ObjectDetails, error) {
			reply, err := s.client.management.AddMultiFactorToLoginPolicy(ctx, &managementv1.AddMultiFactorToLoginPolicyRequest{Type: factor})
			return reply.GetDetails(), err
		},
		remove: func(ctx context.Context, factor policyv1.MultiFactorType) (*zitadelv1.ObjectDetails, error) {
			reply, err := s.client.management.RemoveMultiFactorFromLoginPolicy(ctx, &managementv1.RemoveMultiFactorFromLoginPolicyRequest{Type: factor})
			return reply.GetDetails(), err
		},
		absent: problem.Condition{Code: codes.NotFound, ID: "Org-3M9df"},
	}
}

func (s organizationScope) links() linkCalls {
	return linkCalls{
		add: func(ctx context.Context, added link) (*zitadelv1.ObjectDetails, error) {
			reply, err := s.client.management.AddIDPToLoginPolicy(ctx,
				&managementv1.AddIDPToLoginPolicyRequest{IdpId: added.id, OwnerType: added.owner})
			return reply.GetDetails(), err
		},
		remove: func(ctx context.Context, id string) (*zitadelv1.ObjectDetails, error) {
			reply, err := s.client.management.RemoveIDPFromLoginPolicy(ctx, &managementv1.RemoveIDPFromLoginPolicyRequest{IdpId: id})
			return reply.GetDetails(), err
		},
		present: problem.Condition{Code: codes.AlreadyExists, ID: "Org-2B0ps"},
		absent:  problem.Condition{Code: codes.NotFound, ID: "Org-39fjs"},
	}
}

// instanceScope is the instance. Its policy can link the instance's own identity providers only.
type instanceScope struct{ client *Client }

var _ scope = instanceScope{}

func (s instanceScope) read(ctx context.Context) (*policyv1.LoginPolicy, error) {
	return s.client.ReadDefault(ctx)
}

func (s instanceScope) replaceSettings(ctx context.Context, wanted *policyv1.LoginPolicy) (*zitadelv1.ObjectDetails, error) {
	request := &adminv1.UpdateLoginPolicyRequest{}
	settings.Copy(request, wanted)
	reply, err := s.client.admin.UpdateLoginPolicy(ctx, request)
	return reply.GetDetails(), err
}

func (s instanceScope) secondFactors() factorCalls[policyv1.SecondFactorType] {
	return factorCalls[policyv1.SecondFactorType]{
		add: func(ctx context.Context, factor policyv1.SecondFactorType) (*zitadelv1.ObjectDetails, error) {
			reply, err := s.client.admin.AddSecondFactorToLoginPolicy(ctx, &adminv1.AddSecondFactorToLoginPolicyRequest{Type: factor})
			return reply.GetDetails(), err
		},
		remove: func(ctx context.Context, factor policyv1.SecondFactorType) (*zitadelv1.ObjectDetails, error) {
			reply, err := s.client.admin.RemoveSecondFactorFromLoginPolicy(ctx, &adminv1.RemoveSecondFactorFromLoginPolicyRequest{Type: factor})
			return reply.GetDetails(), err
		},
		absent: problem.Condition{Code: codes.NotFound, ID: "INSTANCE-3M9od"},
	}
}

func (s instanceScope) multiFactors() factorCalls[policyv1.MultiFactorType] {
	return factorCalls[policyv1.MultiFactorType]{
		add: func(ctx context.Context, factor policyv1.MultiFactorType) (*zitadelv1.ObjectDetails, error) {
			reply, err := s.client.admin.AddMultiFactorToLoginPolicy(ctx, &adminv1.AddMultiFactorToLoginPolicyRequest{Type: factor})
			return reply.GetDetails(), err
		},
		remove: func(ctx context.Context, factor policyv1.MultiFactorType) (*zitadelv1.ObjectDetails, error) {
			reply, err := s.client.admin.RemoveMultiFactorFromLoginPolicy(ctx, &adminv1.RemoveMultiFactorFromLoginPolicyRequest{Type: factor})
			return reply.GetDetails(), err
		},
		absent: problem.Condition{Code: codes.NotFound, ID: "INSTANCE-3M9df"},
	}
}

func (s instanceScope) links() linkCalls {
	return linkCalls{
		add: func(ctx context.Context, added link) (*zitadelv1.ObjectDetails, error) {
			reply, err := s.client.admin.AddIDPToLoginPolicy(ctx, &adminv1.AddIDPToLoginPolicyRequest{IdpId: added.id})
			return reply.GetDetails(), err
		},
		remove: func(ctx context.Context, id string) (*zitadelv1.ObjectDetails, error) {
			reply, err := s.client.admin.RemoveIDPFromLoginPolicy(ctx, &adminv1.RemoveIDPFromLoginPolicyRequest{IdpId: id})
			return reply.GetDetails(), err
		},
		present: problem.Condition{Code: codes.AlreadyExists, ID: "INSTANCE-2B0ps"},
		absent:  problem.Condition{Code: codes.NotFound, ID: "INSTANCE-39fjs"},
	}
}
