package problem

import (
	"context"
	"net/http"
)

// Ready makes a probe of the backend one for an HTTP probe: whatever the backend fails with inside, this server is
// asUnavailable then, so the HTTP status is 503 in place of the code's own.
func Ready(probe func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := probe(ctx); err != nil {
			return &notReadyError{err}
		}
		return nil
	}
}

// notReadyError is the reason for which the backend can't be used now.
type notReadyError struct{ err error }

var _ error = (*notReadyError)(nil)

// Error is for the log.
func (e *notReadyError) Error() string { return "not ready: " + e.err.Error() }

// Unwrap returns the cause.
func (e *notReadyError) Unwrap() error { return e.err }

// asUnavailable leaves the two codes of a gateway their own statuses, which tell an operator what kind of trouble it is.
func asUnavailable(failure *Problem) *Problem {
	if status := HTTPStatus(failure.Code); status == http.StatusBadGateway || status == http.StatusGatewayTimeout {
		return failure
	}
	changed := *failure
	changed.HTTPStatus = http.StatusServiceUnavailable
	return &changed
}
