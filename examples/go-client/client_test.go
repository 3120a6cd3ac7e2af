package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	factor = "SECOND_FACTOR_TYPE_OTP"
	done   = `{"data":{"removeSecondFactor":{"resourceOwner":"1"}}}`
	listed = `{"data":{"loginPolicy":{"secondFactors":["SECOND_FACTOR_TYPE_OTP"]}}}`
	gone   = `{"data":{"loginPolicy":{"secondFactors":[]}}}`
)

func failure(code, reason, outcome string, retryable bool) string {
	return fmt.Sprintf(`{"data":{"removeSecondFactor":null},"errors":[{"message":"no","extensions":{"code":%q,"reason":%q,"outcome":%q,"retryable":%t}}]}`,
		code, reason, outcome, retryable)
}

// A write that may have happened must never be sent twice, and a factor that is still there must not be called removed.
func TestRemoveSecondFactor(t *testing.T) {
	busy := failure("SERVICE_UNAVAILABLE", "BACKEND_UNREACHABLE", "NOT_EXECUTED", true)
	lost := failure("SERVICE_UNAVAILABLE", "BACKEND_UNREACHABLE", "UNKNOWN", false)
	for name, test := range map[string]struct {
		removals, reads string // what each is answered with, one after the other, in lines
		want            Result
		problem         string
		sent            int // removals
	}{
		"removed":                    {removals: done, want: Removed, sent: 1},
		"not there":                  {removals: failure("NOT_FOUND", "SECOND_FACTOR_NOT_CONFIGURED", "NOT_EXECUTED", false), want: WasNotThere, sent: 1},
		"refused":                    {removals: failure("FORBIDDEN", "NOT_A_MEMBER", "NOT_EXECUTED", false), problem: "NOT_A_MEMBER", sent: 1},
		"a reason of the future":     {removals: failure("NOT_FOUND", "SOMETHING_NEW", "NOT_EXECUTED", false), problem: "SOMETHING_NEW", sent: 1},
		"retryable once":             {removals: busy + "\n" + done, want: Removed, sent: 2},
		"retryable, and then lost":   {removals: busy + "\n" + lost, reads: gone, want: FoundRemoved, sent: 2},
		"lost, and done":             {removals: lost, reads: gone, want: FoundRemoved, sent: 1},
		"lost, and not done":         {removals: lost, reads: listed, problem: "is not removed", sent: 1},
		"lost, and can't be read":    {removals: lost, reads: failure("FORBIDDEN", "PERMISSION_MISSING", "", false), problem: "isn't known", sent: 1},
		"lost, read at second try":   {removals: lost, reads: busy + "\n" + gone, want: FoundRemoved, sent: 1},
		"a proxy's page, and done":   {removals: "<html>", reads: gone, want: FoundRemoved, sent: 1},
		"a proxy's JSON, not done":   {removals: `{"error":"bad gateway"}`, reads: listed, problem: "is not removed", sent: 1},
		"the connection broke, done": {removals: "cut", reads: gone, want: FoundRemoved, sent: 1},
		"nothing said of it":         {removals: `{"data":{"removeSecondFactor":null}}`, reads: listed, problem: "is not removed", sent: 1},
		"no data":                    {removals: `{"data":null}`, reads: listed, problem: "is not removed", sent: 1},
		"another's GraphQL error":    {removals: `{"errors":[{"message":"upstream"}]}`, reads: listed, problem: "is not removed", sent: 1},
		"an error that is none":      {removals: `{"errors":[null]}`, reads: gone, want: FoundRemoved, sent: 1},
		"data of another kind":       {removals: `{"data":{"removeSecondFactor":7}}`, reads: listed, problem: "is not removed", sent: 1},
		"lost, and nothing read":     {removals: lost, reads: `{"data":{"loginPolicy":null}}`, problem: "isn't known", sent: 1},
		"lost, and no list":          {removals: lost, reads: `{"data":{"loginPolicy":{}}}`, problem: "isn't known", sent: 1},
	} {
		t.Run(name, func(t *testing.T) {
			server := &stub{removals: strings.Split(test.removals, "\n"), reads: strings.Split(test.reads, "\n")}
			listener := httptest.NewServer(server)
			defer listener.Close()
			client := &Client{Endpoint: listener.URL, Token: "t", HTTP: &http.Client{Timeout: time.Minute}}
			got, err := client.RemoveSecondFactor(t.Context(), factor, "")
			if got != test.want || (err == nil) != (test.problem == "") || err != nil && !strings.Contains(err.Error(), test.problem) {
				t.Errorf("got %q, %v, want %q and %q", got, err, test.want, test.problem)
			}
			if sent := server.removed(); sent != test.sent {
				t.Errorf("the removal was sent %d times, want %d", sent, test.sent)
			}
		})
	}
}

