package resolver_test

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

// faultCall is a request that meets a fault.
type faultCall struct {
	name, document string
	writes         bool
	// readsFirst has the fault begin with the write, and a lost answer looked for.
	readsFirst bool
}

func faultCalls() []faultCall {
	return []faultCall{
		{name: "read", document: readPolicy},
		// The one mutation without a read before it.
		{name: "write", document: `mutation { setRestrictions(patch: {disallowPublicOrgRegistration: true}) { sequence } }`, writes: true},
		{name: "removal", document: removeFactor, writes: true, readsFirst: true},
	}
}

// TestFaults prevents that something that breaks between the program and its backend takes the program down, makes a
// caller wait, or has a write done that the answer doesn't tell of: each row of faults(), over each wire, for a read and
// for a write. docs/reliability.md shows the same table.
func TestFaults(t *testing.T) {
	t.Parallel()
	authority := newCertificateAuthority(t)
	var walks sync.WaitGroup
	for _, w := range faultWires() { // mostly they wait, so they don't wait for each other
		for name, p := range map[string]timeouts{"patient": longTimeouts(), "hurried": shortTimeouts()} {
			walks.Go(func() {
				t.Run(w.name+" "+name, func(t *testing.T) { walkFaults(t, w, p, authority) })
			})
		}
	}
	walks.Wait()
}

// walkFaults has one program meet every fault that its wire can meet, either those that take a call's whole time or the
// others. What one leaves behind is there for the next, and for the look at the program's goroutines at the end.
func walkFaults(t *testing.T, w faultWire, p timeouts, authority *certificateAuthority) {
	t.Helper()
	c := newFaultChain(t, w, p, authority)
	before := newFaultChain(t, w, p, authority)
	before.healthy(t)
	for _, f := range faults(authority) {
		for _, call := range faultCalls() {
			if f.concerns(w) && f.timeouts() == p && (f.startsWithCall || !call.readsFirst) {
				t.Run(f.name+"/"+call.name, func(t *testing.T) { c.meet(t, f, call) })
			}
		}
	}
	checkNoLeaks(t, before.program, c.program, 3) // far fewer than the faults
}

// meet lets the call meet the fault. On a machine that is so busy that a plain request takes a good part of the time, what
// came out says nothing about the program; then it is done again.
func (c *faultChain) meet(t *testing.T, f fault, call faultCall) {
	t.Helper()
	var differs string
	for range 5 {
		if differs = c.meetOnce(t, f, call); differs == "" {
			return
		}
		began := time.Now()
		c.healthy(t)
		if time.Since(began) < c.timeouts.call/10 {
			break
		}
	}
	t.Error(differs)
}

// meetOnce begins the fault, sends one request, lifts the fault, and looks at everything that there is to see. It says
// what differs from the table; what must never be fails the test at once.
func (c *faultChain) meetOnce(t *testing.T, f fault, call faultCall) (differs string) {
	t.Helper()
	c.healthy(t)
	arrived, executed := c.arrived.Load(), c.executed(t)
	c.server.afterReads.Store(call.readsFirst)
	f.begin(t, c)
	if f.breaksConnections {
		mustPost(t, c.program, as(instanceOwnerToken), operation(readPolicy, nil))
	}
	began := time.Now()
	got := mustPost(t, c.program, as(instanceOwnerToken), operation(call.document, nil))
	if took := time.Since(began); took > c.timeouts.answerLimit() {
		t.Errorf("the answer took %v", took)
	}
	if status := c.program.get(t, "/healthz").status; status != 200 {
		t.Errorf("/healthz: %d", status)
	}
	c.lift(t)
	c.healthy(t)
	c.busy.Wait()
	done := c.check(t, call, errorOf(got), c.executed(t)-executed, c.arrived.Load()-arrived)
	want := f.wants(c.wire, call)
	if want.byChance && errorOf(got).Outcome == "NOT_EXECUTED" {
		want = retryable(want.code, want.reason).notExecuted()
	}
	if want.done == either {
		done = either
	}
	o := errorOf(got)
	if isData(got) != (want.code == "") || o != (outcome{want.code, want.reason, want.outcome, want.retryable}) || done != want.done {
		return fmt.Sprintf("got %s, and %s writes were done; want %s, and %s", got.body, done, want, want.done)
	}
	return ""
}

// timeouts returns short ones for a fault that lets a call run into its deadline.
func (f fault) timeouts() timeouts {
	if f.read.reason == tooSlow().reason {
		return shortTimeouts()
	}
	return longTimeouts()
}

// wants is what the table says of a call over a wire.
func (f fault) wants(w faultWire, call faultCall) answer {
	differing, differs := f.differs[w.name]
	switch {
	case !call.writes:
		read := f.read
		read.done = "0"
		return read
	case call.readsFirst && f.confirmed != (answer{}):
		return f.confirmed
	case differs:
		return differing
	default:
		return f.write
	}
}

// check holds what the backend did to what was said, and to what can never be: a write arrives once at most. It takes
// back what was written.
func (c *faultChain) check(t *testing.T, call faultCall, said outcome, executed int, arrived int64) (done string) {
	t.Helper()
	if executed > 1 || arrived > 1 {
		t.Errorf("the write arrived %d times, and was done %d times", arrived, executed)
	}
	if call.writes && (said.Code == "" && executed != 1 || said.Outcome == "NOT_EXECUTED" && executed != 0) {
		t.Errorf("the answer was %+v, and the write was done %d times", said, executed)
	}
	if executed > 0 {
		c.restore(t, call)
	}
	return []string{"0", "1", "many"}[min(executed, 2)]
}

// healthy waits until a plain request is answered again.
func (c *faultChain) healthy(t *testing.T) {
	t.Helper()
	eventually(t, "the backend is reached", func() bool {
		return isData(mustPost(t, c.program, as(instanceOwnerToken), operation(readPolicy, nil)))
	})
}
