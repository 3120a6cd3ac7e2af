package resolver_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"zitadel-graphql/internal/wire"
	_ "zitadel-graphql/internal/wire/zitadel/admin/v1" // the scripted backend answers what is linked in
	_ "zitadel-graphql/internal/wire/zitadel/auth/v1"
	_ "zitadel-graphql/internal/wire/zitadel/management/v1"
	_ "zitadel-graphql/internal/wire/zitadel/org/v2"
	_ "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// scriptedHome is the organization of callers who name none, scriptedInstance the instance of a scripted backend, and
// scriptedCaller the user of every token.
const (
	scriptedHome     = "200000000000000001"
	scriptedInstance = "100000000000000001"
	scriptedCaller   = "300000000000000001"
)

// scriptedBackend is a ZITADEL that answers each call as the caller's token orders, and keeps what it received. It is a
// gRPC server on a loopback socket that has every method of the wire contract. Its methods may be called concurrently.
//
// cases/README.md explains the scripts. One order only tests in Go can use: with gate a call sends to entered, and goes on
// when the test sends to release or closes it.
type scriptedBackend struct {
	address string
	server  *grpc.Server
	conns   *connections
	entered chan struct{}
	release chan struct{}
	// failing makes every call fail as ZITADEL's do while its database is gone, whatever the token orders.
	failing atomic.Bool
	// arrives is nil, or is called with each call before it is answered. It is set before the backend serves.
	arrives func(receivedCall)

	mu          sync.Mutex
	received    []receivedCall
	ordersTaken map[string]int // how many orders, by token and kind
	waiting     int            // calls at the gate
	peak        int            // the most there ever were
}

// receivedCall is what one call brought along.
type receivedCall struct {
	method   string
	metadata metadata.MD
	request  proto.Message
}

// startScripted starts a scripted backend on a free port until the test ends.
func startScripted(t *testing.T) *scriptedBackend {
	t.Helper()
	return startScriptedAt(t, scriptedHost+":0")
}

// scriptedHost is where scripted backends listen, and nothing else does: start recognises by it that the backend is
// one.
const scriptedHost = "127.0.0.2"

// startScriptedAt is startScripted for a given host:port.
func startScriptedAt(t *testing.T, address string) *scriptedBackend {
	t.Helper()
	b := newScripted()
	b.listenAt(t, address)
	return b
}

// listenAt serves at host:port until the test ends.
func (b *scriptedBackend) listenAt(t *testing.T, address string) {
	t.Helper()
	b.conns = listen(t, address)
	b.address = b.conns.Addr().String()
	b.server = b.newServer()
	go b.server.Serve(b.conns) //nolint:errcheck // Stop ends it
	t.Cleanup(b.server.Stop)
}

// newScripted returns a scripted backend without a socket, for a test that puts something else in front of its handler.
func newScripted() *scriptedBackend {
	return &scriptedBackend{ordersTaken: map[string]int{}, entered: make(chan struct{}, 100), release: make(chan struct{})}
}

func (b *scriptedBackend) newServer() *grpc.Server {
	return grpc.NewServer(grpc.UnknownServiceHandler(b.serve))
}

func (b *scriptedBackend) url() string { return "http://" + b.address }

// serve handles the calls of all methods: it receives the request, keeps it, and answers as the caller's token orders.
func (b *scriptedBackend) serve(_ any, stream grpc.ServerStream) error {
	fullName, method, request, err := receive(stream)
	if err != nil {
		return err
	}
	b.remember(stream.Context(), method, request)
	reply, err := b.answer(stream.Context(), fullName, method, request)
	if err != nil {
		return err
	}
	return stream.SendMsg(reply)
}

func (b *scriptedBackend) remember(ctx context.Context, method protoreflect.MethodDescriptor, request proto.Message) {
	md, _ := metadata.FromIncomingContext(ctx)
	call := receivedCall{string(method.Name()), md.Copy(), request}
	if b.arrives != nil {
		b.arrives(call)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.received = append(b.received, call)
}

// receivedCalls returns the calls so far in their order, without probes.
func (b *scriptedBackend) receivedCalls() []receivedCall {
	b.mu.Lock()
	defer b.mu.Unlock()
	var calls []receivedCall
	for _, a := range b.received {
		if a.method != "Healthz" {
			calls = append(calls, a)
		}
	}
	return calls
}

// orderedCalls returns the received calls that neither read the event log nor ask who the caller is. Those that do run beside
// others, and so arrive in any order.
func (b *scriptedBackend) orderedCalls() []receivedCall {
	return slices.DeleteFunc(b.receivedCalls(), func(a receivedCall) bool {
		return a.method == "ListEvents" || a.method == "ListOrgChanges" || a.method == "GetMyUser"
	})
}

// methods returns the names of orderedCalls, with spaces between them.
func (b *scriptedBackend) methods() string {
	var names []string
	for _, a := range b.orderedCalls() {
		names = append(names, a.method)
	}
	return strings.Join(names, " ")
}

// order returns the order for a call, by its method's name or else by its kind, and the caller's token. No order is "".
func (b *scriptedBackend) order(ctx context.Context, fullName string) (order, token string) {
	md, _ := metadata.FromIncomingContext(ctx)
	token = strings.TrimPrefix(strings.Join(md.Get("authorization"), ""), "Bearer ")
	method := fullName[strings.LastIndex(fullName, "/")+1:]
	kind := "write"
	switch {
	case slices.Contains([]string{"ListOrgChanges", "ListEvents", "GetMyUser"}, method):
		kind = method
	case wire.ReadOnly(fullName):
		kind = "read"
	}
	for _, name := range []string{method, kind} {
		for part := range strings.SplitSeq(token, "+") {
			if orders, found := strings.CutPrefix(part, name+"="); found {
				return b.nextOrder(token, name, strings.Split(orders, "~")), token
			}
		}
	}
	return "", token
}

// nextOrder returns the first order that this token hasn't been given yet, or else the last one.
func (b *scriptedBackend) nextOrder(token, kind string, orders []string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := token + " " + kind
	order := orders[min(b.ordersTaken[key], len(orders)-1)]
	b.ordersTaken[key]++
	return order
}

// organization returns the organization that a call names, or scriptedHome.
func organization(ctx context.Context) string {
	md, _ := metadata.FromIncomingContext(ctx)
	if values := md.Get("x-zitadel-orgid"); len(values) > 0 {
		return values[0]
	}
	return scriptedHome
}

// writesWith returns the names of the calls with this token that write.
func (b *scriptedBackend) writesWith(token string) []string {
	var writes []string
	for _, call := range b.receivedCalls() {
		ofToken := slices.Contains(call.metadata.Get("authorization"), "Bearer "+token)
		if ofToken && !strings.HasPrefix(call.method, "Get") && !strings.HasPrefix(call.method, "List") {
			writes = append(writes, call.method)
		}
	}
	return writes
}
