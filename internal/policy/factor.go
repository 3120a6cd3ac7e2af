package policy

import (
	"context"
	"fmt"
	"slices"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy/settings"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// AddSecondFactor returns the change that allows one more second factor. It fails as CheckSecondFactor does.
func AddSecondFactor(factor policyv1.SecondFactorType) (Change, error) {
	change := factorChange[policyv1.SecondFactorType]{kind: secondFactorKind(), factor: factor}
	return factorAddition[policyv1.SecondFactorType]{change}, CheckSecondFactor(factor)
}

// RemoveSecondFactor returns the change that allows a second factor no longer. It fails as CheckSecondFactor does.
func RemoveSecondFactor(factor policyv1.SecondFactorType) (Change, error) {
	change := factorChange[policyv1.SecondFactorType]{kind: secondFactorKind(), factor: factor}
	return factorRemoval[policyv1.SecondFactorType]{change}, CheckSecondFactor(factor)
}

// AddMultiFactor is AddSecondFactor for multi factors.
func AddMultiFactor(factor policyv1.MultiFactorType) (Change, error) {
	change := factorChange[policyv1.MultiFactorType]{kind: multiFactorKind(), factor: factor}
	return factorAddition[policyv1.MultiFactorType]{change}, CheckMultiFactor(factor)
}

// RemoveMultiFactor is RemoveSecondFactor for multi factors.
func RemoveMultiFactor(factor policyv1.MultiFactorType) (Change, error) {
	change := factorChange[policyv1.MultiFactorType]{kind: multiFactorKind(), factor: factor}
	return factorRemoval[policyv1.MultiFactorType]{change}, CheckMultiFactor(factor)
}

// CheckSecondFactor refuses the unspecified second factor. It accepts a number that this version doesn't know: whether that is one
// is decided by the backend.
func CheckSecondFactor(factor policyv1.SecondFactorType) error {
	if factor == policyv1.SecondFactorType_SECOND_FACTOR_TYPE_UNSPECIFIED {
		return factorUnspecified(factor, problem.ReasonSecondFactorUnspecified)
	}
	return nil
}

// CheckMultiFactor is CheckSecondFactor for multi factors.
func CheckMultiFactor(factor policyv1.MultiFactorType) error {
	if factor == policyv1.MultiFactorType_MULTI_FACTOR_TYPE_UNSPECIFIED {
		return factorUnspecified(factor, problem.ReasonMultiFactorUnspecified)
	}
	return nil
}

// factorUnspecified refuses the unspecified factor.
func factorUnspecified(factor fmt.Stringer, reason problem.Reason) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: reason,
		Message: fmt.Sprintf("%s isn't a factor. Name the factor that you mean.", factor)}
}

// factorKind is one of the two kinds of factor: second factors and multi factors.
type factorKind[Type comparable] struct {
	// name is the JSON name of the list of such factors.
	name string
	// listed returns the list of a policy, and requested that of the request which creates one.
	listed    func(*policyv1.LoginPolicy) []Type
	requested func(*managementv1.AddCustomLoginPolicyRequest) *[]Type
	calls     func(scope) factorCalls[Type]
	// The reasons of a refusal: the factor is listed in an inherited policy, isn't listed, or is listed already.
	inherited, missing, present problem.Reason
}

// secondFactorKind returns what is particular to second factors.
func secondFactorKind() factorKind[policyv1.SecondFactorType] {
	return factorKind[policyv1.SecondFactorType]{
		listed: (*policyv1.LoginPolicy).GetSecondFactors,
		requested: func(request *managementv1.AddCustomLoginPolicyRequest) *[]policyv1.SecondFactorType {
			return &request.SecondFactors
		},
		calls:     scope.secondFactors,
		name:      settings.SecondFactors,
		inherited: problem.ReasonSecondFactorInherited,
		missing:   problem.ReasonSecondFactorNotConfigured,
		present:   problem.ReasonSecondFactorAlreadyConfigured,
	}
}

