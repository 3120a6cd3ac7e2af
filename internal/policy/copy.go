package policy

import (
	"slices"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy/settings"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// copyOf is the request that makes an inherited policy the organization's own: its settings, its factors, each once, and its
// links, which are the instance's since it can link no others. A policy with a part that this version doesn't know can't be
// copied.
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

func refuseUnknownPart(what string) error {
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: problem.ReasonUnknownFactor,
		Message: "The policy can't be copied or written back: it has a " + what + " that this server doesn't know. Ask its operator to upgrade it."}
}

// unknownIn names a part of a policy that this version doesn't know. It is empty where there is none.
func unknownIn(found *policyv1.LoginPolicy) string {
	switch {
	case slices.ContainsFunc(found.GetSecondFactors(), isUnknownFactor[policyv1.SecondFactorType]):
		return "second factor"
	case slices.ContainsFunc(found.GetMultiFactors(), isUnknownFactor[policyv1.MultiFactorType]):
		return "multi factor"
	default:
		return unknownSettingIn(found)
	}
}

// unknownSettingIn names a setting that this version doesn't know: writing all others back would make it false or zero.
func unknownSettingIn(found *policyv1.LoginPolicy) string {
	switch {
	case len(found.ProtoReflect().GetUnknown()) > 0:
		return "setting"
	case !isDefined(found.GetPasswordlessType()):
		return "kind of passwordless login"
	}
	return ""
}

func isUnknownFactor[Type protoreflect.Enum](factor Type) bool {
	return factor.Number() == 0 || !isDefined(factor)
}

func isDefined(value protoreflect.Enum) bool {
	return value.Descriptor().Values().ByNumber(value.Number()) != nil
}

// unique leaves out repetitions: concurrent additions can make ZITADEL list a factor twice.
func unique[T comparable](list []T) []T {
	kept := make([]T, 0, len(list))
	for _, element := range list {
		if !slices.Contains(kept, element) {
			kept = append(kept, element)
		}
	}
	return kept
}

// factorLists are the factors of a policy, or of the request that makes one.
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
