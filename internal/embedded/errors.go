package embedded

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// refusal is an error that the caller is meant to see, with ZITADEL's code and id. It becomes a status with one
// ErrorDetail, in status below and nowhere else.
type refusal struct {
	code codes.Code
	id   string
	text textKey // a key of the catalogue until translate has replaced it by the text
}

var _ error = (*refusal)(nil)

func refuse(code codes.Code, id string, text textKey) *refusal {
	return &refusal{code: code, id: id, text: text}
}

// Error is the message of the status: the text, then the id in brackets.
func (r *refusal) Error() string { return fmt.Sprintf("%s (%s)", r.text, r.id) }

func (r *refusal) status() error {
	s := status.New(r.code, r.Error())
	detailed, err := s.WithDetails(&zitadelv1.ErrorDetail{Id: r.id, Message: string(r.text)})
	if err != nil {
		return s.Err()
	}
	return detailed.Err()
}

// clientError gives the error as it goes on the wire, and whether it was meant to: what was not is replaced by a fixed
// text, and only the log learns what stood there.
func clientError(err error) (error, bool) {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.status(), true
	}
	if _, ok := status.FromError(err); ok {
		return err, true
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return status.FromContextError(err).Err(), true
	}
	return status.Error(codes.Internal, "the embedded backend could not do this, its log says why"), false
}