// multiFactorKind returns what is particular to multi factors.
func multiFactorKind() factorKind[policyv1.MultiFactorType] {
	return factorKind[policyv1.MultiFactorType]{
		listed: (*policyv1.LoginPolicy).GetMultiFactors,
		requested: func(request *managementv1.AddCustomLoginPolicyRequest) *[]policyv1.MultiFactorType {
			return &request.MultiFactors
		},
		calls:     scope.multiFactors,
		name:      settings.MultiFactors,
		inherited: problem.ReasonMultiFactorInherited,
		missing:   problem.ReasonMultiFactorNotConfigured,
		present:   problem.ReasonMultiFactorAlreadyConfigured,
	}
}

// factorChange is what additions and removals of a factor have in common.
type factorChange[Type comparable] struct {
	kind   factorKind[Type]
	factor Type
}

func (c factorChange[Type]) names() []string { return []string{c.kind.name} }

func (c factorChange[Type]) check(*target) error { return nil }

// prepare lets every change go on: whether the factor is there is decided by the backend.
func (c factorChange[Type]) prepare(context.Context, *target) (*zitadelv1.ObjectDetails, error) {
	return nil, nil
}

func (c factorChange[Type]) lists(found *policyv1.LoginPolicy) bool {
	return slices.Contains(c.kind.listed(found), c.factor)
}

func (c factorChange[Type]) doesNotList(found *policyv1.LoginPolicy) bool { return !c.lists(found) }

func (c factorChange[Type]) add(ctx context.Context, t *target) (*zitadelv1.ObjectDetails, error) {
	return t.countWrite(c.kind.calls(t.scope).add(ctx, c.factor))
}

func (c factorChange[Type]) remove(ctx context.Context, t *target) (*zitadelv1.ObjectDetails, error) {
	return t.countWrite(c.kind.calls(t.scope).remove(ctx, c.factor))
}

// factorAddition is the addition of a factor. ZITADEL accepts one to an inherited policy too, and stores it where nobody sees it.
type factorAddition[Type comparable] struct{ factorChange[Type] }

var _ Change = factorAddition[policyv1.SecondFactorType]{}

func (c factorAddition[Type]) isIn(found *policyv1.LoginPolicy) bool { return c.lists(found) }

func (c factorAddition[Type]) isWritten(*target) func(*policyv1.LoginPolicy) bool { return c.lists }

func (c factorAddition[Type]) policyAfter(t *target) *policyv1.LoginPolicy {
	return withChange(t.shown, c)
}

func (c factorAddition[Type]) refusal(*policyv1.LoginPolicy) error { return policyInherited() }

func (c factorAddition[Type]) unneeded(inherited *policyv1.LoginPolicy) (bool, error) {
	if !c.lists(inherited) {
		return false, nil
	}
	return false, &problem.Problem{Code: problem.CodeAlreadyExists, Reason: c.kind.present,
		Message: "The inherited login policy already allows this factor. Nothing has to be changed."}
}

func (c factorAddition[Type]) applyTo(request *managementv1.AddCustomLoginPolicyRequest) {
	if list := c.kind.requested(request); !slices.Contains(*list, c.factor) { // the copied policy can have it unshown
		*list = append(*list, c.factor)
	}
}

func (c factorAddition[Type]) write(ctx context.Context, t *target) (writeResult, error) {
	details, err := c.add(ctx, t)
	if t.shown == nil || c.lists(t.shown) || !problem.Refused(err, codes.AlreadyExists) {
		return writeResult{details: details}, err
	}
	details, err = c.addAgain(ctx, t, err)
	return writeResult{details: details}, err
}

// addAgain makes ZITADEL list a factor that it has stored without listing it: the factor was added while the policy was inherited,
// or ZITADEL skipped its addition. It is removed, which changes nothing for anybody, and added again. refused is the refusal of
// the first addition.
func (c factorAddition[Type]) addAgain(ctx context.Context, t *target, refused error) (*zitadelv1.ObjectDetails, error) {
	now, err := t.scope.read(ctx)
	switch {
	case err != nil:
		return nil, err
	case now.GetIsDefault() && t.isOwn(): // somebody else has just reset it
		return nil, policyInherited()
	case c.lists(now): // somebody else has just added it
		return nil, refused
	}
	removed, err := c.remove(ctx, t)
	if problem.Refused(err, codes.NotFound) { // somebody else has just removed it; nothing was written here yet
		return c.add(ctx, t)
	}
	if err := (evidence{owner: t.owner()}).check(removed, err); err != nil {
		return nil, err
	}
	details, err := c.add(ctx, t)
	switch {
	case problem.Refused(err, codes.AlreadyExists): // somebody else has added it since, which one read can show
		return nil, &problem.Problem{Code: problem.CodeConflict, MayHaveWritten: true, Cause: err,
			Message: "ZITADEL had stored the factor without listing it, and somebody else changed it while that was being repaired. " +
				"Read the policy and decide again."}
	case err != nil:
		return nil, &problem.UnknownOutcomeError{Err: err,
			Written: "ZITADEL had stored the factor without listing it. That entry was removed, but adding the factor again failed."}
	}
	return details, nil
}

