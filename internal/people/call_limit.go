package people

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"google.golang.org/grpc"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/wire"
)

// WithCallLimit returns a context whose looks may make this many calls, all of them together, in place of Config.LookCalls for
// each, and of them Config.Concurrency at once, all of them together too. A subscription gives them more calls, and a query with
// several looks, as under aliases, has them share.
func WithCallLimit(ctx context.Context, calls int) context.Context {
	return context.WithValue(ctx, callLimitKey{}, newCallLimit(calls, nil))
}

type callLimitKey struct{}

// errCallLimit is the failure of a call that wasn't made, because as many as may be were.
var errCallLimit = errors.New("as many calls as may be were made")

// callLimit is how many calls may still be made, and how many at once. It is safe for concurrent use.
type callLimit struct {
	left   atomic.Int64
	within *callLimit // nil where there is no wider one

	makeSlots sync.Once
	slots     chan struct{} // set by makeSlots
}

func newCallLimit(calls int, within *callLimit) *callLimit {
	limit := &callLimit{within: within}
	limit.left.Store(int64(calls))
	return limit
}

// callLimitOf returns the limit of a context, or a new one of this many calls.
func callLimitOf(ctx context.Context, calls int) *callLimit {
	if limit, ok := ctx.Value(callLimitKey{}).(*callLimit); ok {
		return limit
	}
	return newCallLimit(calls, nil)
}

// slotsFor returns a channel with room for the calls that may be under way at once. Of one limit it is always the same.
func (l *callLimit) slotsFor(concurrency int) chan struct{} {
	l.makeSlots.Do(func() { l.slots = make(chan struct{}, concurrency) })
	return l.slots
}

// half returns a limit of half of the calls that are left, which count here too.
func (l *callLimit) half() *callLimit { return newCallLimit(int(max(0, l.left.Load()/2)), l) }

// take counts a call, and reports whether it may be made.
func (l *callLimit) take() bool {
	return l.left.Add(-1) >= 0 && (l.within == nil || l.within.take())
}

// limitedConn makes the calls of looks: so many in all, and so many at once. It is safe for concurrent use.
type limitedConn struct {
	grpc.ClientConnInterface

	limit *callLimit
	slots chan struct{} // has room for the calls that may be under way at once
}

// Invoke implements grpc.ClientConnInterface. It fails with errCallLimit where the call may not be made.
func (c limitedConn) Invoke(ctx context.Context, method string, args, reply any, options ...grpc.CallOption) error {
	select {
	case c.slots <- struct{}{}:
	case <-ctx.Done():
		return &wire.CallError{Method: method, Status: status.FromContextError(ctx.Err())}
	}
	defer func() { <-c.slots }()
	if !c.limit.take() {
		return errCallLimit
	}
	return c.ClientConnInterface.Invoke(ctx, method, args, reply, options...)
}

// within returns the same connection with a narrower limit.
func (c limitedConn) within(limit *callLimit) limitedConn {
	c.limit = limit
	return c
}
