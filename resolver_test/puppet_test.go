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
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// puppetHome is the organization of a puppet's callers who name none.
const puppetHome = "200000000000000001"

// puppet is a backend that does what the caller's token says, and remembers what arrived. It is a real gRPC server on a
// loopback socket. A token is read=ORDER, write=ORDER or both with a semicolon between them; without an order a read
// answers the organization's own policy and a write is done. An ORDER is one of:
//
//	NOT_FOUND or any other code, or NOT_FOUND/Org-3M9od: that status, without or with an ErrorDetail
//	99: a code that gRPC doesn't have
//	hang: no answer until the call is given up
//	late: then PERMISSION_DENIED, as ZITADEL was seen to answer when its own look-up runs out of time
//	cut: the connection breaks
//	owner:ID: the answer is that of another organization
//	no-details, undecodable, large: an answer that lacks its details, that isn't protobuf, that has 64 KiB
//	inherited, newer: a read's answer is the instance's policy, or one with numbers of the future
//	echo, echo-refusal: INTERNAL or NOT_FOUND, with the whole token in the text and the detail
//	gate: the call says so on entered, and is done as soon as it is let go by release
type puppet struct {
	managementv1.UnimplementedManagementServiceServer

	address string
	server  *grpc.Server
	entered chan struct{}
	release chan struct{}

	mu      sync.Mutex
	conns   map[string]net.Conn // by the client's address
	arrived []arrival
	waiting int // calls at the gate
	peak    int // the most there ever were
}

// arrival is what one call brought along.
type arrival struct {
	method   string
	metadata metadata.MD
}

func startPuppet(t *testing.T) *puppet {
	t.Helper()
	return startPuppetAt(t, "127.0.0.1:0")
}

func startPuppetAt(t *testing.T, address string) *puppet {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	p := &puppet{address: listener.Addr().String(), conns: map[string]net.Conn{},
		entered: make(chan struct{}, 100), release: make(chan struct{})}
	p.server = grpc.NewServer(grpc.UnaryInterceptor(p.remember))
	managementv1.RegisterManagementServiceServer(p.server, p)
	go p.server.Serve(&rememberingListener{Listener: listener, puppet: p}) //nolint:errcheck // Stop ends it
	t.Cleanup(p.server.Stop)
	return p
}

func (p *puppet) url() string { return "http://" + p.address }

// rememberingListener lets the puppet break the connection of a call.
type rememberingListener struct {
	net.Listener

	puppet *puppet
}

// Accept implements net.Listener.
func (l *rememberingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.puppet.mu.Lock()
	defer l.puppet.mu.Unlock()
	l.puppet.conns[conn.RemoteAddr().String()] = conn
	return conn, nil
}

func (p *puppet) remember(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	method := info.FullMethod[strings.LastIndex(info.FullMethod, "/")+1:]
	p.mu.Lock()
	p.arrived = append(p.arrived, arrival{method, md.Copy()})
	p.mu.Unlock()
	return handler(ctx, req)
}

// arrivals are the calls so far, without the probes.
func (p *puppet) arrivals() []arrival {
	p.mu.Lock()
	defer p.mu.Unlock()
	var calls []arrival
	for _, a := range p.arrived {
		if a.method != "Healthz" {
			calls = append(calls, a)
		}
	}
	return calls
}

// methods are the names of the calls so far.
func (p *puppet) methods() string {
	var names []string
	for _, a := range p.arrivals() {
		names = append(names, a.method)
	}
	return strings.Join(names, " ")
}

// order is what the token says about a kind of call.
func order(ctx context.Context, kind string) (order, token string) {
	md, _ := metadata.FromIncomingContext(ctx)
	token = strings.TrimPrefix(strings.Join(md.Get("authorization"), ""), "Bearer ")
	for part := range strings.SplitSeq(token, ";") {
		if text, found := strings.CutPrefix(part, kind+"="); found {
			return text, token
		}
	}
	return "", token
}

// organization is the one that the call is for.
func organization(ctx context.Context) string {
	md, _ := metadata.FromIncomingContext(ctx)
	if values := md.Get("x-zitadel-orgid"); len(values) > 0 {
		return values[0]
	}
	return puppetHome
}

// fail carries out the orders that reads and writes have in common, and returns nil for all others.
func (p *puppet) fail(ctx context.Context, order, token string) error {
	switch order {
	case "hang":
		<-ctx.Done()
		return status.FromContextError(ctx.Err()).Err()
	case "late":
		<-ctx.Done()
		return withDetail(codes.PermissionDenied, "too late to look", "AUTH-Bs7Ds")
	case "cut":
		return p.cut(ctx)
	case "gate":
		return p.gate(ctx)
	case "echo":
		return withDetail(codes.Internal, "SECRET-TEXT Bearer "+token, "Echo-"+token)
	case "echo-refusal":
		return withDetail(codes.NotFound, "no idea what Bearer "+token+" wants", "Echo-"+token)
	}
	name, id, _ := strings.Cut(order, "/")
	if name == "99" {
		return status.Error(99, textOf(codes.Internal))
	}
	var code codes.Code
	if name != "" && code.UnmarshalJSON([]byte(`"`+name+`"`)) == nil {
		return withDetail(code, textOf(code), id)
	}
	return nil
}

