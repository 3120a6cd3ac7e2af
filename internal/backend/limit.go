package backend

import (
	"context"

	"golang.org/x/sync/semaphore"
	"google.golang.org/grpc"

	"zitadel-graphql/internal/wire"
)

// callLimit bounds the calls that are under way at once. A call over the bound waits for its turn, first come first served, as
// long as it has time. No calls can wait for each other in a circle: a call holds nothing else while it waits, and while
// it has its turn it waits for nothing but the backend.
type callLimit struct {
	grpc.ClientConnInterface

	turns *semaphore.Weighted
}

var _ grpc.ClientConnInterface = callLimit{}

// Invoke implements grpc.ClientConnInterface.
func (l callLimit) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	if !l.turns.TryAcquire(1) { // it never overtakes those who wait
		if err := l.turns.Acquire(ctx, 1); err != nil {
			return wire.NoTurn(method, err)
		}
	}
	defer l.turns.Release(1)
	return l.ClientConnInterface.Invoke(ctx, method, args, reply, opts...)
}
