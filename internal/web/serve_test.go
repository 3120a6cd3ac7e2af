package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"zitadel-graphql/internal/web"
)

// endTime is the server's WriteTimeout.
const endTime = 40 * time.Second

// shutdown is one way in which a server stops.
type shutdown struct {
	requestTakes time.Duration // the one that is under way
	stopsAfter   time.Duration // from the signal to stop
	want         error
	answered     bool
}

// Stopping waits for as long as a request may take for its answer and no longer, whatever else is connected: a request that
// is cut may have written something, and one that hangs must not keep the program from ending.
func TestServeStops(t *testing.T) {
	var one, two http.Protocols
	one.SetHTTP1(true)
	two.SetUnencryptedHTTP2(true)
	for name, d := range map[string]shutdown{
		"nothing is under way":            {answered: true},
		"a request ends just in time":     {requestTakes: endTime - time.Second, stopsAfter: endTime - time.Second, answered: true},
		"a request never gets to its end": {requestTakes: time.Hour, stopsAfter: endTime, want: context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { d.check(t, &one) })
		})
		t.Run(name+", HTTP/2", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { d.check(t, &two) })
		})
	}
}

func (d shutdown) check(t *testing.T, protocols *http.Protocols) {
	t.Helper()
	listener := newPipes(protocols)
	stop, stopped := serve(t, listener, d.requestTakes)
	idle := listener.client()
	if err := get(idle, "/at-once"); err != nil {
		t.Fatal(err)
	}
	answer := make(chan error, 1)
	go func() { answer <- get(listener.client(), "/slow") }()
	synctest.Wait()
	began := time.Now()
	stop()
	if err := <-stopped; !errors.Is(err, d.want) {
		t.Errorf("Serve returned %v, want %v", err, d.want)
	}
	// net/http looks twice a second whether all is done, and closes a connection of HTTP/2 a second after its last answer.
	if took := time.Since(began); took < d.stopsAfter || took > d.stopsAfter+2*time.Second {
		t.Errorf("it stopped after %s, want %s", took, d.stopsAfter)
	}
	if err := <-answer; (err == nil) != d.answered {
		t.Errorf("the request ended with %v", err)
	}
	if err := get(idle, "/at-once"); err == nil {
		t.Error("it still answers")
	}
}

// serve answers at once, or on /slow after a while, until stop is called.
func serve(t *testing.T, listener *pipes, takes time.Duration) (stop func(), stopped <-chan error) {
	t.Helper()
	server := &http.Server{Protocols: listener.protocols, ReadHeaderTimeout: endTime, WriteTimeout: endTime}
	server.Handler = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/slow" {
			return
		}
		select {
		case <-time.After(takes):
		case <-r.Context().Done():
		}
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := web.Serve(ctx, server, listener, 0, slog.New(slog.DiscardHandler))
		ended <- err
	}()
	return stop, ended
}

func get(client *http.Client, path string) error {
	response, err := client.Get("http://server.example" + path)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, response.Body)
	return errors.Join(err, response.Body.Close())
}

// pipes is a listener whose connections stay in the process, so that the test's clock counts for them.
type pipes struct {
	protocols *http.Protocols
	dialed    chan net.Conn
	dials     atomic.Int64
	closed    chan struct{}
	closing   sync.Once
}

var _ net.Listener = (*pipes)(nil)

func newPipes(protocols *http.Protocols) *pipes {
	return &pipes{protocols: protocols, dialed: make(chan net.Conn), closed: make(chan struct{})}
}

// client returns one with connections of its own.
func (p *pipes) client() *http.Client {
	return &http.Client{Transport: &http.Transport{Protocols: p.protocols, DialContext: p.dial}}
}

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	p.dials.Add(1)
	here, there := net.Pipe()
	select {
	case p.dialed <- there:
		return here, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.dialed:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.closing.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes", Net: "pipe"} }
