package problem

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
)

// The failures below are those of several packages. What only one package refuses is made there.

const internalMessage = "Something failed inside this server or ZITADEL. Ask this server's operator to look for the requestId in the log."

// Internal returns a failure of this server's own. The cause is for the log, and the caller gets a fixed text. It may have written,
// since nobody knows what had been done before.
func Internal(cause error) *Problem {
	return &Problem{Code: CodeInternalServerError, Message: internalMessage, MayHaveWritten: true, Cause: cause}
}

// Recovered returns an error for what recover returned, with the stack for the log. It is of no kind that Classifier knows, and so
// ends as Internal.
func Recovered(cause any) error { return fmt.Errorf("panic: %v\n%s", cause, debug.Stack()) }

// RequestEnded returns the failure of a request whose time is over, or whose client is gone; cause is the error of its context. It
// promises that nothing was written: see AfterWrite for where that isn't so.
func RequestEnded(cause error) *Problem {
	if errors.Is(cause, context.Canceled) {
		return &Problem{Code: CodeCancelled, Reason: ReasonClientCancelled,
			Message: "The client closed the request before it was answered.", Retryable: true, Cause: cause}
	}
	return &Problem{Code: CodeGatewayTimeout, Reason: ReasonRequestTimeout,
		Message: "The request took longer than --request-timeout allows.", Retryable: true, Cause: cause}
}

// ScalarInvalid refuses a value that isn't one of the schema's own scalar with this name. The reason is left out for a scalar that no
// argument has.
func ScalarInvalid(code Code, scalar, message string) *Problem {
	reasons := map[string]Reason{"Duration": ReasonDurationInvalid, "UInt64": ReasonSequenceInvalid}
	return &Problem{Code: code, Reason: reasons[scalar], Message: message}
}

// OrganizationIgnored returns the failure of a read that was answered for another organization, owner, than was asked about.
func OrganizationIgnored(owner string) *Problem {
	return &Problem{Code: CodeBadGateway, Reason: ReasonOrganizationIgnored, ResourceOwner: owner,
		Message: "ZITADEL answered for another organization than the one asked for, as happens where a proxy removes the header x-zitadel-orgid. " +
			"Ask this server's operator to check that."}
}

// WroteElsewhere returns the failure of a write that changed another organization, owner, than was meant.
func WroteElsewhere(owner string) *Problem {
	return &Problem{Code: CodeInternalServerError, Reason: ReasonWroteElsewhere,
		ResourceOwner: owner, MayHaveWritten: true,
		Message: "ZITADEL changed another organization than the one asked for, as happens where a proxy removes the header x-zitadel-orgid. " +
			"Check both organizations, and don't send the mutation again."}
}

// ReplyIncomplete returns the failure of a call whose reply lacks the details that every reply has.
func ReplyIncomplete(mayHaveWritten bool) *Problem {
	return &Problem{Code: CodeBadGateway, Reason: ReasonBackendReplyInvalid, MayHaveWritten: mayHaveWritten,
		Message: replyUnreadable, Cause: errors.New("the reply has no details")}
}

// LimitExceeded returns the refusal of a request that asks for too much: what may have at most limit of unit. unit ends with the
// flag that sets the limit, if one does.
func LimitExceeded(reason Reason, what string, limit int, unit string) *Problem {
	return &Problem{Code: CodeLimitExceeded, Reason: reason,
		Message: fmt.Sprintf("The request is too large: %s may have at most %d %s. Ask for less.", what, limit, unit)}
}

// BodyNotRead returns the refusal of a request of which reading the body failed with err: it is larger than http.MaxBytesReader
// allows, or the connection ended in its middle.
func BodyNotRead(err error) *Problem {
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &Problem{Code: CodeLimitExceeded, Reason: ReasonBodyTooLarge, HTTPStatus: http.StatusRequestEntityTooLarge,
			Message: fmt.Sprintf("The request is too large: its body may have at most %d bytes (--max-body). Send less.", tooLarge.Limit)}
	}
	return &Problem{Code: CodeBadRequest, Reason: ReasonBodyInvalid, Unreadable: true,
		Message: "The body didn't arrive in full. Send the request again.", Cause: err}
}

// IdentityProviderNotFound returns the refusal to link an identity provider that isn't there, or that isn't one which the policy's
// owner can link.
func IdentityProviderNotFound() *Problem {
	return &Problem{Code: CodeNotFound, Reason: ReasonIdentityProviderNotFound, Message: noIdentityProvider}
}
