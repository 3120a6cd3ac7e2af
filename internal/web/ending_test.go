package web_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/web"
)

const drainDelay = 5 * time.Second

// drainingServer is a server whose /graphql is as a test wants it, with pipes as its network.
type drainingServer struct {
	*pipes

	end   context.CancelCauseFunc // of Serve's context
	ended chan error
	// What follows is to be read once it has ended.
	log           *bytes.Buffer
	stillAnswered int // what Serve returned
}

// eachDraining runs a test with a server of HTTP/1.1, and one of HTTP/2, on the test's own clock.
func eachDraining(t *testing.T, endpoint http.HandlerFunc, check func(*testing.T, *drainingServer)) {
	t.Helper()
	var one, two http.Protocols
	one.SetHTTP1(true)
	two.SetUnencryptedHTTP2(true)
	for name, protocols := range map[string]*http.Protocols{"HTTP/1.1": &one, "HTTP/2": &two} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { check(t, serveDraining(t, protocols, endpoint)) })
		})
	}
}

func serveDraining(t *testing.T, protocols *http.Protocols, endpoint http.HandlerFunc) *drainingServer {
	t.Helper()
	s := &drainingServer{pipes: newPipes(protocols), ended: make(chan error, 1), log: new(bytes.Buffer)}
	log := slog.New(slog.NewJSONHandler(s.log, nil))
	config := web.Config{RequestTimeout: 30 * time.Second, HeaderTimeout: 10 * time.Second, IdleTimeout: time.Hour, StreamTimeout: time.Hour, MaxBodyBytes: 10}
	server, err := web.New(config, web.Handlers{GraphQL: endpoint, Refuse: refuse, Ready: func(context.Context) error { return nil }}, log)
	if err != nil {
		t.Fatal(err)
	}
	server.Protocols = protocols
	ctx, end := context.WithCancelCause(t.Context())
	s.end = end
	go func() {
		var err error
		s.stillAnswered, err = web.Serve(ctx, server.Server, s, drainDelay, log)
		s.ended <- err
	}()
	return s
}

// ask sends a request on the client's connections and returns the answer's text, and whether it asks to connect anew.
func (s *drainingServer) ask(t *testing.T, client *http.Client, path string) (text string, closes bool) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://server.example"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return body(t, response), response.Close
}

// While a server drains it serves on, on new connections too, asks each client to connect anew, and isn't ready. Then it stops.
func TestDrain(t *testing.T) {
	eachDraining(t, ok, func(t *testing.T, s *drainingServer) { //nolint:thelper // it is the test itself
		early := s.client()
		if text, closes := s.ask(t, early, "/readyz"); text != "ok" || closes {
			t.Errorf("before: got %s, closes %t", text, closes)
		}
		dialed := s.dials.Load()
		began := time.Now()
		s.end(web.ErrTerminated)
		synctest.Wait()
		if text, _ := s.ask(t, early, "/readyz"); text != string(problem.ReasonServerStopping) {
			t.Errorf("/readyz answers %s", text)
		}
		for range 3 {
			if text, closes := s.ask(t, early, "/graphql"); text != "graphql" || closes != s.protocols.HTTP1() {
				t.Errorf("meanwhile: got %s, closes %t", text, closes)
			}
			synctest.Wait() // until GOAWAY is there
		}
		if text, _ := s.ask(t, early, "/healthz"); text != "ok" {
			t.Errorf("/healthz answers %s", text)
		}
		if again := s.dials.Load() - dialed; again != 4 { // the first of the five went to the old connection
			t.Errorf("the client connected anew %d times, want once for each further request", again)
		}
		early.CloseIdleConnections()
		if err := <-s.ended; err != nil || time.Since(began) < drainDelay || time.Since(began) > drainDelay+2*time.Second {
			t.Errorf("Serve returned %v after %v", err, time.Since(began))
		}
		if err := get(s.client(), "/graphql"); err == nil {
			t.Error("it still answers")
		}
		if s.stillAnswered != 0 {
			t.Errorf("%d requests are said to have been under way", s.stillAnswered)
		}
	})
}

// Whoever reads the log learns how many requests were answered after the server had stopped to take new ones.
func TestServeCountsWhatItStillAnswers(t *testing.T) {
	slow := func(http.ResponseWriter, *http.Request) { time.Sleep(20 * time.Second) } // on the test's clock
	eachDraining(t, slow, func(t *testing.T, s *drainingServer) {                     //nolint:thelper // it is the test itself
		for range 3 {
			go func() {
				if err := get(s.client(), "/graphql"); err != nil {
					t.Error(err)
				}
			}()
		}
		synctest.Wait()
		s.end(context.Canceled)
		if err := <-s.ended; err != nil || s.stillAnswered != 3 {
			t.Errorf("Serve returned %d, %v", s.stillAnswered, err)
		}
	})
}

