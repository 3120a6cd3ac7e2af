// Package calls keeps the backend calls of one request within its limits, and has the fields of a query share their reads:
// two fields that ask the same of a method without side effects (wire.ReadOnly) cost one call.
//
// A subscription is one request, however long it goes on: its limits are those of a query, and it shares no reads. Looking at
// people, most of what a subscription does, goes through another connection with limits of its own (internal/people).
//
// A Connection wraps the connection to the backend, and the clients of package graph and internal/policy call through it.
// Limits.ForRequest marks the context of a request, so that a Connection can tell which request a call belongs to. Without it a
// Connection changes nothing.
//
// The reply of a read is shared as it is: the field that asks first has it, and it is copied for each that asks later. So nobody
// may change a reply, not even long after the call.
//
// It depends on gqlparser, graph/problem, internal/deadlines, internal/organization and internal/wire. Which calls a field needs is
// package graph's and internal/policy's; the deadline, the retries and the circuit breaker of one call are internal/backend's.
package calls

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/vektah/gqlparser/v2/ast"
	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/deadlines"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/wire"
)

// requestCalls are the backend calls of one request.
type requestCalls struct {
	// slots has room for the calls that may be under way at once.
	slots chan struct{}
	// remaining is how many of total may still be made.
	remaining atomic.Int64
	total     int
	// isQuery is true where fields that ask the same share one call. It is false for a mutation, whose reads have to see its own writes,
	// and for a subscription, which goes on for so long that a read of its beginning may be wrong by its end.
	isQuery bool
	reads   sharedReads
}

// sharedReads are the reads of a query so far.
type sharedReads struct {
	mu     sync.Mutex
	first  sharedRead // apart, since most queries make no other, and need no map then
	others map[readKey]*sharedRead
}

// readKey is equal for reads which ask the same of the same method about the same organization. It leaves the caller out, who is the
// same in all of a request.
type readKey struct{ method, organization, request string }

// sharedRead is a call that several fields wait for. Its reply and error may be read once ended is done.
type sharedRead struct {
	key   readKey // zero as long as nobody has asked
	ended sync.WaitGroup
	reply proto.Message // of the field that asked first
	err   error
}

// requestContext is the context of a request, in which its calls are found.
type requestContext struct {
	context.Context

	calls     requestCalls
	deadlines deadlines.Shared
}

type requestCallsKey struct{}

// Value implements context.Context.
func (c *requestContext) Value(key any) any {
	switch key.(type) {
	case requestCallsKey:
		return &c.calls
	case deadlines.Key:
		return &c.deadlines
	default:
		return c.Context.Value(key)
	}
}

// Limits bound the backend calls that each request makes through a Connection.
type Limits struct {
	// AtOnce is how many may be under way at once: more wait, until the request ends. Total is how many may be made in all: more
	// fail with problem.ReasonTooManyBackendCalls. Calls that are shared count once. Both are at least 1.
	AtOnce, Total int
}

// ForRequest returns the context of a request with this kind of operation, whose calls are within the limits. Somebody has to cancel
// ctx in the end.
func (l Limits) ForRequest(ctx context.Context, kind ast.Operation) context.Context {
	request := &requestContext{Context: ctx, deadlines: deadlines.For(ctx)}
	request.calls.slots, request.calls.total = make(chan struct{}, l.AtOnce), l.Total
	request.calls.remaining.Store(int64(l.Total))
	request.calls.isQuery = kind == ast.Query
	return request
}

// Connection makes each call as one of its request's, through the connection that it wraps. A call that belongs to no request
// goes straight to the backend. It is safe for concurrent use if the wrapped connection is.
type Connection struct {
	grpc.ClientConnInterface
}

var _ grpc.ClientConnInterface = Connection{}

// Invoke implements grpc.ClientConnInterface.
func (c Connection) Invoke(ctx context.Context, method string, args, reply any, options ...grpc.CallOption) error {
	calls, ok := ctx.Value(requestCallsKey{}).(*requestCalls)
	if !ok {
		return c.ClientConnInterface.Invoke(ctx, method, args, reply, options...)
	}
	message, ok := reply.(proto.Message)
	if !calls.isQuery || !ok || !wire.ReadOnly(method) {
		return c.call(ctx, calls, method, args, reply, options)
	}
	key, err := keyOf(ctx, method, args)
	if err != nil {
		return err
	}
	read, begun := calls.reads.of(key, message)
	if begun {
		return read.copyTo(message)
	}
	defer read.ended.Done() // even if the call panics, so that no other field waits for ever
	read.err = c.call(ctx, calls, method, args, reply, options)
	return read.err
}

// call makes a call as soon as one more of the request may be under way.
func (c Connection) call(ctx context.Context, calls *requestCalls, method string, args, reply any, options []grpc.CallOption) error {
	if err := calls.begin(ctx, method); err != nil {
		return err
	}
	defer calls.end()
	return c.ClientConnInterface.Invoke(ctx, method, args, reply, options...)
}

// begin waits until one more call may be under way. Where it fails, the failure promises that nothing was written: a CallError that
// wasn't sent does.
func (c *requestCalls) begin(ctx context.Context, method string) error {
	if c.remaining.Add(-1) < 0 {
		return &problem.Problem{Code: problem.CodeLimitExceeded, Reason: problem.ReasonTooManyBackendCalls,
			Message: fmt.Sprintf("The request is too large: it may make at most %d backend calls (--max-total-backend-calls). Ask for less.", c.total)}
	}
	select {
	case c.slots <- struct{}{}: // mostly there is room, and no need to ask ctx for a channel, which may have to be made
		return nil
	default:
	}
	select {
	case c.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return &wire.CallError{Method: method, Status: status.FromContextError(ctx.Err())}
	}
}

// end has to follow each begin that succeeded.
func (c *requestCalls) end() { <-c.slots }

// of returns the read with this key. begun is false for the first field that asks: it makes the call, into this reply.
func (r *sharedReads) of(key readKey, reply proto.Message) (read *sharedRead, begun bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.first.key == key {
		return &r.first, true
	}
	if read, begun = r.others[key]; begun {
		return read, true
	}
	read = r.add(key)
	read.key, read.reply, read.err = key, reply, errNotReturned
	read.ended.Add(1)
	return read, false
}

// add returns the place of a read that isn't there yet.
func (r *sharedReads) add(key readKey) *sharedRead {
	if r.first.key == (readKey{}) {
		return &r.first
	}
	if r.others == nil {
		r.others = map[readKey]*sharedRead{}
	}
	read := &sharedRead{}
	r.others[key] = read
	return read
}

// errNotReturned is the failure of a read whose call panicked, for the fields that waited for it; the first field gets the panic.
var errNotReturned = errors.New("ask the backend: the call didn't return")

// copyTo waits for the call, which has this request's deadline too, so that it ends in time.
func (r *sharedRead) copyTo(reply proto.Message) error {
	r.ended.Wait()
	if r.err != nil {
		return r.err
	}
	proto.Merge(reply, r.reply)
	return nil
}

func keyOf(ctx context.Context, method string, args any) (readKey, error) {
	message, ok := args.(proto.Message)
	if !ok {
		return readKey{}, fmt.Errorf("call %s: %T is no message", method, args)
	}
	request, err := proto.MarshalOptions{Deterministic: true}.Marshal(message)
	if err != nil {
		return readKey{}, fmt.Errorf("call %s: %w", method, err)
	}
	return readKey{method, organization.Of(ctx), string(request)}, nil
}
