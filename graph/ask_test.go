package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"google.golang.org/grpc"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/problem/presenter"
	"zitadel-graphql/internal/policy"
)

const token = "s3cret-token-of-the-caller"

// backend answers every call by itself. It is a grpc.ClientConnInterface, as every connection is.
type backend func(ctx context.Context, method string) error

func (c backend) Invoke(ctx context.Context, method string, _, _ any, _ ...grpc.CallOption) error {
	return c(ctx, method)
}

func (backend) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, errors.New("there are no streams")
}

// answer is one response, and what was logged for it.
type answer struct {
	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Locations  []struct{ Line, Column int }
		Extensions map[string]any
	}
	body, log string
}

// ask sends a query to a handler in front of conn, or of the one other that is given.
func ask(t *testing.T, ctx context.Context, conn backend, query string, other ...grpc.ClientConnInterface) answer { //nolint:revive // t comes first
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	if len(other) > 0 {
		return askBody(t, ctx, other[0], body)
	}
	return askBody(t, ctx, conn, body)
}

func askBody(t *testing.T, ctx context.Context, conn grpc.ClientConnInterface, body []byte) answer { //nolint:revive // t comes first
	t.Helper()
	return askResolver(t, ctx, graph.NewResolver(conn, policy.Settings{}), body)
}

// askResolver is askBody with a resolver that the test made.
func askResolver(t *testing.T, ctx context.Context, resolver *graph.Resolver, body []byte) answer { //nolint:revive // t comes first
	t.Helper()
	var log bytes.Buffer
	handler := newEndpoint(resolver, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	got := answer{body: w.Body.String(), log: log.String()}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, got.body)
	}
	return got
}

// newEndpoint is the whole way of a request through GraphQL, as a subgraph and with its default limits.
func newEndpoint(resolver *graph.Resolver, log *slog.Logger) http.Handler {
	settings := graph.DefaultSettings()
	settings.Federation = true
	requestID := func(context.Context) string { return "the-id" }
	annotate := func(context.Context, ...slog.Attr) {}
	return endpoint.New(graph.NewSchema(resolver, settings), endpoint.DefaultSettings(), endpoint.Dependencies{
		Present:    presenter.New(requestID, graph.Token, log).Present,
		Extensions: graph.Extensions(settings, annotate),
		RequestID:  requestID,
		Annotate:   annotate,
		Log:        log,
	})
}
