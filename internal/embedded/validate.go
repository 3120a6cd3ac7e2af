package embedded

import (
	"cmp"
	"context"
	"fmt"
	"unicode/utf8"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/embedded/domain"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// The rules that ZITADEL's .proto files put on requests, in the words of the validator that ZITADEL generates from them. They are
// English whatever the caller's language is, and their statuses carry no details.

const (
	violationUndefined = "value must be one of the defined enum values"
	violationIDLength  = "value length must be between 1 and 200 runes, inclusive"
	violationNested    = "embedded message failed validation | caused by: "
	maxIDRunes         = 200
	// maxListed bounds each list of factors, providers and languages. This rule is ours: without it, one request could list four
	// million.
	maxListed = 500

	violationFilterLength = "value length must be at most 200 runes"
	maxEventTypes         = 30
	maxAggregateTypes     = 10
)

// validate refuses a request that breaks a rule. It comes last before the method, so that only a caller who was let in learns
// about the rules.
func validate(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if violation := violationOf(req); violation != "" {
		return nil, status.Error(codes.InvalidArgument, violation)
	}
	return handler(ctx, req)
}

// violationOf describes the first rule that the request breaks, in the order of its fields. It is empty if there is none.
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
	case *managementv1.AddIDPToLoginPolicyRequest:
		if v := idViolation(r.GetIdpId()); v != "" {
			return invalid("AddIDPToLoginPolicyRequest.IdpId", v)
		}
		return invalid("AddIDPToLoginPolicyRequest.OwnerType", ownerTypeViolation(r.GetOwnerType()))
	case *managementv1.RemoveIDPFromLoginPolicyRequest:
		return invalid("RemoveIDPFromLoginPolicyRequest.IdpId", idViolation(r.GetIdpId()))
	}
	return adminViolation(req)
}

func adminViolation(req any) string {
	switch r := req.(type) {
	case *adminv1.AddSecondFactorToLoginPolicyRequest:
		return invalid("AddSecondFactorToLoginPolicyRequest.Type", secondFactorViolation(r.GetType()))
	case *adminv1.RemoveSecondFactorFromLoginPolicyRequest:
		return invalid("RemoveSecondFactorFromLoginPolicyRequest.Type", secondFactorViolation(r.GetType()))
	case *adminv1.AddMultiFactorToLoginPolicyRequest:
		return invalid("AddMultiFactorToLoginPolicyRequest.Type", multiFactorViolation(r.GetType()))
	case *adminv1.RemoveMultiFactorFromLoginPolicyRequest:
		return invalid("RemoveMultiFactorFromLoginPolicyRequest.Type", multiFactorViolation(r.GetType()))
	case *adminv1.UpdateLoginPolicyRequest:
		return invalid("UpdateLoginPolicyRequest.PasswordlessType", passwordlessViolation(r.GetPasswordlessType()))
	case *adminv1.AddIDPToLoginPolicyRequest:
		return invalid("AddIDPToLoginPolicyRequest.IdpId", idViolation(r.GetIdpId()))
	case *adminv1.RemoveIDPFromLoginPolicyRequest:
		return invalid("RemoveIDPFromLoginPolicyRequest.IdpId", idViolation(r.GetIdpId()))
	case *adminv1.SetRestrictionsRequest:
		return invalid("SetRestrictionsRequest.AllowedLanguages", lengthViolation(len(r.GetAllowedLanguages().GetList()), maxListed))
	case *adminv1.ListEventsRequest:
		return listEventsViolation(r)
	}
	return userViolation(req)
}

func userViolation(req any) string {
	switch r := req.(type) {
	case *userv2.ListUsersRequest:
		return listUsersViolation(r)
	case *userv2.ListAuthenticationMethodTypesRequest:
		return invalid("ListAuthenticationMethodTypesRequest.UserId", idViolation(r.GetUserId()))
	case *userv2.ListAuthenticationFactorsRequest:
		return invalid("ListAuthenticationFactorsRequest.UserId", idViolation(r.GetUserId()))
	case *userv2.RemoveTOTPRequest:
		return invalid("RemoveTOTPRequest.UserId", idViolation(r.GetUserId()))
	case *userv2.RemoveU2FRequest:
		return cmp.Or(invalid("RemoveU2FRequest.UserId", idViolation(r.GetUserId())), invalid("RemoveU2FRequest.U2FId", idViolation(r.GetU2FId())))
	case *userv2.RemoveOTPSMSRequest:
		return invalid("RemoveOTPSMSRequest.UserId", idViolation(r.GetUserId()))
	case *userv2.RemoveOTPEmailRequest:
		return invalid("RemoveOTPEmailRequest.UserId", idViolation(r.GetUserId()))
	case *userv2.RemoveRecoveryCodesRequest:
		return invalid("RemoveRecoveryCodesRequest.UserId", idViolation(r.GetUserId()))
	}
	return ""
}

