package policy

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy/settings"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Link is a link to an identity provider. It is made by NewLink, which checks the id: with one such as "..", a call could become
// another one.
type Link struct {
	// ID is the provider's.
	ID string
	// Owner is the provider's. It counts only where a link is added to an organization's policy: the instance's can link no
	// providers but the instance's.
	Owner idpv1.IDPOwnerType
}

// NewLink returns a link for an organization's policy. It refuses an id that no identity provider can have, and an unspecified
// owner.
func NewLink(id string, owner idpv1.IDPOwnerType) (Link, error) {
	if err := checkProviderID(id); err != nil {
		return Link{}, err
	}
	if owner == idpv1.IDPOwnerType_IDP_OWNER_TYPE_UNSPECIFIED {
		return Link{}, providerInvalid("The identity provider's owner is unspecified. Say whether the instance or the organization owns it.")
	}
	return Link{ID: id, Owner: owner}, nil
}

const maxProviderID = 200 // characters, as ZITADEL has it

// checkProviderID refuses an id that no identity provider can have.
func checkProviderID(id string) error {
	switch {
	case strings.TrimSpace(id) == "":
		return providerInvalid("The identity provider's id is empty. Give the id as ZITADEL shows it.")
	case utf8.RuneCountInString(id) > maxProviderID:
		return providerInvalid("The identity provider's id is longer than 200 characters. Give the id as ZITADEL shows it.")
	case id == "." || id == ".." || strings.ContainsFunc(id, isForbiddenInProviderID):
		return providerInvalid("The identity provider's id has characters that no id has. Give the id as ZITADEL shows it.")
	}
	return nil
}

// isForbiddenInProviderID reports whether no wire takes an id with this character. Over REST the id stands in a path: ZITADEL's own
// gateway doesn't pass on an id with one of these, escaped or not, and fails at what isn't ASCII. A proxy that tidies up the path
// could even make another call of it: with the id ".." the removal of a provider would be the removal of the whole policy.
// ZITADEL's own ids are digits.
func isForbiddenInProviderID(r rune) bool {
	return strings.ContainsRune(`/\%;?#`, r) || r > unicode.MaxASCII || !unicode.IsPrint(r)
}

// providerInvalid refuses an identity provider's id or owner.
func providerInvalid(message string) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonIdentityProviderInvalid, Message: message}
}

// AddLink returns the change that links one more identity provider. It refuses what NewLink does.
func AddLink(id string, owner idpv1.IDPOwnerType) (Change, error) {
	link, err := NewLink(id, owner)
	return linkAddition{linkChange{link}}, err
}

// AddDefaultLink is AddLink for the instance's policy, which can link the instance's identity providers only.
func AddDefaultLink(id string) (Change, error) {
	return linkAddition{linkChange{Link{ID: id}}}, checkProviderID(id)
}

// RemoveLink returns the change that removes the link to an identity provider, whoever owns it. It refuses an id that none can
// have.
func RemoveLink(id string) (Change, error) {
	return linkRemoval{linkChange{Link{ID: id}}}, checkProviderID(id)
}

// linkChange is what additions and removals of a link have in common.
type linkChange struct{ link Link }

func (c linkChange) names() []string { return []string{settings.IdentityProviders} }

func (c linkChange) check(*target) error { return nil }

// prepare lets every change go on: whether the link is there is decided by the backend.
func (c linkChange) prepare(context.Context, *target) (*zitadelv1.ObjectDetails, error) {
	return nil, nil
}

func (c linkChange) links(found *policyv1.LoginPolicy) bool {
	return slices.Contains(linkedIDs(found.GetIdps()), c.link.ID)
}

func (c linkChange) doesNotLink(found *policyv1.LoginPolicy) bool { return !c.links(found) }

type linkAddition struct{ linkChange }

var _ Change = linkAddition{}

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
	request.Idps = append(request.Idps, c.link.request())
}

func (c linkAddition) write(ctx context.Context, t *target) (writeResult, error) {
	calls := t.scope.links()
	details, err := t.counted(calls.add(ctx, c.link))
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
		return other.GetIdpId() == c.link.ID
	})
}

func (c linkRemoval) write(ctx context.Context, t *target) (writeResult, error) {
	calls := t.scope.links()
	details, err := t.counted(calls.remove(ctx, c.link.ID))
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
func (l Link) request() *managementv1.AddCustomLoginPolicyRequest_IDP {
	return &managementv1.AddCustomLoginPolicyRequest_IDP{IdpId: l.ID, OwnerType: l.Owner}
}

// linkedIDs returns the providers' ids of links, in a policy or in a request.
func linkedIDs[L interface{ GetIdpId() string }](links []L) []string {
	var ids []string
	for _, link := range links {
		ids = append(ids, link.GetIdpId())
	}
	return ids
}
