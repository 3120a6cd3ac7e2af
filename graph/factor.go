package graph

import (
	"context"
	"fmt"
	"slices"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
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

	// list is the JSON name of the policy's list.
	list string
	// absentID is ZITADEL's id for the removal of a factor that isn't there.
	absentID string

	inherited, missing, present problem.Reason
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
		list:      "secondFactors",
		absentID:  "Org-3M9od",
		inherited: problem.ReasonSecondFactorInherited,
		missing:   problem.ReasonSecondFactorNotConfigured,
		present:   problem.ReasonSecondFactorAlreadyConfigured,
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
		list:      "multiFactors",
		absentID:  "Org-3M9df",
		inherited: problem.ReasonMultiFactorInherited,
		missing:   problem.ReasonMultiFactorNotConfigured,
		present:   problem.ReasonMultiFactorAlreadyConfigured,
	}
}

// defaultSecondFactors are the instance's.
func (r *Resolver) defaultSecondFactors() kind[policyv1.SecondFactorType] {
	k := r.secondFactors()
	k.absentID = "INSTANCE-3M9od"
	k.add = func(ctx context.Context, factor policyv1.SecondFactorType) (*zitadelv1.ObjectDetails, error) {
		reply, err := r.Admin.AddSecondFactorToLoginPolicy(ctx, &adminv1.AddSecondFactorToLoginPolicyRequest{Type: factor})
		return reply.GetDetails(), err
	}
	k.remove = func(ctx context.Context, factor policyv1.SecondFactorType) (*zitadelv1.ObjectDetails, error) {
		reply, err := r.Admin.RemoveSecondFactorFromLoginPolicy(ctx, &adminv1.RemoveSecondFactorFromLoginPolicyRequest{Type: factor})
		return reply.GetDetails(), err
	}
	return k
}

// defaultMultiFactors are the instance's.
func (r *Resolver) defaultMultiFactors() kind[policyv1.MultiFactorType] {
	k := r.multiFactors()
	k.absentID = "INSTANCE-3M9df"
	k.add = func(ctx context.Context, factor policyv1.MultiFactorType) (*zitadelv1.ObjectDetails, error) {
		reply, err := r.Admin.AddMultiFactorToLoginPolicy(ctx, &adminv1.AddMultiFactorToLoginPolicyRequest{Type: factor})
		return reply.GetDetails(), err
	}
	k.remove = func(ctx context.Context, factor policyv1.MultiFactorType) (*zitadelv1.ObjectDetails, error) {
		reply, err := r.Admin.RemoveMultiFactorFromLoginPolicy(ctx, &adminv1.RemoveMultiFactorFromLoginPolicyRequest{Type: factor})
		return reply.GetDetails(), err
	}
	return k
}

// lists says whether a policy has the factor.
func (k kind[Type]) lists(factor Type) func(*policyv1.LoginPolicy) bool {
	return func(policy *policyv1.LoginPolicy) bool { return slices.Contains(k.listed(policy), factor) }
}

// absent says that the backend refused a removal since the factor isn't there.
func (k kind[Type]) absent(err error) bool {
	return problem.RefusedAs(err, problem.Condition{Code: codes.NotFound, ID: k.absentID})
}

// not is the opposite.
func not(shows func(*policyv1.LoginPolicy) bool) func(*policyv1.LoginPolicy) bool {
	return func(policy *policyv1.LoginPolicy) bool { return !shows(policy) }
}

// addition is the change that allows one more factor.
func addition[Type comparable](k kind[Type], factor Type) change {
	lists := k.lists(factor)
	return change{
		names: []string{k.list},
		// ZITADEL would store the addition behind the inherited policy, and nobody would see it.
		refuse: inherited,
		idle: func(policy *policyv1.LoginPolicy) error {
			if !lists(policy) {
				return nil
			}
			return &problem.Problem{Code: problem.CodeAlreadyExists, Reason: k.present,
				Message: "The inherited login policy already allows this factor. Nothing has to be changed."}
		},
		write: func(ctx context.Context, t target) (*zitadelv1.ObjectDetails, error) {
			details, err := k.add(ctx, factor)
			if t.shown == nil || lists(t.shown) || !problem.Refused(err, codes.AlreadyExists) {
				return details, err
			}
			return addAnew(ctx, t, k, factor, err)
		},
		apply: func(request *managementv1.AddCustomLoginPolicyRequest) {
			if list := k.toCopy(request); !slices.Contains(*list, factor) { // written in what is copied, but not in force there
				*list = append(*list, factor)
			}
		},
		shows: lists,
	}
}

