package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"zitadel-graphql/resolver_test/workload"
)

// profiledCalls is how many calls of ZITADEL's the requests make together of which the mean is taken.
const profiledCalls = 200

// layer is a part of the program, by the beginnings of its packages' paths.
type layer struct {
	name     string
	packages []string
}

// layers are the program's, from the outermost inwards. What a library allocates counts as its caller's, unless the library is here.
func layers() []layer {
	const project = "zitadel-graphql/"
	return []layer{
		{"web", []string{project + "internal/web", project + "internal/telemetry."}},
		{"metrics and traces", []string{project + "internal/telemetry/", project + "graph/observe"}},
		{"endpoint", []string{project + "graph/endpoint", project + "graph/document", project + "internal/trusted"}},
		{"executor", []string{"github.com/99designs/gqlgen", "github.com/vektah/gqlparser", project + "graph/generated", project + "graph/plan", project + "graph/scalar"}},
		{"audit", []string{project + "graph/audited", project + "internal/audit", project + "internal/callers"}},
		{"calls and guards", []string{project + "graph/calls", project + "internal/backend.", project + "internal/wire"}},
		{"resolvers and policy", []string{project + "graph", project + "internal/policy", project + "internal/organization", project + "internal/people", project + "internal/parallel"}},
		{"grpc", []string{"google.golang.org/grpc.", "google.golang.org/grpc/internal", "google.golang.org/grpc/encoding", "google.golang.org/grpc/balancer",
			"google.golang.org/grpc/mem"}},
		{"(the canned ZITADEL)", []string{project + "internal/backend/backendtest"}},
		{profileLayer, []string{"zitadel-graphql.allocationProfile", "runtime.ReadMemStats"}},
	}
}

const (
	otherLayer = "elsewhere"
	// tinyLayer has what shares a block of 16 bytes with another allocation: a profile doesn't have those.
	tinyLayer = "(too small for the profile)"
	// profileLayer is the profile itself, which doesn't count.
	profileLayer = ""
)

// TestAllocationsByLayer logs a table of who makes the allocations of each case: by a heap profile of every single one, the innermost
// layer on its stack.
//
//	go test . -run '^TestAllocationsByLayer$' -memprofilerate 1 -v
func TestAllocationsByLayer(t *testing.T) {
	if runtime.MemProfileRate != 1 {
		t.Skip("it measures, and checks nothing: see -memprofilerate in its comment")
	}
	cases, err := workload.Cases(".")
	if err != nil {
		t.Fatal(err)
	}
	zitadel := startCountingZITADEL(t).address
	plain, trusted := startInProcess(t, zitadel), startInProcess(t, zitadel, withManifest(t)...)
	made := map[string]map[string]float64{}
	for _, c := range cases {
		handler := plain
		if c.Trusted {
			handler = trusted
		}
		client := newInProcessClient(t, c.Body)
		requests := profiledCalls / c.Calls
		for range requests { // fills caches, pools and buffers
			client.ask(handler)
		}
		made[c.Name] = allocationsByLayer(requests, func() { client.ask(handler) })
	}
	t.Log("\n" + tableByLayer(cases, made))
}

// allocationsByLayer returns how many allocations each layer makes in a run of f, as the mean of so many.
func allocationsByLayer(runs int, f func()) map[string]float64 {
	var before, after runtime.MemStats
	profiled := allocationProfile()
	runtime.ReadMemStats(&before)
	for range runs {
		f()
	}
	runtime.ReadMemStats(&after)
	made := byLayer(profiled, allocationProfile())
	rest := float64(after.Mallocs - before.Mallocs)
	for name, count := range made {
		made[name] = count / float64(runs)
		rest -= count
	}
	made[tinyLayer] = rest / float64(runs)
	return made
}

// allocationStack is where an allocation was made, innermost first.
type allocationStack [32]uintptr

// allocationProfile returns how many allocations were made so far, by where.
func allocationProfile() map[allocationStack]int64 {
	for range 3 { // the profile has what happened up to the collection before the last
		runtime.GC()
	}
	n, _ := runtime.MemProfile(nil, true)
	records := make([]runtime.MemProfileRecord, n+1000)
	n, _ = runtime.MemProfile(records, true)
	profile := map[allocationStack]int64{}
	for _, record := range records[:n] {
		profile[record.Stack0] += record.AllocObjects
	}
	return profile
}

// byLayer returns how many allocations each layer made between two profiles.
func byLayer(before, after map[allocationStack]int64) map[string]float64 {
	made := map[string]float64{}
	all := layers()
	for stack, count := range after {
		if more := count - before[stack]; more > 0 {
			if name := layerOf(all, stack); name != profileLayer {
				made[name] += float64(more)
			}
		}
	}
	return made
}

// layerOf returns the innermost layer on a stack.
func layerOf(all []layer, stack allocationStack) string {
	depth := slices.Index(stack[:], 0)
	if depth < 0 {
		depth = len(stack)
	}
	frames := runtime.CallersFrames(stack[:depth])
	for {
		frame, more := frames.Next()
		for _, layer := range all {
			if slices.ContainsFunc(layer.packages, func(beginning string) bool { return strings.HasPrefix(frame.Function, beginning) }) {
				return layer.name
			}
		}
		if !more {
			return otherLayer
		}
	}
}

// tableByLayer returns the table in Markdown.
func tableByLayer(cases []workload.Case, made map[string]map[string]float64) string {
	var table strings.Builder
	table.WriteString("| layer |")
	for _, c := range cases {
		fmt.Fprintf(&table, " %s |", c.Name)
	}
	table.WriteString("\n|---|" + strings.Repeat("--:|", len(cases)))
	for _, layer := range append(layers(), layer{name: otherLayer}, layer{name: tinyLayer}) {
		if layer.name == profileLayer {
			continue
		}
		fmt.Fprintf(&table, "\n| %s |", layer.name)
		for _, c := range cases {
			fmt.Fprintf(&table, " %.0f |", made[c.Name][layer.name])
		}
	}
	return table.String()
}
