package graphiql

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
)

const (
	running = `document.querySelector(".graphiql-execute-button").ariaLabel.startsWith("Stop")`
	idle    = `document.querySelector(".graphiql-execute-button").ariaLabel.startsWith("Execute")`
)

// TestSubscriptionInChromium ensures that a person sees the latest result of a subscription, however the bytes of the stream
// arrive, until it completes; that the token goes along; and that an error in the stream is shown like any other.
func TestSubscriptionInChromium(t *testing.T) {
	api := newStreamingStub()
	tab := openSubscription(t, api)

	tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
	// Once the first result is shown, the page has half of the second, of which it cuts a character.
	api.send(t, ":\n\n"+next(`{"data":{"grown":"1"}}`)+"event: next\ndata: {\"data\":{\"grown\":\"2\xc3")
	tab.WaitUntil(holds(resultPane, `"grown": "1"`) + ` && ` + running)
	api.send(t, "\xb6\u2028\"}}\n\n:\n\n")
	tab.WaitUntil(resultPane + `.getValue().includes('"grown": "2\u00f6\u2028"') && ` + running)
	api.send(t, next(`{"data":{"grown":"3"}}`)+next(`{"data":{"grown":"4"}}`))
	tab.WaitUntil(holds(resultPane, `"grown": "4"`) + ` && ` + running)
	if shown := tab.Text(resultPane + `.getValue()`); strings.ContainsAny(shown, "123") {
		t.Errorf("an older result is still shown: %s", shown)
	}
	api.send(t, "event: complete\ndata:\n\n")
	tab.WaitUntil(holds(resultPane, `"grown": "4"`) + ` && ` + idle)
	if got := api.last(); got.authorization != "Bearer "+testToken || got.operation != "Growth" {
		t.Errorf("the endpoint got %+v, want operation Growth with %q", got, testToken)
	}

	tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
	api.send(t, next(`{"data":{"grown":"5"}}`)+next(`{"errors":[{"message":"it withers"}],"data":null}`)+"event: complete\ndata:\n\n")
	tab.WaitUntil(holds(resultPane, `"message": "it withers"`) + ` && ` + idle)
	wantNoProblems(t, tab)
}

// TestStopSubscription ensures that the server learns at once that a person has stopped a subscription, in the middle of
// waiting for its next result, and that the person still sees the last one.
func TestStopSubscription(t *testing.T) {
	api := newStreamingStub()
	tab := openSubscription(t, api)
	for name, stop := range map[string]string{"button": executeButton, "other tab": ".graphiql-tab:nth-child(2) .graphiql-tab-button"} {
		tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
		api.send(t, next(`{"data":{"grown":"1"}}`))
		tab.WaitUntil(holds(resultPane, `"grown": "1"`) + ` && ` + running)
		tab.Do(chromedp.Click(chromedp.CSS(stop)))
		select {
		case <-api.gone:
		case <-time.After(time.Minute):
			t.Fatalf("%s: the stream goes on", name)
		}
		tab.WaitUntil(idle)
		tab.Do(chromedp.Click(chromedp.CSS(".graphiql-tab:nth-child(1) .graphiql-tab-button")))
		tab.WaitUntil(holds(queryEditor, "subscription Growth") + ` && ` + holds(resultPane, `"grown": "1"`))
	}
	wantNoProblems(t, tab)
}

// TestFailedSubscriptionIsReadable ensures that a person can tell a subscription that was refused, and one whose connection
// broke, from one that has come to its end.
func TestFailedSubscriptionIsReadable(t *testing.T) {
	api := newStreamingStub()
	tab := openSubscription(t, api)
	for _, end := range []string{cutOff, endOfBody} {
		tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
		api.send(t, next(`{"data":{"grown":"1"}}`))
		tab.WaitUntil(holds(resultPane, `"grown": "1"`))
		api.send(t, end)
		tab.WaitUntil(holds(resultPane, "The stream from /graphql broke off") + ` && ` + idle)
	}
	api.fail(func(w http.ResponseWriter) {
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprint(w, `{"errors":[{"message":"too many streams"}]}`)
	})
	tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
	tab.WaitUntil(holds(resultPane, `"message": "too many streams"`) + ` && ` + idle)
}

// openSubscription opens the page with a subscription in its first tab.
func openSubscription(t *testing.T, api http.Handler) *browsertest.Tab {
	t.Helper()
	server := serveStub(t, api, builtAssets(t))
	tab := browsertest.Open(t)
	openPage(tab, server)
	tab.WaitUntil(fmt.Sprintf(`(%s.setValue("subscription Growth { grown }"), true)`, queryEditor))
	tab.WaitUntil(queryEditor + `.operationName === "Growth"`)
	return tab
}

func next(response string) string { return "event: next\ndata: " + response + "\n\n" }

// How a stream ends that isn't completed: in the middle of the body, or with a body that looks whole.
const (
	cutOff    = "cut off"
	endOfBody = "end of body"
)

// streamingStub is a stub that answers a subscription with a stream of what the test sends.
type streamingStub struct {
	stub

	parts chan string
	gone  chan struct{} // receives when a client closes the connection of a stream
}

func newStreamingStub() *streamingStub {
	return &streamingStub{parts: make(chan string), gone: make(chan struct{}, 1)}
}

// send writes a part of the stream: events, half of one, or how the stream ends.
func (s *streamingStub) send(t *testing.T, part string) {
	t.Helper()
	select {
	case s.parts <- part:
	case <-time.After(time.Minute):
		t.Fatalf("nobody reads a stream, to send %q", part)
	}
}

func (s *streamingStub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if s.refuses() || !bytes.Contains(body, []byte(`"subscription Growth`)) || !strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
		s.stub.ServeHTTP(w, r)
		return
	}
	s.stub.ServeHTTP(httptest.NewRecorder(), r) // which records it
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	s.stream(w, r)
}

func (s *streamingStub) stream(w http.ResponseWriter, r *http.Request) {
	control := http.NewResponseController(w)
	for {
		if err := control.Flush(); err != nil {
			return
		}
		select {
		case part := <-s.parts:
			switch part {
			case cutOff:
				panic(http.ErrAbortHandler)
			case endOfBody:
				return
			}
			fmt.Fprint(w, part)
			if strings.HasSuffix(part, "event: complete\ndata:\n\n") {
				return
			}
		case <-r.Context().Done():
			s.gone <- struct{}{}
			return
		}
	}
}

func (s *streamingStub) refuses() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failure != nil
}
