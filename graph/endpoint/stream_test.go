package endpoint_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/graph/subscription"
)

// countTo counts, and ends with what is last.
func countTo(last int, err error) subscription.Task[int] {
	return func(ctx context.Context, progress func(*int)) (*int, error) {
		for n := 1; n < 4; n++ {
			progress(&n)
			select {
			case <-time.After(time.Second): // of the test's own clock
			case <-ctx.Done():
				return nil, ctx.Err()
			}
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

// A stream that is ended while an event is written, so that its task has returned by then, mustn't look like a whole one.
func TestStreamIsEndedWithItsTask(t *testing.T) {
	stopping := &problem.Problem{Code: problem.CodeServiceUnavailable, Retryable: true, Message: "Stopping."}
	for range 20 { // which of the two is noticed first is up to chance
		synctest.Test(t, func(t *testing.T) {
			s := newStreaming(t, endpoint.DefaultStreamLimits(), untilItEnds)
			s.during = func() {
				s.end(stopping)
				time.Sleep(time.Second) // of the test's own clock
			}
			s.ask("POST", subscribe, "Accept", "text/event-stream")
			if got := s.written(); !strings.Contains(got, `"code":"SERVICE_UNAVAILABLE"`) {
				t.Fatalf("got\n%s", got)
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

// Each event has the extensions that its own response has, such as the warnings.
func TestEventsHaveExtensions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStreaming(t, endpoint.DefaultStreamLimits(), countTo(4, nil), aroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
			response := next(ctx)
			if response != nil && strings.Contains(string(response.Data), "4") {
				response.Extensions = map[string]any{"warnings": []string{"slow"}}
			}
			return response
		}))
		s.ask("POST", subscribe, "Accept", "text/event-stream")
		if want := opened + counted + "event: next\ndata: {\"data\":{\"count\":4},\"extensions\":{\"warnings\":[\"slow\"]}}\n\n" + complete; s.written() != want {
			t.Errorf("got\n%s", s.written())
		}
	})
}

// What a panic around a response leaves is an event, as a failure of the extensions' JSON is.
func TestBrokenExtensionsAreEvents(t *testing.T) {
	for name, respond := range map[string]func(context.Context, graphql.ResponseHandler) *graphql.Response{
		"a panic": func(context.Context, graphql.ResponseHandler) *graphql.Response { panic(boom) },
		"no JSON": func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
			response := next(ctx)
			if response != nil {
				response.Extensions = map[string]any{"x": unwritable{}}
			}
			return response
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newStreaming(t, endpoint.DefaultStreamLimits(), countTo(4, nil), aroundResponses(respond))
			s.ask("POST", subscribe, "Accept", "text/event-stream")
			got := s.written()
			if !strings.Contains(got, `{"errors":[{"message":"Something failed inside`) || !strings.HasSuffix(got, "\n\n"+complete) || strings.Contains(got, boom) {
				t.Errorf("%s: got\n%s", name, got)
			}
		})
	}
}
