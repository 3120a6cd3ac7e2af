package backend

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/wire"
)

// breaker refuses calls while the backend is gone, or fails at everything as it does without its database, so that nobody
// waits for what can't come and the backend isn't overrun when it returns.
//
// Calls only raise the suspicion: after suspicious failures in a row that say the backend is gone or failing, and no sign of
// life between them, the backend is probed. It is the probes that decide, two that fail one after the other: the first may be lost
// with the connection that the callers lost, and the second then has a new one. So no call that is slow, and no
// connection that breaks with many calls on it, shuts anybody out as long as the backend answers. While the breaker is open
// the backend is probed again every probePause, and the first sign of life closes it; no caller's call is ever the probe.
type breaker struct {
	grpc.ClientConnInterface

	// probe makes one call of its own, past the breaker, and has probeTimeout for it.
	probe func(context.Context) error
	log   *slog.Logger

	open     atomic.Bool
	failures atomic.Int64 // in a row
	lives    atomic.Int64 // signs of life so far
	probing  atomic.Bool

	ctx    context.Context // done when the connection is closed
	cancel context.CancelFunc
	probes sync.WaitGroup
	mu     sync.Mutex // keeps probing from beginning while Close waits for its end
}

var _ grpc.ClientConnInterface = (*breaker)(nil)

const (
	suspicious = 3 // failed calls in a row ask for a probe
	decisive   = 2 // failed probes in a row open the breaker
	// A probe every quarter of a second that is given a second: the return of the backend is noticed within 1.3 s, even
	// when the packets of the probe before were lost.
	probePause   = 250 * time.Millisecond
	probeTimeout = time.Second
)

func newBreaker(conn grpc.ClientConnInterface, probe func(context.Context) error, log *slog.Logger) *breaker {
	b := &breaker{ClientConnInterface: conn, probe: probe, log: log}
	b.ctx, b.cancel = context.WithCancel(context.Background())
	return b
}

// Close ends the probing.
func (b *breaker) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cancel()
	b.probes.Wait()
	return nil
}

// Invoke implements grpc.ClientConnInterface.
func (b *breaker) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	if b.open.Load() {
		return &wire.CallError{Method: method, LocalRefusal: wire.CircuitOpen,
			Status: status.New(codes.Unavailable, "the backend is gone; it is asked again by itself")}
	}
	before := b.lives.Load()
	err := b.ClientConnInterface.Invoke(ctx, method, args, reply, opts...)
	b.judge(err, before)
	return err
}

// judge counts what a call came to. before is how many signs of life there were when it began.
func (b *breaker) judge(err error, before int64) {
	failed, ok := errors.AsType[*wire.CallError](err)
	switch {
	case ok && gone(failed):
		if before == b.lives.Load() && b.failures.Add(1) >= suspicious {
			b.suspect()
		}
	case err == nil || ok && failed.Answered:
		b.lives.Add(1)
		if b.failures.Load() != 0 {
			b.failures.Store(0)
		}
	}
}

// gone says that a failure is one of a backend that isn't there, or of a gateway that says so of the backend behind it, or of
// one that fails inside: what it can't do for one caller it may be able to do for another, but a probe asks for so little
// that a backend that fails at that can do nothing. A refusal never is one, nor a call that was given up or never tried, nor
// a reply that makes no sense, nor the word of a proxy that has too many requests.
func gone(failed *wire.CallError) bool {
	switch failed.Status.Code() {
	case codes.Unavailable:
		return failed.LocalRefusal == "" && !failed.Throttled
	case codes.DeadlineExceeded:
		return !failed.Answered
	case codes.Internal, codes.Unknown, codes.DataLoss:
		return failed.Answered
	default:
		return false
	}
}

// suspect has the backend probed until it shows a sign of life, unless that is being done.
func (b *breaker) suspect() {
	if b.probing.Load() {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ctx.Err() == nil && b.probing.CompareAndSwap(false, true) {
		b.probes.Go(b.untilAlive)
	}
}

func (b *breaker) untilAlive() {
	defer b.probing.Store(false)
	for tried := 1; ; tried++ {
		err := b.probe(b.ctx)
		if b.ctx.Err() != nil {
			return
		}
		if failed, ok := errors.AsType[*wire.CallError](err); !ok || !gone(failed) {
			b.shut()
			return
		}
		if tried < decisive {
			continue
		}
		if b.open.CompareAndSwap(false, true) {
			b.log.Warn("the backend is gone; calls are refused until it is back", "error", err)
		}
		if !pause(b.ctx, probePause) {
			return
		}
	}
}

func (b *breaker) shut() {
	b.lives.Add(1)
	b.failures.Store(0)
	if b.open.CompareAndSwap(true, false) {
		b.log.Info("the backend is back")
	}
}
