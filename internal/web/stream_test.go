package web_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/web"
)

// streamServer serves a stream with pipes as its network, until stop is called.
type streamServer struct {
	client  *http.Client
	stop    context.CancelFunc
	stopped chan error
	ended   chan error // is why each stream has ended
}

// eachProtocol runs a test with a server of HTTP/1.1, and one of HTTP/2, on the test's own clock. The stream is what goes on
// between opening and closing it.
func eachProtocol(t *testing.T, stream func(context.Context, io.Writer) error, check func(*testing.T, *streamServer)) {
	t.Helper()
	var one, two http.Protocols
	one.SetHTTP1(true)
	two.SetUnencryptedHTTP2(true)
	for name, protocols := range map[string]*http.Protocols{"HTTP/1.1": &one, "HTTP/2": &two} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { check(t, serveStream(t, protocols, stream)) })
		})
	}
}

func serveStream(t *testing.T, protocols *http.Protocols, stream func(context.Context, io.Writer) error) *streamServer {
	t.Helper()
	s := &streamServer{stopped: make(chan error, 1), ended: make(chan error, 9)}
	config := web.Config{RequestTimeout: 30 * time.Second, HeaderTimeout: 10 * time.Second, IdleTimeout: time.Hour, StreamTimeout: 15 * time.Minute, MaxBodyBytes: 10,
		Gzip: true}
	endpoint := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, out := web.OpenStream(r.Context(), w)
		defer func() { _ = out.Close() }()
		s.ended <- stream(ctx, out)
	})
	log := slog.New(slog.DiscardHandler)
	server, err := web.New(config, web.Handlers{GraphQL: endpoint, Refuse: refuse}, log)
	if err != nil {
		t.Fatal(err)
	}
	server.Protocols = protocols
	listener := newPipes(protocols)
	s.client = listener.client()
	ctx, stop := context.WithCancel(t.Context())
	s.stop = stop
	go func() {
		_, err := web.Serve(ctx, server.Server, listener, 0, log)
		s.stopped <- err
	}()
	t.Cleanup(func() {
		stop()
		s.client.CloseIdleConnections()
		if err := <-s.stopped; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return s
}

// open asks for a stream. Its body ends with the response, or when the test closes it.
func (s *streamServer) open(t *testing.T) io.ReadCloser {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://server.example/graphql", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := s.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return response.Body
}

// untilItEnds is a stream that says something at its beginning, and the code of why it ends at its end.
func untilItEnds(ctx context.Context, out io.Writer) error {
	if _, err := io.WriteString(out, "begun\n"); err != nil {
		return err
	}
	<-ctx.Done()
	return tellCause(ctx, out)
}

func tellCause(ctx context.Context, out io.Writer) error {
	cause := context.Cause(ctx)
	if found, ok := errors.AsType[*problem.Problem](cause); ok {
		_, err := io.WriteString(out, string(found.Code))
		return errors.Join(cause, err)
	}
	return cause
}

func hasCode(err error, code problem.Code) bool {
	found, ok := errors.AsType[*problem.Problem](err)
	return ok && found.Code == code
}

// A stream isn't cut by any of the times that a request has, but by its own, and then it can still tell so.
func TestStreamHasATimeOfItsOwn(t *testing.T) {
	eachProtocol(t, func(ctx context.Context, out io.Writer) error {
		for minute := time.NewTicker(time.Minute); ; {
			select {
			case <-minute.C:
				if _, err := io.WriteString(out, "tick "); err != nil {
					return err
				}
			case <-ctx.Done():
				return tellCause(ctx, out)
			}
		}
	}, func(t *testing.T, s *streamServer) { //nolint:thelper // it is the test itself
		began := time.Now()
		body := s.open(t)
		got, err := io.ReadAll(body)
		ticks, ended := strings.CutSuffix(string(got), string(problem.CodeGatewayTimeout))
		if count := strings.Count(ticks, "tick "); err != nil || !ended || count < 14 || count > 15 { // the last comes at the very end
			t.Errorf("got %s, %v", got, err)
		}
		if took := time.Since(began); took != 15*time.Minute || !hasCode(<-s.ended, problem.CodeGatewayTimeout) {
			t.Errorf("it took %v", took)
		}
	})
}

// A server that stops ends its streams at once, and tells their clients, instead of waiting for minutes.
func TestStopEndsStreams(t *testing.T) {
	eachProtocol(t, untilItEnds, func(t *testing.T, s *streamServer) { //nolint:thelper // it is the test itself
		body := s.open(t)
		lines := bufio.NewReader(body)
		if _, err := lines.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		s.stop()
		if rest, err := io.ReadAll(lines); err != nil || string(rest) != string(problem.CodeServiceUnavailable) || time.Since(began) != 0 {
			t.Errorf("after %v: %s, %v", time.Since(began), rest, err)
		}
		// As in TestServeStops, net/http takes up to two seconds to see that all is done.
		if err := <-s.stopped; err != nil || time.Since(began) > 2*time.Second {
			t.Errorf("Serve returned %v after %v", err, time.Since(began))
		}
		s.stopped <- nil
		if err := <-s.ended; !hasCode(err, problem.CodeServiceUnavailable) {
			t.Errorf("the stream ended with %v", err)
		}
	})
}

// When the client goes its stream ends, so that nothing is done for it any more.
func TestClientGone(t *testing.T) {
	eachProtocol(t, untilItEnds, func(t *testing.T, s *streamServer) { //nolint:thelper // it is the test itself
		body := s.open(t)
		if _, err := bufio.NewReader(body).ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		synctest.Wait() // until the server, too, knows that this has been read
		began := time.Now()
		if err := body.Close(); err != nil {
			t.Fatal(err)
		}
		if err := <-s.ended; !errors.Is(err, context.Canceled) || time.Since(began) > 100*time.Millisecond {
			t.Errorf("the stream ended with %v after %v", err, time.Since(began))
		}
	})
}

// endlessly writes until that fails, and returns why.
func endlessly(_ context.Context, out io.Writer) error {
	for part := make([]byte, 64<<10); ; {
		if _, err := out.Write(part); err != nil {
			return err
		}
	}
}

// A client that stops reading keeps its stream for ten seconds.
func TestSlowReader(t *testing.T) {
	eachProtocol(t, endlessly, func(t *testing.T, s *streamServer) { //nolint:thelper // it is the test itself
		body := s.open(t)
		began := time.Now()
		if err := <-s.ended; err == nil || time.Since(began) != 10*time.Second {
			t.Errorf("the stream ended with %v after %v", err, time.Since(began))
		}
		if err := body.Close(); err != nil {
			t.Log(err) // the connection was cut
		}
	})
}

// Nor does such a client hold up a server that stops.
func TestSlowReaderAtTheStop(t *testing.T) {
	eachProtocol(t, endlessly, func(t *testing.T, s *streamServer) { //nolint:thelper // it is the test itself
		body := s.open(t)
		synctest.Wait()
		began := time.Now()
		s.stop()
		if err := <-s.ended; err == nil || time.Since(began) != time.Second {
			t.Errorf("the stream ended with %v after %v", err, time.Since(began))
		}
		if err := body.Close(); err != nil {
			t.Log(err) // the connection was cut
		}
	})
}

// A line of the access log has no key twice, however often a stream's events add to it.
func TestAnnotationsReplaceEachOther(t *testing.T) {
	s := newSite(t, web.Config{}, func(_ http.ResponseWriter, r *http.Request) {
		web.Annotate(r.Context(), slog.Int("events", 1), slog.String("type", "subscription"))
		web.Annotate(r.Context(), slog.Int("events", 2))
	})
	s.do(httptest.NewRequest(http.MethodPost, "/graphql", nil))
	line := s.log.String()
	if !strings.Contains(line, `"events":2`) || strings.Count(line, `"events"`) != 1 || strings.Count(line, `"type":"subscription"`) != 1 {
		t.Errorf("got %s", line)
	}
}
