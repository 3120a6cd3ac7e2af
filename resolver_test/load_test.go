package resolver_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
)

// load is a steady stream of requests to several programs in front of one backend. Each client sends a request, waits
// for the answer, and sends the next one at the next tick. It keeps what was answered to each write, so that
// checkHistory can compare that with the backend's event log. Its methods may be called concurrently.
type load struct {
	t        *testing.T
	programs []*program
	tick     time.Duration
	updaters int

	mayCut atomic.Bool // whether a request may stay without an answer

	stopped chan struct{}
	clients sync.WaitGroup

	mu      sync.Mutex
	changed chan struct{} // closed when the next answer comes
	tallies []tally       // by program
	codes   map[string]int
	writes  map[string]outcome // by what the write leaves in the event log
}

// tally is what one program has answered so far.
type tally struct {
	served, failed         int
	lastServed, lastFailed time.Time
	lastCut                time.Time // when the last request without an answer began
}

const (
	loadClients  = 64
	loadTogglers = 5 // each has a factor of its own, of those that an organization can have

	acmeInitialSequence = 14 // the sequence of Acme's last event when the embedded backend starts with no data
)

// startLoad starts 64 clients that are spread over the programs: five add and remove a second factor of their own, as
// many as updaters write values that nobody else writes, and the others read.
func startLoad(t *testing.T, tick time.Duration, updaters int, programs ...*program) *load {
	t.Helper()
	l := &load{
		t: t, programs: programs, tick: tick, updaters: updaters, stopped: make(chan struct{}), changed: make(chan struct{}),
		tallies: make([]tally, len(programs)), codes: map[string]int{}, writes: map[string]outcome{},
	}
	for number := range loadClients {
		c := &loadClient{load: l, number: number, program: number % len(programs)}
		l.clients.Go(c.run)
	}
	return l
}

// stop ends the load, and waits for the last answers.
func (l *load) stop() {
	close(l.stopped)
	l.clients.Wait()
}

// loadClient sends one request after the other.
type loadClient struct {
	load            *load
	number, program int
	sent            int
	absent          bool // whether a toggler's factor is absent, as far as it knows
}

func (c *loadClient) run() {
	ticker := time.NewTicker(c.load.tick)
	defer ticker.Stop()
	for {
		select {
		case <-c.load.stopped:
			return
		case <-ticker.C:
			c.sent++
			c.send()
		}
	}
}

func (c *loadClient) send() {
	switch {
	case c.number < loadTogglers:
		c.toggle()
	case c.number < loadTogglers+c.load.updaters:
		uri := fmt.Sprintf("https://c%d.example.com/%d", c.number, c.sent)
		o := c.ask(`mutation($uri: String) { updateLoginPolicy(orgId: "`+acme+`", patch: {defaultRedirectUri: $uri}) { sequence } }`, map[string]any{"uri": uri})
		c.load.noteWrite(uri, o)
	default:
		c.ask(`{ loginPolicy(orgId: "`+acme+`") { secondFactors defaultRedirectUri } }`, nil)
	}
}

// toggle adds the client's factor or removes it. If it isn't certain what became of that, the client reads the policy.
func (c *loadClient) toggle() {
	factor := secondFactors()[c.number]
	field := map[bool]string{true: "addSecondFactor", false: "removeSecondFactor"}[c.absent]
	o := c.ask(`mutation($type: SecondFactorType!) { `+field+`(type: $type, orgId: "`+acme+`") { sequence } }`, map[string]any{"type": factor.String()})
	c.load.noteWrite(fmt.Sprintf("%s %s %d", field, factor, c.sent), o)
	switch {
	case o.Code == "":
		c.absent = !c.absent
	case o.Outcome != "NOT_EXECUTED" || !slices.Contains(outageCodes(), o.Code):
		c.readFactor(factor.String())
	}
}

// readFactor asks whether the factor is there until it gets an answer.
func (c *loadClient) readFactor(factor string) {
	for {
		got, err := c.load.programs[c.program].post(as(instanceOwnerToken), operation(`{ loginPolicy(orgId: "`+acme+`") { secondFactors } }`, nil))
		if err == nil && isData(got) {
			c.absent = !strings.Contains(got.body, `"`+factor+`"`)
			return
		}
		select {
		case <-c.load.stopped:
			return
		case <-time.After(c.load.tick):
		}
	}
}

// outageCodes are the codes of errors while the backend is gone or broken.
func outageCodes() []string {
	return []string{"SERVICE_UNAVAILABLE", "GATEWAY_TIMEOUT", "BAD_GATEWAY"}
}

