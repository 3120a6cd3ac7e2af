package backend

import (
	"context"
	"errors"
	"time"

	"google.golang.org/grpc"
)

// Observer follows the calls of a Conn, but for the probes of the backend's health. It is called concurrently, and has to return
// at once. It mustn't panic.
type Observer interface {
	// CallBegins is called once for a call, before its first attempt and any waiting. method is gRPC's full name,
	// /package.Service/Method, on every wire. The context that it returns is the call's from then on.
	CallBegins(ctx context.Context, method string) context.Context
	// CallEnds is called exactly once for each call that has begun, with how long it took and what it returns: nil or a
	// *wire.CallError, or another error where the call panicked. ctx is the call's.
	CallEnds(ctx context.Context, method string, took time.Duration, err error)
	// CallRepeats is called before each further attempt, after the wait for it, with the failure of the attempt before. ctx is the
	// call's.
	CallRepeats(ctx context.Context, method string, failed error)
	// BreakerChanges is called when the circuit breaker opens, and when it closes again.
	BreakerChanges(open bool)
}

// observers are told in their order.
type observers []Observer

// errNotReturned is the failure of a call that panicked.
var errNotReturned = errors.New("the call didn't return")

func (o observers) callBegins(ctx context.Context, method string) context.Context {
	for _, observer := range o {
		ctx = observer.CallBegins(ctx, method) //nolint:fatcontext // each observer adds its own
	}
	return ctx
}

func (o observers) callEnds(ctx context.Context, method string, took time.Duration, err error) {
	for _, observer := range o {
		observer.CallEnds(ctx, method, took, err)
	}
}

func (o observers) callRepeats(ctx context.Context, method string, failed error) {
	for _, observer := range o {
		observer.CallRepeats(ctx, method, failed)
	}
}

func (o observers) breakerChanges(open bool) {
	for _, observer := range o {
		observer.BreakerChanges(open)
	}
}

// observed tells the observers of each call.
type observed struct {
	grpc.ClientConnInterface

	observers observers
}

var _ grpc.ClientConnInterface = observed{}

// Invoke implements grpc.ClientConnInterface.
func (o observed) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	began := time.Now()
	ctx = o.observers.callBegins(ctx, method)
	err := errNotReturned
	defer func() { o.observers.callEnds(ctx, method, time.Since(began), err) }()
	err = o.ClientConnInterface.Invoke(ctx, method, args, reply, opts...)
	return err
}
