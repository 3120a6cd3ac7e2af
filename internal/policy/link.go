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

// Link is a link to an identity provider, as it is written. NewLink and NewDefaultLink make those that can be.
type Link struct {
	ID string
	// Owner isn't written to the instance's policy, which can link the instance's providers only.
	Owner idpv1.IDPOwnerType
}

// NewLink refuses an id that no identity provider can have, and an unspecified owner.
func NewLink(id string, owner idpv1.IDPOwnerType) (Link, error) {
	if err := checkProviderID(id); err != nil {
		return Link{}, err
	}
	if owner == idpv1.IDPOwnerType_IDP_OWNER_TYPE_UNSPECIFIED {
		return Link{}, providerInvalid("The identity provider's owner is unspecified. Say whether the instance or the organization owns it.")
	}
	return Link{ID: id, Owner: owner}, nil
}

// NewDefaultLink is NewLink for the instance's policy, and for removals: only the id counts there.
func NewDefaultLink(id string) (Link, error) {
	return Link{ID: id}, checkProviderID(id)
}

const maxProviderID = 200 // characters, as ZITADEL has it

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

// isForbiddenInProviderID reports whether a character isn't taken on any wire. Over REST the id stands in a path, and ZITADEL's own
// gateway doesn't pass on what has these, escaped or not, and fails at what isn't ASCII. What a proxy tidies up could even
// become another call: with the id ".." the removal of a provider would be the removal of the whole policy. ZITADEL's ids are
// digits.
func isForbiddenInProviderID(r rune) bool {
	return strings.ContainsRune(`/\%;?#`, r) || r > unicode.MaxASCII || !unicode.IsPrint(r)
}

func providerInvalid(message string) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonIdentityProviderInvalid, Message: message}
}

// AddLink returns the change that links one more identity provider.
func AddLink(link Link) Change { return linkAddition{linkChange{link}} }

// RemoveLink returns the change that removes the link to an identity provider. The link's owner doesn't count.
func RemoveLink(link Link) Change { return linkRemoval{linkChange{link}} }

// linkChange is what additions and removals of a link have in common.
type linkChange struct{ link Link }

func (c linkChange) names() []string { return []string{settings.IdentityProviders} }

func (c linkChange) check(*target) error { return nil }

// prepare leaves everything to the backend: whether it has the link is its to say.
func (c linkChange) prepare(context.Context, *target) (*zitadelv1.ObjectDetails, error) {
	return nil, nil
}

// policyAfter is the policy as it is: no login asks for a second factor by a link.
func (c linkChange) policyAfter(t *target) *policyv1.LoginPolicy { return t.shown }

func (c linkChange) links(found *policyv1.LoginPolicy) bool {
	return slices.Contains(linkedIDs(found.GetIdps()), c.link.ID)
}

func (c linkChange) doesNotLink(found *policyv1.LoginPolicy) bool { return !c.links(found) }

type linkAddition struct{ linkChange }

var _ Change = linkAddition{}

func (c linkAddition) isIn(found *policyv1.LoginPolicy) bool { return c.links(found) }

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
	details, err := calls.add(ctx, c.link)
	return writeResult{details: details}, t.explainLinkRefusal(ctx, err, calls.present, c.links)
}

type linkRemoval struct{ linkChange }

var _ Change = linkRemoval{}

func (c linkRemoval) isIn(found *policyv1.LoginPolicy) bool { return !c.links(found) }

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
	details, err := calls.remove(ctx, c.link.ID)
	return writeResult{details: details}, t.explainLinkRefusal(ctx, err, calls.absent, c.doesNotLink)
}

// explainLinkRefusal is the refusal of a change of a link, told for what it is where ZITADEL has made the change before and
// doesn't show it. There is nothing to write that would put it in force: to add a link that is still listed was seen to break
// ZITADEL's projection.
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

func (l Link) request() *managementv1.AddCustomLoginPolicyRequest_IDP {
	return &managementv1.AddCustomLoginPolicyRequest_IDP{IdpId: l.ID, OwnerType: l.Owner}
}

// linkedIDs are the providers' ids, of links as they are read or as they are written.
func linkedIDs[L interface{ GetIdpId() string }](links []L) []string {
	var ids []string
	for _, link := range links {
		ids = append(ids, link.GetIdpId())
	}
	return ids
}
