package graph

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// kind is one of the two kinds of factor, with what differs between them. Type is the wire's number.
type kind[Type comparable] struct {
	// listed returns the policy's list; toCopy that of the request which makes a policy.
	listed func(*policyv1.LoginPolicy) []Type
	toCopy func(*managementv1.AddCustomLoginPolicyRequest) *[]Type
	add    func(context.Context, Type) (*zitadelv1.ObjectDetails, error)
	remove func(context.Context, Type) (*zitadelv1.ObjectDetails, error)

	inherited, missing, present model.ErrorReason
}

//nolint:dupl // the two kinds are alike, but every type and call is another
func (r *Resolver) secondFactors() kind[policyv1.SecondFactorType] {
	return kind[policyv1.SecondFactorType]{
		listed: (*policyv1.LoginPolicy).GetSecondFactors,
		toCopy: func(request *managementv1.AddCustomLoginPolicyRequest) *[]policyv1.SecondFactorType {
			return &request.SecondFactors
		},
		add: func(ctx context.Context, factor policyv1.SecondFactorType) (*zitadelv1.ObjectDetails, error) {
			reply, err := r.Management.AddSecondFactorToLoginPolicy(ctx, &managementv1.AddSecondFactorToLoginPolicyRequest{Type: factor})
			return reply.GetDetails(), err
		},
		remove: func(ctx context.Context, factor policyv1.SecondFactorType) (*zitadelv1.ObjectDetails, error) {
			reply, err := r.Management.RemoveSecondFactorFromLoginPolicy(ctx, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: factor})
			return reply.GetDetails(), err
		},
		inherited: model.ErrorReasonSecondFactorInherited,
		missing:   model.ErrorReasonSecondFactorNotConfigured,
		present:   model.ErrorReasonSecondFactorAlreadyConfigured,
	}
}

//nolint:dupl // as secondFactors
func (r *Resolver) multiFactors() kind[policyv1.MultiFactorType] {
	return kind[policyv1.MultiFactorType]{
		listed: (*policyv1.LoginPolicy).GetMultiFactors,
		toCopy: func(request *managementv1.AddCustomLoginPolicyRequest) *[]policyv1.MultiFactorType {
			return &request.MultiFactors
		},
		add: func(ctx context.Context, factor policyv1.MultiFactorType) (*zitadelv1.ObjectDetails, error) {
			reply, err := r.Management.AddMultiFactorToLoginPolicy(ctx, &managementv1.AddMultiFactorToLoginPolicyRequest{Type: factor})
			return reply.GetDetails(), err
		},
		remove: func(ctx context.Context, factor policyv1.MultiFactorType) (*zitadelv1.ObjectDetails, error) {
			reply, err := r.Management.RemoveMultiFactorFromLoginPolicy(ctx, &managementv1.RemoveMultiFactorFromLoginPolicyRequest{Type: factor})
			return reply.GetDetails(), err
		},
		inherited: model.ErrorReasonMultiFactorInherited,
		missing:   model.ErrorReasonMultiFactorNotConfigured,
		present:   model.ErrorReasonMultiFactorAlreadyConfigured,
	}
}

// lists says whether a policy has the factor.
func (k kind[Type]) lists(factor Type) func(*policyv1.LoginPolicy) bool {
	return func(policy *policyv1.LoginPolicy) bool { return slices.Contains(k.listed(policy), factor) }
}

// not is the opposite.
func not(shows func(*policyv1.LoginPolicy) bool) func(*policyv1.LoginPolicy) bool {
	return func(policy *policyv1.LoginPolicy) bool { return !shows(policy) }
}

// addition is the change that allows one more factor.
func addition[Type comparable](r *Resolver, k kind[Type], factor Type) change {
	lists := k.lists(factor)
	return change{
		// ZITADEL would store the addition behind the inherited policy, and nobody would see it.
		refuse: inherited,
		idle: func(policy *policyv1.LoginPolicy) error {
			if !lists(policy) {
				return nil
			}
			return &problem{code: model.ErrorCodeAlreadyExists, reason: k.present,
				message: "The inherited login policy already allows this factor. Nothing has to be changed."}
		},
		write: func(ctx context.Context, own *policyv1.LoginPolicy) (*zitadelv1.ObjectDetails, error) {
			details, err := k.add(ctx, factor)
			if own == nil || lists(own) || !refusedWith(err, codes.AlreadyExists) {
				return details, err
			}
			return addAnew(ctx, r, k, factor, own, err)
		},
		apply: func(request *managementv1.AddCustomLoginPolicyRequest) {
			list := k.toCopy(request)
			*list = append(*list, factor)
		},
		shows: lists,
	}
}

