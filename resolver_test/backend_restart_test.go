package resolver_test

import (
	"slices"
	"testing"
	"time"

	"zitadel-graphql/internal/racetest"
)

const (
	restarts     = 20
	restartsRace = 5
	// recoveredWithin bounds how long callers fail after the backend is back. By design it is two seconds; the rest is
	// for a machine that is busy with other tests.
	recoveredWithin = 15 * time.Second
)

// TestBackendRestartsUnderLoad prevents that a backend which dies and comes back costs callers more than the time that
// it is away. It is killed over and over under a steady load of 64 clients over the three wires. Every response keeps
// to the contract, every acknowledged write is stored once, no write is stored that was said not to have happened, and
// soon after each return the callers are served again.
func TestBackendRestartsUnderLoad(t *testing.T) {
	t.Parallel()
	rounds := racetest.Size(restarts, restartsRace)
	backend := startRestartableBackend(t)
	var programs []*program
	for _, wire := range allWires() { // with the default time-outs
		programs = append(programs, startOverWire(t, wire, backend.address, "--backend-timeout", "10s", "--request-timeout", "30s"))
	}
	l := startLoad(t, 100*time.Millisecond, 27, programs...)
	l.await("the first answers", func(now []tally) bool { return everyProgram(now, nil, servedMore(3)) })
	var recoveries []time.Duration
	for range rounds {
		backend.process.kill()
		l.await("the outage is noticed", func() func([]tally) bool {
			before := l.snapshot()
			return func(now []tally) bool { return everyProgram(now, before, failedMore(3)) }
		}())
		backend.start()
		back := time.Now()
		before := l.snapshot()
		l.await("the backend is found again", func(now []tally) bool { return everyProgram(now, before, servedMore(10)) })
		recoveries = append(recoveries, lastFailure(l.snapshot(), back))
	}
	l.stop()
	l.checkHistory(backend.address)
	slices.Sort(recoveries)
	t.Logf("the last failure came %v after the backend's return in the median, %v at most, of %d returns",
		recoveries[rounds/2], recoveries[rounds-1], rounds)
	if worst := recoveries[rounds-1]; worst > recoveredWithin {
		t.Errorf("callers failed %v after the backend's return", worst)
	}
}

// everyProgram reports whether wanted holds for the tally of every program. before is nil for the start of the load.
func everyProgram(now, before []tally, wanted func(now, before tally) bool) bool {
	for i := range now {
		var then tally
		if before != nil {
			then = before[i]
		}
		if !wanted(now[i], then) {
			return false
		}
	}
	return true
}

// servedMore wants n more successes, the newest of them after the last failure.
func servedMore(n int) func(now, before tally) bool {
	return func(now, before tally) bool {
		return now.served >= before.served+n && now.lastServed.After(now.lastFailed)
	}
}

// failedMore wants n more failures.
func failedMore(n int) func(now, before tally) bool {
	return func(now, before tally) bool { return now.failed >= before.failed+n }
}

// lastFailure returns how long after this moment any program failed for the last time.
func lastFailure(now []tally, after time.Time) time.Duration {
	var worst time.Duration
	for _, t := range now {
		worst = max(worst, t.lastFailed.Sub(after))
	}
	return worst
}
