package problem

import "net/http"

// HTTPStatus returns the status that a REST API would answer with for a code: that of google.rpc.Code
// (https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto), as in ZITADEL's own REST. For LIMIT_EXCEEDED
// it is that of most limits: a body and headers that are too large have their own.
func HTTPStatus(code Code) int {
	switch code {
	case CodeUnauthenticated:
		return http.StatusUnauthorized
	case CodeForbidden:
		return http.StatusForbidden
	case CodeNotFound:
		return http.StatusNotFound
	case CodeAlreadyExists, CodeConflict:
		return http.StatusConflict
	case CodeFailedPrecondition, CodeBadUserInput, CodeBadRequest, CodeGraphQLParseFailed, CodeGraphQLValidationFailed,
		CodeLimitExceeded, CodePersistedQueryNotFound, CodePersistedQueryNotSupported:
		return http.StatusBadRequest
	case CodeRateLimited:
		return http.StatusTooManyRequests
	case CodeGatewayTimeout:
		return http.StatusGatewayTimeout
	case CodeServiceUnavailable:
		return http.StatusServiceUnavailable
	case CodeCancelled:
		return 499 // as proxies log a request that its client closed; HTTP has no number for it
	case CodeNotImplemented:
		return http.StatusNotImplemented
	case CodeBadGateway:
		return http.StatusBadGateway
	case CodeMethodNotAllowed:
		return http.StatusMethodNotAllowed
	case CodeNotAcceptable:
		return http.StatusNotAcceptable
	case CodeUnsupportedMediaType:
		return http.StatusUnsupportedMediaType
	default:
		return http.StatusInternalServerError
	}
}
