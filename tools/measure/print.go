package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
)

// maxFileLines and maxFunctionLines are what a file and a function by hand may have; see docs/design.md.
const maxFileLines, maxFunctionLines = 350, 60

func printRooms(out io.Writer, rooms []*room) {
	fmt.Fprint(out, "## Go lines by room\n\n| room | by hand | tests | generated |\n|---|--:|--:|--:|\n")
	sum := room{folder: "all"}
	for _, r := range append(rooms, &sum) {
		fmt.Fprintf(out, "| %s | %d | %d | %d |\n", r.folder, r.lines, r.tests, r.generated)
		sum.lines += r.lines
		sum.tests += r.tests
		sum.generated += r.generated
	}
}

func printFunctions(out io.Writer, rooms []*room) {
	var all []function
	for _, r := range rooms {
		all = append(all, r.functions...)
	}
	slices.SortFunc(all, func(a, b function) int { return cmp.Compare(a.lines, b.lines) })
	fmt.Fprintf(out, "\n## Functions by hand, tests apart\n\n%d functions; lines median/p95/max: %d/%d/%d\n\n",
		len(all), percentile(all, 50), percentile(all, 95), percentile(all, 100))
	for _, f := range slices.Backward(all) {
		if f.lines > maxFunctionLines {
			fmt.Fprintf(out, "- over %d: %s, %d\n", maxFunctionLines, f.name, f.lines)
		}
	}
}

// percentile is the length that so many percent of the functions, sorted by length, don't exceed.
func percentile(sorted []function, percent int) int {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[(len(sorted)*percent+99)/100-1].lines
}

func printLongFiles(out io.Writer, files []sourceFile) {
	fmt.Fprintf(out, "\n## Files by hand over %d lines, tests included\n\n", maxFileLines)
	count := 0
	for _, file := range files {
		if file.lines > maxFileLines && !file.generated {
			count++
			fmt.Fprintf(out, "- %s: %d, of which in tables %d\n", file.path, file.lines, file.tableLines())
		}
	}
	fmt.Fprintf(out, "- in all: %d\n", count)
}

func printExported(out io.Writer, rooms []*room) {
	count := 0
	var undocumented []string
	for _, r := range rooms {
		count += r.exported
		undocumented = append(undocumented, r.undocumented...)
	}
	fmt.Fprintf(out, "\n## Exported names by hand, tests apart\n\n%d, without a comment: %d\n\n", count, len(undocumented))
	for _, name := range undocumented {
		fmt.Fprintf(out, "- %s\n", name)
	}
}

func printVariables(out io.Writer, rooms []*room) {
	counts := map[variableKind]int{}
	var others []variable
	for _, r := range rooms {
		for _, v := range r.variables {
			counts[v.kind]++
			if v.kind == otherVariable {
				others = append(others, v)
			}
		}
	}
	fmt.Fprintf(out, "\n## Package-level variables by hand, tests apart\n\n"+
		"%d compile-time assertions, %d embedded files, %d error sentinels, others: %d\n\n",
		counts[assertion], counts[embeddedFile], counts[errorSentinel], len(others))
	for _, v := range others {
		written := "never written to"
		if len(v.writes) > 0 {
			written = fmt.Sprintf("written to at %v", v.writes)
		}
		fmt.Fprintf(out, "- %s %s, %s\n", v.place, v.name, written)
	}
}

func printExpectations(out io.Writer, read expectations) {
	fmt.Fprintf(out, "\n## What the black-box cases expect\n\n%d files, %d expectations in %d lines, %d of them distinct\n",
		read.cases, read.wants, read.lines, len(read.distinct))
}
