package resolver_test

import (
	"sync"
	"testing"
	"time"
)

// writeUnread is the one mutation without a read before it, so that the fault meets the write.
const writeUnread = `mutation { setRestrictions(patch: {disallowPublicOrgRegistration: true}) { sequence } }`

// TestFaults prevents that something that breaks between the program and its backend takes the program down, makes a
// caller wait, or has a write done that the answer doesn't tell of: each row of faults(), over each wire, for a read and
// for a write. docs/reliability.md shows the same table.
func TestFaults(t *testing.T) {
	t.Parallel()
	authority := newCertificateAuthority(t)
	var walks sync.WaitGroup
	for _, w := range faultWires() { // mostly they wait, so they don't wait for each other
		walks.Go(func() {
			t.Run(w.name, func(t *testing.T) { walkFaults(t, w, authority) })
		})
	}
	walks.Wait()
}

// walkFaults has one program meet every fault that its wire can meet. What one leaves behind is there for the next, and
// for the look at the program's goroutines at the end.
func walkFaults(t *testing.T, w faultWire, authority *certificateAuthority) {
	t.Helper()
	c := newFaultChain(t, w, authority)
	c.healthy(t)
	before := newFaultChain(t, w, authority)
	before.healthy(t)
	for _, f := range faults(authority) {
		if f.onlyTLS && !w.tls || f.onlyHTTP2 && !w.isHTTP2() {
			continue
		}
		write := f.write
		if differing, differs := f.differs[w.name]; differs {
			write = differing
		}
		t.Run(f.name+"/read", func(t *testing.T) { c.meet(t, f, readPolicy, f.read) })
		t.Run(f.name+"/write", func(t *testing.T) { c.meet(t, f, writeUnread, write) })
	}
	checkNothingLeft(t, before.program, c.program, 3) // far fewer than the faults
}

// meet begins the fault, sends one request, lifts the fault, and looks at everything that there is to see.
func (c *faultChain) meet(t *testing.T, f fault, document string, want answer) {
	t.Helper()
	arrived, executed := c.arrived.Load(), c.executed(t)
	f.begin(t, c)
	if f.closes {
		mustPost(t, c.program, as(stormToken), operation(readPolicy, nil))
	}
	began := time.Now()
	got := mustPost(t, c.program, as(stormToken), operation(document, nil))
	if took := time.Since(began); took > faultAnswerWithin {
		t.Errorf("the answer took %v", took)
	}
	if status := c.program.get(t, "/healthz").status; status != 200 {
		t.Errorf("/healthz: %d", status)
	}
	c.lift(t)
	c.healthy(t)
	c.busy.Wait()
	counted := want
	counted.done = c.check(t, c.executed(t)-executed, c.arrived.Load()-arrived)
	if want.done == either || document == readPolicy {
		counted.done = want.done
	}
	if o := errorOf(got); isData(got) != (want.code == "") || o != (outcome{want.code, want.reason, want.outcome, want.retryable}) || counted != want {
		t.Errorf("got %s, and %s writes were done; want %+v", got.body, counted.done, want)
	}
}

// check holds what the backend did to what can never be otherwise: a write arrives once at most. It makes what was written
// writable again.
func (c *faultChain) check(t *testing.T, executed int, arrived int64) (done string) {
	t.Helper()
	if executed > 1 || arrived > 1 {
		t.Errorf("the write arrived %d times, and was done %d times", arrived, executed)
	}
	if executed > 0 {
		c.restore(t)
	}
	return []string{"0", "1", "many"}[min(executed, 2)]
}

// healthy waits until a plain request is answered again.
func (c *faultChain) healthy(t *testing.T) {
	t.Helper()
	eventually(t, "the backend is reached", func() bool {
		return isData(mustPost(t, c.program, as(stormToken), operation(readPolicy, nil)))
	})
}
