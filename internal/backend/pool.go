package backend

import (
	"context"
	"errors"
	"sync/atomic"

	"google.golang.org/grpc"
)

// pool takes turns between connections to the same backend.
type pool struct {
	conns []wireConn
	next  atomic.Uint64
}

var _ wireConn = (*pool)(nil)

// newPool makes size connections, one or more. One alone needs no pool.
func newPool(size int, dial func() (wireConn, error)) (wireConn, error) {
	made := &pool{}
	for range size {
		conn, err := dial()
		if err != nil {
			return nil, errors.Join(err, made.Close())
		}
		made.conns = append(made.conns, conn)
	}
	if len(made.conns) == 1 {
		return made.conns[0], nil
	}
	return made, nil
}

func (p *pool) nextConn() wireConn {
	return p.conns[p.next.Add(1)%uint64(len(p.conns))]
}

// Invoke implements grpc.ClientConnInterface.
func (p *pool) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	return p.nextConn().Invoke(ctx, method, args, reply, opts...)
}

// NewStream implements grpc.ClientConnInterface.
func (p *pool) NewStream(ctx context.Context, desc *grpc.StreamDesc, method string, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	return p.nextConn().NewStream(ctx, desc, method, opts...)
}

// Close closes all of them.
func (p *pool) Close() error {
	var failed []error
	for _, conn := range p.conns {
		failed = append(failed, conn.Close())
	}
	return errors.Join(failed...)
}
