package main

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"zitadel-graphql/resolver_test/workload"
)

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
		{"plans and gqlgen", []string{"github.com/99designs/gqlgen", "github.com/vektah/gqlparser", project + "graph/generated", project + "graph/plan", project + "graph/scalar"}},
		{"audit", []string{project + "graph/audited", project + "internal/audit", project + "internal/callers"}},
		{"calls and guards", []string{project + "graph/calls", project + "internal/backend.", project + "internal/wire"}},
		{"resolvers and policy", []string{project + "graph", project + "internal/policy", project + "internal/organization", project + "internal/people", project + "internal/parallel"}},
		{"grpc", []string{"google.golang.org/grpc.", "google.golang.org/grpc/internal", "google.golang.org/grpc/encoding", "google.golang.org/grpc/balancer",
			"google.golang.org/grpc/mem"}},
		{"the canned ZITADEL", []string{project + "internal/backend/backendtest"}},
		{profileLayer, []string{"zitadel-graphql.allocationProfile", "runtime.ReadMemStats"}},
	}
}

const (
	otherLayer = "elsewhere"
	// tinyLayer has what shares a block of 16 bytes with another allocation: a profile doesn't have those.
	tinyLayer = "too small for the profile"
	// profileLayer is the profile itself, which doesn't count.
	profileLayer = ""
)

// BenchmarkAllocationsByLayer measures who makes the allocations of each case: by a heap profile of every single one, the innermost layer
// on its stack.
//
//	go test . -run '^$' -bench AllocationsByLayer -benchtime 100x
func BenchmarkAllocationsByLayer(b *testing.B) {
	defer func(before int) { runtime.MemProfileRate = before }(runtime.MemProfileRate)
	runtime.MemProfileRate = 1
	cases, err := workload.Cases(".")
	if err != nil {
		b.Fatal(err)
	}
	zitadel := startCountingZITADEL(b).address
	plain, trusted := startInProcess(b, zitadel), startInProcess(b, zitadel, withManifest(b)...)
	for _, c := range cases {
		handler := plain
		if c.Trusted {
			handler = trusted
		}
		client := newInProcessClient(b, c.Body)
		b.Run(c.Name, func(b *testing.B) {
			for range b.N { // fills caches, pools and buffers
				client.ask(handler)
			}
			for name, mean := range allocationsByLayer(b.N, func() { client.ask(handler) }) {
				b.ReportMetric(mean, strings.ReplaceAll(name, " ", "-")+"/op")
			}
			b.ReportMetric(0, "ns/op") // it would measure the profile
		})
	}
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
