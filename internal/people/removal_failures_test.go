package people_test

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/people"
	"zitadel-graphql/internal/wire"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// refusedAs is how a call ends that ZITADEL refuses with this id.
func refusedAs(method string, code codes.Code, id string) error {
	st, err := status.New(code, "text ("+id+")").WithDetails(&zitadelv1.ErrorDetail{Id: id, Message: "text"})
	if err != nil {
		return err
	}
	return &wire.CallError{Method: method, Status: st, Sent: true, Answered: true}
}

// lost is how a call ends whose connection breaks.
func lost(method string) error {
	return &wire.CallError{Method: method, Status: status.New(codes.Unavailable, "broken"), Sent: true}
}

// onCall returns a hook that ends calls of a method this way, and lets all others be.
func onCall(method string, end func(removalCall) error) func(removalCall) error {
	return func(call removalCall) error {
		if call.method != method {
			return nil
		}
		return end(call)
	}
}

// loses is how a call ends whose connection breaks.
func loses(call removalCall) error { return lost(call.method) }

// unsent is how a call ends whose request wasn't sent.
func unsent(method string) error {
	return &wire.CallError{Method: method, Status: status.New(codes.Unavailable, "no connection")}
}

// late is how a call ends that isn't answered in its time.
func late(method string) error {
	return &wire.CallError{Method: method, Status: status.New(codes.DeadlineExceeded, "late"), Sent: true}
}

// authorizedAs returns a context of a test's with this token.
func authorizedAs(t *testing.T, token string) context.Context {
	t.Helper()
	return metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+token)
}

// answering is the backend with this reply to one method.
type answering struct {
	*removalBackend

	method string
	reply  proto.Message
}

// Invoke implements grpc.ClientConnInterface.
func (a answering) Invoke(ctx context.Context, method string, request, reply any, options ...grpc.CallOption) error {
	if method == a.method {
		proto.Merge(reply.(proto.Message), a.reply)
		return nil
	}
	return a.removalBackend.Invoke(ctx, method, request, reply, options...)
}

func (a answering) client() *people.Client {
	return people.NewClient(a, people.DefaultConfig(), slog.New(slog.DiscardHandler))
}

// losingHeader is the backend behind a proxy that takes every call to the caller's home.
type losingHeader struct{ *removalBackend }

// Invoke implements grpc.ClientConnInterface.
func (l losingHeader) Invoke(ctx context.Context, method string, request, reply any, options ...grpc.CallOption) error {
	md, _ := metadata.FromOutgoingContext(ctx)
	md.Set("x-zitadel-orgid", "200")
	return l.removalBackend.Invoke(metadata.NewOutgoingContext(ctx, md), method, request, reply, options...)
}

func (l losingHeader) client() *people.Client {
	return people.NewClient(l, people.DefaultConfig(), slog.New(slog.DiscardHandler))
}

// randomly ends one call of so many in one of these ways.
func randomly(dice *rand.Rand, oneOf int, ends ...func(method string) error) func(removalCall) error {
	var mu sync.Mutex
	return func(call removalCall) error {
		mu.Lock()
		defer mu.Unlock()
		if call.method == listUsers && call.n == 1 || dice.IntN(oneOf) > 0 {
			return nil
		}
		return ends[dice.IntN(len(ends))](call.method)
	}
}
