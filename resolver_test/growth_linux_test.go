package resolver_test

import (
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"zitadel-graphql/internal/racetest"
)

var growthPictures = flag.String("growth-pictures", "",
	"the folder that BenchmarkGrowth draws its pictures into, of all sizes; without it, it measures the smallest sizes and draws nothing")

const (
	// steepest is the exponent up to which a line of BenchmarkGrowth counts as linear. What a machine does beside moves an exponent
	// by 0.1; what is quadratic has one near 2.
	steepest = 1.25
	// quickSizes is how many sizes are measured where nothing is drawn.
	quickSizes = 2
	// growthSamples is how many figures the median of a point is taken of, each of at least growthCPU of the program's CPU time. They
	// are fewer where they have taken growthEnough in all.
	growthSamples = 5
	growthCPU     = 120 * time.Millisecond
	growthEnough  = 2 * time.Second
)

// growth is how the cost of requests grows with a size.
type growth struct {
	// name is that of the benchmark and of the picture, growth-NAME.svg.
	name  string
	title string
	// counts says what the sizes are numbers of.
	counts string
	sizes  []int
	// loads prepares what is asked at one size: a load for each line of the picture. A line may end before the greatest size.
	loads func(b *testing.B, size int) []growthLoad
}

// growthLoad is what a program is asked.
type growthLoad struct {
	line    string
	program *program
	// requests is how many requests a round sends.
	requests int
	// ask sends a round of them.
	ask func() error
}

// BenchmarkGrowth measures the CPU time that the program uses for a request, over sizes from small to large: fields of a document,
// clients at once, events, organizations and people. Nothing may grow faster than its size. docs/performance.md has the pictures.
//
// The backend is an embedded one in the process of the benchmark, so that its CPU time isn't counted.
func BenchmarkGrowth(b *testing.B) {
	if racetest.Enabled {
		b.Skip("it would measure the race detector")
	}
	for _, g := range []growth{fieldGrowth(), clientGrowth(), eventGrowth(), directoryGrowth()} {
		b.Run(g.name, func(b *testing.B) { measureGrowth(b, g) })
	}
}

// measureGrowth measures all lines of a picture, and draws it. It fails where a line is steeper than its sizes.
func measureGrowth(b *testing.B, g growth) {
	b.Helper()
	sizes := g.sizes
	if *growthPictures == "" {
		sizes = sizes[:quickSizes]
	}
	chart := growthChart{title: g.title, counts: g.counts}
	for _, size := range sizes {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			loads := g.loads(b, size)
			for b.Loop() {
				for _, load := range loads {
					chart.set(load.line, growthPoint{float64(size), costOf(b, load)})
				}
			}
			b.ReportMetric(0, "ns/op") // an iteration's length means nothing
		})
	}
	if *growthPictures == "" || b.Failed() {
		return
	}
	for _, line := range chart.lines {
		b.Logf("%s: exponent %.2f, µs of CPU time a request %v", line.name, line.exponent(), line.points)
		if line.exponent() > steepest {
			b.Errorf("%s grows with the power %.2f of the %s", line.name, line.exponent(), g.counts)
		}
	}
	if err := os.WriteFile(filepath.Join(*growthPictures, "growth-"+g.name+".svg"), []byte(chart.svg()), 0o600); err != nil {
		b.Fatal(err)
	}
}

// costOf returns the microseconds of CPU time that a request takes: the median of several figures.
func costOf(b *testing.B, load growthLoad) float64 {
	b.Helper()
	askRound(b, load) // fills caches and connections
	samples, least := growthSamples, growthCPU
	if *growthPictures == "" {
		samples, least = 1, 0
	}
	var costs []float64
	for total := time.Duration(0); len(costs) < samples && total < growthEnough; {
		used, rounds := usedFor(b, load, least)
		costs, total = append(costs, float64(used.Nanoseconds())/1e3/float64(rounds*load.requests)), total+used
	}
	return quantile(costs, 0.5)
}

// usedFor asks round after round until the program has used at least so much CPU time, and returns how much it used.
func usedFor(b *testing.B, load growthLoad, least time.Duration) (used time.Duration, rounds int) {
	b.Helper()
	before := cpuTime(b, load.program.process.Process.Pid)
	for rounds == 0 || used < least {
		askRound(b, load)
		rounds++
		used = cpuTime(b, load.program.process.Process.Pid) - before
	}
	return used, rounds
}

func askRound(b *testing.B, load growthLoad) {
	b.Helper()
	if err := load.ask(); err != nil {
		b.Fatalf("%s: %v", load.line, err)
	}
}

// asking returns a load of requests that one client sends, one after the other. bodies returns them for each round anew, and each of
// their answers has to have the wanted text.
func asking(line string, p *program, token, want string, bodies func() []string) growthLoad {
	client := &http.Client{Transport: p.client.Transport} // without a time-out: a look at many takes long
	return growthLoad{line: line, program: p, requests: len(bodies()), ask: func() error {
		for _, body := range bodies() {
			if _, err := ask(client, p.url, token, body, want); err != nil {
				return err
			}
		}
		return nil
	}}
}

// bodies is for asking the same in each round.
func bodies(same ...string) func() []string { return func() []string { return same } }

// numbered joins what part returns for each number below count.
func numbered(count int, part func(i int) string) string {
	var all strings.Builder
	for i := range count {
		all.WriteString(part(i))
	}
	return all.String()
}
