package policy

import (
	"slices"

	"zitadel-graphql/internal/policy/settings"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// copyOf returns the request that makes a copy of an inherited policy the organization's own. It refuses a policy with a part
// that this version doesn't know.
func copyOf(inherited *policyv1.LoginPolicy) (*managementv1.AddCustomLoginPolicyRequest, error) {
	if what := unknownIn(inherited); what != "" {
		return nil, refuseUnknownPart(what)
	}
	return requestOf(inherited), nil
}

// requestOf returns the request that creates a policy like this one: with its settings, its factors, each once, and its links. Those
// lead to the instance's providers, as all of an inherited policy do: the instance's can link no others.
func requestOf(found *policyv1.LoginPolicy) *managementv1.AddCustomLoginPolicyRequest {
	request := &managementv1.AddCustomLoginPolicyRequest{
		SecondFactors: unique(found.GetSecondFactors()),
		MultiFactors:  unique(found.GetMultiFactors()),
	}
	for _, linked := range found.GetIdps() {
		request.Idps = append(request.Idps, link{id: linked.GetIdpId(), owner: idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM}.request())
	}
	settings.Copy(request, found)
	return request
}

// unique returns a copy of a list without repetitions: concurrent additions can make ZITADEL list a factor twice.
func unique[T comparable](list []T) []T {
	kept := make([]T, 0, len(list))
	for _, element := range list {
		if !slices.Contains(kept, element) {
			kept = append(kept, element)
		}
	}
	return kept
}

// createdBy returns the policy that a request creates. Of its links those have names that the policy has which it is a copy of.
func createdBy(request *managementv1.AddCustomLoginPolicyRequest, original *policyv1.LoginPolicy) *policyv1.LoginPolicy {
	created := &policyv1.LoginPolicy{SecondFactors: request.GetSecondFactors(), MultiFactors: request.GetMultiFactors()}
	settings.Copy(created, request)
	for _, requested := range request.GetIdps() {
		link := &idpv1.IDPLoginPolicyLink{IdpId: requested.GetIdpId()}
		for _, copied := range original.GetIdps() {
			if copied.GetIdpId() == requested.GetIdpId() {
				link = copied
			}
		}
		created.Idps = append(created.Idps, link)
	}
	return created
}

// withChange returns a policy with a change, whoever it belongs to. It returns the same policy where that has the change already,
// and nil for none.
func withChange(found *policyv1.LoginPolicy, c Change) *policyv1.LoginPolicy {
	if found == nil || c.isIn(found) {
		return found
	}
	request := requestOf(found)
	c.applyTo(request)
	changed := createdBy(request, found)
	changed.Details, changed.IsDefault = found.GetDetails(), found.GetIsDefault()
	return changed
}

// withSettings returns a copy of a policy with the settings of another.
func withSettings(found, from *policyv1.LoginPolicy) *policyv1.LoginPolicy {
	combined := &policyv1.LoginPolicy{Details: found.GetDetails(), IsDefault: found.GetIsDefault(),
		SecondFactors: found.GetSecondFactors(), MultiFactors: found.GetMultiFactors(), Idps: found.GetIdps()}
	settings.Copy(combined, from)
	return combined
}
