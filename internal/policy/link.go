package policy

import (
	"context"
	"slices"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy/settings"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// link is a link to the identity provider with this id. owner is the provider's, which only a call that adds the link to an
// organization's policy tells ZITADEL: the instance's can link no providers but the instance's.
type link struct {
	id    string
	owner idpv1.IDPOwnerType
}

// AddLink returns the change that links one more identity provider: to an organization's policy one of the organization's own or the
// instance's, and to the instance's policy one of the instance's. It refuses what CheckProviderID does.
func AddLink(id string) (Change, error) {
	return linkAddition{linkChange{id}}, CheckProviderID(id)
}

// RemoveLink returns the change that removes the link to an identity provider, whoever owns it. It refuses what CheckProviderID does.
func RemoveLink(id string) (Change, error) {
	return linkRemoval{linkChange{id}}, CheckProviderID(id)
}

// linkChange is what additions and removals of a link have in common.
type linkChange struct{ id string }

func (c linkChange) names() []string { return []string{settings.IdentityProviders} }

func (c linkChange) check(*target) error { return nil }

// prepare lets every change go on: whether the link is there is decided by the backend. An addition looks the provider up first.
func (c linkChange) prepare(context.Context, *target) (*zitadelv1.ObjectDetails, error) {
	return nil, nil
}

func (c linkChange) links(found *policyv1.LoginPolicy) bool {
	return slices.Contains(linkedIDs(found.GetIdps()), c.id)
}

func (c linkChange) doesNotLink(found *policyv1.LoginPolicy) bool { return !c.links(found) }

type linkAddition struct{ linkChange }

var _ Change = linkAddition{}

// prepare looks up who owns the provider. The instance's policy needs no owner, and ZITADEL itself refuses what it can't link.
func (c linkAddition) prepare(ctx context.Context, t *target) (*zitadelv1.ObjectDetails, error) {
	if t.ofInstance() {
		return nil, nil
	}
	var err error
	t.addedOwner, err = t.providerOwner(ctx, c.id)
	return nil, err
}

func (c linkAddition) isIn(found *policyv1.LoginPolicy) bool { return c.links(found) }

func (c linkAddition) policyAfter(t *target) *policyv1.LoginPolicy { return withChange(t.shown, c) }

func (c linkAddition) isWritten(*target) func(*policyv1.LoginPolicy) bool { return c.links }

func (c linkAddition) refusal(*policyv1.LoginPolicy) error { return policyInherited() }

func (c linkAddition) unneeded(inherited *policyv1.LoginPolicy) (bool, error) {
	if !c.links(inherited) {
		return false, nil
	}
	return false, &problem.Problem{Code: problem.CodeAlreadyExists, Reason: problem.ReasonIdentityProviderAlreadyLinked,
		Message: "The inherited login policy already links this identity provider. Nothing has to be changed."}
}

func (c linkAddition) applyTo(request *managementv1.AddCustomLoginPolicyRequest) {
	request.Idps = append(request.Idps, link{id: c.id}.request()) // findOwners adds the owner
}

func (c linkAddition) write(ctx context.Context, t *target) (writeResult, error) {
	calls := t.scope.links()
	details, err := t.countWrite(calls.add(ctx, link{id: c.id, owner: t.addedOwner}))
	return writeResult{details: details}, t.explainLinkRefusal(ctx, err, calls.present, c.links)
}

type linkRemoval struct{ linkChange }

var _ Change = linkRemoval{}

func (c linkRemoval) isIn(found *policyv1.LoginPolicy) bool { return !c.links(found) }

func (c linkRemoval) policyAfter(t *target) *policyv1.LoginPolicy { return withChange(t.shown, c) }

func (c linkRemoval) isWritten(*target) func(*policyv1.LoginPolicy) bool { return c.doesNotLink }

func (c linkRemoval) refusal(inherited *policyv1.LoginPolicy) error {
	if _, err := c.unneeded(inherited); err != nil {
		return err
	}
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: problem.ReasonIdentityProviderInherited,
		Message: "The link to this identity provider is inherited from the instance. " +
			"Send whenInherited: CUSTOMIZE to give the organization its own policy without it."}
}

func (c linkRemoval) unneeded(inherited *policyv1.LoginPolicy) (bool, error) {
	if c.links(inherited) {
		return false, nil
	}
	return false, &problem.Problem{Code: problem.CodeNotFound, Reason: problem.ReasonIdentityProviderNotLinked,
		Message: "The inherited login policy doesn't link this identity provider, so there is nothing to remove."}
}

func (c linkRemoval) applyTo(request *managementv1.AddCustomLoginPolicyRequest) {
	request.Idps = slices.DeleteFunc(request.GetIdps(), func(other *managementv1.AddCustomLoginPolicyRequest_IDP) bool {
		return other.GetIdpId() == c.id
	})
}

func (c linkRemoval) write(ctx context.Context, t *target) (writeResult, error) {
	calls := t.scope.links()
	details, err := t.countWrite(calls.remove(ctx, c.id))
	return writeResult{details: details}, t.explainLinkRefusal(ctx, err, calls.absent, c.doesNotLink)
}

// explainLinkRefusal returns the refusal of a change of a link, or a better one where ZITADEL has made the change before and doesn't
// show it. done is the refusal of a change that is made already. No write would put such a change in force: adding a link that is
// still listed was seen to break ZITADEL's projection.
func (t *target) explainLinkRefusal(ctx context.Context, refused error, done problem.Condition, isIn func(*policyv1.LoginPolicy) bool) error {
	if t.shown == nil || isIn(t.shown) || !problem.RefusedAs(refused, done) {
		return refused
	}
	now, err := t.waitUntil(ctx, isIn)
	if err != nil {
		return err
	}
	if isIn(now) || now.GetIsDefault() != t.shown.GetIsDefault() { // somebody else has just changed it
		return refused
	}
	return &problem.Problem{Code: problem.CodeConflict, Reason: problem.ReasonWrittenNotInForce, Cause: refused,
		Message: "The link to the identity provider is changed already, but ZITADEL skipped the change, and the policy as it was is in " +
			"force. Nothing was written. For an organization it helps to reset its policy and to create it again."}
}

// request returns the link as the request that creates a policy has it.
func (l link) request() *managementv1.AddCustomLoginPolicyRequest_IDP {
	return &managementv1.AddCustomLoginPolicyRequest_IDP{IdpId: l.id, OwnerType: l.owner}
}

// linkedIDs returns the providers' ids of links, in a policy or in a request.
func linkedIDs[L interface{ GetIdpId() string }](links []L) []string {
	var ids []string
	for _, link := range links {
		ids = append(ids, link.GetIdpId())
	}
	return ids
}
