package web

import (
	"fmt"
	"net/http"
	"runtime/debug"
)

// RefusalError is what this package itself won't do. It is rendered by Handlers.Refuse, and its text is for the caller.
type RefusalError struct {
	code, reason string // of the schema's ErrorCode and ErrorReason; reason may be empty
	status       int    // where the code's own doesn't say it
	message      string
}

var _ error = (*RefusalError)(nil)

// Error implements error.
func (r *RefusalError) Error() string { return r.message }

// Contract returns the refusal in the terms of the schema: a value of ErrorCode, one of ErrorReason or "", and the HTTP
// status, which is the code's own where it is 0.
func (r *RefusalError) Contract() (code, reason string, httpStatus int) {
	return r.code, r.reason, r.status
}

func notFound() error {
	return &RefusalError{code: "NOT_FOUND", message: "There is nothing at this path. Send GraphQL requests to /graphql."}
}

// withoutPage is for a person who looks for a page, where there is none.
func withoutPage(path string) error {
	refusal := RefusalError{code: "NOT_FOUND", message: "There is no page here. Send GraphQL requests to /graphql, by POST with the header " +
		"content-type: application/json. To have GraphiQL at /, start this server with --graphiql on."}
	if path == "/graphql" { // which is there, and was asked for nothing
		refusal.code, refusal.reason = "BAD_REQUEST", "QUERY_MISSING"
	}
	return &refusal
}

// methodNotAllowed is for a path that is served by other methods; the caller sets the header Allow.
func methodNotAllowed(allowed string) error {
	return &RefusalError{code: "METHOD_NOT_ALLOWED", message: "This path doesn't take this method. Use " + allowed + "."}
}

func hostNotAllowed() error {
	return &RefusalError{code: "FORBIDDEN", reason: "HOST_NOT_ALLOWED", message: "The embedded backend is for development, so this server answers to localhost only. Use localhost, or --embedded-allow-remote."}
}

func headersTooLarge() error {
	return &RefusalError{code: "LIMIT_EXCEEDED", reason: "HEADERS_TOO_LARGE", status: http.StatusRequestHeaderFieldsTooLarge,
		message: fmt.Sprintf("The request is too large: its headers may have at most %d bytes. Send fewer or shorter ones.", MaxHeaderBytes)}
}

// panicked is no RefusalError: what it says is for the log.
func panicked(cause any) error { return fmt.Errorf("panic: %v\n%s", cause, debug.Stack()) }