// factorRemoval is the removal of a factor. From an inherited policy ZITADEL removes none: it answers NOT_FOUND although the factor
// is in force, or OK where it only removes an addition that it had stored unseen.
type factorRemoval[Type comparable] struct{ factorChange[Type] }

var _ Change = factorRemoval[policyv1.SecondFactorType]{}

func (c factorRemoval[Type]) isIn(found *policyv1.LoginPolicy) bool { return !c.lists(found) }

func (c factorRemoval[Type]) isWritten(*target) func(*policyv1.LoginPolicy) bool {
	return c.doesNotList
}

func (c factorRemoval[Type]) policyAfter(t *target) *policyv1.LoginPolicy {
	return withChange(t.shown, c)
}

func (c factorRemoval[Type]) refusal(inherited *policyv1.LoginPolicy) error {
	if _, err := c.unneeded(inherited); err != nil {
		return err
	}
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: c.kind.inherited,
		Message: "The factor is inherited from the instance. Send whenInherited: CUSTOMIZE to give the organization its own policy without it."}
}

func (c factorRemoval[Type]) unneeded(inherited *policyv1.LoginPolicy) (bool, error) {
	if c.lists(inherited) {
		return false, nil
	}
	return false, &problem.Problem{Code: problem.CodeNotFound, Reason: c.kind.missing,
		Message: "The inherited login policy doesn't allow this factor, so there is nothing to remove."}
}

func (c factorRemoval[Type]) applyTo(request *managementv1.AddCustomLoginPolicyRequest) {
	list := c.kind.requested(request)
	*list = slices.DeleteFunc(*list, func(other Type) bool { return other == c.factor })
}

func (c factorRemoval[Type]) write(ctx context.Context, t *target) (writeResult, error) {
	details, err := c.remove(ctx, t)
	if err == nil || t.shown == nil || !c.lists(t.shown) || !problem.RefusedAs(err, c.kind.calls(t.scope).absent) {
		return writeResult{details: details}, err
	}
	details, err = c.removeAgain(ctx, t, err)
	return writeResult{details: details}, err
}

// removeAgain puts a removal in force that ZITADEL has stored and doesn't show: the factor is still listed, and still allowed. It
// is added again, which changes nothing for anybody, and removed. Unless Options.PutInForce asks for that, it fails instead.
// refused is the refusal of the first removal.
func (c factorRemoval[Type]) removeAgain(ctx context.Context, t *target, refused error) (*zitadelv1.ObjectDetails, error) {
	now, err := t.waitUntil(ctx, c.doesNotList)
	switch {
	case err != nil:
		return nil, err
	case !c.lists(now): // somebody else has just removed it
		return nil, refused
	case !t.options.PutInForce:
		return nil, &problem.Problem{Code: problem.CodeConflict, Reason: problem.ReasonWrittenNotInForce, Cause: refused,
			Message: "The factor is removed already, but ZITADEL skipped the removal: it still lists the factor, and people may still " +
				"use it. Nothing was written. To put the removal in force, send it again with putInForce: true."}
	}
	added, err := c.add(ctx, t)
	if problem.Refused(err, codes.AlreadyExists) { // somebody else has just added it; nothing was written here yet
		return c.remove(ctx, t)
	}
	if err := (evidence{owner: t.owner()}).check(added, err); err != nil {
		return nil, err
	}
	details, err := c.remove(ctx, t)
	if err != nil {
		return nil, &problem.UnknownOutcomeError{Err: err,
			Written: "The factor is still allowed: to put its removal in force it was added again, but removing it after that failed."}
	}
	return details, nil
}