func (p *puppet) gate(ctx context.Context) error {
	p.mu.Lock()
	p.waiting++
	p.peak = max(p.peak, p.waiting)
	p.mu.Unlock()
	p.entered <- struct{}{}
	defer func() {
		p.mu.Lock()
		p.waiting--
		p.mu.Unlock()
	}()
	select {
	case <-p.release:
		return nil
	case <-ctx.Done():
		return status.FromContextError(ctx.Err()).Err()
	}
}

// cut breaks the call's connection, and waits until that is seen.
func (p *puppet) cut(ctx context.Context) error {
	caller, _ := peer.FromContext(ctx)
	p.mu.Lock()
	conn := p.conns[caller.Addr.String()]
	p.mu.Unlock()
	conn.Close() //nolint:errcheck // the program may have closed it
	<-ctx.Done()
	return ctx.Err()
}

// textOf marks the texts that must not reach the client: those of failures, which may name hosts and queries.
func textOf(code codes.Code) string {
	switch code {
	case codes.Internal, codes.Unknown, codes.DataLoss, codes.Unavailable, codes.DeadlineExceeded, codes.Canceled,
		codes.Unimplemented:
		return "SECRET-TEXT dial tcp 127.0.0.1:5432: connection refused"
	default:
		return fmt.Sprintf("the puppet says %s", code)
	}
}

// withDetail is a status as ZITADEL makes it. Without an id it has no detail.
func withDetail(code codes.Code, text, id string) error {
	if id == "" {
		return status.Error(code, text)
	}
	detailed, err := status.New(code, text+" ("+id+")").WithDetails(&zitadelv1.ErrorDetail{Id: id, Message: text})
	if err != nil {
		return err
	}
	return detailed.Err()
}

// Healthz implements the service's probe.
func (p *puppet) Healthz(context.Context, *managementv1.HealthzRequest) (*managementv1.HealthzResponse, error) {
	return &managementv1.HealthzResponse{}, nil
}

// GetLoginPolicy implements the service.
func (p *puppet) GetLoginPolicy(ctx context.Context, _ *managementv1.GetLoginPolicyRequest) (*managementv1.GetLoginPolicyResponse, error) {
	order, token := order(ctx, "read")
	if err := p.fail(ctx, order, token); err != nil {
		return nil, err
	}
	policy := &policyv1.LoginPolicy{Details: detailsFor(ctx, order), SecondFactors: []policyv1.SecondFactorType{1}}
	switch order {
	case "no-details":
		policy.Details = nil
	case "undecodable":
		policy.ProtoReflect().SetUnknown([]byte{0x0a, 0xff}) // a field of 127 bytes or more, and then nothing
	case "large":
		policy.DefaultRedirectUri = strings.Repeat("x", 64<<10)
	case "inherited":
		policy.IsDefault, policy.Details.ResourceOwner = true, "100000000000000001"
	case "newer":
		policy.SecondFactors = []policyv1.SecondFactorType{2, 99, 1, 2, 1, 98}
		policy.MultiFactors = []policyv1.MultiFactorType{1, 9, 1}
		policy.PasswordlessType = 7
	}
	return &managementv1.GetLoginPolicyResponse{Policy: policy}, nil
}

// AddSecondFactorToLoginPolicy implements the service.
func (p *puppet) AddSecondFactorToLoginPolicy(ctx context.Context, _ *managementv1.AddSecondFactorToLoginPolicyRequest) (*managementv1.AddSecondFactorToLoginPolicyResponse, error) {
	details, err := p.write(ctx)
	return &managementv1.AddSecondFactorToLoginPolicyResponse{Details: details}, err
}

// RemoveSecondFactorFromLoginPolicy implements the service.
func (p *puppet) RemoveSecondFactorFromLoginPolicy(ctx context.Context, _ *managementv1.RemoveSecondFactorFromLoginPolicyRequest) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
	details, err := p.write(ctx)
	return &managementv1.RemoveSecondFactorFromLoginPolicyResponse{Details: details}, err
}

func (p *puppet) write(ctx context.Context) (*zitadelv1.ObjectDetails, error) {
	order, token := order(ctx, "write")
	if err := p.fail(ctx, order, token); err != nil {
		return nil, err
	}
	details := detailsFor(ctx, order)
	switch order {
	case "no-details":
		details = nil
	case "undecodable":
		details.ProtoReflect().SetUnknown([]byte{0x0a, 0xff})
	case "large":
		details.ProtoReflect().SetUnknown(append([]byte{0x7a, 0x80, 0x80, 0x04}, strings.Repeat("x", 64<<10)...)) // field 15
	}
	return details, nil
}

// detailsFor is the organization that the call is for, or the one that the order names.
func detailsFor(ctx context.Context, order string) *zitadelv1.ObjectDetails {
	owner, elsewhere := strings.CutPrefix(order, "owner:")
	if !elsewhere {
		owner = organization(ctx)
	}
	return &zitadelv1.ObjectDetails{Sequence: 42, ChangeDate: &timestamppb.Timestamp{Seconds: 1_700_000_000, Nanos: 123_456_000}, ResourceOwner: owner}
}
