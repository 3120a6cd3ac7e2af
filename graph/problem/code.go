package problem

import (
	"fmt"
	"io"
	"slices"
	"strconv"
)

// Code is the kind of a failure: a value of the schema's enum ErrorCode, which describes each for callers.
type Code string //nolint:recvcheck // a value is written, and read into a pointer

// The codes, in the schema's order.
const (
	CodeUnauthenticated            Code = "UNAUTHENTICATED"
	CodeForbidden                  Code = "FORBIDDEN"
	CodeNotFound                   Code = "NOT_FOUND"
	CodeAlreadyExists              Code = "ALREADY_EXISTS"
	CodeFailedPrecondition         Code = "FAILED_PRECONDITION"
	CodeConflict                   Code = "CONFLICT"
	CodeBadUserInput               Code = "BAD_USER_INPUT"
	CodeRateLimited                Code = "RATE_LIMITED"
	CodeGatewayTimeout             Code = "GATEWAY_TIMEOUT"
	CodeServiceUnavailable         Code = "SERVICE_UNAVAILABLE"
	CodeCancelled                  Code = "CANCELLED"
	CodeNotImplemented             Code = "NOT_IMPLEMENTED"
	CodeBadGateway                 Code = "BAD_GATEWAY"
	CodeInternalServerError        Code = "INTERNAL_SERVER_ERROR"
	CodeGraphQLParseFailed         Code = "GRAPHQL_PARSE_FAILED"
	CodeGraphQLValidationFailed    Code = "GRAPHQL_VALIDATION_FAILED"
	CodeBadRequest                 Code = "BAD_REQUEST"
	CodeMethodNotAllowed           Code = "METHOD_NOT_ALLOWED"
	CodeNotAcceptable              Code = "NOT_ACCEPTABLE"
	CodeUnsupportedMediaType       Code = "UNSUPPORTED_MEDIA_TYPE"
	CodePersistedQueryNotFound     Code = "PERSISTED_QUERY_NOT_FOUND"
	CodePersistedQueryNotSupported Code = "PERSISTED_QUERY_NOT_SUPPORTED"
	CodeLimitExceeded              Code = "LIMIT_EXCEEDED"
)

// Codes returns every code, in the schema's order.
func Codes() []Code {
	return []Code{
		CodeUnauthenticated,
		CodeForbidden,
		CodeNotFound,
		CodeAlreadyExists,
		CodeFailedPrecondition,
		CodeConflict,
		CodeBadUserInput,
		CodeRateLimited,
		CodeGatewayTimeout,
		CodeServiceUnavailable,
		CodeCancelled,
		CodeNotImplemented,
		CodeBadGateway,
		CodeInternalServerError,
		CodeGraphQLParseFailed,
		CodeGraphQLValidationFailed,
		CodeBadRequest,
		CodeMethodNotAllowed,
		CodeNotAcceptable,
		CodeUnsupportedMediaType,
		CodePersistedQueryNotFound,
		CodePersistedQueryNotSupported,
		CodeLimitExceeded,
	}
}

// Reason tells failures of one code apart: a value of the schema's enum ErrorReason, which describes each for callers. It
// is empty where a failure has none.
type Reason string //nolint:recvcheck // as Code

