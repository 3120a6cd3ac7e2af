package people

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/semaphore"
	"google.golang.org/grpc"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/wire"
)

// LookCallsSetting and StreamCallsSetting are the settings that Config.LookCalls and Config.StreamCalls come from.
const (
	LookCallsSetting   = "--max-look-calls"
	StreamCallsSetting = "--max-stream-calls"
)

// errCallLimit is the failure of a call that wasn't made, because as many as may be were.
var errCallLimit = errors.New("as many calls as may be were made")

// callLimit is how many calls may still be made, and how many at once. It is safe for concurrent use.
type callLimit struct {
	most    int
	setting string // that most comes from
	left    atomic.Int64
	within  *callLimit // nil where there is no wider one

	makeSlots sync.Once
	slots     chan struct{} // set by makeSlots
}

func newCallLimit(calls int, within *callLimit) *callLimit {
	limit := &callLimit{most: calls, setting: LookCallsSetting, within: within}
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

// take counts calls, and reports whether they may be made: all of them, or none.
func (l *callLimit) take(calls int) bool {
	if l.left.Add(-int64(calls)) >= 0 && (l.within == nil || l.within.take(calls)) {
		return true
	}
	l.left.Add(int64(calls))
	return false
}

// reserve takes calls for those that are made with the context that it returns. giveBack returns the calls that weren't made. ok is
// false where fewer are left.
func (l *callLimit) reserve(ctx context.Context, calls int) (reserved context.Context, giveBack func(), ok bool) {
	if !l.take(calls) {
		return nil, nil, false
	}
	own := newCallLimit(calls, nil)
	return context.WithValue(ctx, reservedCallsKey{}, own), func() { l.giveBack(own.left.Load()) }, true
}

type reservedCallsKey struct{}

func (l *callLimit) giveBack(calls int64) {
	for ; l != nil; l = l.within {
		l.left.Add(calls)
	}
}

// takeOne counts a call that is made with a context: as one that was reserved for it, where any is left of those.
func (l *callLimit) takeOne(ctx context.Context) bool {
	own, hasOwn := ctx.Value(reservedCallsKey{}).(*callLimit)
	return hasOwn && own.take(1) || l.take(1)
}

// limitedConn makes the calls of looks: so many in all, and so many at once of one query and of all. It is safe for concurrent use.
type limitedConn struct {
	grpc.ClientConnInterface

	limit *callLimit
	slots chan struct{}       // has room for the calls of one query that may be under way at once
	turns *semaphore.Weighted // those of all queries, or nil
}

// Invoke implements grpc.ClientConnInterface. It fails with errCallLimit where the call may not be made.
func (c limitedConn) Invoke(ctx context.Context, method string, args, reply any, options ...grpc.CallOption) error {
	select {
	case c.slots <- struct{}{}:
	case <-ctx.Done():
		return &wire.CallError{Method: method, Status: status.FromContextError(ctx.Err())}
	}
	defer func() { <-c.slots }()
	if c.turns != nil {
		if err := c.turns.Acquire(ctx, 1); err != nil {
			return wire.NoTurn(method, err)
		}
		defer c.turns.Release(1)
	}
	if !c.limit.takeOne(ctx) {
		return errCallLimit
	}
	return c.ClientConnInterface.Invoke(ctx, method, args, reply, options...)
}

// within returns the same connection with a narrower limit.
func (c limitedConn) within(limit *callLimit) limitedConn {
	c.limit = limit
	return c
}
