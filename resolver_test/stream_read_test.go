package resolver_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

const (
	// countFactors is a look at all people of the organization.
	countFactors = `subscription { secondFactorUsage { lookedAt total usage { withNone look { complete incomplete lookedAt } } } }`
	// countPasswords is one that asks of each person by itself, whoever asks, and so takes longest.
	countPasswords = `subscription { secondFactorUsage(orgId: "200000000000000001") { lookedAt total usage { withPasswordAlone look { complete incomplete lookedAt } } } }`
	// manyPeople are so many that a test has seconds in the middle of a look at them.
	manyPeople = "20000"
)

// event is one of a stream. data is empty for one that completes it.
type event struct{ name, data string }

// openStream is a stream that goes on while the test does something about it.
type openStream struct {
	t     *testing.T
	body  io.ReadCloser
	lines *bufio.Scanner
}

// subscribe opens a stream of countPasswords at a program's URL, or that of a proxy in front of it. The test fails where there is
// another answer.
func subscribe(t *testing.T, client *http.Client, url, token string) *openStream {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/graphql", strings.NewReader(operation(countPasswords, nil)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = as(token)
	request.Header.Set("Accept", "text/event-stream")
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() }) // the test may have closed it
	if kind := response.Header.Get("Content-Type"); response.StatusCode != http.StatusOK || !strings.HasPrefix(kind, "text/event-stream") {
		body, _ := io.ReadAll(response.Body)
		t.Fatalf("got %s %s %s", response.Status, kind, body)
	}
	return &openStream{t: t, body: response.Body, lines: bufio.NewScanner(response.Body)}
}

// startHeld starts a program whose looks at people stay in the middle, however fast the machine is: the backend answers the calls
// about so many people out of a thousand, and no more.
func startHeld(t *testing.T, answered int64, args ...string) *program {
	t.Helper()
	backend := start(t, "--embedded-listen", "127.0.0.1:0", "--embedded-users", "1000")
	r := startRelay(t, backend.embeddedAddress)
	var asked atomic.Int64
	r.before = func(call *relayed) {
		if call.method == "ListAuthenticationMethodTypes" && asked.Add(1) > answered {
			<-call.ctx.Done()
		}
	}
	return start(t, append([]string{"--backend", r.url}, args...)...)
}

// next returns the next event. The second result is false at the end of the response.
func (s *openStream) next() (event, bool) {
	s.t.Helper()
	var found event
	for s.lines.Scan() {
		name, value, _ := strings.Cut(s.lines.Text(), ":")
		switch {
		case s.lines.Text() == "" && found.name != "":
			return found, true
		case name == "event":
			found.name = strings.TrimPrefix(value, " ")
		case name == "data":
			found.data = strings.TrimPrefix(value, " ")
		}
	}
	if err := s.lines.Err(); err != nil {
		s.t.Fatalf("read the stream: %v", err)
	}
	return event{}, false
}

// rest returns the data of all further events but the one that completes the stream, without which the test fails.
func (s *openStream) rest() []string {
	s.t.Helper()
	var all []string
	for {
		next, ok := s.next()
		if !ok {
			s.t.Fatalf("the stream ends without being completed, after %v", all)
		}
		if next.name == "complete" {
			if further, ok := s.next(); ok || next.data != "" {
				s.t.Errorf("after %+v comes %+v", next, further)
			}
			return all
		}
		all = append(all, next.data)
	}
}

// usageEvent is the field of countFactors, and of countPasswords.
type usageEvent struct {
	LookedAt int
	Total    *int
	Usage    *struct {
		Look struct {
			Complete   bool
			Incomplete string
			LookedAt   int
		}
	}
}

// usageOf reads the data of an event, which has to have no errors.
func usageOf(t *testing.T, data string) usageEvent {
	t.Helper()
	var response struct {
		Data   struct{ SecondFactorUsage *usageEvent }
		Errors []any
	}
	if err := json.Unmarshal([]byte(data), &response); err != nil || response.Errors != nil || response.Data.SecondFactorUsage == nil {
		t.Fatalf("got %s, %v", data, err)
	}
	return *response.Data.SecondFactorUsage
}
