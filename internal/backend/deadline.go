package backend

import (
	"context"
	"time"

	"google.golang.org/grpc"
)

// deadline bounds every call, with all that is done for it below: waiting for a turn, connecting, trying again.
type deadline struct {
	grpc.ClientConnInterface

	timeout time.Duration
}

var _ grpc.ClientConnInterface = deadline{}

// Invoke implements grpc.ClientConnInterface.
func (d deadline) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	ctx, cancel := context.WithTimeout(ctx, d.within(ctx))
	defer cancel()
	return d.ClientConnInterface.Invoke(ctx, method, args, reply, opts...)
}

// within is the time that a call has: AnswerMargin less than its request.
func (d deadline) within(ctx context.Context) time.Duration {
	ends, ok := ctx.Deadline()
	if !ok {
		return d.timeout
	}
	return min(d.timeout, time.Until(ends)-AnswerMargin)
}

// AnswerMargin is what every call leaves of its request's time, so that the answer that there was none in time is sent in
// time. It is the same for all calls of a request: a call that has used its time up leaves none to the next.
const AnswerMargin = 100 * time.Millisecond
