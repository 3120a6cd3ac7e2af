package endpoint_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/endpoint"
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
	fail  error
	notes map[string]any
}

func newStreaming(t *testing.T, limits endpoint.StreamLimits, task subscription.Task[int]) *streaming {
	t.Helper()
	s := &streaming{notes: map[string]any{}}
	ended, end := context.WithCancelCause(t.Context())
	s.end = end
	none := func(context.Context) string { return "the-id" }
	log := slog.New(slog.DiscardHandler)
	config := endpoint.DefaultConfig()
	config.Streams = limits
	s.Handler = endpoint.New(counting{task}, config, endpoint.Dependencies{
		Present:   presenter.New(none, graph.Token, log).Present,
		RequestID: none,
		Annotate:  s.note,
		Token:     graph.Token,
		OpenStream: func(ctx context.Context, _ http.ResponseWriter) (context.Context, io.WriteCloser) {
			ctx, cancel := context.WithCancelCause(ctx)
			context.AfterFunc(ended, func() { cancel(context.Cause(ended)) })
			return ctx, sink{s, func() { cancel(nil) }}
		},
		Log: log,
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

// countTo counts, and ends with what is last.
func countTo(last int, err error) subscription.Task[int] {
	return func(_ context.Context, progress func(*int)) (*int, error) {
		for n := 1; n < 4; n++ {
			progress(&n)
			time.Sleep(time.Second) // of the test's own clock
		}
		return &last, err
	}
}

func untilItEnds(ctx context.Context, _ func(*int)) (*int, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

const (
	opened   = ":\n\n"
	counted  = "event: next\ndata: {\"data\":{\"count\":1}}\n\nevent: next\ndata: {\"data\":{\"count\":2}}\n\nevent: next\ndata: {\"data\":{\"count\":3}}\n\n"
	complete = "event: complete\ndata:\n\n"
)

// A subscription is a comment, an event for each response, and the one that completes it: by POST and by GET, and whatever else
// the client accepts. Its line in the log has how many events there were.
func TestSubscription(t *testing.T) {
	for name, ask := range map[string]func(*streaming) *httptest.ResponseRecorder{
		"by POST": func(s *streaming) *httptest.ResponseRecorder {
			return s.ask("POST", subscribe, "Accept", "text/event-stream")
		},
		"by GET": func(s *streaming) *httptest.ResponseRecorder {
			return s.ask("GET", "query=subscription{count}", "Accept", "text/event-stream")
		},
		"as by urql": func(s *streaming) *httptest.ResponseRecorder {
			return s.ask("POST", subscribe, "Accept", "text/event-stream, multipart/mixed")
		},
		"besides all": func(s *streaming) *httptest.ResponseRecorder {
			return s.ask("POST", subscribe, "Accept", "application/json, text/event-stream;q=0.1, */*")
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newStreaming(t, endpoint.DefaultStreamLimits(), countTo(4, nil))
			got := ask(s)
			if want := opened + counted + "event: next\ndata: {\"data\":{\"count\":4}}\n\n" + complete; s.written() != want {
				t.Errorf("%s: got\n%s", name, s.written())
			}
			h := got.Header()
			if got.Code != 200 || h.Get("Content-Type") != "text/event-stream; charset=utf-8" || h.Get("Cache-Control") != "no-store" || h.Get("X-Accel-Buffering") != "no" {
				t.Errorf("%s: %d %v", name, got.Code, h)
			}
			if s.notes["events"] != int64(4) || s.notes["type"] != "subscription" || fmt.Sprint(s.notes["codes"], s.notes["reasons"]) != "[] []" {
				t.Errorf("%s: noted %v", name, s.notes)
			}
		})
	}
}

// A failure is an event, wherever it arises: its path is the field's, what came before stays, and the stream is completed.
func TestFailuresAreEvents(t *testing.T) {
	rejected := &problem.Problem{Code: problem.CodeUnauthenticated, Message: "Not any more."}
	for name, test := range map[string]struct {
		task  subscription.Task[int]
		begin string
		end   []string
		codes string
	}{
		"before the first value": {nil, opened + `event: next` + "\n" + `data: {"errors":[{"message":"Who are you?"`, []string{`"path":["count"]`}, "[UNAUTHENTICATED]"},
		"in the middle":          {countTo(4, rejected), opened + counted, []string{`{"data":{"count":4}}`, `{"errors":[{"message":"Not any more."`, `"path":["count"]`, `"locations":[{"line":1,"column":25}]`}, "[UNAUTHENTICATED]"},
		"of a value's field":     {countTo(404, nil), opened + counted, []string{`{"errors":[{"message":"No such number."`, `"data":{"count":null}`}, "[NOT_FOUND]"},
		"a panic of the task":    {func(context.Context, func(*int)) (*int, error) { panic(boom) }, opened, []string{`"code":"INTERNAL_SERVER_ERROR"`}, "[INTERNAL_SERVER_ERROR]"},
		"a panic of a value":     {countTo(500, nil), opened + counted, []string{`"code":"INTERNAL_SERVER_ERROR"`}, "[INTERNAL_SERVER_ERROR]"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newStreaming(t, endpoint.DefaultStreamLimits(), test.task)
			s.ask("POST", subscribe, "Accept", "text/event-stream")
			got := s.written()
			if !strings.HasPrefix(got, test.begin) || !strings.HasSuffix(got, "\n\n"+complete) || strings.Contains(got, boom) || fmt.Sprint(s.notes["codes"]) != test.codes {
				t.Errorf("%s: %v\n%s", name, s.notes["codes"], got)
			}
			for _, want := range test.end {
				if !strings.Contains(got, want) {
					t.Errorf("%s: lacks %s\n%s", name, want, got)
				}
			}
		})
	}
}

// A proxy on the way takes a connection without traffic for dead; one with events needs no comments.
func TestKeepAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStreaming(t, endpoint.DefaultStreamLimits(), func(_ context.Context, progress func(*int)) (*int, error) {
			n := 1
			time.Sleep(20 * time.Second)
			progress(&n)
			time.Sleep(31 * time.Second)
			return &n, nil
		})
		began := time.Now()
		s.ask("POST", subscribe, "Accept", "text/event-stream")
		var got []string
		for i, part := range s.sent {
			got = append(got, fmt.Sprintf("%v %.14q", s.times[i].Sub(began), part))
		}
		want := []string{`0s ":\n\n"`, `15s ":\n\n"`, `20s "event: next\nda"`, `35s ":\n\n"`, `50s ":\n\n"`, `51s "event: next\nda"`, `51s "event: complet"`}
		if !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	})
}