// addAnew puts a factor right that ZITADEL takes for added and doesn't list: it was added while the policy was inherited,
// or its addition was skipped. It is removed, which nobody sees, and added again. refused is the answer to the addition.
func addAnew[Type comparable](ctx context.Context, t target, k kind[Type], factor Type, refused error) (*zitadelv1.ObjectDetails, error) {
	now, err := t.read(ctx)
	switch {
	case err != nil:
		return nil, err
	case now.GetIsDefault() && t.isOwn(): // somebody else has just reset it
		return nil, inherited(now)
	case slices.Contains(k.listed(now), factor): // somebody else has just added it
		return nil, refused
	}
	removed, err := k.remove(ctx, factor)
	if problem.Refused(err, codes.NotFound) { // somebody else has just removed it; nothing was written here yet
		return k.add(ctx, factor)
	}
	if err := (proof{owner: t.owner()}).check(removed, err); err != nil {
		return nil, err
	}
	details, err := k.add(ctx, factor)
	switch {
	case problem.Refused(err, codes.AlreadyExists): // somebody else has added it since, which one read can show
		return nil, &problem.Problem{Code: problem.CodeConflict, MayHaveWritten: true, Cause: err,
			Message: "ZITADEL had stored the factor without listing it, and somebody else changed it while that was being repaired. " +
				"Read the policy and decide again."}
	case err != nil:
		return nil, &problem.UnknownOutcomeError{Err: err, Written: "ZITADEL had stored the factor without listing it. That entry was removed, but adding the factor again failed."}
	}
	return details, nil
}

// removeAnew puts a removal in force that ZITADEL has stored and doesn't show: the factor is still listed, and still
// allowed. It is added again, which changes nothing for anybody, and removed. Without being asked to, it only says so.
// refused is the answer to the removal.
func removeAnew[Type comparable](ctx context.Context, t target, k kind[Type], factor Type, asked bool, refused error) (*zitadelv1.ObjectDetails, error) {
	now, err := t.waitFor(ctx, not(k.lists(factor)))
	switch {
	case err != nil:
		return nil, err
	case !slices.Contains(k.listed(now), factor): // somebody else has just removed it
		return nil, refused
	case !asked:
		return nil, &problem.Problem{Code: problem.CodeConflict, Reason: problem.ReasonWrittenNotInForce, Cause: refused,
			Message: "The factor is removed already, but ZITADEL skipped the removal: it still lists the factor, and people may still " +
				"use it. Nothing was written. To put the removal in force, send it again with putInForce: true."}
	}
	added, err := k.add(ctx, factor)
	if problem.Refused(err, codes.AlreadyExists) { // somebody else has just added it; nothing was written here yet
		return k.remove(ctx, factor)
	}
	if err := (proof{owner: t.owner()}).check(added, err); err != nil {
		return nil, err
	}
	details, err := k.remove(ctx, factor)
	if err != nil {
		return nil, &problem.UnknownOutcomeError{Err: err, Written: "The factor is still allowed: to put its removal in force it was added again, but removing it after that failed."}
	}
	return details, nil
}

// removal is the change that removes a factor. ZITADEL answers NOT_FOUND for one that is inherited and in force, and OK
// where an addition is stored unseen; in both cases the factor would stay.
func removal[Type comparable](k kind[Type], factor Type, putInForce bool) change {
	lists := k.lists(factor)
	idle := func(policy *policyv1.LoginPolicy) error {
		if lists(policy) {
			return nil
		}
		return &problem.Problem{Code: problem.CodeNotFound, Reason: k.missing,
			Message: "The inherited login policy doesn't allow this factor, so there is nothing to remove."}
	}
	return change{
		names: []string{k.list},
		refuse: func(policy *policyv1.LoginPolicy) error {
			if err := idle(policy); err != nil {
				return err
			}
			return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: k.inherited,
				Message: "The factor is inherited from the instance. Send whenInherited: CUSTOMIZE to give the organization its own policy without it."}
		},
		idle: idle,
		write: func(ctx context.Context, t target) (*zitadelv1.ObjectDetails, error) {
			details, err := k.remove(ctx, factor)
			if t.shown == nil || !lists(t.shown) || !k.absent(err) {
				return details, err
			}
			return removeAnew(ctx, t, k, factor, putInForce, err)
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
		return 0, unspecified(problem.ReasonSecondFactorUnspecified, factor)
	}
	return policyv1.SecondFactorType(policyv1.SecondFactorType_value[string(factor)]), nil
}

// multiFactor is secondFactor for multi factors.
func multiFactor(factor model.MultiFactorType) (policyv1.MultiFactorType, error) {
	if factor == model.MultiFactorTypeMultiFactorTypeUnspecified {
		return 0, unspecified(problem.ReasonMultiFactorUnspecified, factor)
	}
	return policyv1.MultiFactorType(policyv1.MultiFactorType_value[string(factor)]), nil
}

func unspecified(reason problem.Reason, factor fmt.Stringer) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: reason,
		Message: fmt.Sprintf("%s isn't a factor. Name the factor that you mean.", factor)}
}
