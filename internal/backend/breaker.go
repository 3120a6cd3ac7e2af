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

// breaker refuses calls while the backend is gone, or fails at everything as it does without its database. Then nobody waits
// for what can't come, and the backend isn't overrun when it returns.
//
// Failed calls only raise a suspicion: after failuresToProbe of them in a row that mean a backend that is gone, without a
// sign of life between them, the backend is probed. The probes decide, and it takes failedProbesToOpen in a row: the first
// may be lost with the connection that the callers lost, and the second then has a new one. So no call that is slow, and no
// connection that breaks with many calls on it, shuts anybody out as long as the backend answers. While the circuit is open,
// a probe is sent every probeInterval, and the first sign of life closes it; no caller's call is ever the probe.
type breaker struct {
	grpc.ClientConnInterface

	// probe makes a call of its own, past the breaker, that takes at most probeTimeout.
	probe     func(context.Context) error
	observers observers
	log       *slog.Logger

	open        atomic.Bool
	failures    atomic.Int64 // in a row
	signsOfLife atomic.Int64 // so far
	probing     atomic.Bool

	ctx    context.Context // done when the connection is closed
	cancel context.CancelFunc
	probes sync.WaitGroup
	mu     sync.Mutex // keeps probing from beginning while close waits for its end
}

var _ grpc.ClientConnInterface = (*breaker)(nil)

const (
	failuresToProbe    = 3
	failedProbesToOpen = 2
	// A probe is sent every quarter of a second and given a second, so the backend's return is noticed within 1.3 s, even
	// when the packets of the probe before were lost.
	probeInterval = 250 * time.Millisecond
	probeTimeout  = time.Second
)

func newBreaker(conn grpc.ClientConnInterface, probe func(context.Context) error, observers observers, log *slog.Logger) *breaker {
	b := &breaker{ClientConnInterface: conn, probe: probe, observers: observers, log: log}
	b.ctx, b.cancel = context.WithCancel(context.Background())
	return b
}

// close ends the probing.
func (b *breaker) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cancel()
	b.probes.Wait()
}

// Invoke implements grpc.ClientConnInterface.
func (b *breaker) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	before := b.signsOfLife.Load()
	err := uncounted{b}.Invoke(ctx, method, args, reply, opts...)
	b.record(err, before)
	return err
}

// uncounted makes calls through a breaker that refuses them while the circuit is open, and learns nothing from them.
type uncounted struct{ *breaker }

// Invoke implements grpc.ClientConnInterface.
func (u uncounted) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	if u.open.Load() {
		return &wire.CallError{Method: method, LocalRefusal: wire.CircuitOpen,
			Status: status.New(codes.Unavailable, "the backend is gone; it is asked again by itself")}
	}
	return u.ClientConnInterface.Invoke(ctx, method, args, reply, opts...)
}

// record counts a call that has ended. before is the number of signs of life when it began: a failure that others have
// survived since raises no suspicion.
func (b *breaker) record(err error, before int64) {
	failed, ok := errors.AsType[*wire.CallError](err)
	switch {
	case ok && meansGone(failed):
		if before == b.signsOfLife.Load() && b.failures.Add(1) >= failuresToProbe {
			b.startProbing()
		}
	case err == nil || ok && failed.Answered:
		b.signsOfLife.Add(1)
		if b.failures.Load() != 0 {
			b.failures.Store(0)
		}
	}
}

// meansGone reports whether a failure is that of a backend that isn't there, by a gateway's word too, or of one that fails
// inside. What such a backend can't do for one caller it may be able to do for another, but a probe asks for so little that a
// backend that fails at it can do nothing. These never count: a refusal, a call that was given up or never made, a reply that
// makes no sense, and a proxy that has too many requests.
func meansGone(failed *wire.CallError) bool {
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

// startProbing has the backend probed until it shows a sign of life, unless that is being done already.
func (b *breaker) startProbing() {
	if b.probing.Load() {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ctx.Err() == nil && b.probing.CompareAndSwap(false, true) {
		b.probes.Go(b.probeUntilAlive)
	}
}

func (b *breaker) probeUntilAlive() {
	defer b.probing.Store(false)
	for tried := 1; ; tried++ {
		err := b.probe(b.ctx)
		if b.ctx.Err() != nil {
			return
		}
		if failed, ok := errors.AsType[*wire.CallError](err); !ok || !meansGone(failed) {
			b.closeCircuit()
			return
		}
		if tried < failedProbesToOpen {
			continue
		}
		if b.open.CompareAndSwap(false, true) {
			b.log.Warn("the backend is gone; calls are refused until it is back", "error", err)
			b.observers.breakerChanges(true)
		}
		select {
		case <-b.ctx.Done():
			return
		case <-time.After(probeInterval):
		}
	}
}

func (b *breaker) closeCircuit() {
	b.signsOfLife.Add(1)
	b.failures.Store(0)
	if b.open.CompareAndSwap(true, false) {
		b.log.Info("the backend is back")
		b.observers.breakerChanges(false)
	}
}
