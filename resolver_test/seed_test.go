package resolver_test

import (
	"math/rand/v2"
	"testing"
)

// seedOf returns the seed of a test's random choices: the one of the test binary's flag with this name, or if that is 0 a
// random one. It logs the flag that repeats the choices.
func seedOf(t *testing.T, name string, chosen uint64) uint64 {
	t.Helper()
	if chosen == 0 {
		chosen = rand.Uint64()
	}
	t.Logf("-%s=%d repeats the random choices", name, chosen)
	return chosen
}