// A stream that is ended says why, at once, and completes; and then nothing goes on behind it.
func TestStreamIsEnded(t *testing.T) {
	for name, test := range map[string]struct {
		cause error
		want  string
	}{
		"the server stops":   {&problem.Problem{Code: problem.CodeServiceUnavailable, Retryable: true, Message: "Stopping."}, `"code":"SERVICE_UNAVAILABLE"`},
		"its time is over":   {context.DeadlineExceeded, `"code":"GATEWAY_TIMEOUT"`},
		"the client is gone": {context.Canceled, `"code":"CANCELLED"`},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newStreaming(t, endpoint.DefaultStreamLimits(), untilItEnds)
			time.AfterFunc(time.Second, func() { s.end(test.cause) })
			began := time.Now()
			s.ask("POST", subscribe, "Accept", "text/event-stream") // synctest fails the test if a goroutine is left
			if got := s.written(); time.Since(began) != time.Second || !strings.Contains(got, test.want) || !strings.HasSuffix(got, complete) {
				t.Errorf("%s: after %v\n%s", name, time.Since(began), got)
			}
		})
	}
}

// A client that can't be written to any more ends the stream and what it shows, and the log tells it from one that was served.
func TestClientThatCantBeWrittenTo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStreaming(t, endpoint.DefaultStreamLimits(), untilItEnds)
		time.AfterFunc(20*time.Second, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.fail = errors.New("broken pipe")
		})
		began := time.Now()
		s.ask("POST", subscribe, "Accept", "text/event-stream")
		if time.Since(began) != 30*time.Second || fmt.Sprint(s.notes["codes"], s.notes["reasons"], s.notes["events"]) != "[CANCELLED] [CLIENT_CANCELLED] 0" {
			t.Errorf("after %v: %v", time.Since(began), s.notes)
		}
	})
}

// One caller mustn't take all streams, nor all callers together more than the server has for them; those that end make room.
func TestStreamsAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStreaming(t, endpoint.StreamLimits{PerCaller: 2, Total: 3, KeepAlive: time.Minute}, untilItEnds)
		var open sync.WaitGroup
		stream := func(token string) { // by itself, until it ends
			open.Go(func() { s.ask("POST", subscribe, "Accept", "text/event-stream", "Authorization", "Bearer "+token) })
			synctest.Wait()
		}
		refused := func(token, who string) {
			t.Helper()
			for _, accept := range []string{"text/event-stream", "text/event-stream, application/json"} {
				got := s.ask("POST", subscribe, "Accept", accept, "Authorization", "bearer  "+token)
				if body := got.Body.String(); got.Code != 429 || got.Header().Get("Retry-After") != "10" || !strings.Contains(body, `"reason":"TOO_MANY_STREAMS"`) ||
					!strings.Contains(body, who) || !strings.HasPrefix(got.Header().Get("Content-Type"), "application/json") {
					t.Errorf("%s: got %d %v %s", token, got.Code, got.Header(), body)
				}
			}
		}
		stream("first-token")
		stream("first-token")
		refused("first-token", "you have 2 open")
		stream("second-token")
		refused("third-token", "all callers together have 3 open")
		refused("second-token", "all callers together have 3 open")
		if got := strings.Count(s.written(), opened); got != 3 {
			t.Errorf("%d streams are open, want 3", got)
		}
		if got := s.ask("POST", `{"query": "{ a }"}`); got.Code != 200 || got.Body.String() != `{"data":{"a":"x"}}` {
			t.Errorf("a query: %d %s", got.Code, got.Body)
		}
		s.end(context.Canceled)
		open.Wait()
		for range 5 { // those that have ended, which these do at once, count no more
			if got := s.ask("POST", subscribe, "Accept", "text/event-stream", "Authorization", "Bearer first-token"); got.Code != 200 {
				t.Errorf("got %d %s", got.Code, got.Body)
			}
		}
	})
}

