package backend

import (
	"context"
	"errors"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

const (
	readMethod  = managementv1.ManagementService_GetLoginPolicy_FullMethodName
	writeMethod = managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName
)

// connFunc is a connection that a function answers.
type connFunc func(ctx context.Context, method string) error

func (c connFunc) Invoke(ctx context.Context, method string, _, _ any, _ ...grpc.CallOption) error {
	return c(ctx, method)
}

func (connFunc) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, errors.ErrUnsupported
}

func invoke(ctx context.Context, conn grpc.ClientConnInterface, method string) error {
	return conn.Invoke(ctx, method, nil, nil)
}

// callError is a failure as a wire reports it.
func callError(method string, code codes.Code, sent, answered bool) *wire.CallError {
	return &wire.CallError{Method: method, Status: status.New(code, "test"), Sent: sent, Answered: answered}
}

// answering is a connection that gives these answers in turn, the last one again and again. The times of the calls, from now
// on, are added to the second result.
func answering(answers ...error) (connFunc, *[]time.Duration) {
	began, at := time.Now(), &[]time.Duration{}
	return func(context.Context, string) error {
		answer := answers[min(len(*at), len(answers)-1)]
		*at = append(*at, time.Since(began))
		return answer
	}, at
}

// retrying makes three retries at most, with the longest waits.
func retrying(conn connFunc) retry {
	return newRetry(conn, 3, nil, func() float64 { return 1 })
}
