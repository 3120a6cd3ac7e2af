package backend

import (
	"context"
	"errors"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/wire"
)

// retry makes a call again where that can't do harm, for one of three reasons. One that came to UNAVAILABLE and only reads,
// whoever said that it isn't available, or that certainly was never sent, is repeated at most times. A read that a proxy put
// off is repeated once, when the proxy said. And a read whose refusal isn't sure (doubtful) is repeated once, before it is
// believed. All of that only while there is time left for another wait, and as far as the budgets go.
type retry struct {
	grpc.ClientConnInterface

	most int
	// budget is for calls that came to nothing, and doubts for refusals: who sends many bad tokens mustn't take the retries
	// of an outage.
	budget, doubts *budget
	// random returns a number from 0 to 1.
	random func() float64
}

var _ grpc.ClientConnInterface = retry{}

const (
	retryBase  = 100 * time.Millisecond // and doubled with each retry, up to
	retryCap   = time.Second
	retrySteps = 4 // of doubling, after which it is over the cap
	retryBurst = 10

	// What calls earn, in hundredths: a tenth of a retry. Of the refusals of a ZITADEL whose database failed a fifth were
	// untrue, so a call earns a quarter of a doubt.
	retryEarned, doubtEarned = 10, 25
)

// Invoke implements grpc.ClientConnInterface.
func (r retry) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	r.budget.earn()
	r.doubts.earn()
	err := r.ClientConnInterface.Invoke(ctx, method, args, reply, opts...)
	for made := (repeats{}); ; {
		wait, budget := r.next(err, &made)
		if budget == nil || !inTime(ctx, wait) || !budget.spend() || !pause(ctx, wait) {
			return err
		}
		again := r.ClientConnInterface.Invoke(ctx, method, args, reply, opts...)
		if unsaid(again) {
			return err // which says more
		}
		err = again
	}
}

// repeats counts how often a call was made again, by why.
type repeats struct {
	unavailable        int
	doubted, throttled bool
}

// next is how long to wait until the call is made again, and out of which budget: none where it isn't.
func (r retry) next(err error, made *repeats) (time.Duration, *budget) {
	failed, ok := errors.AsType[*wire.CallError](err)
	switch {
	case !ok:
	case doubtful(failed) && wire.ReadOnly(failed.Method) && !made.doubted:
		made.doubted = true
		return doubtPause, r.doubts
	case failed.Throttled && failed.RetryAfter > 0 && wire.ReadOnly(failed.Method) && !made.throttled:
		made.throttled = true
		return failed.RetryAfter, r.budget
	case repeatable(failed) && made.unavailable < r.most:
		made.unavailable++
		return r.wait(made.unavailable - 1), r.budget
	}
	return 0, nil
}

// wait is how long the n-th retry, counted from 0, is put off: at least half of what doubling gives, so that those that
// failed together come apart.
func (r retry) wait(n int) time.Duration {
	whole := min(retryBase<<min(n, retrySteps), retryCap)
	return whole/2 + time.Duration(r.random()*float64(whole/2))
}

// repeatable is never true of a write that may have arrived.
func repeatable(failed *wire.CallError) bool {
	return failed.LocalRefusal == "" && !failed.Throttled && failed.Status.Code() == codes.Unavailable &&
		(!failed.Sent || wire.ReadOnly(failed.Method))
}

// unsaid says that a try ended before anything was sent, for a reason of this side's: it was refused, or time ran out.
func unsaid(err error) bool {
	failed, ok := errors.AsType[*wire.CallError](err)
	return ok && !failed.Sent && (failed.LocalRefusal != "" || failed.Status.Code() == codes.DeadlineExceeded)
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
