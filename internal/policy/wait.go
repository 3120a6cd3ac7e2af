package policy

import (
	"context"
	"iter"
	"time"

	"zitadel-graphql/graph/problem"
)

// The times that ZITADEL's reads get to show a change, on top of the time that a read takes. They were mostly up to date at
// once, and otherwise within a tenth of a second or never.
const (
	catchUpTime  = 2 * time.Second // before a write
	showTime     = time.Second     // after a write
	firstPause   = 25 * time.Millisecond
	shortestRead = 150 * time.Millisecond // more than the tenth of a second that a call leaves of its request's time
)

// pauses yields functions that wait, each twice as long as the one before, and together no longer than all.
func pauses(ctx context.Context, all time.Duration) iter.Seq[func() error] {
	return func(yield func(func() error) bool) {
		for next, left := firstPause, all; left > 0; next *= 2 {
			wait := min(next, left)
			left -= wait
			if !yield(func() error { return pause(ctx, wait) }) {
				return
			}
		}
	}
}

// pause fails where the request ends before the wait does. That failure promises that nothing was written.
func pause(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return problem.RequestEnded(ctx.Err())
	}
}

// timeForRead reports whether the request has time for a read: with less, the read would fail before it began.
func timeForRead(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ctx.Err() == nil && (!ok || time.Until(deadline) >= shortestRead)
}

// inParallel makes two calls at once. A panic in the second is its failure: on a goroutine of its own nothing else would
// catch it, and it would end the program.
func inParallel(first, second func() error) (errFirst, errSecond error) {
	done := make(chan error, 1)
	go func() {
		var err error
		defer func() {
			if cause := recover(); cause != nil {
				err = problem.Recovered(cause)
			}
			done <- err
		}()
		err = second()
	}()
	errFirst = first()
	return errFirst, <-done
}
