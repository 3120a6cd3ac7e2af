package resolver_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"zitadel-graphql/internal/wire"
	_ "zitadel-graphql/internal/wire/zitadel/admin/v1" // the scripted backend answers what is linked in
	_ "zitadel-graphql/internal/wire/zitadel/auth/v1"
	_ "zitadel-graphql/internal/wire/zitadel/management/v1"
	_ "zitadel-graphql/internal/wire/zitadel/org/v2"
)

// The organization of the scripted backend's callers who name none, and its instance.
const (
	scriptedHome     = "200000000000000001"
	scriptedInstance = "100000000000000001"
)

// scriptedBackend is a backend that does what the caller's token says, and remembers what arrived. It is a real gRPC server on a
// loopback socket, and answers every method of the contract. A token is KIND=ORDERS, or several with a plus sign between
// them. A KIND is a method's name, or else read or write, for all methods that only read and for all others. ORDERS are
// one ORDER or several with a tilde between them: for the first call with this token, the second, and so on; the last
// one stays. Without an order a read answers the organization's own policy, with OTP, and a write is done. An ORDER is
// one of:
//
//	NOT_FOUND or any other code, or NOT_FOUND/Org-3M9od: that status, without or with an ErrorDetail; with a third part,
//	as in NOT_FOUND/Org-3M9od/key, the text is one of textsByName
//	99: a code that gRPC doesn't have
//	hang: no answer until the call is given up
//	late: then PERMISSION_DENIED, as ZITADEL was seen to answer when its own look-up runs out of time
//	database: INTERNAL without an ErrorDetail, after a full block of headers, as a ZITADEL whose database is gone answers
//	cut: the connection breaks
//	owner-ID: the answer is that of another organization
//	no-details, undecodable, large: an answer that lacks its details, that isn't protobuf, that has 64 KiB
//	newer: a policy with numbers of the future
//	inherited, second-1-2, multi-1, idp-7, force, future, passwordless-7, lifetime-9, sequence-5, of-ID: the policy that a read
//	answers, with dots between the words: inherited.second-1-99; of-ID is whose it is
//	closed: restrictions by which nobody may register an organization
//	busy: ListOrgChanges has a hundred events of the organization, none of which is about its login policy
//	echo, echo-refusal: INTERNAL or NOT_FOUND, with the whole token in the text and the detail
//	gate: the call says so on entered, and is done as soon as it is let go by release
//
// The two calls that read the event log, ListOrgChanges and ListEvents, are of neither kind and follow orders by their
// names only. Without one the first answers that nothing happened to the policy since it was made, and the second refuses:
// the caller may not read events. For both, log.changed-50.factor-48-4.added-5.born-1 is a log, newest first: NAME-SEQUENCE
// with a factor's number behind it; logEvent has the names. So does GetMyUser, which says that the caller is a machine.
type scriptedBackend struct {
	address string
	server  *grpc.Server
	entered chan struct{}
	release chan struct{}
	// failing makes every call fail as ZITADEL's do when its database is gone, whatever the token says.
	failing atomic.Bool

	mu          sync.Mutex
	conns       map[string]net.Conn // by the client's address
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

func startScripted(t *testing.T) *scriptedBackend {
	t.Helper()
	return startScriptedAt(t, scriptedHost+":0")
}

// scriptedHost is where scripted backends listen, and nothing else does: start tells by it that the backend is one. What its
// reads show doesn't change by a write, so the program isn't to wait for it, unless a test says otherwise.
const scriptedHost = "127.0.0.2"

func startScriptedAt(t *testing.T, address string) *scriptedBackend {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	p := newScripted()
	p.address = listener.Addr().String()
	p.server = p.newServer()
	go p.server.Serve(&rememberingListener{Listener: listener, backend: p}) //nolint:errcheck // Stop ends it
	t.Cleanup(p.server.Stop)
	return p
}

func newScripted() *scriptedBackend {
	return &scriptedBackend{conns: map[string]net.Conn{}, ordersTaken: map[string]int{}, entered: make(chan struct{}, 100), release: make(chan struct{})}
}

func (p *scriptedBackend) newServer(options ...grpc.ServerOption) *grpc.Server {
	return grpc.NewServer(append(options, grpc.UnknownServiceHandler(p.serve))...)
}

func (p *scriptedBackend) url() string { return "http://" + p.address }

// rememberingListener lets the scripted backend break the connection of a call.
type rememberingListener struct {
	net.Listener

	backend *scriptedBackend
}

// Accept implements net.Listener.
func (l *rememberingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.backend.mu.Lock()
	defer l.backend.mu.Unlock()
	l.backend.conns[conn.RemoteAddr().String()] = conn
	return conn, nil
}

// serve is the handler of every method.
func (p *scriptedBackend) serve(_ any, stream grpc.ServerStream) error {
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
	p.remember(stream.Context(), method, request)
	reply, err := p.answer(stream.Context(), fullName, method, request)
	if err != nil {
		return err
	}
	return stream.SendMsg(reply)
}

// methodOf finds a method of the contract by its full name with the leading slash.
func methodOf(fullName string) (protoreflect.MethodDescriptor, error) {
	name := protoreflect.FullName(strings.ReplaceAll(strings.TrimPrefix(fullName, "/"), "/", "."))
	descriptor, err := protoregistry.GlobalFiles.FindDescriptorByName(name)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", fullName, err)
	}
	method, ok := descriptor.(protoreflect.MethodDescriptor)
	if !ok {
		return nil, fmt.Errorf("%s is no method", fullName)
	}
	return method, nil
}

