package graph

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// createPolicy gives the organization that the options, or else the request, name its own policy.
func (r *Resolver) createPolicy(ctx context.Context, o changeOptions, input model.CreateLoginPolicyInput) (*model.ObjectDetails, error) {
	p, err := readPatch(input)
	if err != nil {
		return nil, err
	}
	lists, err := readLists(input)
	if err != nil {
		return nil, err
	}
	ctx, t, err := r.findTarget(ctx, o, false)
	if err != nil {
		return nil, err
	}
	if t.shown == nil {
		return nil, t.unread
	}
	if t.isOwn() {
		return nil, &problem.Problem{Code: problem.CodeAlreadyExists, Reason: problem.ReasonLoginPolicyAlreadyExists,
			Message: "The organization already has its own login policy. Update that one instead."}
	}
	if err := r.confirm(ctx, t.organization); err != nil {
		return nil, err
	}
	if err := r.buildOnDefault(ctx, &t, o); err != nil {
		return nil, err
	}
	request, err := copyPolicy(lists.without(p.to(t.base)))
	if err != nil {
		return nil, err
	}
	lists.apply(request)
	return r.customize(ctx, t, o, request, func(policy *policyv1.LoginPolicy) bool { return shows(policy, request) })
}

// lists are the lists of a new policy that aren't copied; nil is copied.
type lists struct {
	second []policyv1.SecondFactorType
	multi  []policyv1.MultiFactorType
	idps   []*managementv1.AddCustomLoginPolicyRequest_IDP
}

func readLists(input model.CreateLoginPolicyInput) (lists, error) {
	var l lists
	var err error
	if l.second, err = readList(input.SecondFactors, "secondFactors", secondFactor); err != nil {
		return l, err
	}
	if l.multi, err = readList(input.MultiFactors, "multiFactors", multiFactor); err != nil {
		return l, err
	}
	l.idps, err = readList(input.IdentityProviders, "identityProviders", func(link model.IdentityProviderInput) (*managementv1.AddCustomLoginPolicyRequest_IDP, error) {
		return identityProvider(link.ID, link.Owner)
	})
	return l, err
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

// without returns the policy without the lists that aren't copied from it: what is unknown in those doesn't matter.
func (l lists) without(policy *policyv1.LoginPolicy) *policyv1.LoginPolicy {
	if l.second != nil {
		policy.SecondFactors = nil
	}
	if l.multi != nil {
		policy.MultiFactors = nil
	}
	return policy
}

func (l lists) apply(request *managementv1.AddCustomLoginPolicyRequest) {
	if l.second != nil {
		request.SecondFactors = unique(l.second)
	}
	if l.multi != nil {
		request.MultiFactors = unique(l.multi)
	}
	if l.idps != nil {
		request.Idps = onceEach(l.idps)
	}
}

// onceEach leaves out links to a provider that is linked before: ZITADEL would record each, and keep one.
func onceEach(links []*managementv1.AddCustomLoginPolicyRequest_IDP) []*managementv1.AddCustomLoginPolicyRequest_IDP {
	var kept []*managementv1.AddCustomLoginPolicyRequest_IDP
	for _, link := range links {
		if !slices.Contains(linkIDs(kept), link.GetIdpId()) {
			kept = append(kept, link)
		}
	}
	return kept
}

// shows says that a policy is the one that was requested: its settings, and its lists as sets.
func shows(policy *policyv1.LoginPolicy, request *managementv1.AddCustomLoginPolicyRequest) bool {
	wanted := &policyv1.LoginPolicy{}
	copySettings(wanted, request)
	return sameSettings(policy, wanted) &&
		sameSet(policy.GetSecondFactors(), request.GetSecondFactors()) &&
		sameSet(policy.GetMultiFactors(), request.GetMultiFactors()) &&
		sameSet(linkIDs(policy.GetIdps()), linkIDs(request.GetIdps()))
}

func sameSet[T comparable](a, b []T) bool {
	missingIn := func(list []T) func(T) bool { return func(t T) bool { return !slices.Contains(list, t) } }
	return !slices.ContainsFunc(a, missingIn(b)) && !slices.ContainsFunc(b, missingIn(a))
}
