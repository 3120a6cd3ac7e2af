package web

import (
	"fmt"
	"net/http"
	"zitadel-graphql/graph/problem"
)

func notFound() error {
	return &problem.Problem{Code: problem.CodeNotFound, Message: "There is nothing at this path. Send GraphQL requests to /graphql."}
}

// withoutPage is for a person who looks for a page, where there is none.
func withoutPage(path string) error {
	refusal := problem.Problem{Code: problem.CodeNotFound, Message: "There is no page here. Send GraphQL requests to /graphql, by POST with the header " +
		"content-type: application/json. To have GraphiQL at /, start this server with --graphiql on."}
	if path == "/graphql" { // which is there, and was asked for nothing
		refusal.Code, refusal.Reason = problem.CodeBadRequest, problem.ReasonQueryMissing
	}
	return &refusal
}

// methodNotAllowed is for a path that is served by other methods; the caller sets the header Allow.
func methodNotAllowed(allowed string) error {
	return &problem.Problem{Code: problem.CodeMethodNotAllowed, Message: "This path doesn't take this method. Use " + allowed + "."}
}

func hostNotAllowed() error {
	return &problem.Problem{Code: problem.CodeForbidden, Reason: problem.ReasonHostNotAllowed, Message: "The embedded backend is for development, so this server answers to localhost only. Use localhost, or --embedded-allow-remote."}
}

func headersTooLarge() error {
	return &problem.Problem{Code: problem.CodeLimitExceeded, Reason: problem.ReasonHeadersTooLarge, HTTPStatus: http.StatusRequestHeaderFieldsTooLarge,
		Message: fmt.Sprintf("The request is too large: its headers may have at most %d bytes. Send fewer or shorter ones.", MaxHeaderBytes)}
}
