package graph

import (
	"maps"
	"net/http"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/model"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// condition is what ZITADEL's (method, code, id) stands for. The id alone doesn't tell: ZITADEL reuses ids.
type condition struct {
	// method is the full name of the RPC; empty means every one.
	method string
	code   codes.Code
	// id is that of the zitadel.v1.ErrorDetail; empty means that the status has none.
	id string
}

// meaning is how the contract renders a condition.
type meaning struct {
	code   model.ErrorCode
	reason model.ErrorReason
	// text takes the place of the backend's where that is a raw key, or never localized, or misleads. Empty keeps it.
	text string
}

// notAMember is ZITADEL's id for a caller without any role where it asks something, which it calls NOT_FOUND.
const notAMember = "AUTHZ-cdgFk"

// strongerLoginRequired is ZITADEL's id for a token of a login without a second factor, where one is forced.
const strongerLoginRequired = "AUTHZ-Kl3p0"

// known returns what a condition means. Every row stands in docs/errors.md too, which a test compares.
func known() map[condition]meaning {
	all := knownOfAll()
	maps.Copy(all, knownOfOrganizations())
	maps.Copy(all, knownOfInstances())
	return all
}

// knownOfAll are the conditions of every method.
func knownOfAll() map[condition]meaning {
	return map[condition]meaning{
		// ZITADEL says this of a call without a token, and a gateway may of one whose token it doesn't accept.
		{"", codes.Unauthenticated, ""}: {model.ErrorCodeUnauthenticated, "",
			"The call reached ZITADEL without a token, or a gateway in between doesn't accept the token. Log in again; if that " +
				"doesn't help, ask this server's operator to check what is in between."},
		{"", codes.Unauthenticated, "AUTH-toLo1"}: {model.ErrorCodeUnauthenticated, model.ErrorReasonTokenMalformed,
			"ZITADEL can't read the authorization header. Send authorization: Bearer <token>."},
		{"", codes.Unauthenticated, "AUTH-7fs1e"}: {model.ErrorCodeUnauthenticated, model.ErrorReasonTokenRejected,
			"ZITADEL doesn't accept the token: it is unknown, expired or revoked, or its user is deactivated. Log in again."},
		{"", codes.PermissionDenied, "AUTHZ-EGDo3"}: {model.ErrorCodeUnauthenticated, model.ErrorReasonSessionExpired,
			"The session of this token has expired. Log in again."},
		{"", codes.PermissionDenied, "APP-wai8O"}: {model.ErrorCodeForbidden, model.ErrorReasonTokenNotForAPI,
			"ZITADEL's API doesn't accept this kind of token. Log in as yourself, or use a personal access token."},
		{"", codes.PermissionDenied, "APP-Shi0J"}: {model.ErrorCodeForbidden, model.ErrorReasonTokenNotForAPI,
			"ZITADEL's API doesn't accept this kind of token. Log in as yourself, or use a personal access token."},
		{"", codes.PermissionDenied, strongerLoginRequired}: {model.ErrorCodeForbidden, model.ErrorReasonStrongerLoginRequired,
			"The organization requires a second factor, and this token is from a login without one. Log in again with a second factor."},
		{"", codes.PermissionDenied, "AUTH-DZG21"}: {model.ErrorCodeForbidden, model.ErrorReasonOriginNotAllowed,
			"The application that this token was made for doesn't allow calls from here. Ask its administrator to allow this server's origin."},
		{"", codes.PermissionDenied, "AUTH-Bs7Ds"}: {model.ErrorCodeNotFound, model.ErrorReasonOrganizationNotFound,
			"This organization doesn't exist. Check its id."},
		{"", codes.NotFound, notAMember}: {model.ErrorCodeForbidden, model.ErrorReasonNotAMember,
			"You have no role in this organization or instance. Ask one of its owners for a role."},
		{"", codes.PermissionDenied, "AUTH-5mWD2"}: {model.ErrorCodeForbidden, model.ErrorReasonPermissionMissing,
			"Your roles don't allow this here. Ask an owner for a role that does."},
		{"", codes.ResourceExhausted, "QUOTA-vjAy8"}: {model.ErrorCodeRateLimited, model.ErrorReasonQuotaExhausted,
			"The instance has used up its quota of requests. Ask its operator for a larger one, or wait until it is renewed."},
		{"", codes.ResourceExhausted, "LIMITS-molsj"}: {model.ErrorCodeRateLimited, model.ErrorReasonInstanceBlocked,
			"The instance is blocked by its operator. Ask the operator to unblock it."},
		{"", codes.NotFound, ""}: {model.ErrorCodeBadGateway, model.ErrorReasonBackendNotZitadelOrWrongHost,
			notZitadel},
	}
}

// unsure is what is told of a write that was refused for a reason that ZITADEL gives when its database fails, too. A read is
// asked twice before such a refusal is believed, and a write never is.
func unsure(reason model.ErrorReason) string {
	const again = " It also says so when its database fails: check whether it is true, and send the change again if it isn't."
	switch reason {
	case model.ErrorReasonTokenRejected:
		return "ZITADEL doesn't accept the token." + again
	case model.ErrorReasonOrganizationNotFound:
		return "ZITADEL says that the organization doesn't exist." + again
	default:
		return ""
	}
}

// The texts that several conditions share.
const (
	unknownSecondFactor = "ZITADEL doesn't know this type of second factor; its version may be too old. Choose another one, or have ZITADEL upgraded."
	unknownMultiFactor  = "ZITADEL doesn't know this type of multi factor; its version may be too old. Choose another one, or have ZITADEL upgraded."
	noIdentityProvider  = "This identity provider doesn't exist, or doesn't belong to the given owner. Check its id and owner."
	linkedAlready       = "The login policy already links this identity provider. Nothing has to be changed."
	notLinked           = "The login policy doesn't link this identity provider, so there is nothing to remove."
	diverged            = "ZITADEL says that this update changes nothing, but it shows a different policy, as it may after two " +
		"customizations at once. Send it again with putInForce: true."
)

// knownOfOrganizations are the conditions of an organization's settings.
func knownOfOrganizations() map[condition]meaning {
	return map[condition]meaning{
		{managementv1.ManagementService_AddSecondFactorToLoginPolicy_FullMethodName, codes.AlreadyExists, "Org-2B0ps"}: {
			model.ErrorCodeAlreadyExists, model.ErrorReasonSecondFactorAlreadyConfigured, ""},
		{managementv1.ManagementService_AddSecondFactorToLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonSecondFactorUnknownToBackend, unknownSecondFactor},
		{managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName, codes.NotFound, "Org-3M9od"}: {
			model.ErrorCodeNotFound, model.ErrorReasonSecondFactorNotConfigured, ""},
		{managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonSecondFactorUnknownToBackend, unknownSecondFactor},
		{managementv1.ManagementService_AddMultiFactorToLoginPolicy_FullMethodName, codes.AlreadyExists, "Org-3M9od"}: {
			model.ErrorCodeAlreadyExists, model.ErrorReasonMultiFactorAlreadyConfigured, ""},
		{managementv1.ManagementService_AddMultiFactorToLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonMultiFactorUnknownToBackend, unknownMultiFactor},
		{managementv1.ManagementService_RemoveMultiFactorFromLoginPolicy_FullMethodName, codes.NotFound, "Org-3M9df"}: {
			model.ErrorCodeNotFound, model.ErrorReasonMultiFactorNotConfigured, ""},
		{managementv1.ManagementService_RemoveMultiFactorFromLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonMultiFactorUnknownToBackend, unknownMultiFactor},
		{managementv1.ManagementService_AddCustomLoginPolicy_FullMethodName, codes.InvalidArgument, "Org-WSfdq"}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonRedirectURIInvalid, ""},
		{managementv1.ManagementService_AddCustomLoginPolicy_FullMethodName, codes.InvalidArgument, "Org-SFeea"}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonSecondFactorUnknownToBackend, unknownSecondFactor},
		{managementv1.ManagementService_AddCustomLoginPolicy_FullMethodName, codes.InvalidArgument, "Org-WSfrg"}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonMultiFactorUnknownToBackend, unknownMultiFactor},
		{managementv1.ManagementService_AddCustomLoginPolicy_FullMethodName, codes.AlreadyExists, "Org-Dgfb2"}: {
			model.ErrorCodeConflict, model.ErrorReasonConcurrentCustomization, "Somebody else gave the organization its own policy at the same time. Read the policy and decide again."},
		{managementv1.ManagementService_AddCustomLoginPolicy_FullMethodName, codes.FailedPrecondition, "Org-FEd32"}: {
			model.ErrorCodeNotFound, model.ErrorReasonIdentityProviderNotFound, noIdentityProvider},
		{managementv1.ManagementService_UpdateCustomLoginPolicy_FullMethodName, codes.InvalidArgument, "Org-Sfd21"}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonRedirectURIInvalid, ""},
		{managementv1.ManagementService_UpdateCustomLoginPolicy_FullMethodName, codes.NotFound, "Org-M0sif"}: {
			model.ErrorCodeNotFound, model.ErrorReasonLoginPolicyNotFound, ""},
		{managementv1.ManagementService_UpdateCustomLoginPolicy_FullMethodName, codes.FailedPrecondition, "Org-5M9vdd"}: {
			model.ErrorCodeConflict, model.ErrorReasonLoginPolicyDiverged, diverged},
		{managementv1.ManagementService_ResetLoginPolicyToDefault_FullMethodName, codes.NotFound, "Org-GHB37"}: {
			model.ErrorCodeNotFound, model.ErrorReasonLoginPolicyNotFound, ""},
		{managementv1.ManagementService_AddIDPToLoginPolicy_FullMethodName, codes.NotFound, "Org-Ffgw2"}: {
			model.ErrorCodeNotFound, model.ErrorReasonLoginPolicyNotFound, ""},
		{managementv1.ManagementService_AddIDPToLoginPolicy_FullMethodName, codes.FailedPrecondition, "Org-3N9fs"}: {
			model.ErrorCodeNotFound, model.ErrorReasonIdentityProviderNotFound, noIdentityProvider},
		{managementv1.ManagementService_AddIDPToLoginPolicy_FullMethodName, codes.AlreadyExists, "Org-2B0ps"}: {
			model.ErrorCodeAlreadyExists, model.ErrorReasonIdentityProviderAlreadyLinked, linkedAlready},
		{managementv1.ManagementService_RemoveIDPFromLoginPolicy_FullMethodName, codes.NotFound, "Org-GVDfe"}: {
			model.ErrorCodeNotFound, model.ErrorReasonLoginPolicyNotFound, ""},
		{managementv1.ManagementService_RemoveIDPFromLoginPolicy_FullMethodName, codes.NotFound, "Org-39fjs"}: {
			model.ErrorCodeNotFound, model.ErrorReasonIdentityProviderNotLinked, notLinked},
	}
}

