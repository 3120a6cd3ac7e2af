package endpoint_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/wire"
)

// A request of another protocol is answered as one of GraphQL over HTTP is: by the same rules on documents and variables, in the
// same error contract, whatever the transport that GraphQL over HTTP would have demanded.
func TestExecute(t *testing.T) {
	config := endpoint.DefaultConfig()
	config.Documents.Depth, config.VariableValues = 2, 4
	refused := &wire.CallError{Status: status.New(codes.Unavailable, "")}
	handler := newEndpoint(func(context.Context, string, any) error { return refused }, config, slog.New(slog.DiscardHandler))
	token := http.Header{"Authorization": {"Bearer token"}}
	for name, c := range map[string]struct {
		request endpoint.Request
		code    problem.Code // nothing: there is no error
		body    string
	}{
		"data":                  {endpoint.Request{Document: `query Q { __typename }`, OperationName: "Q"}, "", `{"data":{"__typename":"Query"}}`},
		"no token":              {endpoint.Request{Document: `{ restrictions { id } }`}, problem.CodeUnauthenticated, "TOKEN_MISSING"},
		"the backend's refusal": {endpoint.Request{Document: `{ restrictions { id } }`, Header: token}, problem.CodeServiceUnavailable, `"data":{"restrictions":null}`},
		"a mutation":            {endpoint.Request{Document: `mutation { setRestrictions(patch: {}) { id } }`, Header: token}, problem.CodeServiceUnavailable, `"outcome":"NOT_EXECUTED"`},
		"a subscription":        {endpoint.Request{Document: `subscription { secondFactorUsage { lookedAt } }`}, problem.CodeNotAcceptable, "STREAM_NOT_ASKED_FOR"},
		"a limit":               {endpoint.Request{Document: `{ organization { loginPolicy { details { id } } } }`}, problem.CodeLimitExceeded, "TOO_DEEP"},
		"an invalid document":   {endpoint.Request{Document: `{ nothing }`}, problem.CodeGraphQLValidationFailed, ""},
		"too many values":       {endpoint.Request{Document: `query ($v: [ID!]) { __typename }`, Variables: []byte(`{"v": [1, 2, 3, 4]}`)}, problem.CodeLimitExceeded, "VARIABLES_TOO_LARGE"},
		"an inexact value":      {endpoint.Request{Document: `query ($n: Int!) { loginPolicyChanges(first: $n) { __typename } }`, Variables: []byte(`{"n": "1"}`)}, problem.CodeGraphQLValidationFailed, ""},
		"variables in a list":   {endpoint.Request{Document: `{ __typename }`, Variables: []byte(`[]`)}, problem.CodeBadRequest, ""},
		"no operation":          {endpoint.Request{Document: `query A { __typename } query B { __typename }`}, problem.CodeGraphQLValidationFailed, "operationName"},
	} {
		got := handler.Execute(t.Context(), c.request)
		if code := firstCode(got); code != c.code || !strings.Contains(string(got.Body), c.body) {
			t.Errorf("%s: %s %s", name, code, got.Body)
		}
	}
}

// A panic around the operation ends in the error contract here too.
func TestPanicOfExecute(t *testing.T) {
	around := breaking{operation: func(context.Context, graphql.OperationHandler) graphql.ResponseHandler { panic("around the operation") }}
	handler := newEndpoint(unused, endpoint.DefaultConfig(), slog.New(slog.DiscardHandler), around)
	got := handler.Execute(t.Context(), endpoint.Request{Document: `query Q { __typename }`})
	if code := firstCode(got); code != problem.CodeInternalServerError || strings.Contains(string(got.Body), "panic") {
		t.Errorf("%s %s", code, got.Body)
	}
}

func firstCode(got endpoint.Response) problem.Code {
	if len(got.Errors) == 0 {
		return ""
	}
	found, _ := errors.AsType[*problem.Problem](got.Errors[0])
	return found.Code
}
