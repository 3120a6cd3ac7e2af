package policy

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"zitadel-graphql/graph/problem"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

const maxProviderID = 200 // characters, as ZITADEL has it

// CheckProviderID refuses an id that no identity provider can have: with one such as "..", a call could become another one.
func CheckProviderID(id string) error {
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

// providerInvalid refuses an identity provider's id.
func providerInvalid(message string) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonIdentityProviderInvalid, Message: message}
}

// providerOwner returns who owns an identity provider that the organization can link: the organization or the instance. ZITADEL wants
// to know that with each link of an organization's policy, although the id tells it; where a policy is created it doesn't even check
// what it is told. It fails with problem.ReasonIdentityProviderNotFound where the organization can link no such provider.
func (t *target) providerOwner(ctx context.Context, id string) (idpv1.IDPOwnerType, error) {
	reply, err := t.client.management.ListProviders(ctx, &managementv1.ListProvidersRequest{Queries: []*managementv1.ProviderQuery{
		{Query: &managementv1.ProviderQuery_IdpIdQuery{IdpIdQuery: &idpv1.IDPIDQuery{Id: id}}}}})
	if err != nil {
		return 0, err
	}
	for _, provider := range reply.GetResult() {
		switch {
		case provider.GetId() != id:
		case provider.GetOwner() == idpv1.IDPOwnerType_IDP_OWNER_TYPE_UNSPECIFIED:
			return 0, problem.ReplyIncomplete(false)
		default:
			return provider.GetOwner(), nil
		}
	}
	if err := t.confirmOrganization(ctx); err != nil { // it may be another organization that has no such provider
		return 0, err
	}
	return 0, problem.IdentityProviderNotFound()
}

// findOwners adds the owners to the links of a request that lack them. All that the inherited policy links is the instance's.
func (t *target) findOwners(ctx context.Context, request *managementv1.AddCustomLoginPolicyRequest) error {
	inherited := linkedIDs(t.base.GetIdps())
	for _, link := range request.GetIdps() {
		switch {
		case link.GetOwnerType() != idpv1.IDPOwnerType_IDP_OWNER_TYPE_UNSPECIFIED:
		case slices.Contains(inherited, link.GetIdpId()):
			link.OwnerType = idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM
		default:
			owner, err := t.providerOwner(ctx, link.GetIdpId())
			if err != nil {
				return err
			}
			link.OwnerType = owner
		}
	}
	return nil
}

// checkProviders fails as providerOwner does for the first of the identity providers that the policy doesn't link.
func (t *target) checkProviders(ctx context.Context, ids []string) error {
	linked := linkedIDs(t.base.GetIdps())
	for _, id := range ids {
		if slices.Contains(linked, id) {
			continue
		}
		if _, err := t.providerOwner(ctx, id); err != nil {
			return err
		}
	}
	return nil
}
