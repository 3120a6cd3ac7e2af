package graph

import (
	"context"
	"net/http"
)

// Ready makes a probe of the backend one for Handler.Refuse: whatever the backend fails with inside, this server is
// unavailable then, so the HTTP status is 503 and not the code's own.
func Ready(probe func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := probe(ctx); err != nil {
			return &unreadyError{err}
		}
		return nil
	}
}

// unreadyError is why the backend can't be used now.
type unreadyError struct{ err error }

var _ error = (*unreadyError)(nil)

// Error is for the log.
func (e *unreadyError) Error() string { return "not ready: " + e.err.Error() }

// Unwrap returns the cause.
func (e *unreadyError) Unwrap() error { return e.err }

// classified leaves the two codes of a gateway their own statuses, which tell an operator what kind of trouble it is.
func (*unreadyError) classified(found *problem) *problem {
	changed := *found
	if status := statusOf(found.code); status != http.StatusBadGateway && status != http.StatusGatewayTimeout {
		changed.httpStatus = http.StatusServiceUnavailable
	}
	return &changed
}
