package graph

import (
	"net/http"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/model"
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

// known returns what a condition means. Every row stands in docs/errors.md too, which a test compares.
func known() map[condition]meaning {
	return map[condition]meaning{
		{"", codes.Unauthenticated, ""}: {model.ErrorCodeUnauthenticated, model.ErrorReasonTokenMissing,
			"The token didn't reach the backend: something on the way takes the authorization header out."},
		{"", codes.Unauthenticated, "AUTH-toLo1"}: {model.ErrorCodeUnauthenticated, model.ErrorReasonTokenMalformed,
			"The backend can't read the authorization header. Send authorization: Bearer <token>."},
		{"", codes.Unauthenticated, "AUTH-7fs1e"}: {model.ErrorCodeUnauthenticated, model.ErrorReasonTokenRejected,
			"The token is unknown, expired or revoked, or its user is deactivated."},
		{"", codes.PermissionDenied, "AUTHZ-EGDo3"}: {model.ErrorCodeUnauthenticated, model.ErrorReasonSessionExpired,
			"The session behind the token has expired."},
		{"", codes.PermissionDenied, "APP-wai8O"}: {model.ErrorCodeForbidden, model.ErrorReasonTokenNotForAPI,
			"The token is of a kind that the API doesn't take."},
		{"", codes.PermissionDenied, "APP-Shi0J"}: {model.ErrorCodeForbidden, model.ErrorReasonTokenNotForAPI,
			"The token is of a kind that the API doesn't take."},
		{"", codes.PermissionDenied, "AUTHZ-Kl3p0"}: {model.ErrorCodeForbidden, model.ErrorReasonStrongerLoginRequired,
			"The token stands for a login without a second factor, and here one is demanded."},
		{"", codes.PermissionDenied, "AUTH-DZG21"}: {model.ErrorCodeForbidden, model.ErrorReasonOriginNotAllowed,
			"The application that the token was made for may not be used from here."},
		{"", codes.PermissionDenied, "AUTH-Bs7Ds"}: {model.ErrorCodeNotFound, model.ErrorReasonOrganizationNotFound,
			"The organization doesn't exist."},
		{"", codes.NotFound, "AUTHZ-cdgFk"}: {model.ErrorCodeForbidden, model.ErrorReasonNotAMember,
			"The caller has no role in this organization."},
		{"", codes.PermissionDenied, "AUTH-5mWD2"}: {model.ErrorCodeForbidden, model.ErrorReasonPermissionMissing,
			"The caller's roles in this organization don't allow this."},
		{"", codes.ResourceExhausted, "QUOTA-vjAy8"}: {model.ErrorCodeRateLimited, model.ErrorReasonQuotaExhausted,
			"The instance's quota of requests is used up."},
		{"", codes.ResourceExhausted, "LIMITS-molsj"}: {model.ErrorCodeRateLimited, model.ErrorReasonInstanceBlocked,
			"The instance is blocked by its operator."},
		{"", codes.NotFound, ""}: {model.ErrorCodeBadGateway, model.ErrorReasonBackendNotZitadelOrWrongHost,
			"What answered isn't ZITADEL, or its host isn't the name of an instance."},

		{managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName, codes.NotFound, "Org-3M9od"}: {
			model.ErrorCodeNotFound, model.ErrorReasonSecondFactorNotConfigured, ""},
		{managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonSecondFactorUnknownToBackend,
			"The backend doesn't know this type of second factor."},
		{managementv1.ManagementService_AddSecondFactorToLoginPolicy_FullMethodName, codes.AlreadyExists, "Org-2B0ps"}: {
			model.ErrorCodeAlreadyExists, model.ErrorReasonSecondFactorAlreadyConfigured, ""},
		{managementv1.ManagementService_AddSecondFactorToLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			model.ErrorCodeBadUserInput, model.ErrorReasonSecondFactorUnknownToBackend,
			"The backend doesn't know this type of second factor."},
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
		model.ErrorCodeGraphqlParseFailed, model.ErrorCodeGraphqlValidationFailed, model.ErrorCodeLimitExceeded:
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
