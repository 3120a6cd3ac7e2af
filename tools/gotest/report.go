package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// event is one line of go test -json; `go doc test2json` describes it.
type event struct {
	Action  string `json:"Action"`
	Package string `json:"Package"`
	Test    string `json:"Test"`
	Output  string `json:"Output"`
}

// report holds back what a package's tests print until it is known whether they failed.
type report struct {
	out     io.Writer
	running map[string]*packageRun // by the package's path
	skipped []skip
}

type packageRun struct {
	output   []event
	outcomes map[string]string // by the test's name: pass, fail or skip
}

type skip struct{ test, path, reason string }

func (r *report) add(e event) {
	if r.running[e.Package] == nil {
		if r.running == nil {
			r.running = map[string]*packageRun{}
		}
		r.running[e.Package] = &packageRun{outcomes: map[string]string{}}
	}
	running := r.running[e.Package]
	switch e.Action {
	case "build-output":
		fmt.Fprint(r.out, e.Output)
	case "output":
		running.output = append(running.output, e)
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.endPackage(running, e.Action)
			delete(r.running, e.Package)
			return
		}
		running.outcomes[e.Test] = e.Action
		if e.Action == "skip" {
			r.skipped = append(r.skipped, skip{e.Test, e.Package, running.reason(e.Test)})
		}
	}
}

// endPackage prints the line about the package, and where it failed what its failed tests printed. A test without an outcome
// is one that the process ended in.
func (r *report) endPackage(ended *packageRun, outcome string) {
	for _, e := range ended.output {
		if e.Test == "" && isSummary(e.Output) || outcome == "fail" && isShown(e, ended.outcomes[e.Test]) {
			fmt.Fprint(r.out, e.Output)
		}
	}
}

func isSummary(line string) bool {
	return strings.HasPrefix(line, "ok  \t") || strings.HasPrefix(line, "?   \t") || strings.HasSuffix(line, "[no test files]\n")
}

func isShown(e event, outcome string) bool {
	return outcome != "pass" && outcome != "skip" && !strings.HasPrefix(e.Output, "=== ")
}

// atLine is how a test's message begins.
var atLine = regexp.MustCompile(`^ +[^ :]+\.go:\d+: `)

// reason returns the last message of a test, which is that of its Skip.
func (p *packageRun) reason(test string) string {
	reason := "no reason is given"
	for _, e := range p.output {
		if e.Test == test && atLine.MatchString(e.Output) {
			reason = strings.TrimSpace(atLine.ReplaceAllString(e.Output, ""))
		}
	}
	return reason
}

// How much is listed at most: of a package's reasons, and of a reason's tests.
const maxReasons, maxTests = 5, 3

func (r *report) printSkipped() {
	if len(r.skipped) == 0 {
		fmt.Fprintln(r.out, "\nNothing was skipped.")
		return
	}
	fmt.Fprintln(r.out, "\nSkipped, and why:")
	byPackage := groupBy(r.skipped, func(s skip) string { return s.path })
	for _, path := range slices.Sorted(maps.Keys(byPackage)) {
		byReason := groupBy(byPackage[path], func(s skip) string { return s.reason })
		reasons := slices.SortedFunc(maps.Keys(byReason), func(a, b string) int {
			return cmp.Or(whole(byReason[b])-whole(byReason[a]), len(byReason[b])-len(byReason[a]), cmp.Compare(a, b))
		})
		fmt.Fprintf(r.out, "  %s: %d\n", path, len(byPackage[path]))
		for _, reason := range reasons[:min(maxReasons, len(reasons))] {
			fmt.Fprintf(r.out, "    %s (%s)\n", reason, namesOf(byReason[reason]))
		}
		if more := len(reasons) - maxReasons; more > 0 {
			fmt.Fprintf(r.out, "    … and %d other reasons, which go test -v shows\n", more)
		}
	}
}

func groupBy(skips []skip, key func(skip) string) map[string][]skip {
	groups := map[string][]skip{}
	for _, s := range skips {
		groups[key(s)] = append(groups[key(s)], s)
	}
	return groups
}

// whole counts the skips of more than a subtest. They come first: a machine lacks something there, while subtests tend to be
// left out wherever they run.
func whole(skips []skip) int {
	count := 0
	for _, s := range skips {
		if !strings.Contains(s.test, "/") {
			count++
		}
	}
	return count
}

// namesOf lists the tests that were skipped, without their subtests' names, of which there can be many long ones.
func namesOf(skips []skip) string {
	byTest := groupBy(skips, func(s skip) string { return strings.Split(s.test, "/")[0] })
	names := slices.Sorted(maps.Keys(byTest))
	if more := len(names) - maxTests; more > 0 {
		names = append(names[:maxTests], fmt.Sprintf("and %d more", more))
	}
	list := strings.Join(names, ", ")
	if len(skips) > len(byTest) {
		return fmt.Sprintf("%s; %d in all", list, len(skips))
	}
	return list
}
