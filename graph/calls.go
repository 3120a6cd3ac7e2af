package graph

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
	"zitadel-graphql/internal/wire"
)

// calls are the backend calls of one request.
type calls struct {
	// turns has room for those that may be under way at once, and left is how many more may be made.
	turns chan struct{}
	left  atomic.Int64
	most  int
	// answers are what the reads of a query came to: fields that ask the same thing share one call. It is nil for a
	// mutation, whose reads have to see its own writes.
	answers map[string]*answer
	mu      sync.Mutex
}

// answer is what a read came to, once done is closed.
type answer struct {
	done  chan struct{}
	reply proto.Message
	err   error
}

type callsKey struct{}

// callLimits gives every request its own calls, of which so many may be under way at once, and so many be made in all.
type callLimits struct{ atOnce, total int }

var (
	_ graphql.HandlerExtension     = callLimits{}
	_ graphql.OperationInterceptor = callLimits{}
)

// ExtensionName implements graphql.HandlerExtension.
func (callLimits) ExtensionName() string { return "BackendCallLimits" }

// Validate implements graphql.HandlerExtension.
func (callLimits) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation implements graphql.OperationInterceptor.
func (l callLimits) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	c := &calls{turns: make(chan struct{}, l.atOnce), most: l.total}
	c.left.Store(int64(l.total))
	if graphql.GetOperationContext(ctx).Operation.Operation == ast.Query {
		c.answers = map[string]*answer{}
	}
	return next(context.WithValue(ctx, callsKey{}, c))
}

// connection is a backend connection that keeps to the request's calls. Outside of a request it is the bare one.
type connection struct {
	grpc.ClientConnInterface
}

var _ grpc.ClientConnInterface = connection{}

// Invoke implements grpc.ClientConnInterface.
func (c connection) Invoke(ctx context.Context, method string, args, reply any, options ...grpc.CallOption) error {
	calls, ok := ctx.Value(callsKey{}).(*calls)
	if !ok {
		return c.ClientConnInterface.Invoke(ctx, method, args, reply, options...)
	}
	invoke := func(reply any) error {
		return calls.turn(ctx, method, func() error { return c.ClientConnInterface.Invoke(ctx, method, args, reply, options...) })
	}
	message, ok := reply.(proto.Message)
	if calls.answers == nil || !ok || !wire.ReadOnly(method) {
		return invoke(reply)
	}
	key, err := question(ctx, method, args)
	if err != nil {
		return err
	}
	return calls.once(key, message, invoke)
}

// turn makes a call once one more may be under way. A call that isn't made is a *wire.CallError too: it was never sent.
func (c *calls) turn(ctx context.Context, method string, call func() error) error {
	if c.left.Add(-1) < 0 {
		return &problem.Problem{Code: problem.CodeLimitExceeded, Reason: problem.ReasonTooManyBackendCalls,
			Message: fmt.Sprintf("The request is too large: it may make at most %d backend calls (--max-total-backend-calls). Ask for less.", c.most)}
	}
	select {
	case c.turns <- struct{}{}:
	case <-ctx.Done():
		return &wire.CallError{Method: method, Status: status.FromContextError(ctx.Err())}
	}
	defer func() { <-c.turns }()
	return call()
}

// once has the first that asks make the call, and the others wait for what it came to.
func (c *calls) once(key string, reply proto.Message, invoke func(any) error) error {
	c.mu.Lock()
	known, asked := c.answers[key]
	if !asked {
		known = &answer{done: make(chan struct{}), reply: reply.ProtoReflect().New().Interface()}
		c.answers[key] = known
	}
	c.mu.Unlock()
	if !asked {
		known.ask(invoke)
	}
	<-known.done // the call has this request's deadline too, so it ends in time
	if known.err != nil {
		return known.err
	}
	proto.Merge(reply, known.reply) // a copy: the caller may change its own
	return nil
}

// ask closes done even if the call panics, so that nobody waits for it.
func (a *answer) ask(invoke func(any) error) {
	a.err = errors.New("ask the backend: the call didn't return")
	defer close(a.done)
	a.err = invoke(a.reply)
}

// question identifies a read: what is asked, and about which organization. The caller is the request's.
func question(ctx context.Context, method string, args any) (string, error) {
	message, ok := args.(proto.Message)
	if !ok {
		return "", fmt.Errorf("call %s: %T is no message", method, args)
	}
	body, err := proto.MarshalOptions{Deterministic: true}.Marshal(message)
	if err != nil {
		return "", fmt.Errorf("call %s: %w", method, err)
	}
	md, _ := metadata.FromOutgoingContext(ctx)
	return fmt.Sprintf("%s\x00%q\x00%s", method, md.Get(organizationKey), body), nil
}
