package backend

import (
	"context"
	"errors"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/wire"
)

// retry makes a call again that came to UNAVAILABLE, where that can't do harm: one that only reads, whoever said that it
// isn't available, and a write that certainly was never sent. It does so until the call succeeds, fails otherwise, was
// made again most times, has no time left for another wait, or the budget is used up.
type retry struct {
	grpc.ClientConnInterface

	most   int
	budget *budget
	// random returns a number from 0 to 1.
	random func() float64
}

var _ grpc.ClientConnInterface = retry{}

const (
	retryBase  = 100 * time.Millisecond // and doubled with each retry, up to
	retryCap   = time.Second
	retrySteps = 4 // of doubling, after which it is over the cap
	retryBurst = 10
)

// Invoke implements grpc.ClientConnInterface.
func (r retry) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	r.budget.earn()
	err := r.ClientConnInterface.Invoke(ctx, method, args, reply, opts...)
	for n := 0; n < r.most && repeatable(err); n++ {
		wait := r.wait(n)
		if !inTime(ctx, wait) || !r.budget.spend() || !pause(ctx, wait) {
			return err
		}
		again := r.ClientConnInterface.Invoke(ctx, method, args, reply, opts...)
		if unsaid(again) {
			return err // which says more
		}
		err = again
	}
	return err
}

// wait is how long the n-th retry, counted from 0, is put off: at least half of what doubling gives, so that those that
// failed together come apart.
func (r retry) wait(n int) time.Duration {
	whole := min(retryBase<<min(n, retrySteps), retryCap)
	return whole/2 + time.Duration(r.random()*float64(whole/2))
}

// repeatable is never true of a write that may have arrived.
func repeatable(err error) bool {
	failed, ok := errors.AsType[*wire.CallError](err)
	return ok && failed.Withheld == "" && failed.Status.Code() == codes.Unavailable &&
		(!failed.Sent || wire.ReadOnly(failed.Method))
}

// unsaid says that a try ended before anything was sent, for a reason of this side's: it was refused, or time ran out.
func unsaid(err error) bool {
	failed, ok := errors.AsType[*wire.CallError](err)
	return ok && !failed.Sent && (failed.Withheld != "" || failed.Status.Code() == codes.DeadlineExceeded)
}

// inTime says that there would be time left after the wait.
func inTime(ctx context.Context, wait time.Duration) bool {
	ends, ok := ctx.Deadline()
	return !ok || time.Until(ends) > wait
}

// pause waits, and says whether ctx is still good then.
func pause(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
