package resolver_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

const (
	faultTableFile  = "../docs/reliability.md"
	faultTableBegin = "<!-- the table of faults; go test ./resolver_test -run TestFaultTable -update writes it -->\n"
	faultTableEnd   = "<!-- end of the table of faults -->\n"
)

// TestFaultTable prevents that docs/reliability.md shows another table of faults than the one that TestFaults runs, and
// that the table contradicts the contract: NOT_EXECUTED beside a write that was done, a success beside one that wasn't,
// or UNKNOWN beside retryable. With -update it writes the table into the document.
func TestFaultTable(t *testing.T) {
	t.Parallel()
	table := faults(&certificateAuthority{})
	for _, f := range table {
		for _, a := range append(slices.Collect(maps.Values(f.differs)), f.write) {
			promised := map[string][]string{"": {"1"}, "NOT_EXECUTED": {"0"}, "UNKNOWN": {"0", "1", either}}[a.outcome]
			if !slices.Contains(promised, a.done) || a.outcome == "UNKNOWN" && a.retryable || (a.code == "") != (a.outcome == "") {
				t.Errorf("%s: %+v contradicts itself", f.name, a)
			}
		}
	}
	text, err := os.ReadFile(faultTableFile)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(text), faultTableBegin)
	shown, after, ends := strings.Cut(rest, faultTableEnd)
	if !begins || !ends {
		t.Fatalf("%s has no place for the table", faultTableFile)
	}
	want := faultTable(table)
	if *update {
		if err := os.WriteFile(faultTableFile, []byte(before+faultTableBegin+want+faultTableEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if shown != want {
		t.Errorf("%s shows\n%s\nand the table is\n%s", faultTableFile, shown, want)
	}
}

// faultTable returns the table in Markdown.
func faultTable(table []fault) string {
	var text strings.Builder
	text.WriteString("\n| fault | what happens | a read | a write | writes done |\n|---|---|---|---|---|\n")
	for _, f := range table {
		name := f.name
		if f.only != "" {
			name += " (" + string(f.only) + ")"
		}
		write, done := f.write.String(), f.write.done
		for _, wire := range slices.Sorted(maps.Keys(f.differs)) {
			write += fmt.Sprintf("; over %s: %s", wire, f.differs[wire])
			if f.differs[wire].done != done {
				done += fmt.Sprintf("; over %s: %s", wire, f.differs[wire].done)
			}
		}
		if f.confirmed != (answer{}) {
			write += "; looked for by a read: " + f.confirmed.String()
		}
		fmt.Fprintf(&text, "| %s | %s | %s | %s | %s |\n", name, f.effect, f.read, write, done)
	}
	text.WriteString("\n")
	return text.String()
}

// String is the answer as the table shows it.
func (a answer) String() string {
	if a.code == "" {
		return "the data"
	}
	parts := []string{"`" + a.code + "` / `" + a.reason + "`"}
	if a.outcome != "" {
		parts = append(parts, "`"+a.outcome+"`")
	}
	if a.byChance {
		parts = append(parts, "or `NOT_EXECUTED` and retryable where nothing had gone out")
	}
	if a.retryable {
		parts = append(parts, "retryable")
	}
	return strings.Join(parts, ", ")
}
