package wiretest

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write COVERAGE.md anew")

const coverageFile = "COVERAGE.md"

// TestEveryFactHasACase keeps a row of the specification from being forgotten: each is shown by a case, or has a reason not
// to be.
func TestEveryFactHasACase(t *testing.T) {
	shown := casesByLabel()
	for _, f := range facts() {
		cases := shown[f.label]
		delete(shown, f.label)
		switch {
		case len(cases) == 0 && f.absent == "":
			t.Errorf("%s (%s) has no case", f.label, f.says)
		case len(cases) > 0 && f.absent != "":
			t.Errorf("%s is said to be absent (%s) and is shown by %v", f.label, f.absent, cases)
		}
	}
	for label, cases := range shown {
		t.Errorf("%v show %s, which is no fact", cases, label)
	}
}

// TestCasesAreNamedOnce keeps a report's names and -run patterns unambiguous.
func TestCasesAreNamedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range caseNames() {
		if seen[name] {
			t.Errorf("two cases are named %q", name)
		}
		seen[name] = true
	}
}

// TestCoverageIsFresh keeps the table that people read equal to the one that the program has.
func TestCoverageIsFresh(t *testing.T) {
	fresh := coverage()
	if *update {
		if err := os.WriteFile(coverageFile, []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	stored, err := os.ReadFile(coverageFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(stored) != fresh {
		t.Errorf("%s is out of date: go test ./internal/wire/wiretest -run %s -update", coverageFile, t.Name())
	}
}

func caseNames() []string {
	var names []string
	for _, g := range groups() {
		for _, c := range g.cases {
			names = append(names, g.name+"/"+c.name)
		}
	}
	return names
}

func casesByLabel() map[string][]string {
	shown := map[string][]string{}
	for _, g := range groups() {
		for _, c := range g.cases {
			for label := range strings.FieldsSeq(c.spec) {
				shown[label] = append(shown[label], g.name+"/"+c.name)
			}
		}
	}
	return shown
}

func coverage() string {
	var b strings.Builder
	fmt.Fprint(&b, "# What the suite shows\n\nGenerated from `spec.go` and the cases; `v` are the test vectors, `e` the error catalogue, `s` success shapes,\n"+
		"`p` surprises, `h` response headers, `l` localisation, `c` the change history, `a` the instance, `i` identity providers,\n`u` users, `o` rules from the running text.\n\n"+
		"| row | says | cases (group/case) |\n|---|---|---|\n")
	shown := casesByLabel()
	for _, f := range facts() {
		cases := strings.Join(shown[f.label], "<br>")
		if f.absent != "" {
			cases = "*not here: " + f.absent + "*"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", f.label, f.says, cases)
	}
	return b.String()
}
