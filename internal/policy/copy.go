package policy

import (
	"slices"

	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy/settings"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// copyOf returns the request that makes a copy of an inherited policy the organization's own: its settings, its factors, each
// once, and its links. Those lead to the instance's providers, since its policy can link no others. It refuses a policy with a
// part that this version doesn't know.
func copyOf(inherited *policyv1.LoginPolicy) (*managementv1.AddCustomLoginPolicyRequest, error) {
	if what := unknownIn(inherited); what != "" {
		return nil, refuseUnknownPart(what)
	}
	request := &managementv1.AddCustomLoginPolicyRequest{
		SecondFactors: unique(inherited.GetSecondFactors()),
		MultiFactors:  unique(inherited.GetMultiFactors()),
	}
	for _, link := range inherited.GetIdps() {
		request.Idps = append(request.Idps, Link{ID: link.GetIdpId(), Owner: idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM}.request())
	}
	settings.Copy(request, inherited)
	return request, nil
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

// factorLists are the factors of a policy, or of the request that creates one.
type factorLists interface {
	GetSecondFactors() []policyv1.SecondFactorType
	GetMultiFactors() []policyv1.MultiFactorType
}

// combine returns a policy with the settings of one message and the factors of another.
func policyFrom(from proto.Message, factors factorLists) *policyv1.LoginPolicy {
	combined := &policyv1.LoginPolicy{SecondFactors: factors.GetSecondFactors(), MultiFactors: factors.GetMultiFactors()}
	settings.Copy(combined, from)
	return combined
}