func newMessage(descriptor protoreflect.MessageDescriptor) (proto.Message, error) {
	kind, err := protoregistry.GlobalTypes.FindMessageByName(descriptor.FullName())
	if err != nil {
		return nil, fmt.Errorf("make a message: %w", err)
	}
	return kind.New().Interface(), nil
}

func (p *scriptedBackend) remember(ctx context.Context, method protoreflect.MethodDescriptor, request proto.Message) {
	md, _ := metadata.FromIncomingContext(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.received = append(p.received, receivedCall{string(method.Name()), md.Copy(), request})
}

// receivedCalls are the calls so far, without the probes.
func (p *scriptedBackend) receivedCalls() []receivedCall {
	p.mu.Lock()
	defer p.mu.Unlock()
	var calls []receivedCall
	for _, a := range p.received {
		if a.method != "Healthz" {
			calls = append(calls, a)
		}
	}
	return calls
}

// callsWithoutLog are the arrivals without those that read the event log, which come beside others and so in no order.
func (p *scriptedBackend) callsWithoutLog() []receivedCall {
	return slices.DeleteFunc(p.receivedCalls(), func(a receivedCall) bool { return a.method == "ListEvents" || a.method == "ListOrgChanges" })
}

// methods are the names of the calls so far.
func (p *scriptedBackend) methods() string {
	var names []string
	for _, a := range p.callsWithoutLog() {
		names = append(names, a.method)
	}
	return strings.Join(names, " ")
}

// order is what the token says about a call: by its method's name, or else by its kind.
func (p *scriptedBackend) order(ctx context.Context, fullName string) (order, token string) {
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
				return p.nextOrder(token, name, strings.Split(orders, "~")), token
			}
		}
	}
	return "", token
}

// nextOrder is the first of the orders that hasn't been given to this token yet, or the last.
func (p *scriptedBackend) nextOrder(token, kind string, orders []string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := token + " " + kind
	order := orders[min(p.ordersTaken[key], len(orders)-1)]
	p.ordersTaken[key]++
	return order
}

// organization is the one that the call is for.
func organization(ctx context.Context) string {
	md, _ := metadata.FromIncomingContext(ctx)
	if values := md.Get("x-zitadel-orgid"); len(values) > 0 {
		return values[0]
	}
	return scriptedHome
}