// The reasons, in the schema's order.
const (
	ReasonTokenMissing                  Reason = "TOKEN_MISSING"
	ReasonTokenMalformed                Reason = "TOKEN_MALFORMED" //nolint:gosec // a name, not a secret
	ReasonTokenRejected                 Reason = "TOKEN_REJECTED"
	ReasonSessionExpired                Reason = "SESSION_EXPIRED"
	ReasonTokenNotForAPI                Reason = "TOKEN_NOT_FOR_API" //nolint:gosec // as above
	ReasonStrongerLoginRequired         Reason = "STRONGER_LOGIN_REQUIRED"
	ReasonOriginNotAllowed              Reason = "ORIGIN_NOT_ALLOWED"
	ReasonNotAMember                    Reason = "NOT_A_MEMBER"
	ReasonPermissionMissing             Reason = "PERMISSION_MISSING"
	ReasonOrganizationInvalid           Reason = "ORGANIZATION_INVALID"
	ReasonOrganizationNotFound          Reason = "ORGANIZATION_NOT_FOUND"
	ReasonOrganizationIgnored           Reason = "ORGANIZATION_IGNORED"
	ReasonWroteElsewhere                Reason = "WROTE_ELSEWHERE"
	ReasonSecondFactorUnspecified       Reason = "SECOND_FACTOR_UNSPECIFIED"
	ReasonSecondFactorUnknownToBackend  Reason = "SECOND_FACTOR_UNKNOWN_TO_BACKEND"
	ReasonSecondFactorNotConfigured     Reason = "SECOND_FACTOR_NOT_CONFIGURED"
	ReasonSecondFactorAlreadyConfigured Reason = "SECOND_FACTOR_ALREADY_CONFIGURED"
	ReasonSecondFactorInherited         Reason = "SECOND_FACTOR_INHERITED"
	ReasonMultiFactorUnspecified        Reason = "MULTI_FACTOR_UNSPECIFIED"
	ReasonMultiFactorUnknownToBackend   Reason = "MULTI_FACTOR_UNKNOWN_TO_BACKEND"
	ReasonMultiFactorNotConfigured      Reason = "MULTI_FACTOR_NOT_CONFIGURED"
	ReasonMultiFactorAlreadyConfigured  Reason = "MULTI_FACTOR_ALREADY_CONFIGURED"
	ReasonMultiFactorInherited          Reason = "MULTI_FACTOR_INHERITED"
	ReasonUnknownFactor                 Reason = "UNKNOWN_FACTOR"
	ReasonLoginPolicyInherited          Reason = "LOGIN_POLICY_INHERITED"
	ReasonLoginPolicyAlreadyExists      Reason = "LOGIN_POLICY_ALREADY_EXISTS"
	ReasonWouldLockYouOut               Reason = "WOULD_LOCK_YOU_OUT"
	ReasonWouldLockOutSomebody          Reason = "WOULD_LOCK_OUT_SOMEBODY"
	ReasonWouldLeavePasswordAlone       Reason = "WOULD_LEAVE_PASSWORD_ALONE"
	ReasonWouldLeaveNoFactor            Reason = "WOULD_LEAVE_NO_FACTOR"
	ReasonWouldTakeFactor               Reason = "WOULD_TAKE_FACTOR"
	ReasonWouldTakeOnlyFactor           Reason = "WOULD_TAKE_ONLY_FACTOR"
	ReasonWouldRequireSetUp             Reason = "WOULD_REQUIRE_SET_UP"
	ReasonWouldEndSessions              Reason = "WOULD_END_SESSIONS"
	ReasonGuardsContradict              Reason = "GUARDS_CONTRADICT"
	ReasonImpactNotKnown                Reason = "IMPACT_NOT_KNOWN"
	ReasonImpactChanged                 Reason = "IMPACT_CHANGED"
	ReasonProposalInvalid               Reason = "PROPOSAL_INVALID"
	ReasonLoginPolicyNotFound           Reason = "LOGIN_POLICY_NOT_FOUND"
	ReasonLoginPolicyChanged            Reason = "LOGIN_POLICY_CHANGED"
	ReasonRestrictionsChanged           Reason = "RESTRICTIONS_CHANGED"
	ReasonVersionNotKnown               Reason = "VERSION_NOT_KNOWN"
	ReasonVersionInvalid                Reason = "VERSION_INVALID"
	ReasonLoginPolicyDiverged           Reason = "LOGIN_POLICY_DIVERGED"
	ReasonPolicyReadBehind              Reason = "POLICY_READ_BEHIND"
	ReasonPolicyNotConfirmed            Reason = "POLICY_NOT_CONFIRMED"
	ReasonWrittenNotInForce             Reason = "WRITTEN_NOT_IN_FORCE"
	ReasonConcurrentCustomization       Reason = "CONCURRENT_CUSTOMIZATION"
	ReasonLanguageInvalid               Reason = "LANGUAGE_INVALID"
	ReasonDefaultLanguageNotAllowed     Reason = "DEFAULT_LANGUAGE_NOT_ALLOWED"
	ReasonIdentityProviderInvalid       Reason = "IDENTITY_PROVIDER_INVALID"
	ReasonIdentityProviderNotFound      Reason = "IDENTITY_PROVIDER_NOT_FOUND"
	ReasonIdentityProviderAlreadyLinked Reason = "IDENTITY_PROVIDER_ALREADY_LINKED"
	ReasonIdentityProviderNotLinked     Reason = "IDENTITY_PROVIDER_NOT_LINKED"
	ReasonIdentityProviderInherited     Reason = "IDENTITY_PROVIDER_INHERITED"
	ReasonRedirectURIInvalid            Reason = "REDIRECT_URI_INVALID"
	ReasonUserNotFound                  Reason = "USER_NOT_FOUND"
	ReasonUserInvalid                   Reason = "USER_INVALID"
	ReasonUserFactorNotFound            Reason = "USER_FACTOR_NOT_FOUND"
	ReasonSecurityKeyInvalid            Reason = "SECURITY_KEY_INVALID"
	ReasonOwnFactor                     Reason = "OWN_FACTOR"
	ReasonFilterInvalid                 Reason = "FILTER_INVALID"
	ReasonNullNotAllowed                Reason = "NULL_NOT_ALLOWED"
	ReasonPageInvalid                   Reason = "PAGE_INVALID"
	ReasonDurationInvalid               Reason = "DURATION_INVALID"
	ReasonSequenceInvalid               Reason = "SEQUENCE_INVALID"
	ReasonQuotaExhausted                Reason = "QUOTA_EXHAUSTED"
	ReasonInstanceBlocked               Reason = "INSTANCE_BLOCKED"
	ReasonBackendUnreachable            Reason = "BACKEND_UNREACHABLE"
	ReasonBackendUnavailable            Reason = "BACKEND_UNAVAILABLE"
	ReasonBackendCircuitOpen            Reason = "BACKEND_CIRCUIT_OPEN"
	ReasonBackendBusy                   Reason = "BACKEND_BUSY"
	ReasonBackendTooSlow                Reason = "BACKEND_TOO_SLOW"
	ReasonBackendTimedOut               Reason = "BACKEND_TIMED_OUT"
	ReasonBackendCancelled              Reason = "BACKEND_CANCELLED"
	ReasonBackendFailed                 Reason = "BACKEND_FAILED"
	ReasonBackendNotZitadelOrWrongHost  Reason = "BACKEND_NOT_ZITADEL_OR_WRONG_HOST"
	ReasonBackendReplyTooLarge          Reason = "BACKEND_REPLY_TOO_LARGE"
	ReasonBackendReplyInvalid           Reason = "BACKEND_REPLY_INVALID"
	ReasonClientCancelled               Reason = "CLIENT_CANCELLED"
	ReasonRequestTimeout                Reason = "REQUEST_TIMEOUT"
	ReasonServerStopping                Reason = "SERVER_STOPPING"
	ReasonAuditUnavailable              Reason = "AUDIT_UNAVAILABLE"
	ReasonBodyTooLarge                  Reason = "BODY_TOO_LARGE"
	ReasonHeadersTooLarge               Reason = "HEADERS_TOO_LARGE"
	ReasonBodyInvalid                   Reason = "BODY_INVALID"
	ReasonBatchNotSupported             Reason = "BATCH_NOT_SUPPORTED"
	ReasonQueryMissing                  Reason = "QUERY_MISSING"
	ReasonMutationByGet                 Reason = "MUTATION_BY_GET"
	ReasonStreamNotAskedFor             Reason = "STREAM_NOT_ASKED_FOR"
	ReasonIntrospectionDisabled         Reason = "INTROSPECTION_DISABLED"
	ReasonDocumentTooLong               Reason = "DOCUMENT_TOO_LONG"
	ReasonNameTooLong                   Reason = "NAME_TOO_LONG"
	ReasonTooManyOperations             Reason = "TOO_MANY_OPERATIONS"
	ReasonTooManyFragments              Reason = "TOO_MANY_FRAGMENTS"
	ReasonTooManyVariables              Reason = "TOO_MANY_VARIABLES"
	ReasonVariablesTooLarge             Reason = "VARIABLES_TOO_LARGE"
	ReasonTooManyDirectives             Reason = "TOO_MANY_DIRECTIVES"
	ReasonDocumentHashMismatch          Reason = "DOCUMENT_HASH_MISMATCH"
	ReasonDocumentNotTrusted            Reason = "DOCUMENT_NOT_TRUSTED"
	ReasonTooManyTokens                 Reason = "TOO_MANY_TOKENS"
	ReasonTooDeep                       Reason = "TOO_DEEP"
	ReasonTooManyAliases                Reason = "TOO_MANY_ALIASES"
	ReasonTooManyRootFields             Reason = "TOO_MANY_ROOT_FIELDS"
	ReasonTooComplex                    Reason = "TOO_COMPLEX"
	ReasonTooManyBackendCalls           Reason = "TOO_MANY_BACKEND_CALLS"
	ReasonTooManyRepresentations        Reason = "TOO_MANY_REPRESENTATIONS"
	ReasonRepresentationInvalid         Reason = "REPRESENTATION_INVALID"
	ReasonEntityUnknown                 Reason = "ENTITY_UNKNOWN"
	ReasonEntityKeyInvalid              Reason = "ENTITY_KEY_INVALID"
	ReasonHostNotAllowed                Reason = "HOST_NOT_ALLOWED"
	ReasonForeignOrigin                 Reason = "FOREIGN_ORIGIN"
	ReasonCsrfHeaderMissing             Reason = "CSRF_HEADER_MISSING"
	ReasonTooManyRequests               Reason = "TOO_MANY_REQUESTS"
	ReasonTooManyStreams                Reason = "TOO_MANY_STREAMS"
)

