// Package calls keeps the backend calls of one request within its limits, and has the fields of a query share their reads:
// two fields that ask the same of a method without side effects (wire.ReadOnly) cost one call.
//
// A subscription is one request, however long it goes on: its limits are those of a query, and it shares no reads. Looking at
// people, most of what a subscription does, goes through another connection with limits of its own (internal/people).
//
// A Connection wraps the connection to the backend, and the clients of package graph and internal/policy call through it.
// Limits is an extension of gqlgen's executor: it marks the context of each request, so that a Connection can tell which
// request a call belongs to. Without it a Connection changes nothing.
//
// It depends on gqlgen, graph/problem, internal/organization and internal/wire. Which calls a field needs is package graph's
// and internal/policy's; the deadline, the retries and the circuit breaker of one call are internal/backend's.
package calls

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/graph/problem"
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
	// reads has the reads of a query by their readKey: fields that ask the same share one call. It is nil for a mutation, whose
	// reads have to see its own writes, and for a subscription, which goes on for so long that a read of its beginning may be
	// wrong by its end. mu guards the map.
	reads map[string]*sharedRead
	mu    sync.Mutex
}

// sharedRead is a call that several fields wait for. Its reply and error may be read once done is closed.
type sharedRead struct {
	done  chan struct{}
	reply proto.Message
	err   error
}

type requestCallsKey struct{}

// Limits bound the backend calls that each request makes through a Connection. They have to be an extension of gqlgen's executor.
type Limits struct {
	// AtOnce is how many may be under way at once: more wait, until the request ends. Total is how many may be made in all: more
	// fail with problem.ReasonTooManyBackendCalls. Calls that are shared count once. Both are at least 1.
	AtOnce, Total int
}

var (
	_ graphql.HandlerExtension     = Limits{}
	_ graphql.OperationInterceptor = Limits{}
)

// ExtensionName implements graphql.HandlerExtension.
func (Limits) ExtensionName() string { return "BackendCallLimits" }

// Validate implements graphql.HandlerExtension.
func (Limits) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation implements graphql.OperationInterceptor.
func (l Limits) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	calls := &requestCalls{slots: make(chan struct{}, l.AtOnce), total: l.Total}
	calls.remaining.Store(int64(l.Total))
	if graphql.GetOperationContext(ctx).Operation.Operation == ast.Query {
		calls.reads = map[string]*sharedRead{}
	}
	return next(context.WithValue(ctx, requestCallsKey{}, calls))
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
	invoke := func(reply any) error {
		return calls.withinLimits(ctx, method, func() error {
			return c.ClientConnInterface.Invoke(ctx, method, args, reply, options...)
		})
	}
	message, ok := reply.(proto.Message)
	if calls.reads == nil || !ok || !wire.ReadOnly(method) {
		return invoke(reply)
	}
	key, err := readKey(ctx, method, args)
	if err != nil {
		return err
	}
	return calls.share(key, message, invoke)
}

// withinLimits makes a call as soon as one more may be under way. Where the call isn't made, the failure promises that nothing was
// written: a CallError that wasn't sent does.
func (c *requestCalls) withinLimits(ctx context.Context, method string, call func() error) error {
	if c.remaining.Add(-1) < 0 {
		return &problem.Problem{Code: problem.CodeLimitExceeded, Reason: problem.ReasonTooManyBackendCalls,
			Message: fmt.Sprintf("The request is too large: it may make at most %d backend calls (--max-total-backend-calls). Ask for less.", c.total)}
	}
	select {
	case c.slots <- struct{}{}:
	case <-ctx.Done():
		return &wire.CallError{Method: method, Status: status.FromContextError(ctx.Err())}
	}
	defer func() { <-c.slots }()
	return call()
}

// share makes the call for the first field that asks with this key. The others wait, and get a copy of the same reply, or the same
// error.
func (c *requestCalls) share(key string, reply proto.Message, invoke func(any) error) error {
	c.mu.Lock()
	read, begun := c.reads[key]
	if !begun {
		read = &sharedRead{done: make(chan struct{}), reply: reply.ProtoReflect().New().Interface()}
		c.reads[key] = read
	}
	c.mu.Unlock()
	if !begun {
		read.fetch(invoke)
	}
	<-read.done // the call has this request's deadline too, so it ends in time
	if read.err != nil {
		return read.err
	}
	proto.Merge(reply, read.reply) // a copy, which the field may change
	return nil
}

// fetch makes the call, and closes done even if the call panics, so that no other field waits for ever: those get an error, and the
// first field the panic.
func (r *sharedRead) fetch(invoke func(any) error) {
	r.err = errors.New("ask the backend: the call didn't return")
	defer close(r.done)
	r.err = invoke(r.reply)
}

// readKey returns a text that is equal for reads which ask the same of the same method about the same organization. It leaves the
// caller out, who is the same in all of a request.
func readKey(ctx context.Context, method string, args any) (string, error) {
	message, ok := args.(proto.Message)
	if !ok {
		return "", fmt.Errorf("call %s: %T is no message", method, args)
	}
	body, err := proto.MarshalOptions{Deterministic: true}.Marshal(message)
	if err != nil {
		return "", fmt.Errorf("call %s: %w", method, err)
	}
	md, _ := metadata.FromOutgoingContext(ctx)
	return fmt.Sprintf("%s\x00%q\x00%s", method, md.Get(organization.MetadataKey), body), nil
}
