package endpoint_test

import (
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

	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/observe"
	"zitadel-graphql/graph/problem"
)

// recorder writes down what observers are told.
type recorder struct {
	mu   sync.Mutex
	told []string
}

func (r *recorder) notef(format string, arguments ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.told = append(r.told, fmt.Sprintf(format, arguments...))
}

type observerKey struct{}

// recordingObserver tells recorder, under a name. It notes whose context it was handed.
type recordingObserver struct {
	*recorder

	name string
}

func (o recordingObserver) OperationBegins(ctx context.Context, operation observe.Operation) context.Context {
	o.notef("%s: %s %q begins", o.name, operation.Type, operation.Name)
	before, _ := ctx.Value(observerKey{}).(string)
	return context.WithValue(ctx, observerKey{}, before+o.name)
}

func (o recordingObserver) OperationEnds(ctx context.Context, failures []observe.Failure) {
	o.notef("%s: ends %v", o.name, failures)
	if of := ctx.Value(observerKey{}); of != "AB" {
		o.notef("%s: the context is of %v", o.name, of)
	}
}

func (o recordingObserver) RootFieldEnds(ctx context.Context, field observe.Field) {
	o.notef("%s: %s.%s ends %v in context %v after %v", o.name, field.Type, field.Name, field.Failures, ctx.Value(observerKey{}), field.Duration.Round(time.Second))
}

// twoObservers are A and B.
func twoObservers() (*recorder, observe.Observers) {
	r := &recorder{}
	return r, observe.Observers{recordingObserver{r, "A"}, recordingObserver{r, "B"}}
}

// ofA keeps what A was told.
func (r *recorder) ofA() []string {
	return slices.DeleteFunc(slices.Clone(r.told), func(line string) bool { return !strings.HasPrefix(line, "A: ") })
}

// Each operation, and each of its root fields, ends once for every observer, in their order, whatever becomes of it, and in the
// context that they made. What is refused before it is executed is told to nobody.
func TestObservedOperations(t *testing.T) {
	const remove = `mutation Remove { gone: removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence } }`
	const field = "A: Mutation.removeSecondFactor ends "
	const internal = "[{INTERNAL_SERVER_ERROR }]"
	for name, test := range map[string]struct {
		query string
		how   breaking
		want  []string
	}{
		"a success":  {remove, breaking{}, []string{`A: mutation "Remove" begins`, field + "[] in context AB after 0s", "A: ends []"}},
		"a failure":  {remove, afterField("sequence", func() error { return &problem.Problem{Code: problem.CodeForbidden, Reason: problem.ReasonNotAMember} }), []string{`A: mutation "Remove" begins`, field + "[{FORBIDDEN NOT_A_MEMBER}] in context AB after 0s", "A: ends [{FORBIDDEN NOT_A_MEMBER}]"}},
		"a panic":    {remove, afterField("removeSecondFactor", func() error { panic(boom) }), []string{`A: mutation "Remove" begins`, field + internal + " in context AB after 0s", "A: ends " + internal}},
		"no name":    {"{ __typename }", breaking{}, []string{`A: query "" begins`, "A: ends []"}},
		"not valid":  {"{ nothing }", breaking{}, []string{}},
		"not parsed": {"{", breaking{}, []string{}},
		"a panic around the root's fields": {remove, breaking{rootField: func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
			next(ctx)
			panic(boom)
		}}, []string{`A: mutation "Remove" begins`, field + internal + " in context AB after 0s", "A: ends " + internal}},
		"a panic while it is written": {remove, breaking{rootField: func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
			next(ctx)
			return graphql.WriterFunc(func(io.Writer) { panic(boom) })
		}}, []string{`A: mutation "Remove" begins`, field + "[] in context AB after 0s", "A: ends " + internal}},
	} {
		r, observers := twoObservers()
		handler := newObservedEndpoint((&writable{}).answer, endpoint.DefaultConfig(), observers, slog.New(slog.DiscardHandler), test.how)
		request := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(fmt.Sprintf(`{"query": %q}`, test.query)))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer a-token-of-the-caller")
		handler.ServeHTTP(httptest.NewRecorder(), request)
		if !slices.Equal(r.ofA(), test.want) {
			t.Errorf("%s: A was told\n%s\nwant\n%s", name, strings.Join(r.ofA(), "\n"), strings.Join(test.want, "\n"))
		}
		for pair := range slices.Chunk(r.told, 2) {
			if len(pair) != 2 || "B"+pair[0][1:] != pair[1] {
				t.Errorf("%s: A and B were told %q", name, pair)
			}
		}
	}
}

// An operation whose request has no time left isn't begun by the executor, and ends all the same.
func TestObservedWithoutTime(t *testing.T) {
	r, observers := twoObservers()
	handler := newObservedEndpoint(unused, endpoint.DefaultConfig(), observers, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	handler.Execute(ctx, endpoint.Request{Document: "query Late { viewer { id } }"})
	if want := []string{`A: query "Late" begins`, "A: ends [{CANCELLED CLIENT_CANCELLED}]"}; !slices.Equal(r.ofA(), want) {
		t.Errorf("A was told %q, want %q", r.ofA(), want)
	}
}

// A subscription ends with its stream, once, with all failures of its events and why it was broken off, and so does its field.
func TestObservedSubscriptions(t *testing.T) {
	for name, test := range map[string]struct {
		task     func(context.Context, func(*int)) (*int, error)
		end      error
		failures string
		seconds  int
	}{
		"to its end":            {countTo(4, nil), nil, "[]", 3},
		"an event with errors":  {countTo(404, nil), nil, "[{NOT_FOUND }]", 3},
		"a task that fails":     {countTo(4, &problem.Problem{Code: problem.CodeForbidden}), nil, "[{FORBIDDEN }]", 3},
		"a panic in an event":   {countTo(500, nil), nil, "[{INTERNAL_SERVER_ERROR }]", 3},
		"a client that is gone": {untilItEnds, context.Canceled, "[{CANCELLED CLIENT_CANCELLED}]", 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			r, observers := twoObservers()
			s := newObservedStreaming(t, endpoint.DefaultStreamLimits(), test.task, observers)
			if test.end != nil {
				time.AfterFunc(time.Second, func() { s.end(test.end) })
			}
			s.ask("POST", subscribe, "Accept", "text/event-stream")
			want := []string{
				`A: subscription "Counting" begins`,
				fmt.Sprintf("A: Subscription.count ends %s in context AB after %ds", test.failures, test.seconds),
				"A: ends " + test.failures,
			}
			if !slices.Equal(r.ofA(), want) || len(r.told) != 2*len(want) {
				t.Errorf("%s: told\n%s\nwant of A\n%s", name, strings.Join(r.told, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// A stream that is refused was never an operation.
func TestObservedStreamsThatAreRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, observers := twoObservers()
		s := newObservedStreaming(t, endpoint.StreamLimits{PerCaller: 1, Total: 1, KeepAlive: time.Minute}, untilItEnds, observers)
		var open sync.WaitGroup
		open.Go(func() { s.ask("POST", subscribe, "Accept", "text/event-stream") })
		synctest.Wait()
		s.ask("POST", subscribe, "Accept", "text/event-stream")
		s.ask("POST", subscribe, "Accept", "application/json")
		s.end(errors.New("the test is over"))
		open.Wait()
		if len(r.ofA()) != 3 {
			t.Errorf("A was told %q", r.ofA())
		}
	})
}
