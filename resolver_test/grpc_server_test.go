package resolver_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// connections is a listener that keeps what it has accepted, so that a server can break the connection of a call. Its
// methods may be called concurrently.
type connections struct {
	net.Listener

	mu       sync.Mutex
	byClient map[string]net.Conn // by the client's address
}

// listen listens on a host:port.
func listen(t testing.TB, address string) *connections {
	t.Helper()
	var listener net.Listener
	if err := whilePortIsTaken(t, func() (err error) {
		listener, err = net.Listen("tcp", address)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return &connections{Listener: listener, byClient: map[string]net.Conn{}}
}

// Accept implements net.Listener.
func (c *connections) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byClient[conn.RemoteAddr().String()] = conn
	return conn, nil
}

// cut breaks the connection that a call came on. It returns when the server has noticed and cancelled the call's context.
func (c *connections) cut(call context.Context) {
	caller, _ := peer.FromContext(call)
	c.mu.Lock()
	conn := c.byClient[caller.Addr.String()]
	c.mu.Unlock()
	conn.Close() //nolint:errcheck // the client may have closed it
	<-call.Done()
}

// accepted returns the number of connections that there have been.
func (c *connections) accepted() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.byClient)
}

// receive reads the request of a call of any method in the wire contract.
func receive(stream grpc.ServerStream) (fullName string, method protoreflect.MethodDescriptor, request proto.Message, err error) {
	fullName, _ = grpc.MethodFromServerStream(stream)
	if method, err = methodOf(fullName); err != nil {
		return "", nil, nil, status.Error(codes.Unimplemented, err.Error())
	}
	if request, err = newMessage(method.Input()); err != nil {
		return "", nil, nil, err
	}
	return fullName, method, request, stream.RecvMsg(request)
}

// methodOf returns a method of the wire contract by its full name, /package.Service/Method.
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

// newMessage returns an empty message of this type.
func newMessage(descriptor protoreflect.MessageDescriptor) (proto.Message, error) {
	kind, err := protoregistry.GlobalTypes.FindMessageByName(descriptor.FullName())
	if err != nil {
		return nil, fmt.Errorf("make a message: %w", err)
	}
	return kind.New().Interface(), nil
}
