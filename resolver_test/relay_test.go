package resolver_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// relay stands between the program under test and the embedded backend of another program, and calls hooks before and
// after each call. On both sides is native gRPC over a socket. Its methods may be called concurrently; the hooks are
// set before the first call.
type relay struct {
	url string
	// before and after are called around the backend's work, but not for probes; nil does nothing.
	before, after func(*relayed)
	// loses reports whether the organization's header is taken out of a call, as a misconfigured proxy does; nil takes
	// it out of none.
	loses func(*relayed) bool
	// refuses returns the error that a call is answered with in place of the backend; nil, also as a function, lets the
	// call pass.
	refuses func(*relayed) error
	// exchanges returns the token that a call goes on with in place of the caller's; nil leaves the caller's.
	exchanges func(token string) string
	// alters changes what the backend has answered to a request; nil leaves it as it is.
	alters func(call *relayed, request, reply proto.Message)

	conn  *grpc.ClientConn // to the backend
	conns *connections     // from the program

	mu     sync.Mutex
	calls  []*relayed
	counts map[string]int // of calls, by method
}

// relayed is one call on its way through the relay.
type relayed struct {
	relay *relay
	ctx   context.Context //nolint:containedctx // it is the call's
	// method is the name without its service, organization the value of x-zitadel-orgid. number counts the calls of
	// this method, from 1.
	method, organization string
	number               int
}

// startRelay relays to the backend at this address.
func startRelay(t testing.TB, backend string) *relay {
	t.Helper()
	r := &relay{conn: dial(t, backend), conns: listen(t, "127.0.0.1:0"), counts: map[string]int{}}
	r.url = "http://" + r.conns.Addr().String()
	server := grpc.NewServer(grpc.UnknownServiceHandler(r.serve), grpc.MaxConcurrentStreams(1000))
	go server.Serve(r.conns) //nolint:errcheck // Stop ends it
	t.Cleanup(server.Stop)
	return r
}

func (r *relay) serve(_ any, stream grpc.ServerStream) error {
	fullName, method, request, err := receive(stream)
	if err != nil {
		return err
	}
	reply, err := newMessage(method.Output())
	if err != nil {
		return err
	}
	if method.Name() == "Healthz" { // a probe, which comes at any time, while a test sets hooks too
		if err := r.conn.Invoke(stream.Context(), fullName, request, reply); err != nil {
			return err
		}
		return stream.SendMsg(reply)
	}
	call := r.note(stream.Context(), string(method.Name()))
	call.pass(r.before)
	if err := stream.Context().Err(); err != nil {
		return status.FromContextError(err).Err()
	}
	if r.refuses != nil {
		if err := r.refuses(call); err != nil {
			return err
		}
	}
	// A backend finishes a call that has reached it, even if the client has gone away.
	err = r.conn.Invoke(context.WithoutCancel(call.onward()), fullName, request, reply)
	call.pass(r.after)
	if err != nil {
		return err
	}
	if r.alters != nil {
		r.alters(call, request, reply)
	}
	return stream.SendMsg(reply)
}

func (r *relay) note(ctx context.Context, method string) *relayed {
	md, _ := metadata.FromIncomingContext(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[method]++
	call := &relayed{relay: r, ctx: ctx, method: method, organization: strings.Join(md.Get("x-zitadel-orgid"), ","), number: r.counts[method]}
	r.calls = append(r.calls, call)
	return call
}

// pass calls a hook, if there is one.
func (c *relayed) pass(hook func(*relayed)) {
	if hook != nil {
		hook(c)
	}
}

// cut breaks the connection that the call came on, and returns when the call has noticed.
func (c *relayed) cut() { c.relay.conns.cut(c.ctx) }

// onward is the context of the call to the backend: with the caller's metadata, but for what the relay loses or exchanges.
func (c *relayed) onward() context.Context {
	md, _ := metadata.FromIncomingContext(c.ctx)
	outgoing := metadata.MD{}
	for _, key := range []string{"authorization", "accept-language", "x-zitadel-orgid"} {
		outgoing.Set(key, md.Get(key)...)
	}
	if c.relay.loses != nil && c.relay.loses(c) {
		delete(outgoing, "x-zitadel-orgid")
	}
	if c.relay.exchanges != nil {
		outgoing.Set("authorization", "Bearer "+c.relay.exchanges(c.token()))
	}
	return metadata.NewOutgoingContext(c.ctx, outgoing)
}

// token is the caller's.
func (c *relayed) token() string {
	md, _ := metadata.FromIncomingContext(c.ctx)
	return strings.TrimPrefix(strings.Join(md.Get("authorization"), ","), "Bearer ")
}

// forget makes the relay count its calls from the beginning.
func (r *relay) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = nil
	clear(r.counts)
}

// methods returns the calls so far without the probes, as METHOD or METHOD ORGANIZATION, sorted: calls that run at the
// same time arrive in any order.
func (r *relay) methods() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var names []string
	for _, call := range r.calls {
		if call.method != "Healthz" {
			names = append(names, strings.TrimSpace(call.method+" "+call.organization))
		}
	}
	slices.Sort(names)
	return names
}

// startRelayed starts a program with the embedded backend and these arguments, a relay to it, and the program under
// test in front of the relay.
func startRelayed(t *testing.T, backendArgs []string, before, after func(*relayed)) (under, backend *program, r *relay) {
	t.Helper()
	backend = start(t, append([]string{"--embedded-listen", "127.0.0.1:0"}, backendArgs...)...)
	r = startRelay(t, backend.embeddedAddress)
	r.before, r.after = before, after
	return start(t, "--backend", r.url), backend, r
}
