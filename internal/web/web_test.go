package web_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/web"
)

// site is a server without its listener, and its log.
type site struct {
	http.Handler

	log bytes.Buffer
}

// newSite serves endpoint at /graphql and a page at /.
func newSite(t *testing.T, config web.Config, endpoint http.HandlerFunc) *site {
	t.Helper()
	return newSiteWith(t, config, endpoint, func(mux *http.ServeMux) error {
		mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "page") })
		return nil
	})
}

// newSiteWith serves other pages, or with nil none.
func newSiteWith(t *testing.T, config web.Config, endpoint http.HandlerFunc, pages func(*http.ServeMux) error) *site {
	t.Helper()
	s := &site{}
	config.RequestTimeout, config.MaxBodyBytes = time.Minute, 10
	server, err := web.New(config, web.Handlers{
		GraphQL: endpoint,
		Pages:   pages,
		Ready:   func(context.Context) error { return errors.New("asleep") },
		Refuse:  refuse,
	}, slog.New(slog.NewJSONHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatal(err)
	}
	s.Handler = server.Handler
	return s
}

// refuse answers with the reason or code of what is refused, and the text of any other error.
func refuse(w http.ResponseWriter, _ *http.Request, err error) {
	status := http.StatusInternalServerError
	refusal, ok := errors.AsType[*problem.Problem](err)
	if ok {
		status = refusal.Status()
		err = errors.New(cmp.Or(string(refusal.Reason), string(refusal.Code)))
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	http.Error(w, text, status)
}

func (s *site) do(r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(b))
}

func ok(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "graphql") }

// Each path has its handler, and what isn't served is refused in the one contract.
func TestPaths(t *testing.T) {
	s := newSite(t, web.Config{}, ok)
	for request, want := range map[string]string{
		"POST /graphql":     "200 graphql",
		"PUT /graphql":      "200 graphql", // the endpoint refuses by itself
		"GET /":             "200 page",
		"GET /nothing":      "404 NOT_FOUND",
		"GET /graphql/more": "404 NOT_FOUND",
		"GET //graphql":     "404 NOT_FOUND",
		"GET /x/../graphql": "404 NOT_FOUND",
		"GET /healthz":      "200 ok",
		"HEAD /healthz":     "200 ok",
		"POST /healthz":     "405 METHOD_NOT_ALLOWED",
		"GET /readyz":       "500 asleep",
		"DELETE /readyz":    "405 METHOD_NOT_ALLOWED",
	} {
		method, path, _ := strings.Cut(request, " ")
		response := s.do(httptest.NewRequest(method, path, nil))
		if got := fmt.Sprint(response.StatusCode, " ", body(t, response)); got != want {
			t.Errorf("%s: %s, want %s", request, got, want)
		}
		if response.StatusCode == http.StatusMethodNotAllowed && response.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: Allow is %q", request, response.Header.Get("Allow"))
		}
	}
}

// A panic anywhere is an answer in the contract, and the server goes on.
func TestPanic(t *testing.T) {
	s := newSite(t, web.Config{}, func(http.ResponseWriter, *http.Request) { panic("boom") })
	for range 2 {
		response := s.do(httptest.NewRequest(http.MethodPost, "/graphql", nil))
		if got := body(t, response); response.StatusCode != http.StatusInternalServerError || got != "panic: boom" {
			t.Errorf("%d %s", response.StatusCode, got)
		}
	}
}

