package resolver_test

import (
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"zitadel-graphql/internal/racetest"
)

// usersToKillAmong are enough for two kills and what comes after them. An organization's owner, who mayn't read the events, has
// each of them looked at for every list.
func usersToKillAmong() int { return racetest.Size(retirementUsers, 1600) }

// TestRetirementIsKilled ensures that a program which is killed in the middle of removals loses nothing and does nothing twice: the
// script goes on with the list, and in the end the backend's log has one removal of each person. At one kill the backend hasn't
// begun with a removal, at the next it has made it and nobody is left to hear so.
func TestRetirementIsKilled(t *testing.T) {
	t.Parallel()
	r := startRetirement(t, "dev-org-owner", usersToKillAmong())
	reached := make(chan struct{})
	holdAt := func(number int) func(*relayed) {
		return func(call *relayed) {
			if call.method == "RemoveOTPSMS" && call.number == number {
				reached <- struct{}{}
				<-call.ctx.Done() // the program is killed
			}
		}
	}
	r.relay.before, r.relay.after = holdAt(15), holdAt(130)
	r.startProgram()
	people := r.listAll()
	for range 2 {
		r.removeUntil(reached)
		r.program.kill()
		r.startProgram()
	}
	r.removeAll()
	if after := r.usage(r.token); after != (usage{0, true, false}) || len(people) < racetest.Size(leastRetirement, 150) {
		t.Errorf("of %d people, the usage is %+v in the end", len(people), after)
	}
	r.checkLog(people)
}

// TestRetirementIsKilledWithItsBackend ensures the same of a program with the embedded backend in it: what was told as removed in its
// log is in the events after a restart, once.
func TestRetirementIsKilledWithItsBackend(t *testing.T) {
	t.Parallel()
	r := &retirement{t: t, token: "dev-org-owner", outcomes: map[string]int{}}
	file := filepath.Join(t.TempDir(), "events")
	restart := func() {
		r.program = start(t, "--embedded-data", file, "--embedded-listen", "127.0.0.1:0", "--embedded-users", strconv.Itoa(usersToKillAmong()), "--max-look-calls", "20000")
		r.backend = r.program
	}
	restart()
	people := r.listAll()
	removed := map[string]bool{}
	for range 2 {
		answered, p, body := make(chan error, 1), r.program, operation(removalFrom(r.nextHundred()), nil)
		go func() {
			_, err := p.post(as(r.token), body)
			answered <- err
		}()
		r.program.awaitText(`"result":"REMOVED"`)
		r.program.kill()
		t.Logf("killed in the middle: %v", await(t, answered, "the end of the request"))
		addRemoved(removed, r.program.log())
		restart()
	}
	sms, _ := r.removalsInLog()
	for id := range removed {
		if sms[id] != 1 {
			t.Errorf("SMS was removed from %s by the audit trail, and by the events %d times", id, sms[id])
		}
	}
	if len(removed) < 2 || len(removed) >= len(people) {
		t.Errorf("before the kills SMS was removed from %d of %d people, so this test proves nothing", len(removed), len(people))
	}
	r.removeAll()
	r.checkLog(people)
}

// addRemoved adds the people of whom a program's audit trail says that something was removed.
func addRemoved(removed map[string]bool, log string) {
	for line := range strings.Lines(log) {
		var fields struct{ Audit, UserID, Result string }
		if json.Unmarshal([]byte(line), &fields) == nil && fields.Audit == "outcome" && fields.Result == "REMOVED" {
			removed[fields.UserID] = true
		}
	}
}

// removeUntil works through the list, and returns when something is reached in the middle of a removal.
func (r *retirement) removeUntil(reached <-chan struct{}) {
	r.t.Helper()
	for {
		answered, p, body := make(chan error, 1), r.program, operation(removalFrom(r.nextHundred()), nil)
		go func() {
			_, err := p.post(as(r.token), body)
			answered <- err
		}()
		select {
		case <-reached:
			return
		case err := <-answered:
			if err != nil {
				r.t.Fatal(err)
			}
		}
	}
}