// knownOfInstances are the conditions of the instance's settings.
func knownOfInstances() map[condition]meaning {
	return map[condition]meaning{
		{adminv1.AdminService_AddSecondFactorToLoginPolicy_FullMethodName, codes.AlreadyExists, "INSTANCE-2B0ps"}: {
			model.ErrorCodeAlreadyExists, model.ErrorReasonSecondFactorAlreadyConfigured, "The instance's login policy already allows this factor. Nothing has to be changed."},
		{adminv1.AdminService_AddSecondFactorToLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonSecondFactorUnknownToBackend, unknownSecondFactor},
		{adminv1.AdminService_RemoveSecondFactorFromLoginPolicy_FullMethodName, codes.NotFound, "INSTANCE-3M9od"}: {
			model.ErrorCodeNotFound, model.ErrorReasonSecondFactorNotConfigured, ""},
		{adminv1.AdminService_RemoveSecondFactorFromLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonSecondFactorUnknownToBackend, unknownSecondFactor},
		{adminv1.AdminService_AddMultiFactorToLoginPolicy_FullMethodName, codes.AlreadyExists, "INSTANCE-3M9od"}: {
			model.ErrorCodeAlreadyExists, model.ErrorReasonMultiFactorAlreadyConfigured, "The instance's login policy already allows this factor. Nothing has to be changed."},
		{adminv1.AdminService_AddMultiFactorToLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonMultiFactorUnknownToBackend, unknownMultiFactor},
		{adminv1.AdminService_RemoveMultiFactorFromLoginPolicy_FullMethodName, codes.NotFound, "INSTANCE-3M9df"}: {
			model.ErrorCodeNotFound, model.ErrorReasonMultiFactorNotConfigured, ""},
		{adminv1.AdminService_RemoveMultiFactorFromLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonMultiFactorUnknownToBackend, unknownMultiFactor},
		{adminv1.AdminService_UpdateLoginPolicy_FullMethodName, codes.InvalidArgument, "INST-SFdqd"}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonRedirectURIInvalid, ""},
		{adminv1.AdminService_UpdateLoginPolicy_FullMethodName, codes.NotFound, "INSTANCE-M0sif"}: {
			model.ErrorCodeNotFound, model.ErrorReasonLoginPolicyNotFound, ""},
		{adminv1.AdminService_UpdateLoginPolicy_FullMethodName, codes.FailedPrecondition, "INSTANCE-5M9vdd"}: {
			model.ErrorCodeConflict, model.ErrorReasonLoginPolicyDiverged, diverged},
		{adminv1.AdminService_SetRestrictions_FullMethodName, codes.InvalidArgument, "LANG-jc8Sq"}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonLanguageInvalid, ""},
		{adminv1.AdminService_SetRestrictions_FullMethodName, codes.InvalidArgument, "LANG-XHiK5"}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonLanguageInvalid, ""},
		{adminv1.AdminService_SetRestrictions_FullMethodName, codes.InvalidArgument, "LANG-lg4DP"}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonLanguageInvalid, ""},
		{adminv1.AdminService_SetRestrictions_FullMethodName, codes.FailedPrecondition, "COMMAND-L0m2u"}: {
			model.ErrorCodeFailedPrecondition, model.ErrorReasonDefaultLanguageNotAllowed, ""},
		{adminv1.AdminService_AddIDPToLoginPolicy_FullMethodName, codes.FailedPrecondition, "INSTANCE-m8fsd"}: {
			model.ErrorCodeNotFound, model.ErrorReasonIdentityProviderNotFound, noIdentityProvider},
		{adminv1.AdminService_AddIDPToLoginPolicy_FullMethodName, codes.AlreadyExists, "INSTANCE-2B0ps"}: {
			model.ErrorCodeAlreadyExists, model.ErrorReasonIdentityProviderAlreadyLinked, linkedAlready},
		{adminv1.AdminService_RemoveIDPFromLoginPolicy_FullMethodName, codes.NotFound, "INSTANCE-39fjs"}: {
			model.ErrorCodeNotFound, model.ErrorReasonIdentityProviderNotLinked, notLinked},
	}
}

