package backend

import (
	"context"
	"errors"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/wire"
)

// retry makes a call again where that can't do harm:
//
//   - after UNAVAILABLE, whoever reported it, up to maxRetries times, if the call only reads or was certainly never sent;
//   - once after a proxy throttled a read, when the proxy said to come back;
//   - once after a refusal of a read that may be untrue (recheck.go).
//
// It does so only while the call has time left for the wait and the budgets allow it.
type retry struct {
	grpc.ClientConnInterface

	maxRetries int
	// Calls that failed and refusals have a budget each: clients with bad tokens mustn't use up the retries that an outage
	// needs.
	retries, rechecks *retryBudget
	observers         observers
	// random returns a number from 0 to 1.
	random func() float64
}

var _ grpc.ClientConnInterface = retry{}

const (
	retryBase  = 100 * time.Millisecond // and doubled with each retry, up to
	retryCap   = time.Second
	retrySteps = 4 // of doubling, after which it is over the cap
	retryBurst = 10

	// A call earns hundredths: a tenth of a retry, and a quarter of a recheck, since a fifth of the refusals of a ZITADEL
	// whose database failed were untrue.
	retryEarned, recheckEarned = 10, 25
)

func newRetry(conn grpc.ClientConnInterface, maxRetries int, observers observers, random func() float64) retry {
	return retry{conn, maxRetries, newRetryBudget(retryEarned, retryBurst), newRetryBudget(recheckEarned, retryBurst), observers, random}
}

// Invoke implements grpc.ClientConnInterface.
func (r retry) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	r.retries.earn()
	r.rechecks.earn()
	err := r.ClientConnInterface.Invoke(ctx, method, args, reply, opts...)
	for made := (repetitions{}); ; {
		wait, budget := r.next(err, &made)
		if budget == nil || !hasTimeFor(ctx, wait) || !budget.spend() {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
		r.observers.callRepeats(ctx, method, err)
		again := r.ClientConnInterface.Invoke(ctx, method, args, reply, opts...)
		if endedHere(again) {
			return err // which tells more
		}
		err = again
	}
}

// repetitions counts how often a call was made again, by the reason.
type repetitions struct {
	unavailable          int
	rechecked, throttled bool
}

// next is how long to wait before the call is made again, and the budget that this takes from. The budget is nil where the
// call isn't made again.
func (r retry) next(err error, made *repetitions) (time.Duration, *retryBudget) {
	failed, ok := errors.AsType[*wire.CallError](err)
	switch {
	case !ok:
	case mayBeUntrue(failed) && wire.ReadOnly(failed.Method) && !made.rechecked:
		made.rechecked = true
		return recheckDelay, r.rechecks
	case failed.Throttled && failed.RetryAfter > 0 && wire.ReadOnly(failed.Method) && !made.throttled:
		made.throttled = true
		return failed.RetryAfter, r.retries
	case safeToRetry(failed) && made.unavailable < r.maxRetries:
		made.unavailable++
		return r.backoff(made.unavailable - 1), r.retries
	}
	return 0, nil
}

// backoff is the wait before the n-th retry, counted from 0. It is at least half of what doubling gives, and random above
// that, so that calls that failed together don't come back together.
func (r retry) backoff(n int) time.Duration {
	whole := min(retryBase<<min(n, retrySteps), retryCap)
	return whole/2 + time.Duration(r.random()*float64(whole/2))
}

// safeToRetry is false for every write that may have arrived.
func safeToRetry(failed *wire.CallError) bool {
	return failed.LocalRefusal == "" && !failed.Throttled && failed.Status.Code() == codes.Unavailable &&
		(!failed.Sent || wire.ReadOnly(failed.Method))
}

// endedHere reports whether this side ended a call before anything was sent: it refused to make it, or time ran out.
func endedHere(err error) bool {
	failed, ok := errors.AsType[*wire.CallError](err)
	return ok && !failed.Sent && (failed.LocalRefusal != "" || failed.Status.Code() == codes.DeadlineExceeded)
}

// hasTimeFor reports whether there would be time left after the wait.
func hasTimeFor(ctx context.Context, wait time.Duration) bool {
	ends, ok := ctx.Deadline()
	return !ok || time.Until(ends) > wait
}
