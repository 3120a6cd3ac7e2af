package resolver_test

import (
	"context"
	"fmt"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// failAsOrdered carries out the orders that reads and writes have in common, and returns nil for all others.
func (p *scriptedBackend) failAsOrdered(ctx context.Context, order, token string) error {
	switch order {
	case "hang":
		<-ctx.Done()
		return status.FromContextError(ctx.Err()).Err()
	case "late":
		<-ctx.Done()
		return withDetail(codes.PermissionDenied, "too late to look", "AUTH-Bs7Ds")
	case "database":
		return databaseFailure(ctx)
	case "cut":
		return p.cut(ctx)
	case "gate":
		return p.gate(ctx)
	case "echo":
		return withDetail(codes.Internal, "SECRET-TEXT Bearer "+token, "Echo-"+token)
	case "echo-refusal":
		return withDetail(codes.NotFound, "no idea what Bearer "+token+" wants", "Echo-"+token)
	}
	name, rest, _ := strings.Cut(order, "/")
	id, text, chosen := strings.Cut(rest, "/")
	if name == "99" {
		return status.Error(99, textFor(codes.Internal))
	}
	var code codes.Code
	if name != "" && code.UnmarshalJSON([]byte(`"`+name+`"`)) == nil {
		if chosen {
			return withDetail(code, textsByName()[text], id)
		}
		return withDetail(code, textFor(code), id)
	}
	return nil
}

// textsByName are what must not reach the client as it is.
func textsByName() map[string]string {
	return map[string]string{
		"nothing": "",
		"key":     "Errors.Some.Key",
		"parent":  "ID=SECRET-TEXT Message=It can't be read Parent=(SECRET-TEXT)",
		"wrapped": "ask SECRET-TEXT: ID=SECRET-TEXT Message=No instance here",
		"long":    strings.Repeat("long ", 1000),
	}
}

func databaseFailure(ctx context.Context) error {
	if err := grpc.SendHeader(ctx, metadata.Pairs("x-request-id", "1")); err != nil {
		return err
	}
	return status.Error(codes.Internal, textFor(codes.Internal))
}

func (p *scriptedBackend) gate(ctx context.Context) error {
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
func (p *scriptedBackend) cut(ctx context.Context) error {
	caller, _ := peer.FromContext(ctx)
	p.mu.Lock()
	conn := p.conns[caller.Addr.String()]
	p.mu.Unlock()
	conn.Close() //nolint:errcheck // the program may have closed it
	<-ctx.Done()
	return ctx.Err()
}

// textFor marks the texts that must not reach the client: those of failures, which may name hosts and queries.
func textFor(code codes.Code) string {
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
