package people

import (
	"context"
	"sync/atomic"
	"time"

	"zitadel-graphql/graph/problem"
)

// removalBudget counts the calls that a removal may still make. It is safe for concurrent use.
type removalBudget struct {
	remaining atomic.Int64
	total     int
}

func newRemovalBudget(total int) *removalBudget {
	budget := &removalBudget{total: total}
	budget.remaining.Store(int64(total))
	return budget
}

// take takes calls from the budget, or none and fails with problem.ReasonTooManyBackendCalls where fewer are left.
func (b *removalBudget) take(calls int) error {
	if b.remaining.Add(-int64(calls)) < 0 {
		b.remaining.Add(int64(calls))
		return problem.LimitExceeded(problem.ReasonTooManyBackendCalls, "a removal", b.total, "backend calls (--max-removal-calls)")
	}
	return nil
}

// timeForCall reports whether the request has time for a call: with less, the call would fail before it began.
func timeForCall(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ctx.Err() == nil && (!ok || time.Until(deadline) >= shortestCall)
}
