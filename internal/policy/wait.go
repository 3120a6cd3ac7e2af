package policy

import (
	"context"
	"iter"
	"time"

	"zitadel-graphql/graph/problem"
)

// How long ZITADEL's reads get to show a change, the time that each read takes not counted. Of those that were observed most
// were up to date at once, and the others within a tenth of a second or never.
const (
	catchUpTime  = 2 * time.Second // before a write
	showTime     = time.Second     // after a write
	firstPause   = 25 * time.Millisecond
	shortestRead = 150 * time.Millisecond // more than the tenth of a second that a call leaves of its request's time
)

// pauses yields functions that wait: each twice as long as the one before, beginning with firstPause, and together as long as
// all.
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

// pause waits. It fails where the request ends first, with a Problem that promises that nothing was written: whoever has
// written before has to put that right.
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
