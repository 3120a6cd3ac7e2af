package resolver_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// relay stands between the program under test and the embedded backend of another program, with a hook before and
// behind each call. A real wire is on both sides. Its methods may be called concurrently.
type relay struct {
	url string
	// before and after are called around the backend's work, once for each call; nil does nothing.
	before, after func(*relayed)
	// loses says that the organization's header is taken out of a call, as a proxy may; nil takes it out of none.
	loses func(*relayed) bool
	// refuses says with which error a call is answered in the backend's place; nil, or a nil error, refuses none.
	refuses func(*relayed) error

	conn  *grpc.ClientConn
	mu    sync.Mutex
	conns map[string]net.Conn // by the client's address
	calls []*relayed
}

// relayed is one call on its way.
type relayed struct {
	relay *relay
	ctx   context.Context //nolint:containedctx // it is the call's
	// method is the name without its service, organization what x-zitadel-orgid says, and number how many of this method
	// there have been, from 1.
	method, organization string
	number               int
}

// startRelay begins to relay to the backend at this address. Set the hooks before the first call.
func startRelay(t *testing.T, backend string) *relay {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{url: "http://" + listener.Addr().String(), conn: dial(t, backend), conns: map[string]net.Conn{}}
	server := grpc.NewServer(grpc.UnknownServiceHandler(r.serve), grpc.MaxConcurrentStreams(1000))
	go server.Serve(&relayListener{Listener: listener, relay: r}) //nolint:errcheck // Stop ends it
	t.Cleanup(server.Stop)
	return r
}

// relayListener lets the relay break the connection of a call.
type relayListener struct {
	net.Listener

	relay *relay
}

// Accept implements net.Listener.
func (l *relayListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.relay.mu.Lock()
	defer l.relay.mu.Unlock()
	l.relay.conns[conn.RemoteAddr().String()] = conn
	return conn, nil
}

func (r *relay) serve(_ any, stream grpc.ServerStream) error {
	fullName, _ := grpc.MethodFromServerStream(stream)
	method, err := methodOf(fullName)
	if err != nil {
		return status.Error(codes.Unimplemented, err.Error())
	}
	request, err := newMessage(method.Input())
	if err != nil {
		return err
	}
	if err := stream.RecvMsg(request); err != nil {
		return err
	}
	reply, err := newMessage(method.Output())
	if err != nil {
		return err
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
	// What the backend does, it does though the client has gone.
	err = r.conn.Invoke(context.WithoutCancel(call.onward()), fullName, request, reply)
	call.pass(r.after)
	if err != nil {
		return err
	}
	return stream.SendMsg(reply)
}

func (r *relay) note(ctx context.Context, method string) *relayed {
	md, _ := metadata.FromIncomingContext(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	call := &relayed{relay: r, ctx: ctx, method: method, organization: strings.Join(md.Get("x-zitadel-orgid"), ","), number: 1}
	for _, other := range r.calls {
		if other.method == method {
			call.number++
		}
	}
	r.calls = append(r.calls, call)
	return call
}

func (c *relayed) pass(hook func(*relayed)) {
	if hook != nil && c.method != "Healthz" {
		hook(c)
	}
}

// cut breaks the call's connection, and waits until that is seen.
func (c *relayed) cut() {
	caller, _ := peer.FromContext(c.ctx)
	c.relay.mu.Lock()
	conn := c.relay.conns[caller.Addr.String()]
	c.relay.mu.Unlock()
	conn.Close() //nolint:errcheck // the program may have closed it
	<-c.ctx.Done()
}

// onward has the caller's metadata as the relay's own, but for what it loses.
func (c *relayed) onward() context.Context {
	md, _ := metadata.FromIncomingContext(c.ctx)
	outgoing := metadata.MD{}
	for _, key := range []string{"authorization", "accept-language", "x-zitadel-orgid"} {
		outgoing.Set(key, md.Get(key)...)
	}
	if c.relay.loses != nil && c.relay.loses(c) {
		delete(outgoing, "x-zitadel-orgid")
	}
	return metadata.NewOutgoingContext(c.ctx, outgoing)
}

// forget makes the numbers of calls start at 1 again.
func (r *relay) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = nil
}

// methods are the calls so far without the probes, each with its organization, in the order of the alphabet.
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

// startRelayed starts an embedded backend of its own process with these arguments, a relay to it, and the program under
// test that asks the relay.
func startRelayed(t *testing.T, backendArgs []string, before, after func(*relayed)) (under, backend *program, r *relay) {
	t.Helper()
	backend = start(t, append([]string{"--embedded-listen", "127.0.0.1:0"}, backendArgs...)...)
	r = startRelay(t, backend.embeddedAddress)
	r.before, r.after = before, after
	return start(t, "--backend", r.url), backend, r
}
