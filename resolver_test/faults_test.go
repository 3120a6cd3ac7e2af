package resolver_test

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

// faultCall is a request that is sent while there is a fault.
type faultCall struct {
	name, document string
	writes         bool
	// readsFirst is for a mutation that reads before it writes: the fault begins with the write, and a lost answer is
	// looked for.
	readsFirst bool
}

// faultCalls returns all of them; the second is the one mutation that writes without a read before it.
func faultCalls() []faultCall {
	return []faultCall{
		{name: "read", document: readPolicy},
		// The one mutation without a read before it.
		{name: "write", document: `mutation { setRestrictions(patch: {disallowPublicOrgRegistration: true}) { sequence } }`, writes: true},
		{name: "removal", document: removeFactor, writes: true, readsFirst: true},
	}
}

// TestFaults prevents that a fault between the program and its backend takes the program down, makes callers wait, or
// leaves a write that the answer denies. It runs each row of faults() over each wire, for a query and for mutations.
// docs/reliability.md shows the same table.
func TestFaults(t *testing.T) {
	t.Parallel()
	authority := newCertificateAuthority(t)
	var walks sync.WaitGroup
	for _, w := range faultWires() { // at the same time, since they mostly wait
		for name, p := range map[string]timeouts{"long time-outs": longTimeouts(), "short time-outs": shortTimeouts()} {
			walks.Go(func() {
				t.Run(w.name+" "+name, func(t *testing.T) { walkFaults(t, w, p, authority) })
			})
		}
	}
	walks.Wait()
}

// walkFaults gives one program all the faults that its wire can have, either those that make calls run into their
// time-out or the others. What one fault leaves behind is there for the next, and at the end the program has no more
// goroutines and open files than one that had no fault.
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
	checkNoLeaks(t, before.program, c.program, 3) // fewer than there were faults
}

// meet sends the call while there is the fault, and compares what happens with the table. Where the machine is so busy
// that a plain request takes a good part of the time-out, the result says nothing about the program, and it is tried
// again.
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

// meetOnce does so once, and returns what differs from the table. It fails the test at once for what must never happen.
func (c *faultChain) meetOnce(t *testing.T, f fault, call faultCall) (differs string) {
	t.Helper()
	c.healthy(t)
	arrived, executed := c.arrived.Load(), c.executed(t)
	c.server.readsPass.Store(call.readsFirst)
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
	c.writesUnderWay.Wait()
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

// timeouts are short for a fault that makes calls run into them.
func (f fault) timeouts() timeouts {
	if f.read.reason == tooSlow().reason {
		return shortTimeouts()
	}
	return longTimeouts()
}

// wants is the answer that the table has for a call over a wire.
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

// check compares the answer with what the backend did, and takes a write back. That a write arrives twice, succeeds
// without being done, or is NOT_EXECUTED and was done, must never happen. It returns how often the write was done, as
// the table has it.
func (c *faultChain) check(t *testing.T, call faultCall, got outcome, executed int, arrived int64) (done string) {
	t.Helper()
	if executed > 1 || arrived > 1 {
		t.Errorf("the write arrived %d times, and was done %d times", arrived, executed)
	}
	if call.writes && (got.Code == "" && executed != 1 || got.Outcome == "NOT_EXECUTED" && executed != 0) {
		t.Errorf("the answer was %+v, and the write was done %d times", got, executed)
	}
	if executed > 0 {
		c.restore(t, call)
	}
	return []string{"0", "1", "many"}[min(executed, 2)]
}

// healthy waits until a plain request gets its data again.
func (c *faultChain) healthy(t *testing.T) {
	t.Helper()
	eventually(t, "the backend is reached", func() bool {
		return isData(mustPost(t, c.program, as(instanceOwnerToken), operation(readPolicy, nil)))
	})
}
