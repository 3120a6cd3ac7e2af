//go:build !race

package racetest

// Enabled says whether the test binary has the race detector. A program that it tests has to be built in the same way.
const Enabled = false
