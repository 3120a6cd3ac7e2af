package problem

import (
	"errors"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/wire"
)

// The functions below are for code that goes on after a call has failed, depending on why. Each takes any error, wrapped or nil.

// Refused reports whether ZITADEL refused a call with this code for a reason of its business logic. It is false where the caller
// lacks a role, and where something else than ZITADEL answered.
func Refused(err error, code codes.Code) bool {
	call, ok := answeredCall(err)
	return ok && call.Status.Code() == code && call.Detail() != nil && !NotPermitted(err)
}

// RefusedAs is Refused for the code and the id of a condition. The condition's method doesn't count.
func RefusedAs(err error, wanted Condition) bool {
	call, ok := answeredCall(err)
	return ok && Refused(err, wanted.Code) && call.Detail().GetId() == wanted.ID
}

// NotPermitted reports whether the backend refused a call because the caller's roles don't allow it. What else ZITADEL calls
// PERMISSION_DENIED, such as an organization that doesn't exist or a session that has expired, doesn't count.
func NotPermitted(err error) bool {
	call, ok := answeredCall(err)
	if !ok {
		return false
	}
	code, id := call.Status.Code(), call.Detail().GetId()
	meaning, isKnown := commonConditions()[Condition{Code: code, ID: id}]
	return code == codes.PermissionDenied && (!isKnown || meaning.Reason == ReasonPermissionMissing) ||
		code == codes.NotFound && id == notAMember
}

// NotImplemented reports whether the backend answered that it doesn't know a call.
func NotImplemented(err error) bool {
	call, ok := answeredCall(err)
	return ok && call.Status.Code() == codes.Unimplemented
}

// Unavailable reports whether the caller can't have the answer of a call at all: the caller may not ask, or the backend doesn't
// know the call. What needs that answer only to be more careful goes on without it.
func Unavailable(err error) bool { return NotPermitted(err) || NotImplemented(err) }

// StrongerLoginRequired reports whether ZITADEL refuses the caller's token because it stands for a login without a second
// factor.
func StrongerLoginRequired(err error) bool {
	call, ok := answeredCall(err)
	return ok && call.Status.Code() == codes.PermissionDenied && call.Detail().GetId() == strongerLoginRequired
}

// HasReason reports whether a failure is a Problem with this reason.
func HasReason(err error, reason Reason) bool {
	found, ok := errors.AsType[*Problem](err)
	return ok && found.Reason == reason
}

// LeavesWriteOpen reports whether it is unknown after the failure of a write if the write was made, so that a read may show it. It
// is false for ReasonWroteElsewhere: another read could go to the wrong organization too, and hide that.
func LeavesWriteOpen(err error) bool {
	if own, ok := errors.AsType[*Problem](err); ok {
		return own.MayHaveWritten && own.Reason != ReasonWroteElsewhere
	}
	call, ok := errors.AsType[*wire.CallError](err)
	return ok && call.MayHaveWritten()
}

// answeredCall returns the call that failed, if the server sent the status itself.
func answeredCall(err error) (*wire.CallError, bool) {
	call, ok := errors.AsType[*wire.CallError](err)
	return call, ok && call.Answered
}
