package endpoint

import (
	"context"
	"log/slog"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/graph/problem/presenter"
)

// statusesOf is what a response without data has for each code: under GraphQL over HTTP's media type by the text of 2026 and
// by those before, and under application/json.
func statusesOf() map[problem.Code][3]int {
	return map[problem.Code][3]int{
		problem.CodeGraphQLParseFailed:         {400, 400, 200},
		problem.CodeGraphQLValidationFailed:    {422, 400, 200},
		problem.CodeBadRequest:                 {422, 400, 400},
		problem.CodeBadUserInput:               {422, 400, 400},
		problem.CodeFailedPrecondition:         {422, 400, 400},
		problem.CodeLimitExceeded:              {422, 400, 200},
		problem.CodePersistedQueryNotFound:     {422, 400, 200},
		problem.CodePersistedQueryNotSupported: {422, 400, 200},
		problem.CodeUnauthenticated:            {401, 401, 401},
		problem.CodeForbidden:                  {403, 403, 403},
		problem.CodeNotFound:                   {404, 404, 404},
		problem.CodeMethodNotAllowed:           {405, 405, 405},
		problem.CodeNotAcceptable:              {406, 406, 406},
		problem.CodeAlreadyExists:              {409, 409, 409},
		problem.CodeConflict:                   {409, 409, 409},
		problem.CodeUnsupportedMediaType:       {415, 415, 415},
		problem.CodeRateLimited:                {429, 429, 429},
		problem.CodeCancelled:                  {499, 499, 499},
		problem.CodeInternalServerError:        {500, 500, 500},
		problem.CodeNotImplemented:             {501, 501, 501},
		problem.CodeBadGateway:                 {502, 502, 502},
		problem.CodeServiceUnavailable:         {503, 503, 503},
		problem.CodeGatewayTimeout:             {504, 504, 504},
	}
}

// rendered is a response with that failure, as it goes out.
func rendered(found *problem.Problem) *graphql.Response {
	none := func(context.Context) string { return "" }
	p := presenter.New(none, none, slog.New(slog.DiscardHandler))
	return &graphql.Response{Errors: gqlerror.List{p.Present(context.Background(), found)}}
}

func checkStatuses(t *testing.T, what string, response *graphql.Response, want [3]int) {
	t.Helper()
	newer, older := &Handler{statuses: Statuses2026}, &Handler{statuses: Statuses2023}
	got := [3]int{newer.httpStatus(graphqlResponse, response), older.httpStatus(graphqlResponse, response), newer.httpStatus(plainJSON, response)}
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
	if plain := older.httpStatus(plainJSON, response); plain != want[2] {
		t.Errorf("%s: the year changes the status under application/json to %d", what, plain)
	}
}

// Each code of the schema has a status under either media type, decided here and not by accident; with data it is 294 or 200.
func TestStatusOfEveryCode(t *testing.T) {
	for _, code := range problem.Codes() {
		want, ok := statusesOf()[code]
		if !ok {
			t.Errorf("%s: say in statusesOf which status it has", code)
			continue
		}
		response := rendered(&problem.Problem{Code: code})
		checkStatuses(t, string(code), response, want)
		for _, data := range []string{`null`, `{"a":null}`} {
			response.Data = []byte(data)
			checkStatuses(t, string(code)+" with data", response, [3]int{294, 200, 200})
		}
	}
	checkStatuses(t, "data alone", &graphql.Response{Data: []byte(`{}`)}, [3]int{200, 200, 200})
}

// What can't be read at all is 400, and what has a status of its own that says more keeps it.
func TestStatusesThatSayMore(t *testing.T) {
	checkStatuses(t, "no JSON", rendered(&problem.Problem{Code: problem.CodeBadRequest, Unreadable: true}), [3]int{400, 400, 400})
	checkStatuses(t, "a body over its limit", rendered(&problem.Problem{Code: problem.CodeLimitExceeded, HTTPStatus: 413}), [3]int{413, 413, 413})
	checkStatuses(t, "headers over theirs", rendered(&problem.Problem{Code: problem.CodeLimitExceeded, HTTPStatus: 431}), [3]int{431, 431, 431})
	checkStatuses(t, "a document that isn't trusted",
		rendered(&problem.Problem{Code: problem.CodeForbidden, Reason: problem.ReasonDocumentNotTrusted}), [3]int{403, 403, 200})
	checkStatuses(t, "an error that nobody rendered", &graphql.Response{Errors: gqlerror.List{{Message: "bare"}}}, [3]int{500, 500, 500})
}