// codeOf is the kind of failure that a status means where known has no row for it. It is total: what gRPC doesn't
// define yet is an internal error.
func codeOf(code codes.Code) model.ErrorCode {
	switch code {
	case codes.Canceled:
		return model.ErrorCodeCancelled
	case codes.InvalidArgument, codes.OutOfRange:
		return model.ErrorCodeBadUserInput
	case codes.DeadlineExceeded:
		return model.ErrorCodeGatewayTimeout
	case codes.NotFound:
		return model.ErrorCodeNotFound
	case codes.AlreadyExists:
		return model.ErrorCodeAlreadyExists
	case codes.PermissionDenied:
		return model.ErrorCodeForbidden
	case codes.ResourceExhausted:
		return model.ErrorCodeRateLimited
	case codes.FailedPrecondition:
		return model.ErrorCodeFailedPrecondition
	case codes.Aborted:
		return model.ErrorCodeConflict
	case codes.Unimplemented:
		return model.ErrorCodeNotImplemented
	case codes.Unavailable:
		return model.ErrorCodeServiceUnavailable
	case codes.Unauthenticated:
		return model.ErrorCodeUnauthenticated
	default: // OK, UNKNOWN, INTERNAL, DATA_LOSS
		return model.ErrorCodeInternalServerError
	}
}