// Half an answer must not look like a whole one: after a panic in the middle of it the connection is cut.
func TestPanicInTheMiddle(t *testing.T) {
	s := newSite(t, web.Config{}, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"data":`)
		panic("boom")
	})
	server := httptest.NewServer(s)
	defer server.Close()
	response, err := http.Post(server.URL+"/graphql", "application/json", nil)
	if err != nil {
		return // cut before the head: fine
	}
	defer response.Body.Close()
	if _, err := io.ReadAll(response.Body); err == nil {
		t.Error("the answer looks whole")
	}
}

// A page of another name that resolves to this machine (DNS rebinding) gets nothing.
func TestHosts(t *testing.T) {
	s := newSite(t, web.Config{OnlyLoopbackHosts: true}, ok)
	for host, want := range map[string]int{"localhost:1": http.StatusOK, "evil.example": http.StatusForbidden} {
		for _, path := range []string{"/graphql", "/", "/healthz"} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Host = host
			if got := s.do(r).StatusCode; got != want {
				t.Errorf("%s%s: %d, want %d", host, path, got, want)
			}
		}
	}
}

// A body is read up to the limit, and not a byte further, whether its length is known or not.
func TestBodyLimit(t *testing.T) {
	s := newSite(t, web.Config{}, func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		_, tooLarge := errors.AsType[*http.MaxBytesError](err)
		fmt.Fprint(w, tooLarge)
	})
	for text, want := range map[string]string{"0123456789": "false", "0123456789a": "true"} {
		for _, length := range []int64{int64(len(text)), -1} {
			r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(text))
			r.ContentLength = length
			if got := body(t, s.do(r)); got != want {
				t.Errorf("%d bytes, by their header %d, are too many: %s", len(text), length, got)
			}
		}
	}
}

// Headers are taken up to the limit, and not a byte further.
func TestHeaderLimit(t *testing.T) {
	s := newSite(t, web.Config{}, ok)
	for _, c := range []struct{ over, want int }{{0, http.StatusOK}, {1, http.StatusRequestHeaderFieldsTooLarge}} {
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		r.Header.Set("X", strings.Repeat("x", web.MaxHeaderBytes-len("X")+c.over))
		if got := s.do(r).StatusCode; got != c.want {
			t.Errorf("%d bytes over the limit: %d, want %d", c.over, got, c.want)
		}
	}
}

// A request has no more time than it was given.
func TestDeadline(t *testing.T) {
	s := newSite(t, web.Config{}, func(w http.ResponseWriter, r *http.Request) {
		deadline, ok := r.Context().Deadline()
		fmt.Fprint(w, ok && time.Until(deadline) <= time.Minute)
	})
	if got := body(t, s.do(httptest.NewRequest(http.MethodPost, "/graphql", nil))); got != "true" {
		t.Error("the request has no deadline within a minute")
	}
}

// A client finds its own id again in the response and the log; what could forge a log line is replaced.
func TestRequestID(t *testing.T) {
	for id, kept := range map[string]bool{
		"abc-1.2_3": true, strings.Repeat("x", 64): true,
		strings.Repeat("x", 65): false, "a b": false, "a\tb": false, `a"b`: false, "é": false, "": false,
	} {
		var seen string
		s := newSite(t, web.Config{}, func(_ http.ResponseWriter, r *http.Request) { seen = web.RequestID(r.Context()) })
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		r.Header.Set("X-Request-Id", id)
		got := s.do(r).Header.Get("X-Request-Id")
		if (got == id) != kept || got != seen || got == "" || !strings.Contains(s.log.String(), `"requestId":"`+got+`"`) {
			t.Errorf("%q became %q, in the context %q; log: %s", id, got, seen, s.log.String())
		}
	}
}

// One line says what happened, and has neither the query string nor a header, where secrets are.
func TestAccessLog(t *testing.T) {
	s := newSite(t, web.Config{}, func(w http.ResponseWriter, r *http.Request) {
		web.Annotate(r.Context(), slog.String("operation", "Q"))
		w.WriteHeader(http.StatusTeapot)
	})
	r := httptest.NewRequest(http.MethodGet, "/graphql?variables=s3cret", nil)
	r.Header.Set("Authorization", "Bearer s3cret")
	s.do(r)
	var line map[string]any
	if err := json.Unmarshal(s.log.Bytes(), &line); err != nil {
		t.Fatalf("%v in %s", err, s.log.String())
	}
	for key, want := range map[string]any{"level": "INFO", "method": "GET", "path": "/graphql", "status": 418.0, "operation": "Q"} {
		if line[key] != want {
			t.Errorf("%s is %v, want %v", key, line[key], want)
		}
	}
	if strings.Contains(s.log.String(), "s3cret") {
		t.Errorf("the log has the secret: %s", s.log.String())
	}
	s.log.Reset()
	s.do(httptest.NewRequest(http.MethodGet, "/healthz", nil))
	if !strings.Contains(s.log.String(), `"level":"DEBUG"`) {
		t.Errorf("a probe is logged as %s", s.log.String())
	}
}
