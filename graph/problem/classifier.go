package problem

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/wire"
)

// Classifier turns failures into Problems. It is safe for concurrent use.
type Classifier struct{ meanings map[Condition]Meaning }

// NewClassifier returns a classifier that knows the meaning of Conditions.
func NewClassifier() *Classifier { return &Classifier{meanings: Conditions()} }

// Classify returns a failure, which may be wrapped, in the contract's terms. The second result is false for an error of a kind
// that this package doesn't know: then the caller classifies it, or takes it for Internal. A nil error is of no kind.
func (c *Classifier) Classify(err error) (*Problem, bool) {
	if notReady, ok := errors.AsType[*notReadyError](err); ok {
		return asUnavailable(c.classifyOrInternal(notReady.err)), true
	}
	if unknown, ok := errors.AsType[*UnknownOutcomeError](err); ok {
		return unknown.addTo(c.classifyOrInternal(unknown.Err)), true
	}
	if own, ok := errors.AsType[*Problem](err); ok {
		return own, true
	}
	if call, ok := errors.AsType[*wire.CallError](err); ok {
		return c.classifyCall(call), true
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return RequestEnded(err).AfterWrite(), true
	}
	return nil, false
}

// classifyOrInternal is Classify, and Internal for an error of a kind that it doesn't know.
func (c *Classifier) classifyOrInternal(err error) *Problem {
	if found, ok := c.Classify(err); ok {
		return found
	}
	return Internal(err)
}

// classifyCall classifies the failure of a call: by its status and ZITADEL's id where the server sent the status, and by what this
// side found out where it didn't.
func (c *Classifier) classifyCall(call *wire.CallError) *Problem {
	found := &Problem{Call: call, MayHaveWritten: call.MayHaveWritten(), Cause: call}
	switch {
	case call.Answered:
		c.describeAnswer(found, call)
	case call.LocalRefusal != "":
		describeLocalRefusal(found, call.LocalRefusal)
	case call.Throttled:
		describeThrottling(found, call.RetryAfter)
	default:
		describeInferred(found, call)
	}
	found.Retryable = retryable(found.Code) && found.Reason != ReasonInstanceBlocked
	return found
}

// retryable reports whether the same request may succeed unchanged after a failure with this code.
func retryable(code Code) bool {
	switch code {
	case CodeGatewayTimeout, CodeServiceUnavailable, CodeRateLimited, CodeCancelled:
		return true
	default:
		return false
	}
}

// describeAnswer fills in the meaning of a status that the server sent.
func (c *Classifier) describeAnswer(found *Problem, call *wire.CallError) {
	id := call.Detail().GetId()
	meaning, ok := c.meanings[Condition{call.Method, call.Status.Code(), id}]
	if !ok {
		meaning, ok = c.meanings[Condition{"", call.Status.Code(), id}]
	}
	if !ok {
		meaning.Code = codeOfStatus(call.Status.Code())
		meaning.Reason, meaning.Text = backendFailure(meaning.Code)
	}
	found.Code, found.Reason, found.Message = meaning.Code, meaning.Reason, meaning.Text
	if found.Message == "" {
		found.Message = refusalText(found.Code, call)
	}
	if text := doubtfulRefusal(found.Reason); text != "" && !wire.ReadOnly(call.Method) {
		found.Message = text
	}
}

// backendFailure returns the reason and the message for a failure that the server reports of itself. The message takes the place
// of the server's text, which may name hosts and queries. Both are empty for a refusal, whose text is meant for the caller.
func backendFailure(code Code) (Reason, string) {
	switch code {
	case CodeInternalServerError:
		return ReasonBackendFailed, internalMessage
	case CodeServiceUnavailable:
		return ReasonBackendUnavailable, "ZITADEL says that it can't answer now."
	case CodeGatewayTimeout:
		return ReasonBackendTimedOut, "ZITADEL says that it ran out of time."
	case CodeCancelled:
		return ReasonBackendCancelled, "ZITADEL says that the call was cancelled."
	case CodeNotImplemented:
		return "", "ZITADEL doesn't know this operation; its version may be too old. Ask its operator to upgrade it."
	default:
		return "", ""
	}
}

