package embedded

import (
	"context"
	"fmt"
	"unicode/utf8"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// The rules that upstream's .proto files put on requests, with the texts of the validator that is generated from them:
// they are English in every language and their statuses carry no details.

const (
	violationUndefined = "value must be one of the defined enum values"
	violationIDLength  = "value length must be between 1 and 200 runes, inclusive"
	maxIDRunes         = 200
	// maxListed bounds each list of factors. The rule is ours: without one, a single request could list four million.
	maxListed = 500
)

// validate is the last check before the method itself: a request is looked at only once its caller has been let in.
func validate(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if violation := violationOf(req); violation != "" {
		return nil, status.Error(codes.InvalidArgument, violation)
	}
	return handler(ctx, req)
}

// violationOf describes the first rule that the request breaks, in the order of its fields; empty if it breaks none.
func violationOf(req any) string {
	switch r := req.(type) {
	case *managementv1.AddSecondFactorToLoginPolicyRequest:
		return invalid("AddSecondFactorToLoginPolicyRequest.Type", secondFactorViolation(r.GetType()))
	case *managementv1.RemoveSecondFactorFromLoginPolicyRequest:
		return invalid("RemoveSecondFactorFromLoginPolicyRequest.Type", secondFactorViolation(r.GetType()))
	case *managementv1.AddMultiFactorToLoginPolicyRequest:
		return invalid("AddMultiFactorToLoginPolicyRequest.Type", multiFactorViolation(r.GetType()))
	case *managementv1.RemoveMultiFactorFromLoginPolicyRequest:
		return invalid("RemoveMultiFactorFromLoginPolicyRequest.Type", multiFactorViolation(r.GetType()))
	case *managementv1.UpdateCustomLoginPolicyRequest:
		return invalid("UpdateCustomLoginPolicyRequest.PasswordlessType", passwordlessViolation(r.GetPasswordlessType()))
	case *managementv1.AddCustomLoginPolicyRequest:
		return addCustomViolation(r)
	}
	return ""
}

func addCustomViolation(r *managementv1.AddCustomLoginPolicyRequest) string {
	if v := passwordlessViolation(r.GetPasswordlessType()); v != "" {
		return invalid("AddCustomLoginPolicyRequest.PasswordlessType", v)
	}
	if v := lengthViolation(len(r.GetSecondFactors())); v != "" {
		return invalid("AddCustomLoginPolicyRequest.SecondFactors", v)
	}
	if v := lengthViolation(len(r.GetMultiFactors())); v != "" {
		return invalid("AddCustomLoginPolicyRequest.MultiFactors", v)
	}
	for i, idp := range r.GetIdps() {
		if v := idpViolation(idp); v != "" {
			return invalid(fmt.Sprintf("AddCustomLoginPolicyRequest.Idps[%d]", i), "embedded message failed validation | caused by: "+v)
		}
	}
	return ""
}

func idpViolation(idp *managementv1.AddCustomLoginPolicyRequest_IDP) string {
	if n := utf8.RuneCountInString(idp.GetIdpId()); n < 1 || n > maxIDRunes {
		return invalid("AddCustomLoginPolicyRequest_IDP.IdpId", violationIDLength)
	}
	return invalid("AddCustomLoginPolicyRequest_IDP.OwnerType", ownerTypeViolation(idp.GetOwnerType()))
}

func secondFactorViolation(t policyv1.SecondFactorType) string {
	return enumViolation(policyv1.SecondFactorType_name, int32(t))
}

func multiFactorViolation(t policyv1.MultiFactorType) string {
	return enumViolation(policyv1.MultiFactorType_name, int32(t))
}

func ownerTypeViolation(t idpv1.IDPOwnerType) string {
	return enumViolation(idpv1.IDPOwnerType_name, int32(t))
}

// passwordlessViolation differs from the others: zero means something there.
func passwordlessViolation(t policyv1.PasswordlessType) string {
	if !isPasswordlessType(t) {
		return violationUndefined
	}
	return ""
}

// enumViolation is the rule "defined, and not the unspecified zero".
func enumViolation(names map[int32]string, value int32) string {
	name, defined := names[value]
	if !defined {
		return violationUndefined
	}
	if value == 0 {
		return fmt.Sprintf("value must not be in list [%s]", name)
	}
	return ""
}

func lengthViolation(listed int) string {
	if listed > maxListed {
		return fmt.Sprintf("value must contain no more than %d item(s)", maxListed)
	}
	return ""
}

func invalid(field, violation string) string {
	if violation == "" {
		return ""
	}
	return fmt.Sprintf("invalid %s: %s", field, violation)
}
