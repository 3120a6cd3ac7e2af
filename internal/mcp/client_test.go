package mcp_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/mcp"
)

// executor answers in place of the endpoint, and remembers what it was asked.
type executor struct {
	answer  func(context.Context, endpoint.Request) endpoint.Response
	request endpoint.Request
	asked   int
}

func (e *executor) Execute(ctx context.Context, request endpoint.Request) endpoint.Response {
	e.request, e.asked = request, e.asked+1
	return e.answer(ctx, request)
}

func (*executor) Refusal(_ context.Context, err error) endpoint.Response {
	return failure(`{"errors":[{"message":"refused"}]}`, err, nil)
}

// ServeError tells the reason, or else the code, or else the text of the error.
func (*executor) ServeError(w http.ResponseWriter, _ *http.Request, err error) {
	found, ok := errors.AsType[*problem.Problem](err)
	if !ok {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	text := string(found.Reason)
	if text == "" {
		text = string(found.Code)
	}
	w.WriteHeader(found.Status())
	_, _ = w.Write([]byte(text))
}

// failure is a response with one error, at the path.
func failure(body string, err error, extensions map[string]any, path ...string) endpoint.Response {
	rendered := &gqlerror.Error{Message: err.Error(), Err: err, Extensions: extensions}
	for _, name := range path {
		rendered.Path = append(rendered.Path, ast.PathName(name))
	}
	return endpoint.Response{Body: []byte(body), Errors: gqlerror.List{rendered}}
}

func succeed(context.Context, endpoint.Request) endpoint.Response {
	return endpoint.Response{Body: []byte(`{"data":{}}`)}
}

// newHandler takes every token but "malformed".
func newHandler(config mcp.Config, tools *mcp.Tools, with *executor) *mcp.Handler {
	return mcp.NewHandler(config, "127.0.0.1:4000", tools, mcp.Dependencies{
		Executor: with,
		Annotate: func(context.Context, ...slog.Attr) {},

		VariableValues: 10,
		CheckToken: func(header http.Header) error {
			switch header.Get("Authorization") {
			case "":
				return &problem.Problem{Code: problem.CodeUnauthenticated, Reason: problem.ReasonTokenMissing}
			case "malformed":
				return &problem.Problem{Code: problem.CodeUnauthenticated, Reason: problem.ReasonTokenMalformed}
			}
			return nil
		},
	})
}

// withToken gives each request a token.
type withToken struct{}

func (withToken) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Authorization", "Bearer token")
	return http.DefaultTransport.RoundTrip(r)
}

// connect returns a session of the SDK's own client with the tools, whose documents the executor answers.
func connect(t *testing.T, tools *mcp.Tools, with *executor) *sdk.ClientSession {
	t.Helper()
	server := httptest.NewServer(newHandler(mcp.Config{}, tools, with))
	t.Cleanup(server.Close)
	client := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), &sdk.StreamableClientTransport{Endpoint: server.URL, HTTPClient: &http.Client{Transport: withToken{}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = session.Close() })
	return session
}

func listed(t *testing.T, tools *mcp.Tools) []*sdk.Tool {
	t.Helper()
	found, err := connect(t, tools, &executor{}).ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return found.Tools
}

func names(t *testing.T, tools *mcp.Tools) []string {
	t.Helper()
	var found []string
	for _, tool := range listed(t, tools) {
		found = append(found, tool.Name)
	}
	return found
}
