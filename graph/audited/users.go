package audited

import (
	"context"
	"sync"
	"time"

	"google.golang.org/grpc"

	"zitadel-graphql/internal/audit"
	"zitadel-graphql/internal/callers"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
)

// How long it may take to find out who a caller is: for the call, and for a mutation that waits for it.
const (
	askTime   = 5 * time.Second
	awaitTime = time.Second
)

// users remembers for five minutes which users the callers' tokens belong to: whose a token is never changes. It asks ZITADEL, once for
// each token and five minutes, and learns from those who ask for themselves. A failure is remembered too.
type users struct {
	conn       grpc.ClientConnInterface
	mu         sync.Mutex // makes find's look and its entry one step
	remembered *callers.Map[*caller]
}

func newUsers(conn grpc.ClientConnInterface, now func() time.Time) *users {
	return &users{conn: conn, remembered: callers.NewMap[*caller](now)}
}

// caller is who one caller is, which is known once done is closed. A nil one is never known.
type caller struct {
	done chan struct{}
	id   string // empty where ZITADEL didn't tell
}

// find returns who the caller is whose token is in the outgoing metadata of ctx. Where that isn't known it begins to ask, and returns
// at once: the answer comes while the mutation does its own first read. The call isn't one of the request's, and goes on where that
// ends before, so that the next mutation needn't ask again.
func (u *users) find(ctx context.Context) *caller {
	u.mu.Lock()
	defer u.mu.Unlock()
	if found, ok := u.remembered.Get(ctx); ok {
		return found
	}
	asked := &caller{done: make(chan struct{})}
	u.remembered.Set(ctx, asked)
	go func() {
		defer close(asked.done)
		defer func() { _ = recover() }() // of the connection's panic the calls that matter tell
		asked.id = u.ask(context.WithoutCancel(ctx))
	}()
	return asked
}

func (u *users) ask(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	reply, err := authv1.NewAuthServiceClient(u.conn).GetMyUser(ctx, &authv1.GetMyUserRequest{})
	if err != nil {
		return ""
	}
	return reply.GetUser().GetId()
}

// lookUp is find for those who don't need to know, and so don't ask.
func (u *users) lookUp(ctx context.Context) *caller {
	found, _ := u.remembered.Get(ctx)
	return found
}

// await returns the caller once it is known, or it takes too long to find out.
func (c *caller) await(ctx context.Context) *caller {
	select {
	case <-c.done: // as mostly: then no timer is needed
		return c
	default:
	}
	late := time.NewTimer(awaitTime)
	defer late.Stop()
	select {
	case <-c.done:
	case <-late.C:
	case <-ctx.Done():
	}
	return c
}

// who returns what a line says of the caller, by what is known now.
func (c *caller) who() (string, audit.WhoBy) {
	if c == nil {
		return audit.Unknown, audit.Unknown
	}
	select {
	case <-c.done:
		if c.id != "" {
			return c.id, audit.ByToken
		}
	default:
	}
	return audit.Unknown, audit.Unknown
}

// connection returns the connection, from which users learns.
func (u *users) connection() grpc.ClientConnInterface { return learning{u.conn, u} }

// learning is a connection that remembers what the answers to GetMyUser say.
type learning struct {
	grpc.ClientConnInterface

	users *users
}

// Invoke implements grpc.ClientConnInterface.
func (l learning) Invoke(ctx context.Context, method string, request, reply any, options ...grpc.CallOption) error {
	err := l.ClientConnInterface.Invoke(ctx, method, request, reply, options...)
	if answer, ok := reply.(*authv1.GetMyUserResponse); ok && err == nil && answer.GetUser().GetId() != "" {
		known := &caller{done: make(chan struct{}), id: answer.GetUser().GetId()}
		close(known.done)
		l.users.remembered.Set(ctx, known)
	}
	return err
}
