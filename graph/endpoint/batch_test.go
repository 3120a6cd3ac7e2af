package endpoint

import (
	"strings"
	"testing"
)

// Ensures that only a whole list of up to 20 objects gets an answer for each: anything else in an answer would be a guess.
func TestCountOperations(t *testing.T) {
	for body, want := range map[string]int{
		`[{}]`:                         1,
		"[ {} ,\n{\"query\": \"\"}]\t": 2,
		`[` + strings.Repeat(`{},`, maxBatch-1) + `{}]`: maxBatch,
		`[` + strings.Repeat(`{},`, maxBatch) + `{}]`:   0,
		`[]`:                    0,
		`[`:                     0,
		`[{}`:                   0,
		`[{},]`:                 0,
		`[{}][]`:                0,
		`[{}, 7]`:               0,
		`[[{}]]`:                0,
		`[null]`:                0,
		`[{"query": "\ud83d"}]`: 0,
		`[{"variables": ` + strings.Repeat(`[`, 100_000) + strings.Repeat(`]`, 100_000) + `}]`: 0, // deeper than jsontext reads
	} {
		if got := countOperations([]byte(body)); got != want {
			t.Errorf("%.60s has %d operations, want %d", body, got, want)
		}
	}
}
