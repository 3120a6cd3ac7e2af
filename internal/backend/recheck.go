package backend

import (
	"time"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/wire"
)

// recheckDelay is how long after a refusal that may be untrue a read is made again.
const recheckDelay = 100 * time.Millisecond

// mayBeUntrue reports whether a refusal is one of the two that ZITADEL was seen to give without a reason: while connections
// to its database break, it says that the organization doesn't exist, or that the token is invalid, of what it couldn't look
// up. A client that believed the latter would log people out. Nothing is remembered of it, so a token that really is bad
// costs one call more each time.
func mayBeUntrue(failed *wire.CallError) bool {
	if !failed.Answered {
		return false
	}
	switch failed.Detail().GetId() {
	case "AUTH-Bs7Ds":
		return failed.Status.Code() == codes.PermissionDenied
	case "AUTH-7fs1e":
		return failed.Status.Code() == codes.Unauthenticated
	default:
		return false
	}
}
