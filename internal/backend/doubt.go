package backend

import (
	"time"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/wire"
)

// doubtPause is how long a read waits before it is asked whether a refusal still holds.
const doubtPause = 100 * time.Millisecond

// doubtful says that a refusal may be untrue. When connections to its database break, ZITADEL was seen to say that the
// organization doesn't exist, or that the token is invalid, of what it couldn't look up: whoever believed that would log
// people out. Nothing is remembered of it, so a token that really is bad costs one call more each time.
func doubtful(failed *wire.CallError) bool {
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