// Reasons returns every reason, in the schema's order.
func Reasons() []Reason {
	return []Reason{
		ReasonTokenMissing, ReasonTokenMalformed, ReasonTokenRejected, ReasonSessionExpired, ReasonTokenNotForAPI,
		ReasonStrongerLoginRequired, ReasonOriginNotAllowed, ReasonNotAMember, ReasonPermissionMissing,
		ReasonOrganizationInvalid, ReasonOrganizationNotFound, ReasonOrganizationIgnored, ReasonWroteElsewhere,
		ReasonSecondFactorUnspecified, ReasonSecondFactorUnknownToBackend, ReasonSecondFactorNotConfigured,
		ReasonSecondFactorAlreadyConfigured, ReasonSecondFactorInherited, ReasonMultiFactorUnspecified,
		ReasonMultiFactorUnknownToBackend, ReasonMultiFactorNotConfigured, ReasonMultiFactorAlreadyConfigured,
		ReasonMultiFactorInherited, ReasonUnknownFactor, ReasonLoginPolicyInherited, ReasonLoginPolicyAlreadyExists,
		ReasonWouldLockYouOut, ReasonWouldLockOutSomebody, ReasonWouldLeavePasswordAlone, ReasonWouldLeaveNoFactor,
		ReasonWouldTakeFactor, ReasonWouldTakeOnlyFactor, ReasonWouldRequireSetUp, ReasonWouldEndSessions,
		ReasonGuardsContradict, ReasonImpactNotKnown, ReasonImpactChanged, ReasonProposalInvalid,
		ReasonLoginPolicyNotFound, ReasonLoginPolicyChanged, ReasonRestrictionsChanged, ReasonVersionNotKnown,
		ReasonVersionInvalid, ReasonLoginPolicyDiverged, ReasonPolicyReadBehind,
		ReasonPolicyNotConfirmed, ReasonWrittenNotInForce, ReasonConcurrentCustomization, ReasonLanguageInvalid,
		ReasonDefaultLanguageNotAllowed, ReasonIdentityProviderInvalid, ReasonIdentityProviderNotFound,
		ReasonIdentityProviderAlreadyLinked, ReasonIdentityProviderNotLinked, ReasonIdentityProviderInherited,
		ReasonRedirectURIInvalid, ReasonUserNotFound, ReasonUserInvalid, ReasonUserFactorNotFound,
		ReasonSecurityKeyInvalid, ReasonOwnFactor, ReasonFilterInvalid, ReasonNullNotAllowed, ReasonPageInvalid, ReasonDurationInvalid, ReasonSequenceInvalid,
		ReasonQuotaExhausted, ReasonInstanceBlocked, ReasonBackendUnreachable, ReasonBackendUnavailable,
		ReasonBackendCircuitOpen, ReasonBackendBusy, ReasonBackendTooSlow, ReasonBackendTimedOut, ReasonBackendCancelled,
		ReasonBackendFailed, ReasonBackendNotZitadelOrWrongHost, ReasonBackendReplyTooLarge, ReasonBackendReplyInvalid,
		ReasonClientCancelled, ReasonRequestTimeout, ReasonServerStopping, ReasonAuditUnavailable,
		ReasonBodyTooLarge, ReasonHeadersTooLarge, ReasonBodyInvalid,
		ReasonBatchNotSupported, ReasonQueryMissing, ReasonMutationByGet, ReasonStreamNotAskedFor,
		ReasonIntrospectionDisabled, ReasonDocumentTooLong, ReasonNameTooLong, ReasonTooManyOperations,
		ReasonTooManyFragments, ReasonTooManyVariables, ReasonVariablesTooLarge, ReasonTooManyDirectives,
		ReasonDocumentHashMismatch, ReasonDocumentNotTrusted, ReasonTooManyTokens, ReasonTooDeep, ReasonTooManyAliases,
		ReasonTooManyRootFields, ReasonTooComplex, ReasonTooManyBackendCalls, ReasonTooManyRepresentations,
		ReasonRepresentationInvalid, ReasonEntityUnknown, ReasonEntityKeyInvalid, ReasonHostNotAllowed,
		ReasonForeignOrigin, ReasonCsrfHeaderMissing, ReasonTooManyRequests, ReasonTooManyStreams,
	}
}

