package web_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"zitadel-graphql/internal/web"
)

// recorder writes down what observers are told.
type recorder struct{ told []string }

type observerKey struct{}

// recordingObserver tells recorder, under a name, and adds it to the context.
type recordingObserver struct {
	*recorder

	name string
}

func (o recordingObserver) RequestBegins(ctx context.Context, _ *http.Request, fromTrustedProxy bool) context.Context {
	o.told = append(o.told, fmt.Sprintf("%s: %s begins, trusted %v", o.name, web.RequestID(ctx), fromTrustedProxy))
	before, _ := ctx.Value(observerKey{}).(string)
	return context.WithValue(ctx, observerKey{}, before+o.name)
}

func (o recordingObserver) RequestEnds(ctx context.Context, end web.RequestEnd) {
	o.told = append(o.told, fmt.Sprintf("%s: %s %s ends with %d %v in context %v", o.name, end.Method, end.Route, end.Status, end.Annotations, ctx.Value(observerKey{})))
}

// observedSite has the observers A and B.
func observedSite(t *testing.T, endpoint http.HandlerFunc) (*recorder, http.Handler) {
	t.Helper()
	r := &recorder{}
	config := web.Config{RequestTimeout: time.Minute, MaxBodyBytes: 10, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}
	server, err := web.New(config, web.Handlers{GraphQL: endpoint, Refuse: refuse, Ready: func(context.Context) error { return nil },
		Observers: []web.Observer{recordingObserver{r, "A"}, recordingObserver{r, "B"}}}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return r, server.Handler
}

// endRecorder keeps what became of the last request.
type endRecorder struct{ web.RequestEnd }

func (*endRecorder) RequestBegins(ctx context.Context, _ *http.Request, _ bool) context.Context {
	return ctx
}

func (e *endRecorder) RequestEnds(_ context.Context, end web.RequestEnd) { e.RequestEnd = end }

// What goes on after a request has ended, such as in a goroutine that it began, finds the request's context ended, and changes nothing of
// what observers were told.
func TestAfterARequest(t *testing.T) {
	var observer endRecorder
	var request *http.Request
	server, err := web.New(web.Config{RequestTimeout: time.Minute, MaxBodyBytes: 10}, web.Handlers{
		GraphQL: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			request = r
			web.Annotate(r.Context(), slog.String("operation", "Mine"))
		}),
		Refuse: refuse, Observers: []web.Observer{&observer},
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	server.Handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/graphql", nil))
	ctx := request.Context()
	web.Annotate(ctx, slog.String("operation", "Late"))
	if got := fmt.Sprint(observer.Annotations); ctx.Err() == nil || got != "[operation=Mine]" {
		t.Errorf("the context has ended with %v, and the annotations are %s", ctx.Err(), got)
	}
}

// Each request begins and ends once for every observer, in their order, whatever becomes of it, and in the context that they
// made; and what it is called is one of a few names.
func TestObservedRequests(t *testing.T) {
	const begun = http.StatusOK
	for name, test := range map[string]struct {
		request string
		how     http.HandlerFunc
		want    string
	}{
		"a success":               {"POST /graphql", ok, "POST /graphql ends with 200 []"},
		"annotations":             {"POST /graphql", annotated, "POST /graphql ends with 200 [operation=Mine]"},
		"a path that isn't there": {"GET /secret-of-a-caller", ok, "GET other ends with 404 []"},
		"a probe":                 {"GET /readyz", ok, "GET /readyz ends with 200 []"},
		"no agents here":          {"POST /mcp", ok, "POST /mcp ends with 404 []"},
		"a method of their own":   {"BREW /graphql", ok, "other /graphql ends with 200 []"},
		"a panic":                 {"POST /graphql", func(http.ResponseWriter, *http.Request) { panic("boom") }, "POST /graphql ends with 500 []"},
		"a panic in the answer": {"POST /graphql", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(begun)
			panic("boom")
		}, "POST /graphql ends with 200 []"},
		"cut off": {"POST /graphql", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "POST /graphql ends with 0 []"},
	} {
		r, handler := observedSite(t, test.how)
		method, path, _ := strings.Cut(test.request, " ")
		request := httptest.NewRequest(method, path, nil)
		request.Header.Set("X-Request-Id", "the-id")
		func() {
			defer func() { _ = recover() }() // what net/http does
			handler.ServeHTTP(httptest.NewRecorder(), request)
		}()
		want := []string{"A: the-id begins, trusted false", "B: the-id begins, trusted false", "A: " + test.want + " in context AB", "B: " + test.want + " in context AB"}
		if !slices.Equal(r.told, want) {
			t.Errorf("%s: told\n%s\nwant\n%s", name, strings.Join(r.told, "\n"), strings.Join(want, "\n"))
		}
	}
}

func annotated(w http.ResponseWriter, r *http.Request) {
	web.Annotate(r.Context(), slog.String("operation", "Mine"))
	w.WriteHeader(http.StatusOK)
}

// Only the other end of the connection is a trusted proxy, and nobody whom a header names.
func TestObservedFromTrustedProxy(t *testing.T) {
	for address, want := range map[string]string{
		"10.1.2.3:5":          "trusted true",
		"[::ffff:10.1.2.3]:5": "trusted true",
		"10.2.2.3:5":          "trusted false",
		"@":                   "trusted false",
	} {
		r, handler := observedSite(t, ok)
		request := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		request.RemoteAddr = address
		request.Header.Set("X-Forwarded-For", "10.1.2.3")
		handler.ServeHTTP(httptest.NewRecorder(), request)
		if !strings.HasSuffix(r.told[0], want) {
			t.Errorf("from %s: %q", address, r.told[0])
		}
	}
}

// A stream ends for its observers when it does, and not when it has begun.
func TestObservedStream(t *testing.T) {
	var r *recorder
	var handler http.Handler
	r, handler = observedSite(t, func(w http.ResponseWriter, request *http.Request) {
		ctx, out := web.OpenStream(request.Context(), w)
		defer func() { _ = out.Close() }()
		if ctx.Value(observerKey{}) != "AB" {
			t.Error("the stream isn't in the context of its request")
		}
		_, _ = io.WriteString(out, "event")
		r.told = append(r.told, "written")
	})
	server := httptest.NewServer(handler)
	response, err := http.Post(server.URL+"/graphql", "application/json", nil)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	server.Close() // waits for the handler
	if len(r.told) != 5 || r.told[2] != "written" || !strings.HasPrefix(r.told[3], "A: POST /graphql ends with 200") {
		t.Errorf("told %q", r.told)
	}
}