// ask sends a request, checks that the answer keeps to the contract, and counts it.
func (c *loadClient) ask(document string, variables map[string]any) outcome {
	began := time.Now()
	got, err := c.load.programs[c.program].post(as(instanceOwnerToken), operation(document, variables))
	if err != nil && c.load.mayCut.Load() {
		return c.load.noteCut(c.program, began)
	}
	if err != nil {
		c.load.t.Errorf("no answer: %v", err)
		return outcome{Code: "NONE"}
	}
	o := errorOf(got)
	if got.status != 200 || isData(got) == (o.Code != "") || o.Code != "" && o.Reason == "" {
		c.load.t.Errorf("no contract response: %d %s", got.status, got.body)
	}
	if strings.HasPrefix(document, "mutation") && o.Code != "" && (o.Outcome == "" || o.Outcome == "UNKNOWN" && o.Retryable) {
		c.load.t.Errorf("a write's error that doesn't say what became of it: %s", got.body)
	}
	c.load.note(c.program, o)
	return o
}

// noteCut counts a request without an answer, of which nobody knows what became.
func (l *load) noteCut(program int, began time.Time) outcome {
	l.mu.Lock()
	if t := &l.tallies[program]; began.After(t.lastCut) {
		t.lastCut = began
	}
	l.mu.Unlock()
	o := outcome{Code: "NONE", Outcome: "UNKNOWN"}
	l.note(program, o)
	return o
}

// codesSoFar counts the answers so far by what they are.
func (l *load) codesSoFar() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.codes)
}

func (l *load) note(program int, o outcome) {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	name := "the data"
	if o.Code != "" {
		name = strings.TrimSpace(o.Code + " " + o.Reason + " " + o.Outcome)
	}
	l.codes[name]++
	if t := &l.tallies[program]; o.Code == "" {
		t.served, t.lastServed = t.served+1, now
	} else {
		t.failed, t.lastFailed = t.failed+1, now
	}
	close(l.changed)
	l.changed = make(chan struct{})
}

func (l *load) noteWrite(what string, o outcome) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.writes[what] = o
}

// await waits until the tallies of all programs are enough.
func (l *load) await(what string, enough func([]tally) bool) {
	l.t.Helper()
	late := time.After(patience)
	for {
		l.mu.Lock()
		done, changed := enough(l.tallies), l.changed
		l.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-late:
			l.t.Fatalf("timed out waiting for this: %s", what)
		}
	}
}

// snapshot returns what each program has answered so far, in the order of the programs.
func (l *load) snapshot() []tally {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.tallies)
}

// checkHistory compares the answer to each write with the backend's event log: an acknowledged write is there once, one
// whose outcome is unknown once at most, one that was not executed not at all.
func (l *load) checkHistory(backend string) {
	l.t.Helper()
	times := updatesIn(l.t, backend)
	var toggles struct{ least, most, done int }
	toggles.done = times["toggles"]
	acknowledged, unknown, executed := 0, 0, 0
	for what, o := range l.writes {
		isToggle := !strings.HasPrefix(what, "https:")
		n := times[what]
		switch {
		case o.Code == "":
			acknowledged++
			toggles.least += oneIf(isToggle)
			toggles.most += oneIf(isToggle)
			if !isToggle && n != 1 {
				l.t.Errorf("%s: acknowledged, and %d times in the history", what, n)
			}
		case o.Outcome == "UNKNOWN":
			unknown++
			executed += n
			toggles.most += oneIf(isToggle)
			if n > 1 {
				l.t.Errorf("%s: %d times in the history", what, n)
			}
		case n != 0:
			l.t.Errorf("%s: answered by %+v, and %d times in the history", what, o, n)
		}
	}
	if toggles.done < toggles.least || toggles.done > toggles.most {
		l.t.Errorf("factors were added and removed %d times; %d are acknowledged, and %d at most", toggles.done, toggles.least, toggles.most)
	}
	l.t.Logf("%d writes acknowledged, %d unknown, of which %d updates had taken place; the answers: %v", acknowledged, unknown, executed, l.codes)
}

func oneIf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// updatesIn counts, in the event log of Acme, each value that the load wrote, and under "toggles" how often factors
// were added and removed.
func updatesIn(t *testing.T, backend string) map[string]int {
	t.Helper()
	client := adminv1.NewAdminServiceClient(dial(t, backend))
	times := map[string]int{}
	for sequence := uint64(acmeInitialSequence); ; {
		ctx, cancel := instanceOwnerContext(t)
		reply, err := client.ListEvents(ctx, &adminv1.ListEventsRequest{AggregateId: acme, Asc: true, Sequence: sequence, Limit: 1000})
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		for _, event := range reply.GetEvents() {
			sequence = event.GetSequence()
			switch kind := event.GetType().GetType(); {
			case strings.HasPrefix(kind, "org.policy.login.secondfactor."):
				times["toggles"]++
			case kind == "org.policy.login.changed":
				times[event.GetPayload().GetFields()["defaultRedirectURI"].GetStringValue()]++
			}
		}
		if len(reply.GetEvents()) == 0 {
			return times
		}
	}
}