func listUsersViolation(r *userv2.ListUsersRequest) string {
	for i, query := range r.GetQueries() {
		if v := userQueryViolation(query); v != "" {
			return invalid(fmt.Sprintf("ListUsersRequest.Queries[%d]", i), violationNested+v)
		}
	}
	return ""
}

func userQueryViolation(query *userv2.SearchQuery) string {
	switch q := query.GetQuery().(type) {
	case *userv2.SearchQuery_OrganizationIdQuery:
		return nestedViolation("SearchQuery.OrganizationIdQuery", "OrganizationIdQuery.OrganizationId", idViolation(q.OrganizationIdQuery.GetOrganizationId()))
	case *userv2.SearchQuery_StateQuery:
		_, defined := userv2.UserState_name[int32(q.StateQuery.GetState())]
		return nestedViolation("SearchQuery.StateQuery", "StateQuery.State", undefinedViolation(defined))
	case *userv2.SearchQuery_TypeQuery:
		_, defined := userv2.Type_name[int32(q.TypeQuery.GetType())]
		return nestedViolation("SearchQuery.TypeQuery", "TypeQuery.Type", undefinedViolation(defined))
	}
	return ""
}

// nestedViolation describes a rule that a message inside of another breaks.
func nestedViolation(field, inner, violation string) string {
	if violation == "" {
		return ""
	}
	return invalid(field, violationNested+invalid(inner, violation))
}

func undefinedViolation(defined bool) string {
	if !defined {
		return violationUndefined
	}
	return ""
}

func listEventsViolation(r *adminv1.ListEventsRequest) string {
	return cmp.Or(
		invalid("ListEventsRequest.EditorUserId", filterViolation(r.GetEditorUserId())),
		invalid("ListEventsRequest.EventTypes", lengthViolation(len(r.GetEventTypes()), maxEventTypes)),
		invalid("ListEventsRequest.AggregateId", filterViolation(r.GetAggregateId())),
		invalid("ListEventsRequest.AggregateTypes", lengthViolation(len(r.GetAggregateTypes()), maxAggregateTypes)),
		invalid("ListEventsRequest.ResourceOwner", filterViolation(r.GetResourceOwner())),
	)
}

func addCustomViolation(r *managementv1.AddCustomLoginPolicyRequest) string {
	if v := passwordlessViolation(r.GetPasswordlessType()); v != "" {
		return invalid("AddCustomLoginPolicyRequest.PasswordlessType", v)
	}
	if v := lengthViolation(len(r.GetSecondFactors()), maxListed); v != "" {
		return invalid("AddCustomLoginPolicyRequest.SecondFactors", v)
	}
	if v := lengthViolation(len(r.GetMultiFactors()), maxListed); v != "" {
		return invalid("AddCustomLoginPolicyRequest.MultiFactors", v)
	}
	if v := lengthViolation(len(r.GetIdps()), maxListed); v != "" {
		return invalid("AddCustomLoginPolicyRequest.Idps", v)
	}
	for i, idp := range r.GetIdps() {
		if v := idpViolation(idp); v != "" {
			return invalid(fmt.Sprintf("AddCustomLoginPolicyRequest.Idps[%d]", i), violationNested+v)
		}
	}
	return ""
}

func idpViolation(idp *managementv1.AddCustomLoginPolicyRequest_IDP) string {
	if v := idViolation(idp.GetIdpId()); v != "" {
		return invalid("AddCustomLoginPolicyRequest_IDP.IdpId", v)
	}
	return invalid("AddCustomLoginPolicyRequest_IDP.OwnerType", ownerTypeViolation(idp.GetOwnerType()))
}

func idViolation(id string) string {
	if n := utf8.RuneCountInString(id); n < 1 || n > maxIDRunes {
		return violationIDLength
	}
	return ""
}

// filterViolation accepts an empty id, which filters nothing.
func filterViolation(id string) string {
	if utf8.RuneCountInString(id) > maxIDRunes {
		return violationFilterLength
	}
	return ""
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

// passwordlessViolation accepts zero, unlike the others: it means that passwordless login isn't allowed.
func passwordlessViolation(t policyv1.PasswordlessType) string {
	if !domain.IsPasswordlessType(t) {
		return violationUndefined
	}
	return ""
}

// enumViolation accepts the defined values but zero, which is the unspecified one.
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

func lengthViolation(listed, limit int) string {
	if listed > limit {
		return fmt.Sprintf("value must contain no more than %d item(s)", limit)
	}
	return ""
}

func invalid(field, violation string) string {
	if violation == "" {
		return ""
	}
	return fmt.Sprintf("invalid %s: %s", field, violation)
}
