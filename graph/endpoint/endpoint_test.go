package endpoint_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"

	"github.com/99designs/gqlgen/graphql"
	"google.golang.org/grpc"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/observe"
	"zitadel-graphql/graph/problem/presenter"
	"zitadel-graphql/internal/policy"
)

// backend answers the calls of the resolvers, whose schema is the one that the endpoint is tested with.
type backend func(ctx context.Context, method string, reply any) error

var _ grpc.ClientConnInterface = backend(nil)

func (b backend) Invoke(ctx context.Context, method string, _, reply any, _ ...grpc.CallOption) error {
	return b(ctx, method, reply)
}

func (backend) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, errors.New("there are no streams")
}

// unused is a backend for requests that don't get as far as it.
func unused(context.Context, string, any) error { return context.DeadlineExceeded }

// newEndpoint serves the program's own schema in front of a backend.
func newEndpoint(conn backend, config endpoint.Config, log *slog.Logger, more ...graphql.HandlerExtension) *endpoint.Handler {
	return newObservedEndpoint(conn, config, nil, log, more...)
}

func newObservedEndpoint(conn backend, config endpoint.Config, observers observe.Observers, log *slog.Logger, more ...graphql.HandlerExtension) *endpoint.Handler {
	return newEndpointOf(endpoint.NewState(), conn, config, observers, log, more...)
}

// newEndpointOf takes the place of the endpoint that had the state before.
func newEndpointOf(state *endpoint.State, conn backend, config endpoint.Config, observers observe.Observers, log *slog.Logger, more ...graphql.HandlerExtension) *endpoint.Handler {
	requestID := func(context.Context) string { return "the-id" }
	annotate := func(context.Context, ...slog.Attr) {}
	own := graph.DefaultConfig()
	return endpoint.New(graph.NewSchema(graph.NewResolver(conn, policy.Config{}, own.Looks, slog.New(slog.DiscardHandler)), own), config, endpoint.Dependencies{
		Present:    presenter.New(requestID, graph.Token, log).Present,
		Extensions: append(graph.Extensions(own, annotate), more...),
		RequestID:  requestID,
		Annotate:   annotate,
		Observers:  observers,
		Token:      graph.Token,
		Log:        log,
		State:      state,
	})
}

func post(handler http.Handler, body []byte) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}
