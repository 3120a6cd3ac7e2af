package embedded

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/embedded/domain"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// refusalStatus gives the status of a refusal, with one ErrorDetail. Its message is the text, then the id in brackets.
func refusalStatus(r *domain.RefusedError, text string) error {
	s := status.New(r.Code, text+" ("+r.ID+")")
	detailed, err := s.WithDetails(&zitadelv1.ErrorDetail{Id: r.ID, Message: text})
	if err != nil {
		return s.Err()
	}
	return detailed.Err()
}

// statusOf gives the status that the caller gets for an error, and whether the error was meant for the caller. Any other error
// becomes a fixed text, and belongs in the log.
func statusOf(err error) (s error, forCaller bool) {
	if r, ok := errors.AsType[*domain.RefusedError](err); ok {
		return refusalStatus(r, string(r.Text)), true
	}
	if _, ok := status.FromError(err); ok {
		return err, true
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return status.FromContextError(err).Err(), true
	}
	return status.Error(codes.Internal, "the embedded backend could not do this, its log says why"), false
}