// TestNobodyListens ensures that a removal isn't called one that may have happened if it can't have left this machine.
func TestNobodyListens(t *testing.T) {
	listener := httptest.NewServer(nil)
	listener.Close()
	client := &Client{Endpoint: listener.URL, Token: "t", HTTP: &http.Client{Timeout: 20 * time.Second}}
	got, err := client.RemoveSecondFactor(t.Context(), factor, "")
	if got != "" || !errors.Is(err, ErrNotSent) || errors.Is(err, ErrNoAnswer) {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestRedirects ensures that neither the token nor a removal follows a redirect.
func TestRedirects(t *testing.T) {
	for _, status := range []int{http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		server := &stub{removals: []string{done}, reads: []string{gone}}
		elsewhere := httptest.NewServer(server)
		defer elsewhere.Close()
		here := httptest.NewServer(http.RedirectHandler(elsewhere.URL, status))
		defer here.Close()
		client := &Client{Endpoint: here.URL, Token: "t", HTTP: &http.Client{Timeout: time.Minute}}
		got, err := client.RemoveSecondFactor(t.Context(), factor, "")
		if got != "" || !errors.Is(err, ErrNoAnswer) || server.asked() > 0 {
			t.Errorf("%d: got %q, %v, and %d requests followed it", status, got, err, server.asked())
		}
	}
}

// stub answers one request after the other with the next of its lines, and goes on with the last.
type stub struct {
	mu       sync.Mutex // a request whose connection broke can be at its end still while the next one is answered
	removals []string
	reads    []string
	sent     int // removals
	all      int // requests, whatever they ask
}

func (s *stub) removed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent
}

func (s *stub) asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all
}

func (s *stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.all++
	s.mu.Unlock()
	var body struct{ Query string }
	if json.NewDecoder(r.Body).Decode(&body) != nil || r.Header.Get("Authorization") != "Bearer t" {
		http.Error(w, "not this API's request", http.StatusBadRequest)
		return
	}
	answer := s.next(strings.HasPrefix(body.Query, "mutation"))
	if answer == "cut" {
		panic(http.ErrAbortHandler)
	}
	fmt.Fprint(w, answer)
}

func (s *stub) next(removal bool) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := &s.reads
	if removal {
		lines = &s.removals
		s.sent++
	}
	answer := (*lines)[0]
	if len(*lines) > 1 {
		*lines = (*lines)[1:]
	}
	return answer
}

// TestErrorText ensures that the text of an error without a reason has no gap for one.
func TestErrorText(t *testing.T) {
	failure := &ResponseError{Message: "No."}
	failure.Extensions.Code, failure.Extensions.RequestID = "BAD_REQUEST", "R"
	if got := failure.Error(); got != "No. (BAD_REQUEST, request R)" {
		t.Errorf("without a reason it reads %q", got)
	}
	failure.Extensions.Reason = "BODY_INVALID"
	if got := failure.Error(); got != "No. (BAD_REQUEST/BODY_INVALID, request R)" {
		t.Errorf("with a reason it reads %q", got)
	}
}
