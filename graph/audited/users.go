package audited

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"

	"zitadel-graphql/internal/audit"
	"zitadel-graphql/internal/callers"
	"zitadel-graphql/internal/organization"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
)

const (
	// askTime is how long ZITADEL has to say who a caller is. The answer may come too late for the mutation that asked, and is there
	// for the next.
	askTime = time.Second
	// awaitTime is how long a mutation that is ready to write waits for that answer, once for each time that ZITADEL is asked.
	awaitTime = 250 * time.Millisecond
	// askAgainTime is how long after it was asked in vain ZITADEL isn't asked about the same caller again: a server that is overrun
	// mustn't be asked with each mutation.
	askAgainTime = 5 * time.Second
)

// users remembers for five minutes which users the callers' tokens belong to: whose a token is never changes. It asks ZITADEL, once for
// each token and five minutes, and learns from those who ask for themselves.
type users struct {
	conn       grpc.ClientConnInterface // of those who ask for themselves
	bestEffort grpc.ClientConnInterface
	now        func() time.Time
	mu         sync.Mutex // makes find's look and its entry one step
	remembered *callers.Map[*caller]
}

func newUsers(conn, bestEffort grpc.ClientConnInterface, now func() time.Time) *users {
	return &users{conn: conn, bestEffort: bestEffort, now: now, remembered: callers.NewMap[*caller](now)}
}

// caller is who one caller is, which is known once done is closed. A nil one is never known.
type caller struct {
	done chan struct{}
	id   string // empty where ZITADEL didn't tell
	// askAgain is from when on ZITADEL may be asked again, if it didn't tell.
	askAgain time.Time
	// late is true once a mutation has waited in vain: the next ones don't.
	late atomic.Bool
}

// find returns who the caller is whose token is in the outgoing metadata of ctx. Where that isn't known it begins to ask, and returns
// at once: the answer comes while the mutation does its own first read. The call counts among the request's, but goes on where that ends
// before, so that the next mutation needn't ask again.
func (u *users) find(ctx context.Context) *caller {
	u.mu.Lock()
	defer u.mu.Unlock()
	if found, ok := u.remembered.Get(ctx); ok && (found.known() != "" || u.now().Before(found.askAgain)) {
		return found
	}
	asked := &caller{done: make(chan struct{}), askAgain: u.now().Add(askAgainTime)}
	u.remembered.Set(ctx, asked)
	go func() {
		defer close(asked.done)
		defer func() { _ = recover() }() // of the connection's panic the calls that matter tell
		asked.id = u.ask(context.WithoutCancel(ctx))
	}()
	return asked
}

// ask asks ZITADEL once, and without the mutation's organization, in which it may refuse a caller from elsewhere. A failure is neither
// repeated nor a reason to take ZITADEL for gone: nothing but a line's "who" depends on it.
func (u *users) ask(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(organization.Without(ctx), askTime)
	defer cancel()
	reply, err := authv1.NewAuthServiceClient(u.bestEffort).GetMyUser(ctx, &authv1.GetMyUserRequest{})
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
		if c.late.Load() {
			return c
		}
	}
	late := time.NewTimer(awaitTime)
	defer late.Stop()
	select {
	case <-c.done:
	case <-late.C:
		c.late.Store(true)
	case <-ctx.Done():
	}
	return c
}

// known returns the caller's id, or nothing as long as it isn't known.
func (c *caller) known() string {
	if c == nil {
		return ""
	}
	select {
	case <-c.done:
		return c.id
	default:
		return ""
	}
}

// who returns what a line says of the caller, by what is known now.
func (c *caller) who() (string, audit.WhoBy) {
	if id := c.known(); id != "" {
		return id, audit.ByToken
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