// A person at a terminal doesn't have to wait, nor does a server that has failed.
func TestOnlyTerminationDrains(t *testing.T) {
	eachDraining(t, ok, func(t *testing.T, s *drainingServer) { //nolint:thelper // it is the test itself
		began := time.Now()
		s.end(context.Canceled)
		if err := <-s.ended; err != nil || time.Since(began) != 0 {
			t.Errorf("Serve returned %v after %v", err, time.Since(began))
		}
	})
}

// Streams end when new connections already lead elsewhere, and not all at once, since their clients all come back. Those that were
// begun while the server drains end likewise.
func TestDrainSpreadsStreams(t *testing.T) {
	const streams = 30
	began := make(chan time.Time, 1)
	type end struct {
		after time.Duration
		last  string
	}
	eachDraining(t, streamUntilItEnds, func(t *testing.T, s *drainingServer) { //nolint:thelper // it is the test itself
		ends := make(chan end, streams)
		client := s.client()
		watch := func() {
			body := openStream(t, client)
			go func() {
				rest, err := io.ReadAll(body)
				if err != nil {
					rest = []byte(err.Error())
				}
				at := <-began
				began <- at
				ends <- end{time.Since(at), string(rest)}
			}()
		}
		for range streams / 2 {
			watch()
		}
		select { // of the run before
		case <-began:
		default:
		}
		began <- time.Now()
		s.end(web.ErrTerminated)
		time.Sleep(drainDelay / 2) // on the test's clock
		for range streams / 2 {
			watch()
		}
		var after []time.Duration
		for range streams {
			got := <-ends
			if got.last != string(problem.ReasonServerStopping) || got.after < drainDelay/2 || got.after > drainDelay {
				t.Errorf("a stream ended with %s after %v", got.last, got.after)
			}
			after = append(after, got.after)
		}
		slices.Sort(after)
		if moments := len(slices.Compact(after)); moments < streams-2 {
			t.Errorf("%d streams ended at %d moments", streams, moments)
		}
		client.CloseIdleConnections()
		if err := <-s.ended; err != nil {
			t.Error(err)
		}
	})
}

// streamUntilItEnds is an endpoint whose stream says why it ends.
func streamUntilItEnds(w http.ResponseWriter, r *http.Request) {
	ctx, out := web.OpenStream(r.Context(), w)
	defer func() { _ = out.Close() }()
	if _, err := io.WriteString(out, "begun\n"); err != nil {
		return
	}
	<-ctx.Done()
	if found, ok := errors.AsType[*problem.Problem](context.Cause(ctx)); ok {
		_, _ = io.WriteString(out, string(found.Reason)) // the reader finds out
	}
}

// openStream returns what follows the first line.
func openStream(t *testing.T, client *http.Client) io.Reader {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://server.example/graphql", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	rest := bufio.NewReader(response.Body)
	if _, err := rest.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return rest
}

// What is still under way when its time is up is cut, and that is said: by the error, and with the request's id in the log.
func TestCutIsTold(t *testing.T) {
	hang := func(_ http.ResponseWriter, r *http.Request) { // for longer than its own time
		select {
		case <-time.After(time.Hour):
		case <-r.Context().Done():
			time.Sleep(time.Minute)
		}
	}
	eachDraining(t, hang, func(t *testing.T, s *drainingServer) { //nolint:thelper // it is the test itself
		client := s.client()
		go func() {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://server.example/graphql", nil)
			if err != nil {
				t.Error(err)
				return
			}
			r.Header.Set("X-Request-Id", "the-one")
			if response, err := client.Do(r); err == nil {
				response.Body.Close()
				t.Error("the request was answered")
			}
		}()
		synctest.Wait()
		s.end(web.ErrTerminated)
		err := <-s.ended
		cut, ok := errors.AsType[*web.CutError](err)
		if !ok || cut.Requests != 1 || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Serve returned %v", err)
		}
		time.Sleep(time.Hour) // on the test's clock, until the handler has ended too
		synctest.Wait()
		if !strings.Contains(s.log.String(), `"level":"ERROR","msg":"requests were cut off: their clients don't know whether their writes happened","requests":1,"requestIds":["the-one"]`) {
			t.Errorf("the log: %s", s.log)
		}
	})
}
