package problem

import (
	"context"
	"net/http"
)

// Ready wraps a probe of the backend for the endpoint that load balancers ask. While the probe fails this server is unavailable,
// whatever the backend failed with: the HTTP status of the failure is 503, unless its code has 502 or 504.
func Ready(probe func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := probe(ctx); err != nil {
			return &notReadyError{err}
		}
		return nil
	}
}

// notReadyError is the failure of a probe.
type notReadyError struct{ err error }

var _ error = (*notReadyError)(nil)

// Error returns the text for the log.
func (e *notReadyError) Error() string { return "not ready: " + e.err.Error() }

// Unwrap returns the cause.
func (e *notReadyError) Unwrap() error { return e.err }

// asUnavailable returns the problem with the HTTP status 503. The two codes of a gateway keep their own statuses, 502 and 504, which
// tell an operator what kind of trouble it is.
func asUnavailable(failure *Problem) *Problem {
	if status := HTTPStatus(failure.Code); status == http.StatusBadGateway || status == http.StatusGatewayTimeout {
		return failure
	}
	changed := *failure
	changed.HTTPStatus = http.StatusServiceUnavailable
	return &changed
}
