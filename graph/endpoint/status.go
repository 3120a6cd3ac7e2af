package endpoint

import (
	"errors"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
)

// The texts of GraphQL over HTTP whose statuses a Handler can have under that specification's own media type, by their years.
const (
	// Statuses2026 are those of its "Status Codes" in August 2026.
	Statuses2026 = "2026"
	// Statuses2023 are those of the drafts before it: 200 for what was executed, and 400 in place of 422.
	Statuses2023 = "2023"
)

// statusPartialSuccess is what GraphQL over HTTP has for a response with both data and errors. RFC 9110 has no such status.
const statusPartialSuccess = 294

// httpStatus is the status of a response. Under application/json it is always that of the older drafts, which clients of
// today go by: a well-formed request doesn't fail over HTTP there.
func (h *Handler) httpStatus(mediaType string, response *graphql.Response) int {
	newer := mediaType == graphqlResponse && h.statuses != Statuses2023
	switch {
	case len(response.Errors) == 0:
		return http.StatusOK
	case response.Data != nil && newer:
		return statusPartialSuccess
	case response.Data != nil:
		return http.StatusOK
	case newer:
		return refusalStatus(response.Errors[0])
	case mediaType == plainJSON:
		return plainStatus(response.Errors[0])
	default:
		return ownStatus(response.Errors[0])
	}
}

// refusalStatus is 422 where the error is about what the request says, and 400 where it couldn't be read at all. Every other
// status says more, and stays.
func refusalStatus(first *gqlerror.Error) int {
	status := ownStatus(first)
	if status == http.StatusBadRequest && !unreadable(first) {
		return http.StatusUnprocessableEntity
	}
	return status
}

// unreadable says that the request's JSON or its document can't be parsed.
func unreadable(err error) bool {
	found, ok := errors.AsType[*problem.Problem](err)
	return ok && (found.Unreadable || found.Code == problem.CodeGraphQLParseFailed)
}

func plainStatus(first *gqlerror.Error) int {
	if found, ok := errors.AsType[*problem.Problem](first); ok && aboutDocument(found) {
		return http.StatusOK
	}
	return ownStatus(first)
}

// aboutDocument says that the HTTP request is a well-formed GraphQL request, and only its document or variables aren't
// served. Limits on the body and on headers have statuses of their own.
func aboutDocument(found *problem.Problem) bool {
	switch found.Code {
	case problem.CodeGraphQLParseFailed, problem.CodeGraphQLValidationFailed,
		problem.CodePersistedQueryNotFound, problem.CodePersistedQueryNotSupported:
		return true
	case problem.CodeLimitExceeded:
		return found.Status() == http.StatusBadRequest
	default:
		return found.Reason == problem.ReasonDocumentNotTrusted
	}
}

// ownStatus is the status of the problem that the error was rendered from. An error of none is one that nobody rendered.
func ownStatus(err *gqlerror.Error) int {
	if found, ok := errors.AsType[*problem.Problem](err); ok {
		return found.Status()
	}
	return http.StatusInternalServerError
}
