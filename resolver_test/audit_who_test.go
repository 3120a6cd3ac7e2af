package resolver_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"zitadel-graphql/internal/backend/backendtest"
)

// whoProxy stands before a scripted backend, and fails at one call alone: at GetMyUser, as the caller's token orders by "who=FAULT". It
// counts these calls by their token.
type whoProxy struct {
	next http.Handler

	mu    sync.Mutex
	asked map[string]int
}

// startWhoProxy serves the proxy for this wire until the test ends, and returns its URL.
func startWhoProxy(t *testing.T, backend *scriptedBackend, transport string) (*whoProxy, string) {
	t.Helper()
	p := &whoProxy{next: backendtest.NativeProxy(t, dialerTo(backend.address)), asked: map[string]int{}}
	if transport != "grpc" {
		p.next = backendtest.Transcoder(t, p.next)
	}
	server := httptest.NewUnstartedServer(p)
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetHTTP1(true)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	server.Start()
	t.Cleanup(server.Close)
	return p, server.URL
}

// ServeHTTP implements http.Handler.
func (p *whoProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !asksWhoCalls(r) {
		p.next.ServeHTTP(w, r)
		return
	}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	p.mu.Lock()
	p.asked[token]++
	p.mu.Unlock()
	switch _, fault, _ := strings.Cut(token, "who="); fault {
	case "throttled":
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
	case "gone":
		w.WriteHeader(http.StatusServiceUnavailable)
	case "hanging":
		io.Copy(io.Discard, r.Body) //nolint:errcheck // its end alone lets net/http notice that the client goes away
		<-r.Context().Done()
	default:
		p.next.ServeHTTP(w, r)
	}
}

func (p *whoProxy) askedAbout(token string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked[token]
}

// TestWhoCallsHoldsNoMutationUp prevents that a mutation depends on the audit trail's question who the caller is: where ZITADEL is too
// busy to say, can't be reached, or never answers, it is asked once, without another attempt, by many mutations too, and the mutations
// are made all the same. Nobody is named then. (Without allowLockingMyselfOut the mutation would ask for itself who the caller is.)
func TestWhoCallsHoldsNoMutationUp(t *testing.T) {
	t.Parallel()
	for _, wire := range allWires() {
		t.Run(wire, func(t *testing.T) {
			t.Parallel()
			var who *whoProxy
			a := startAuditedBehind(t, func(backend *scriptedBackend) (url string) {
				who, url = startWhoProxy(t, backend, wire)
				return url
			}, "--transport", wire)
			for _, fault := range []string{"throttled", "gone", "hanging", "none"} {
				mutate, by, user := a.mutate, "unknown", "unknown"
				if fault == "none" {
					mutate, by, user = a.untilNamed, "token", scriptedCaller
				}
				done := mutate("GetLoginPolicy=second-2~second-1+who="+fault, operation(`mutation { one: addSecondFactor(type: SECOND_FACTOR_TYPE_OTP, allowLockingMyselfOut: true) { sequence }
					two: setRestrictions(patch: {disallowPublicOrgRegistration: true}) { sequence } }`, nil))
				if asked := who.askedAbout(done.token); len(done.lines) != 4 || strings.Contains(done.body, `"errors"`) || asked != 1 {
					t.Errorf("%s: asked %d times, wrote %v, and answered %s", fault, asked, done.lines, done.body)
				}
				for _, line := range done.lines {
					if !line.is("who", user, "whoBy", by) || line["outcome"] != nil && !line.is("outcome", "EXECUTED") {
						t.Errorf("%s: got %v", fault, line)
					}
				}
			}
			a.askAtOnce(who)
		})
	}
}

// askAtOnce makes many mutations of a new token at once, for which the caller is asked about once, and named in time (untilNamed).
func (a *auditedProgram) askAtOnce(who *whoProxy) {
	a.t.Helper()
	const mutations = 16
	token := "who=known"
	lines := a.mutateAtOnce(token, mutations)
	for attempt := 1; attempt < whoAttempts && namedTooLate(lines) && who.askedAbout(token) == 1; attempt++ {
		token += "+again"
		lines = a.mutateAtOnce(token, mutations)
	}
	named := map[string]int{}
	for _, line := range lines {
		named[fmt.Sprint(line["audit"], line["who"])]++
	}
	if named["intent"+scriptedCaller] != mutations || named["outcome"+scriptedCaller] != mutations || who.askedAbout(token) != 1 {
		a.t.Errorf("at once: asked %d times, and named %v", who.askedAbout(token), named)
	}
}

func (a *auditedProgram) mutateAtOnce(token string, mutations int) []auditLine {
	a.t.Helper()
	var all sync.WaitGroup
	for range mutations {
		all.Go(func() {
			if got, err := a.post(as(token), operation(setRestrictions, nil)); err != nil || !isData(got) {
				a.t.Errorf("got %s, %v", got.body, err)
			}
		})
	}
	all.Wait()
	lines, _ := a.next()
	return lines
}
