package backend

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/deadlines"
	"zitadel-graphql/internal/wire"
)

// AnswerMargin is the part of a request's time that no call may use, so that the answer "not in time" itself is sent in
// time. It is the same for all calls of a request: a call that has used its time up leaves none to the next.
const AnswerMargin = 100 * time.Millisecond

// slackPart is the part of its time that a call may lack so that it can share a request's timer: a hundredth.
const slackPart = 100

// deadline bounds every call, with all that the other guards do for it: wait for a turn, connect, try again.
type deadline struct {
	grpc.ClientConnInterface

	timeout time.Duration
}

var _ grpc.ClientConnInterface = deadline{}

// Invoke implements grpc.ClientConnInterface. A call that has no time left isn't made: what came of a write that was sent in the last
// moment, nobody would hear.
func (d deadline) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	now := time.Now()
	end := now.Add(d.timeout)
	if requestEnds, ok := ctx.Deadline(); ok {
		last := requestEnds.Add(-AnswerMargin) // the same instant for all calls of a request
		if last.Sub(now) < timerSlack {
			return &wire.CallError{Method: method, Status: status.FromContextError(context.DeadlineExceeded)}
		}
		if last.Before(end) {
			end = last
		}
	}
	ctx, release := deadlines.With(ctx, end, d.timeout/slackPart)
	defer release()
	return d.ClientConnInterface.Invoke(ctx, method, args, reply, opts...)
}