// addAnew puts a factor right that ZITADEL takes for added and doesn't list: it was added while the policy was inherited.
// It is removed, which nobody sees, and added again. refused is what the addition came to.
func addAnew[Type comparable](ctx context.Context, r *Resolver, k kind[Type], factor Type, own *policyv1.LoginPolicy, refused error,
) (*zitadelv1.ObjectDetails, error) {
	owner := own.GetDetails().GetResourceOwner()
	now, err := r.policy(ctx, owner)
	switch {
	case err != nil:
		return nil, err
	case now.GetIsDefault(): // somebody else has just reset it
		return nil, inherited(now)
	case slices.Contains(k.listed(now), factor): // somebody else has just added it
		return nil, refused
	}
	removed, err := k.remove(ctx, factor)
	if refusedWith(err, codes.NotFound) { // somebody else has just removed it; nothing was written here yet
		return k.add(ctx, factor)
	}
	if err := (proof{owner: owner}).check(removed, err); err != nil {
		return nil, err
	}
	details, err := k.add(ctx, factor)
	switch {
	case refusedWith(err, codes.AlreadyExists): // somebody else has added it since, which one read can show
		return nil, &problem{code: model.ErrorCodeConflict, mayHaveWritten: true, cause: err,
			message: "ZITADEL had stored the factor without listing it, and somebody else changed it while that was being repaired. " +
				"Read the policy and decide again."}
	case err != nil:
		return nil, &unrepairedError{err}
	}
	return details, nil
}

// unrepairedError is the failure of the second half of addAnew.
type unrepairedError struct{ err error }

var _ error = (*unrepairedError)(nil)

// Error implements error.
func (e *unrepairedError) Error() string { return "add again what was stored unseen: " + e.err.Error() }

// Unwrap returns the failure.
func (e *unrepairedError) Unwrap() error { return e.err }

// refusedWith says that the backend refused a call with this code.
func refusedWith(err error, code codes.Code) bool {
	call, ok := errors.AsType[*wire.CallError](err)
	return ok && call.Answered && call.Status.Code() == code && call.Detail() != nil
}

// removal is the change that removes a factor. ZITADEL answers NOT_FOUND for one that is inherited and in force, and OK
// where an addition is stored unseen; in both cases the factor would stay.
func removal[Type comparable](k kind[Type], factor Type) change {
	lists := k.lists(factor)
	idle := func(policy *policyv1.LoginPolicy) error {
		if lists(policy) {
			return nil
		}
		return &problem{code: model.ErrorCodeNotFound, reason: k.missing,
			message: "The inherited login policy doesn't allow this factor, so there is nothing to remove."}
	}
	return change{
		refuse: func(policy *policyv1.LoginPolicy) error {
			if err := idle(policy); err != nil {
				return err
			}
			return &problem{code: model.ErrorCodeFailedPrecondition, reason: k.inherited,
				message: "The factor is inherited from the instance. Send whenInherited: CUSTOMIZE to give the organization its own policy without it."}
		},
		idle: idle,
		write: func(ctx context.Context, _ *policyv1.LoginPolicy) (*zitadelv1.ObjectDetails, error) {
			return k.remove(ctx, factor)
		},
		apply: func(request *managementv1.AddCustomLoginPolicyRequest) {
			list := k.toCopy(request)
			*list = slices.DeleteFunc(*list, func(other Type) bool { return other == factor })
		},
		shows: not(lists),
	}
}

// secondFactor returns the wire's number for a factor that can be added or removed.
func secondFactor(factor model.SecondFactorType) (policyv1.SecondFactorType, error) {
	if factor == model.SecondFactorTypeSecondFactorTypeUnspecified {
		return 0, unspecified(model.ErrorReasonSecondFactorUnspecified, factor)
	}
	return policyv1.SecondFactorType(policyv1.SecondFactorType_value[string(factor)]), nil
}

// multiFactor is secondFactor for multi factors.
func multiFactor(factor model.MultiFactorType) (policyv1.MultiFactorType, error) {
	if factor == model.MultiFactorTypeMultiFactorTypeUnspecified {
		return 0, unspecified(model.ErrorReasonMultiFactorUnspecified, factor)
	}
	return policyv1.MultiFactorType(policyv1.MultiFactorType_value[string(factor)]), nil
}

func unspecified(reason model.ErrorReason, factor fmt.Stringer) error {
	return &problem{code: model.ErrorCodeBadUserInput, reason: reason,
		message: fmt.Sprintf("%s isn't a factor. Name the factor that you mean.", factor)}
}
