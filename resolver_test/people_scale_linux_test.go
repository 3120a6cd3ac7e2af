package resolver_test

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"zitadel-graphql/internal/racetest"
)

var (
	lookPeople      = flag.String("look-people", "1000", "for how many people BenchmarkLook looks, several numbers by commas")
	lookConcurrency = flag.String("look-concurrency", "8", "how many calls of a look BenchmarkLook has under way at once, several numbers by commas")
	lookLatency     = flag.Duration("look-latency", 0, "how much longer than it computes the backend of BenchmarkLook takes for an answer")
)

// lookWay is a way to look at people, and the token that makes a look go by it.
type lookWay struct{ source, token string }

// BenchmarkLook measures a look at everybody in an organization, as a stream: how long it takes, how much CPU time the program
// and its backend use, and how much memory the program has at most meanwhile. The people are an embedded backend's in another
// process, without lag. docs/performance.md has the figures, and the flags with which they were taken.
//
// It fails where a look isn't complete or goes another way, since then it would measure something else.
func BenchmarkLook(b *testing.B) {
	if racetest.Enabled {
		b.Skip("it would measure the race detector")
	}
	for people := range strings.SplitSeq(*lookPeople, ",") {
		backend := start(b, "--embedded-users", people, "--embedded-listen", "127.0.0.1:0")
		address := slowedDown(b, backend.embeddedAddress)
		for concurrency := range strings.SplitSeq(*lookConcurrency, ",") {
			for _, way := range []lookWay{{"PERSON_BY_PERSON", "dev-org-owner"}, {"EVENTS", "dev-instance-owner"}} {
				b.Run(fmt.Sprintf("people=%s/concurrency=%s/%s", people, concurrency, way.source), func(b *testing.B) {
					facade := start(b, "--backend", "http://"+address, "--look-concurrency", concurrency)
					benchmarkLook(b, facade, backend, way)
				})
			}
		}
		backend.kill()
	}
}

// slowedDown returns the address of a backend whose answers come later, by -look-latency.
func slowedDown(b *testing.B, backend string) string {
	b.Helper()
	if *lookLatency == 0 {
		return backend
	}
	proxy := startToxiproxy(b, backend)
	addToxic(b, proxy, "latency", "downstream", fmt.Sprintf(`{"latency": %d}`, lookLatency.Milliseconds()))
	return proxy.Listen
}

// benchmarkLook looks b.N times, through a program of its own, whose peak of memory is nobody else's.
func benchmarkLook(b *testing.B, facade, backend *program, way lookWay) {
	b.Helper()
	lookAtEverybody(b, facade, way.token) // so that connections and caches are there
	forgetPeak(b, facade)
	facadeBefore, backendBefore := cpuTime(b, facade.process.Process.Pid), cpuTime(b, backend.process.Process.Pid)
	var looked usageLook
	for b.Loop() {
		looked = lookAtEverybody(b, facade, way.token)
		if looked.Source != way.source || !looked.Complete {
			b.Fatalf("the look is %+v, want a complete one by %s", looked, way.source)
		}
	}
	perLook := func(used time.Duration) float64 { return used.Seconds() / float64(b.N) }
	b.ReportMetric(perLook(b.Elapsed()), "s/look")
	b.ReportMetric(perLook(cpuTime(b, facade.process.Process.Pid)-facadeBefore), "cpu-s/look")
	b.ReportMetric(perLook(cpuTime(b, backend.process.Process.Pid)-backendBefore), "backend-cpu-s/look")
	b.ReportMetric(float64(memory(b, facade, "VmHWM"))/(1<<20), "MB-peak")
}

// usageLook is PeopleLook, as far as it is selected here.
type usageLook struct {
	Source   string
	Complete bool
	LookedAt int
}

// lookAtEverybody reads a stream to its end, and returns the look of its last event.
func lookAtEverybody(b *testing.B, p *program, token string) usageLook {
	b.Helper()
	request, err := http.NewRequest(http.MethodPost, p.url+"/graphql", strings.NewReader(operation(
		`subscription { secondFactorUsage(orgId: "`+acme+`") { lookedAt usage { look { source complete lookedAt } factors { type users onlyFactorOf } withNone } } }`, nil)))
	if err != nil {
		b.Fatal(err)
	}
	request.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"text/event-stream"}, "Authorization": {"Bearer " + token}}
	streams := &http.Client{Transport: p.client.Transport, Timeout: 20 * time.Minute}
	response, err := streams.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	var last struct {
		Data struct {
			SecondFactorUsage struct{ Usage *struct{ Look usageLook } }
		}
		Errors []json.RawMessage
	}
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok && data != "" {
			if err := json.Unmarshal([]byte(data), &last); err != nil {
				b.Fatal(err)
			}
		}
	}
	if usage := last.Data.SecondFactorUsage.Usage; usage != nil {
		return usage.Look
	}
	b.Fatalf("status %d, and the stream ended without a usage: %s", response.StatusCode, last.Errors)
	return usageLook{}
}

// forgetPeak has the kernel begin anew with a program's peak of memory.
func forgetPeak(b *testing.B, p *program) {
	b.Helper()
	forgetPeakOf(b, p.process.Process.Pid)
}

// forgetPeakOf is forgetPeak for any process (proc_pid_clear_refs(5)).
func forgetPeakOf(b *testing.B, pid int) {
	b.Helper()
	if err := os.WriteFile(filepath.Join("/proc", strconv.Itoa(pid), "clear_refs"), []byte("5"), 0); err != nil {
		b.Fatal(err)
	}
}

// memory returns a number of bytes that the kernel has of a program.
func memory(b *testing.B, p *program, name string) int64 {
	b.Helper()
	return memoryOf(b, p.process.Process.Pid, name)
}

// memoryOf is memory for any process (proc_pid_status(5)).
func memoryOf(b *testing.B, pid int, name string) int64 {
	b.Helper()
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		b.Fatal(err)
	}
	return numberIn(b, status, name) << 10
}
