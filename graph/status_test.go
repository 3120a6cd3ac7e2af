package graph

import (
	"context"
	"log/slog"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/model"
)

// statusesOf is what a response without data has for each code: under GraphQL over HTTP's media type by the text of 2026 and
// by those before, and under application/json.
func statusesOf() map[model.ErrorCode][3]int {
	return map[model.ErrorCode][3]int{
		model.ErrorCodeGraphqlParseFailed:         {400, 400, 200},
		model.ErrorCodeGraphqlValidationFailed:    {422, 400, 200},
		model.ErrorCodeBadRequest:                 {422, 400, 400},
		model.ErrorCodeBadUserInput:               {422, 400, 400},
		model.ErrorCodeFailedPrecondition:         {422, 400, 400},
		model.ErrorCodeLimitExceeded:              {422, 400, 200},
		model.ErrorCodePersistedQueryNotFound:     {422, 400, 200},
		model.ErrorCodePersistedQueryNotSupported: {422, 400, 200},
		model.ErrorCodeUnauthenticated:            {401, 401, 401},
		model.ErrorCodeForbidden:                  {403, 403, 403},
		model.ErrorCodeNotFound:                   {404, 404, 404},
		model.ErrorCodeMethodNotAllowed:           {405, 405, 405},
		model.ErrorCodeNotAcceptable:              {406, 406, 406},
		model.ErrorCodeAlreadyExists:              {409, 409, 409},
		model.ErrorCodeConflict:                   {409, 409, 409},
		model.ErrorCodeUnsupportedMediaType:       {415, 415, 415},
		model.ErrorCodeRateLimited:                {429, 429, 429},
		model.ErrorCodeCancelled:                  {499, 499, 499},
		model.ErrorCodeInternalServerError:        {500, 500, 500},
		model.ErrorCodeNotImplemented:             {501, 501, 501},
		model.ErrorCodeBadGateway:                 {502, 502, 502},
		model.ErrorCodeServiceUnavailable:         {503, 503, 503},
		model.ErrorCodeGatewayTimeout:             {504, 504, 504},
	}
}

// rendered is a response with that failure, as it goes out.
func rendered(found *problem) *graphql.Response {
	p := &presenter{requestID: func(context.Context) string { return "" }, log: slog.New(slog.DiscardHandler)}
	return &graphql.Response{Errors: gqlerror.List{p.present(context.Background(), found)}}
}

func checkStatuses(t *testing.T, what string, response *graphql.Response, want [3]int) {
	t.Helper()
	newer, older := &Handler{}, &Handler{statuses: Statuses2023}
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
	for _, code := range model.AllErrorCode {
		want, ok := statusesOf()[code]
		if !ok {
			t.Errorf("%s: say in statusesOf which status it has", code)
			continue
		}
		response := rendered(&problem{code: code})
		checkStatuses(t, code.String(), response, want)
		for _, data := range []string{`null`, `{"a":null}`} {
			response.Data = []byte(data)
			checkStatuses(t, code.String()+" with data", response, [3]int{294, 200, 200})
		}
	}
	checkStatuses(t, "data alone", &graphql.Response{Data: []byte(`{}`)}, [3]int{200, 200, 200})
}

// What can't be read at all is 400, and what has a status of its own that says more keeps it.
func TestStatusesThatSayMore(t *testing.T) {
	checkStatuses(t, "no JSON", rendered(&problem{code: model.ErrorCodeBadRequest, unreadable: true}), [3]int{400, 400, 400})
	checkStatuses(t, "a body over its limit", rendered(&problem{code: model.ErrorCodeLimitExceeded, httpStatus: 413}), [3]int{413, 413, 413})
	checkStatuses(t, "headers over theirs", rendered(&problem{code: model.ErrorCodeLimitExceeded, httpStatus: 431}), [3]int{431, 431, 431})
	checkStatuses(t, "a document that isn't trusted",
		rendered(&problem{code: model.ErrorCodeForbidden, reason: model.ErrorReasonDocumentNotTrusted}), [3]int{403, 403, 200})
	checkStatuses(t, "an error that nobody rendered", &graphql.Response{Errors: gqlerror.List{{Message: "bare"}}}, [3]int{500, 500, 500})
}
