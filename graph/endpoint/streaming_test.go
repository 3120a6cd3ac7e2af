package endpoint_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/observe"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/graph/problem/presenter"
	"zitadel-graphql/graph/subscription"
)

// counting is a schema with a subscription whose values are the task's, made of what generated code is made of.
type counting struct{ task subscription.Task[int] }

var _ graphql.ExecutableSchema = counting{}

func (counting) Schema() *ast.Schema {
	return gqlparser.MustLoadSchema(&ast.Source{Input: `type Query { a: String } type Mutation { a: String } type Subscription { count: Int }`})
}

func (counting) Complexity(context.Context, string, string, int, map[string]any) (int, bool) {
	return 0, false
}

func (c counting) Exec(ctx context.Context) graphql.ResponseHandler {
	operation := graphql.GetOperationContext(ctx)
	if operation.Operation.Operation != ast.Subscription {
		return graphql.OneShot(&graphql.Response{Data: []byte(`{"a":"x"}`)})
	}
	field := graphql.CollectFields(operation, operation.Operation.SelectionSet, nil)[0]
	fieldContext := func(context.Context, graphql.CollectedField) (*graphql.FieldContext, error) {
		return &graphql.FieldContext{Object: "Subscription", Field: field}, nil
	}
	next := graphql.ResolveFieldStream(ctx, operation, field, fieldContext, c.resolve, nil, marshalCount, true, false)
	return graphql.SubscriptionResponseHandler(func(ctx context.Context) (context.Context, graphql.Marshaler) { return ctx, next(ctx) })
}

func (c counting) resolve(ctx context.Context) (any, error) {
	if c.task == nil {
		return nil, &problem.Problem{Code: problem.CodeUnauthenticated, Message: "Who are you?"}
	}
	return subscription.Run(ctx, c.task), nil
}

// marshalCount fails for one number, and panics for another.
func marshalCount(ctx context.Context, _ ast.SelectionSet, n *int) graphql.Marshaler {
	switch *n {
	case 404:
		graphql.AddError(ctx, &problem.Problem{Code: problem.CodeNotFound, Message: "No such number."})
		return graphql.Null
	case 500:
		panic(boom)
	}
	return graphql.MarshalInt(*n)
}

// streaming is an endpoint for a counting schema, with what it writes and notes.
type streaming struct {
	*endpoint.Handler

	// end ends every stream, with a cause.
	end context.CancelCauseFunc

	mu    sync.Mutex
	sent  []string // what was written at once
	times []time.Time
	// fail is what writing fails with.
	fail error
	// during, unless it is nil, is called while something is written.
	during func()
	notes  map[string]any
}

func newStreaming(t *testing.T, limits endpoint.StreamLimits, task subscription.Task[int], more ...graphql.HandlerExtension) *streaming {
	t.Helper()
	return newObservedStreaming(t, limits, task, nil, more...)
}

func newObservedStreaming(t *testing.T, limits endpoint.StreamLimits, task subscription.Task[int], observers observe.Observers, more ...graphql.HandlerExtension) *streaming {
	t.Helper()
	return newStreamingOf(t, endpoint.NewState(), limits, task, observers, more...)
}

// newStreamingOf takes the place of the endpoint that had the state before.
func newStreamingOf(t *testing.T, state *endpoint.State, limits endpoint.StreamLimits, task subscription.Task[int], observers observe.Observers, more ...graphql.HandlerExtension) *streaming {
	t.Helper()
	s := &streaming{notes: map[string]any{}}
	ended, end := context.WithCancelCause(t.Context())
	s.end = end
	none := func(context.Context) string { return "the-id" }
	log := slog.New(slog.DiscardHandler)
	config := endpoint.DefaultConfig()
	config.Streams = limits
	s.Handler = endpoint.New(counting{task}, config, endpoint.Dependencies{
		Present:    presenter.New(none, graph.Token, log).Present,
		Extensions: more,
		RequestID:  none,
		Annotate:   s.note,
		Observers:  observers,
		Token:      graph.Token,
		OpenStream: func(ctx context.Context, _ http.ResponseWriter) (context.Context, io.WriteCloser) {
			ctx, cancel := context.WithCancelCause(ctx)
			context.AfterFunc(ended, func() { cancel(context.Cause(ended)) })
			return ctx, sink{s, func() { cancel(nil) }}
		},
		Log:   log,
		State: state,
	})
	return s
}

func (s *streaming) note(_ context.Context, attributes ...slog.Attr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, attribute := range attributes {
		s.notes[attribute.Key] = attribute.Value.Any()
	}
}

// sink is what a stream is written to.
type sink struct {
	*streaming

	end func()
}

func (s sink) Write(part []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.during != nil {
		s.during()
	}
	if s.fail != nil {
		return 0, s.fail
	}
	s.sent, s.times = append(s.sent, string(part)), append(s.times, time.Now())
	return len(part), nil
}

func (s sink) Close() error { s.end(); return nil }

// written is all that has been written to streams.
func (s *streaming) written() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.sent, "")
}

const subscribe = `{"query": "subscription Counting { count }"}`

// ask sends a body, or by GET a query string, with these pairs of headers.
func (s *streaming) ask(method, text string, headers ...string) *httptest.ResponseRecorder {
	target := "/graphql"
	if method == http.MethodGet {
		target, text = target+"?"+text, ""
	}
	r := httptest.NewRequest(method, target, strings.NewReader(text))
	r.Header.Set("Content-Type", "application/json")
	for pair := range slices.Chunk(headers, 2) {
		r.Header.Add(pair[0], pair[1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}
