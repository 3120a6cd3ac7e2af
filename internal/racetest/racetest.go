// Package racetest leaves tests out of a run with the race detector that it can find nothing in, so that such a run isn't
// twice as long, and gives the others the time that it costs. It owns what differs in such a run, and nothing else.
//
// The detector sees the Go code of the test and of the program that was built for it. In a browser or in Node it sees nothing,
// and a test that makes the calls of another one in other words shows it nothing new. Without the detector everything runs.
package racetest

import (
	"testing"
	"time"
)

// Skip skips the test in a run with the race detector. why says where else the detector sees the code that the test executes.
func Skip(t testing.TB, why string) {
	t.Helper()
	if Enabled {
		t.Skip("with the race detector: " + why)
	}
}

// Size returns how often a test repeats what chance decides about, or how much data it makes: full, but reduced with the race
// detector or with -short. The detector reports that two goroutines used a value without an order between them, whether or not
// that did harm, and so needs no luck to see it.
func Size(full, reduced int) int {
	if Enabled || testing.Short() {
		return reduced
	}
	return full
}

// Stretch returns how long a time-out is that a test shortens: the given time, but three times that with the race detector. What the
// test holds runs into it either way, and what it doesn't hold takes several times as long with the detector.
func Stretch(timeout time.Duration) time.Duration {
	if Enabled {
		return 3 * timeout
	}
	return timeout
}