// IsValid reports whether the schema has the code.
func (c Code) IsValid() bool { return slices.Contains(Codes(), c) }

// IsValid reports whether the schema has the reason.
func (r Reason) IsValid() bool { return slices.Contains(Reasons(), r) }

// MarshalGQL writes the code as GraphQL's JSON has it. Generated code calls it.
func (c Code) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, strconv.Quote(string(c))) }

// UnmarshalGQL reads a code from a GraphQL input, and refuses what isn't one of Codes. Generated code calls it.
func (c *Code) UnmarshalGQL(value any) error { return readEnum(c, value, Codes()) }

// MarshalGQL writes the reason as GraphQL's JSON has it. Generated code calls it.
func (r Reason) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, strconv.Quote(string(r))) }

// UnmarshalGQL reads a reason from a GraphQL input, and refuses what isn't one of Reasons. Generated code calls it.
func (r *Reason) UnmarshalGQL(value any) error { return readEnum(r, value, Reasons()) }

// readEnum sets into to a value of a GraphQL input, and refuses what isn't one of all.
func readEnum[T ~string](into *T, value any, all []T) error {
	text, ok := value.(string)
	if !ok || !slices.Contains(all, T(text)) {
		return fmt.Errorf("%v is no value of the enum", value)
	}
	*into = T(text)
	return nil
}