// statusOf is the HTTP status that a REST API would answer with: that of google.rpc.Code, as in ZITADEL's own REST.
// For LIMIT_EXCEEDED it is that of most limits; a body that is too large has its own.
func statusOf(code model.ErrorCode) int {
	switch code {
	case model.ErrorCodeUnauthenticated:
		return http.StatusUnauthorized
	case model.ErrorCodeForbidden:
		return http.StatusForbidden
	case model.ErrorCodeNotFound:
		return http.StatusNotFound
	case model.ErrorCodeAlreadyExists, model.ErrorCodeConflict:
		return http.StatusConflict
	case model.ErrorCodeFailedPrecondition, model.ErrorCodeBadUserInput, model.ErrorCodeBadRequest,
		model.ErrorCodeGraphqlParseFailed, model.ErrorCodeGraphqlValidationFailed, model.ErrorCodeLimitExceeded,
		model.ErrorCodePersistedQueryNotFound, model.ErrorCodePersistedQueryNotSupported:
		return http.StatusBadRequest
	case model.ErrorCodeRateLimited:
		return http.StatusTooManyRequests
	case model.ErrorCodeGatewayTimeout:
		return http.StatusGatewayTimeout
	case model.ErrorCodeServiceUnavailable:
		return http.StatusServiceUnavailable
	case model.ErrorCodeCancelled:
		return 499 // as proxies log a request that its client closed; HTTP has no number for it
	case model.ErrorCodeNotImplemented:
		return http.StatusNotImplemented
	case model.ErrorCodeBadGateway:
		return http.StatusBadGateway
	case model.ErrorCodeMethodNotAllowed:
		return http.StatusMethodNotAllowed
	case model.ErrorCodeNotAcceptable:
		return http.StatusNotAcceptable
	case model.ErrorCodeUnsupportedMediaType:
		return http.StatusUnsupportedMediaType
	default:
		return http.StatusInternalServerError
	}
}
