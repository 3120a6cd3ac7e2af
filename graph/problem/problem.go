// Package problem is the error contract: what a failure is called, what its caller is told, and what is promised about a
// write. docs/errors.md is the same contract for callers.
//
// A failure travels up as it arose: a *wire.CallError from the connection, a *Problem from whoever refuses something by
// itself, an *UnknownOutcomeError around the failure of a write that may have happened. Classifier turns each into a Problem,
// once, at the very end: package presenter beside it calls it. It recognises them by their types and by ZITADEL's (method, code, id), and never
// looks at a text.
//
// The package owns the codes and reasons of the schema, the table of ZITADEL's conditions, and which of the backend's texts
// may be shown. Every package that refuses something makes a Problem. That includes packages without GraphQL: in spite of its
// place, this one depends on internal/wire alone. Package presenter makes GraphQL errors of Problems, and graph/endpoint chooses
// the HTTP status of a response by them.
package problem

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"

	"zitadel-graphql/internal/wire"
)

// Problem is a failure in the terms of the contract. The zero value of each field but Code means that there is nothing to
// tell. It isn't changed once it is made, so that several goroutines may share it.
type Problem struct { //nolint:errname // it is more than a Go error: the contract calls it so
	Code   Code
	Reason Reason
	// Message is for a person: what is wrong and what to do. It must not contain anything of the backend's that isn't meant
	// for the caller.
	Message string
	// HTTPStatus takes the place of the code's usual status; see Status.
	HTTPStatus int
	// Unreadable marks a request whose JSON can't be parsed, which GraphQL over HTTP tells from one that can't be served.
	Unreadable bool
	// Call is the backend call that failed.
	Call *wire.CallError
	// MayHaveWritten makes a mutation's outcome UNKNOWN. A mutation that fails without it promises that nothing was written.
	MayHaveWritten bool
	// Retryable promises that the same request may succeed unchanged. It is void for a mutation that may have written.
	Retryable bool
	// ResourceOwner is the organization or instance that answered in place of the wanted one.
	ResourceOwner string
	// CurrentSequence is the version of a policy that isn't the expected one.
	CurrentSequence *uint64
	// Cause is for the log only.
	Cause error
}

var _ error = (*Problem)(nil)

// Error is for the log: it contains the cause.
func (p *Problem) Error() string {
	text := fmt.Sprintf("%s %s: %s", p.Code, p.Reason, p.Message)
	if p.Cause != nil {
		text += ": " + p.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.Cause }

// Status is the HTTP status that a REST API would answer with, the error's httpStatus: its own, or else its code's.
func (p *Problem) Status() int {
	if p.HTTPStatus != 0 {
		return p.HTTPStatus
	}
	return HTTPStatus(p.Code)
}

// NextStep is the end of the message where that depends on whether something may have been written: the advice to look, or
// to try again. It begins with a blank. What this server refuses by itself gives its advice in the message, and has none.
func (p *Problem) NextStep(mutation bool) string {
	switch {
	case mutation && p.MayHaveWritten && p.Code != CodeConflict && p.Reason != ReasonWroteElsewhere:
		return " See what is there now before you send the mutation again."
	case p.Retryable && p.Code != CodeRateLimited:
		return " Try again in a moment."
	default:
		return ""
	}
}

// AfterWrite returns the problem for a place where something has been written before, whatever the failure means by itself.
func (p *Problem) AfterWrite() *Problem {
	late := *p
	late.MayHaveWritten = true
	return &late
}

const internalMessage = "Something failed inside this server or ZITADEL. Ask this server's operator to look for the requestId in the log."

// Internal is a failure of this server's own, whose cause only the log is told. Nobody knows what it left behind.
func Internal(cause error) *Problem {
	return &Problem{Code: CodeInternalServerError, Message: internalMessage, MayHaveWritten: true, Cause: cause}
}

// Recovered makes an error of what recover returned, with the stack for the log. It classifies as Internal.
func Recovered(cause any) error { return fmt.Errorf("panic: %v\n%s", cause, debug.Stack()) }

// RequestEnded is for a request that has no time left, or nobody waiting for it. cause is its context's error.
func RequestEnded(cause error) *Problem {
	if errors.Is(cause, context.Canceled) {
		return &Problem{Code: CodeCancelled, Reason: ReasonClientCancelled,
			Message: "The client closed the request before it was answered.", Retryable: true, Cause: cause}
	}
	return &Problem{Code: CodeGatewayTimeout, Reason: ReasonRequestTimeout,
		Message: "The request took longer than --request-timeout allows.", Retryable: true, Cause: cause}
}

// OrganizationIgnored is for an answer about another organization, owner, than was asked about. Nothing was written.
func OrganizationIgnored(owner string) *Problem {
	return &Problem{Code: CodeBadGateway, Reason: ReasonOrganizationIgnored, ResourceOwner: owner,
		Message: "ZITADEL answered for another organization than the one asked for, as happens where a proxy removes the header x-zitadel-orgid. " +
			"Ask this server's operator to check that."}
}

// WroteElsewhere is for a write that changed what belongs to owner, who isn't the one that was meant.
func WroteElsewhere(owner string) *Problem {
	return &Problem{Code: CodeInternalServerError, Reason: ReasonWroteElsewhere,
		ResourceOwner: owner, MayHaveWritten: true,
		Message: "ZITADEL changed another organization than the one asked for, as happens where a proxy removes the header x-zitadel-orgid. " +
			"Check both organizations, and don't send the mutation again."}
}

// ReplyIncomplete is for a reply of the backend without the details that every one has.
func ReplyIncomplete(mayHaveWritten bool) *Problem {
	return &Problem{Code: CodeBadGateway, Reason: ReasonBackendReplyInvalid, MayHaveWritten: mayHaveWritten,
		Message: replyUnreadable, Cause: errors.New("the reply has no details")}
}

// LimitExceeded is for a request that asks for more than one may: what may have at most limit of unit, which ends with the flag
// that sets the limit where there is one.
func LimitExceeded(reason Reason, what string, limit int, unit string) *Problem {
	return &Problem{Code: CodeLimitExceeded, Reason: reason,
		Message: fmt.Sprintf("The request is too large: %s may have at most %d %s. Ask for less.", what, limit, unit)}
}

// HTTPStatus is the status that a REST API would answer with for a code: that of google.rpc.Code
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
