package endpoint

import (
	"errors"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
)

// The years of GraphQL over HTTP's text whose statuses responses can have in that specification's own media type.
const (
	// Statuses2026 are those of the section "Status Codes" as it was in August 2026.
	Statuses2026 = "2026"
	// Statuses2023 are those of the drafts before it: 200 for data with errors, and 400 in place of 422.
	Statuses2023 = "2023"
)

// statusPartialSuccess is GraphQL over HTTP's status for a response with both data and errors. RFC 9110 has none.
const statusPartialSuccess = 294

// httpStatus is the status of a response. In application/json it is always that of the older drafts, by which the clients of
// today go: the status of a well-formed request is 200 there, whatever its document is like. So is that of events, by their
// protocol: its clients take any other status for a broken connection, and send the operation, a mutation too, again.
func (h *Handler) httpStatus(mediaType string, response *graphql.Response) int {
	newer := mediaType == graphqlResponse && h.statuses == Statuses2026
	switch {
	case len(response.Errors) == 0, mediaType == eventStream:
		return http.StatusOK
	case response.Data != nil && newer:
		return statusPartialSuccess
	case response.Data != nil:
		return http.StatusOK
	case newer:
		return statusWithoutData(response.Errors[0])
	case mediaType == plainJSON:
		return plainJSONStatus(response.Errors[0])
	default:
		return ownStatus(response.Errors[0])
	}
}

// statusWithoutData is 422 where the request could be read and can't be executed, and 400 where it couldn't be read. A status
// that is neither says more than these, and stays.
func statusWithoutData(first *gqlerror.Error) int {
	status := ownStatus(first)
	if status == http.StatusBadRequest && !unreadable(first) {
		return http.StatusUnprocessableEntity
	}
	return status
}

// unreadable reports whether the request's JSON or its document couldn't be parsed.
func unreadable(err error) bool {
	found, ok := errors.AsType[*problem.Problem](err)
	return ok && (found.Unreadable || found.Code == problem.CodeGraphQLParseFailed)
}

// plainJSONStatus is the status of a response without data in application/json.
func plainJSONStatus(first *gqlerror.Error) int {
	if found, ok := errors.AsType[*problem.Problem](first); ok && aboutDocument(found) {
		return http.StatusOK
	}
	return ownStatus(first)
}

// aboutDocument reports whether the HTTP request is a well-formed GraphQL request, of which only the document or the variables
// are refused. The limits on the body and on headers aren't about the document: their problems have statuses of their own.
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

// ownStatus is the status of the problem that the error was rendered from. An error that no presenter rendered is a failure of
// this server's.
func ownStatus(err *gqlerror.Error) int {
	if found, ok := errors.AsType[*problem.Problem](err); ok {
		return found.Status()
	}
	return http.StatusInternalServerError
}