// What a client is answered goes by what it accepts: one that takes events alone gets what is wrong with its document as an
// event, since it would show nobody the body of a response with another status.
func TestNegotiationOfEvents(t *testing.T) {
	const query, mutation, invalid = `{"query": "{ a }"}`, `{"query": "mutation { a }"}`, `{"query": "subscription { counts }"}`
	const json, newer, events, urql = "application/json", "application/graphql-response+json", "text/event-stream",
		"application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"
	const data, refused, unasked = `{"data":{"a":"x"}}`, `"code":"GRAPHQL_VALIDATION_FAILED"`, `"reason":"STREAM_NOT_ASKED_FOR"`
	for _, test := range []struct {
		accept, method, request string
		status                  int
		mediaType, body         string
	}{
		{events, "POST", query, 200, events, "event: next\ndata: " + data + "\n\n" + complete},
		{events, "GET", "query={a}", 200, events, "event: next\ndata: " + data + "\n\n" + complete},
		{events, "POST", mutation, 200, events, "event: next\ndata: " + data + "\n\n" + complete},
		{events, "GET", "query=mutation{a}", 405, json, `"reason":"MUTATION_BY_GET"`},
		{urql, "POST", query, 200, newer, data},
		{"text/event-stream, application/json;q=0.9", "POST", query, 200, events, data},
		{"text/event-stream, */*", "POST", query, 200, json, data},
		{"", "POST", subscribe, 406, json, unasked},
		{"*/*", "POST", subscribe, 406, json, unasked},
		{"text/*", "POST", subscribe, 406, json, `"code":"NOT_ACCEPTABLE"`},
		{newer, "POST", subscribe, 406, newer, unasked},
		{"application/json, text/event-stream;q=0", "GET", "query=subscription{count}", 406, json, "accept: text/event-stream"},
		{events, "POST", invalid, 200, events, refused},
		{"text/event-stream, multipart/mixed", "POST", invalid, 200, events, refused},
		{"text/event-stream, " + newer, "POST", invalid, 422, newer, refused},
		{"text/event-stream, " + json, "POST", invalid, 200, json, refused},
		{events, "POST", `{"query": "{"}`, 200, events, `"code":"GRAPHQL_PARSE_FAILED"`},
		{events, "POST", `{"query": "subscription { a: count b: count }"}`, 200, events, "exactly one field"},
		{events, "POST", `{"query": "subscription { ` + strings.Repeat("count ", 999) + `}"}`, 200, events, `"code":"LIMIT_EXCEEDED"`},
		{events, "POST", `{"query": "", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "x"}}}`, 200, events, `"code":"PERSISTED_QUERY_NOT_SUPPORTED"`},
		{events, "POST", `{"query": 1}`, 400, json, `"reason":"BODY_INVALID"`},
		{events, "PUT", query, 405, json, `"code":"METHOD_NOT_ALLOWED"`},
	} {
		s := newStreaming(t, endpoint.DefaultStreamLimits(), nil)
		var headers []string
		if test.accept != "" {
			headers = []string{"Accept", test.accept}
		}
		got := s.ask(test.method, test.request, headers...)
		mediaType, _, _ := strings.Cut(got.Header().Get("Content-Type"), ";")
		if got.Code != test.status || mediaType != test.mediaType || !strings.Contains(got.Body.String(), test.body) || s.written() != "" {
			t.Errorf("accept: %s, %s %.60s: got %d %s %s", test.accept, test.method, test.request, got.Code, mediaType, got.Body)
		}
		if mediaType == events && (!bytes.HasPrefix(got.Body.Bytes(), []byte("event: next\ndata: {")) || !strings.HasSuffix(got.Body.String(), "}\n\n"+complete)) {
			t.Errorf("%.60s: no event and its completion: %s", test.request, got.Body)
		}
	}
}
