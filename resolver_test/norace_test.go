//go:build !race

package resolver_test

// raceEnabled says what the test binary is, and so what the program under test has to be.
const raceEnabled = false
