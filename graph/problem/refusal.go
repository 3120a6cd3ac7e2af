package problem

import (
	"errors"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/wire"
)

// What follows is for those who go on after a call has failed: each asks one thing of the failure, which may be wrapped.

// Refused reports whether the backend refused a call with this code, for a reason of its business logic: neither for a
// role that the caller lacks, nor because something else than ZITADEL answered.
func Refused(err error, code codes.Code) bool {
	call, ok := answeredCall(err)
	return ok && call.Status.Code() == code && call.Detail() != nil && !NotPermitted(err)
}

// RefusedAs is Refused for the code and the id of a condition. Its method is ignored.
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

// NotImplemented reports whether the backend itself doesn't know a call.
func NotImplemented(err error) bool {
	call, ok := answeredCall(err)
	return ok && call.Status.Code() == codes.Unimplemented
}

// Unavailable reports whether the caller can't have the answer of a call that something else can go on without: the
// caller may not ask, or the backend doesn't know the call.
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

// LeavesWriteOpen reports whether a write failed such that a look may still show it. A write that went elsewhere is settled
// in this sense: more reads, which may go elsewhere too, could only hide that.
func LeavesWriteOpen(err error) bool {
	if own, ok := errors.AsType[*Problem](err); ok {
		return own.MayHaveWritten && own.Reason != ReasonWroteElsewhere
	}
	call, ok := errors.AsType[*wire.CallError](err)
	return ok && call.MayHaveWritten()
}

func answeredCall(err error) (*wire.CallError, bool) {
	call, ok := errors.AsType[*wire.CallError](err)
	return call, ok && call.Answered
}
