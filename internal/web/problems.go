package web

import (
	"fmt"
	"net/http"
	"strings"

	"zitadel-graphql/graph/problem"
)

func notFound() *problem.Problem {
	return &problem.Problem{Code: problem.CodeNotFound, Message: "There is nothing at this path. Send GraphQL requests to /graphql."}
}

// noPage is for a person who looks for a page where there is none.
func noPage(path string) *problem.Problem {
	found := problem.Problem{Code: problem.CodeNotFound, Message: "There is no page here. Send GraphQL requests to /graphql, by POST with the header " +
		"content-type: application/json. To have GraphiQL at /, start this server with --graphiql on."}
	if path == "/graphql" { // which exists, but the request has no query
		found.Code, found.Reason = problem.CodeBadRequest, problem.ReasonQueryMissing
	}
	return &found
}

// methodNotAllowed is for a path that is served by other methods. The caller sets the header Allow.
func methodNotAllowed(allowed string) *problem.Problem {
	return &problem.Problem{Code: problem.CodeMethodNotAllowed, Message: "This path doesn't take this method. Use " + allowed + "."}
}

func hostNotAllowed() *problem.Problem {
	return &problem.Problem{Code: problem.CodeForbidden, Reason: problem.ReasonHostNotAllowed,
		Message: "The embedded backend is for development, so this server answers to localhost only. Use localhost, or --embedded-allow-remote."}
}

func headersTooLarge() *problem.Problem {
	return &problem.Problem{Code: problem.CodeLimitExceeded, Reason: problem.ReasonHeadersTooLarge, HTTPStatus: http.StatusRequestHeaderFieldsTooLarge,
		Message: fmt.Sprintf("The request is too large: its headers may have at most %d bytes. Send fewer or shorter ones.", MaxHeaderBytes)}
}

func foreignOrigin() *problem.Problem {
	return &problem.Problem{Code: problem.CodeForbidden, Reason: problem.ReasonForeignOrigin,
		Message: "The request comes from a web page whose origin isn't allowed. Ask this server's operator to allow it with --cors-origin."}
}

func missingPreflightHeader() *problem.Problem {
	return &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonCsrfHeaderMissing,
		Message: "Send the request by POST with the header content-type: application/json, or with one of the headers " +
			strings.ToLower(strings.Join(preflightHeaders(), ", ")) + ", whose value doesn't matter. Without them, any web page could have made a browser send it."}
}

// tooManyRequests is for a client whose address or token, as whose says, is over the limit.
func tooManyRequests(whose string, seconds int) *problem.Problem {
	return &problem.Problem{Code: problem.CodeRateLimited, Reason: problem.ReasonTooManyRequests, Retryable: true,
		Message: fmt.Sprintf("There are too many requests from this %s. Wait %d s before you send the next one.", whose, seconds)}
}
