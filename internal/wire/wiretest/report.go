package wiretest

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// Report has the cases of a run by their names ("group/case").
type Report struct {
	Ran []string
	// NotRun has the cases that the target couldn't serve, and the values that it lacks for each.
	NotRun map[string][]string
}

func (r Report) log(t *testing.T) {
	t.Helper()
	t.Logf("%d cases ran, %d not", len(r.Ran), len(r.NotRun))
	for _, name := range slices.Sorted(maps.Keys(r.NotRun)) {
		t.Logf("NOT RUN: %s: the target lacks %s", name, strings.Join(r.NotRun[name], ", "))
	}
}
