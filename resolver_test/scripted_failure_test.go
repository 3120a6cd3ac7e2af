package resolver_test

import (
	"context"
	"fmt"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// failAsOrdered returns the error of an order by which a call fails or waits, and nil for all other orders.
func (b *scriptedBackend) failAsOrdered(ctx context.Context, order, token string) error {
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
		b.conns.cut(ctx)
		return ctx.Err()
	case "gate":
		return b.gate(ctx)
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

// textsByName returns texts of errors that must not reach the client as they are, by the names that an order has for
// them.
func textsByName() map[string]string {
	return map[string]string{
		"nothing": "",
		"key":     "Errors.Some.Key",
		"parent":  "ID=SECRET-TEXT Message=It can't be read Parent=(SECRET-TEXT)",
		"wrapped": "ask SECRET-TEXT: ID=SECRET-TEXT Message=No instance here",
		"long":    strings.Repeat("long ", 1000),
	}
}

// databaseFailure is the error of a ZITADEL without its database: without an ErrorDetail, after a complete block of
// headers.
func databaseFailure(ctx context.Context) error {
	if err := grpc.SendHeader(ctx, metadata.Pairs("x-request-id", "1")); err != nil {
		return err
	}
	return status.Error(codes.Internal, textFor(codes.Internal))
}

// gate holds a call until the test sends to release, or closes it.
func (b *scriptedBackend) gate(ctx context.Context) error {
	b.mu.Lock()
	b.waiting++
	b.peak = max(b.peak, b.waiting)
	b.mu.Unlock()
	b.entered <- struct{}{}
	defer func() {
		b.mu.Lock()
		b.waiting--
		b.mu.Unlock()
	}()
	select {
	case <-b.release:
		return nil
	case <-ctx.Done():
		return status.FromContextError(ctx.Err()).Err()
	}
}

// textFor returns the text of an error. Where ZITADEL's texts of this code may name hosts and queries, it is one that
// must not reach the client.
func textFor(code codes.Code) string {
	switch code {
	case codes.Internal, codes.Unknown, codes.DataLoss, codes.Unavailable, codes.DeadlineExceeded, codes.Canceled,
		codes.Unimplemented:
		return "SECRET-TEXT dial tcp 127.0.0.1:5432: connection refused"
	default:
		return fmt.Sprintf("the script says %s", code)
	}
}

// withDetail returns an error as ZITADEL makes it: the id is in an ErrorDetail and at the end of the text. Without an
// id it has neither.
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