// describeLocalRefusal fills in the reason for which this side didn't make a call.
func describeLocalRefusal(found *Problem, why wire.LocalRefusal) {
	found.Code = CodeServiceUnavailable
	switch why {
	case wire.Busy:
		found.Reason = ReasonBackendBusy
		found.Message = "Too many calls to ZITADEL are under way, so this one wasn't made."
	default:
		found.Reason = ReasonBackendCircuitOpen
		found.Message = "ZITADEL couldn't be reached a moment ago, so it wasn't asked."
	}
}

// describeThrottling fills in that a proxy in front of the backend refuses more requests. wait is 0 where it doesn't say how long.
func describeThrottling(found *Problem, wait time.Duration) {
	found.Code = CodeRateLimited
	wanted := "a while"
	switch seconds := int64(wait.Round(time.Second) / time.Second); seconds {
	case 0:
	case 1:
		wanted = "1 second"
	default:
		wanted = fmt.Sprintf("%d seconds", seconds)
	}
	found.Message = "A proxy in front of ZITADEL refuses more requests for now. Wait " + wanted + " before you send the next one."
}

const replyUnreadable = "ZITADEL's reply can't be read. Ask this server's operator to look for the requestId in the log."

// describeInferred fills in the failure of a call that the server didn't answer: this side has inferred the status.
func describeInferred(found *Problem, call *wire.CallError) {
	switch call.Status.Code() {
	case codes.DeadlineExceeded:
		found.Code, found.Reason = CodeGatewayTimeout, ReasonBackendTooSlow
		found.Message = "ZITADEL didn't answer in time."
	case codes.Canceled:
		found.Code, found.Reason = CodeCancelled, ReasonClientCancelled
		found.Message = "The client closed the request before it was answered."
	case codes.Unavailable:
		found.Code, found.Reason = CodeServiceUnavailable, ReasonBackendUnreachable
		found.Message = "ZITADEL can't be reached."
	case codes.ResourceExhausted:
		found.Code, found.Reason = CodeBadGateway, ReasonBackendReplyTooLarge
		found.Message = "ZITADEL's reply is larger than --backend-max-reply allows. Ask for less, or have the limit raised."
	case codes.Internal:
		found.Code, found.Reason = CodeBadGateway, ReasonBackendReplyInvalid
		found.Message = replyUnreadable
	case codes.InvalidArgument: // what the wire can't carry; its text is this side's own
		found.Code = CodeBadUserInput
		found.Message = call.Status.Message()
	default: // as which gRPC reports an HTTP status, and a page that isn't gRPC
		found.Code, found.Reason = CodeBadGateway, ReasonBackendNotZitadelOrWrongHost
		found.Message = notZITADEL
	}
}

// codeOfStatus returns the code for a status that Conditions has no row for. One that gRPC doesn't define yet is an internal error.
func codeOfStatus(code codes.Code) Code {
	switch code {
	case codes.Canceled:
		return CodeCancelled
	case codes.InvalidArgument, codes.OutOfRange:
		return CodeBadUserInput
	case codes.DeadlineExceeded:
		return CodeGatewayTimeout
	case codes.NotFound:
		return CodeNotFound
	case codes.AlreadyExists:
		return CodeAlreadyExists
	case codes.PermissionDenied:
		return CodeForbidden
	case codes.ResourceExhausted:
		return CodeRateLimited
	case codes.FailedPrecondition:
		return CodeFailedPrecondition
	case codes.Aborted:
		return CodeConflict
	case codes.Unimplemented:
		return CodeNotImplemented
	case codes.Unavailable:
		return CodeServiceUnavailable
	case codes.Unauthenticated:
		return CodeUnauthenticated
	default: // OK, UNKNOWN, INTERNAL, DATA_LOSS
		return CodeInternalServerError
	}
}
