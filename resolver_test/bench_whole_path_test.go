//go:build linux

package resolver_test

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zitadel-graphql/internal/backend/backendtest"
	"zitadel-graphql/internal/racetest"
	"zitadel-graphql/resolver_test/workload"
)

var wholePathClients = flag.String("whole-path-clients", "16,64", "with how many clients at once BenchmarkWholePath sends its first request, several numbers by commas")

const (
	// iterationCalls is how many calls of ZITADEL's all requests of an iteration take together at each contestant, unless a turn of
	// each client takes more.
	iterationCalls = 2000
	// otherReadsDelay is how late ZITADEL answers about other organizations than the workload's own, so that fifty reads at once wait.
	otherReadsDelay = 5 * time.Millisecond
	// programGOGC is what the program sets by itself.
	programGOGC = "GOGC=400"
)

// BenchmarkWholePath measures what GraphQL costs, and everything around it: the CPU time that the program uses for one request, as it
// is delivered and with metrics and audit trail on, compared with the bare server of baseline/, which makes the same calls. In each
// iteration all get the same requests, and the one that was last before is first. Iterations are short, so that what else the machine
// does affects all. The program collects garbage less often than Go's default, and so its ratio is stated to a baseline with the same
// setting too. docs/performance.md has the figures.
//
// Each client has a token of its own, and so the canned ZITADEL knows which read comes after which write. For each token the program
// makes two calls more than the baseline, in the requests before those that are measured, and after five minutes again: who the caller
// is, and whether it may read events.
func BenchmarkWholePath(b *testing.B) {
	if racetest.Enabled {
		b.Skip("it would measure the race detector")
	}
	answer := backendtest.CannedZITADEL(b)
	address := backendtest.ServeCanned(b, func(call backendtest.CannedCall) (*backendtest.CannedAnswer, time.Duration) {
		if call.Organization != "" && call.Organization != workload.Organization {
			return answer(call), otherReadsDelay
		}
		return answer(call), 0
	})
	with := []string{"--metrics-listen", "127.0.0.1:0", "--audit-log", filepath.Join(b.TempDir(), "audit"), "--max-root-fields", "50", "--max-backend-calls", "50"}
	trusting, err := workload.TrustedSettings("..", b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	plain := startMeasured(b, "program", binary, "http://"+address, nil, with...)
	trusted := startMeasured(b, "program", binary, "http://"+address, nil, append(with, trusting...)...)
	baselines := startBaselines(b, address)
	for _, c := range workloadCases(b) {
		program := plain
		if c.Trusted {
			program = trusted
		}
		for _, clients := range clientsOf(b, c) {
			b.Run(fmt.Sprintf("%s/clients=%d", c.Name, clients), func(b *testing.B) { compareWithBaselines(b, program, baselines, c, clients) })
		}
	}
}

// clientsOf returns with how many clients at once a case is measured.
func clientsOf(b *testing.B, c workload.Case) []int {
	b.Helper()
	switch c.Name {
	case "fiftyPolicies":
		return []int{1} // it waits
	case "removeSecondFactor":
		var all []int
		for text := range strings.SplitSeq(*wholePathClients, ",") {
			clients, err := strconv.Atoi(text)
			if err != nil {
				b.Fatal(err)
			}
			all = append(all, clients)
		}
		return all
	}
	return []int{16}
}

// compareWithBaselines reports what a request costs the program and the baselines, in medians of all iterations.
func compareWithBaselines(b *testing.B, program contestant, baselines []contestant, c workload.Case, clients int) {
	b.Helper()
	checkSameData(b, program, baselines[0], c)
	costs := costsOf(b, append([]contestant{program}, baselines...), benchLoad{
		clients: clients,
		turns:   max(1, iterationCalls/c.Calls/clients),
		bodies:  func(int) []string { return []string{c.Body} },
		token:   func(client int) string { return fmt.Sprintf("client-%d", client) },
	})
	ours, base := costs[program.name], costs[baselines[0].name]
	b.ReportMetric(0, "ns/op") // an iteration's length means nothing
	b.ReportMetric(medianOf(ours, cpuOf), "cpu-µs/request")
	b.ReportMetric(medianOf(base, cpuOf), "baseline-cpu-µs/request")
	of := ratios(ours, base, cpuOf)
	b.ReportMetric(quantile(of, 0.5), "ratio")
	b.ReportMetric(quantile(of, 0.25), "ratio-q1")
	b.ReportMetric(quantile(of, 0.75), "ratio-q3")
	b.ReportMetric(quantile(ratios(ours, costs[baselines[1].name], cpuOf), 0.5), "same-gc-ratio")
	b.ReportMetric(medianOf(ours, p50Of), "p50-ms")
	b.ReportMetric(quantile(ratios(ours, base, p50Of), 0.5), "p50-ratio")
	b.ReportMetric(medianOf(ours, p99Of), "p99-ms")
	b.ReportMetric(quantile(ratios(ours, base, p99Of), 0.5), "p99-ratio")
	b.ReportMetric(megabytes(memoryOf(b, program.pid, "VmHWM")), "MiB-peak")
	b.ReportMetric(megabytes(memoryOf(b, baselines[0].pid, "VmHWM")), "baseline-MiB-peak")
}

// workloadCases returns the cases of package workload.
func workloadCases(b *testing.B) []workload.Case {
	b.Helper()
	cases, err := workload.Cases("..")
	if err != nil {
		b.Fatal(err)
	}
	return cases
}

// caseNamed returns the case of this name.
func caseNamed(b *testing.B, name string) workload.Case {
	b.Helper()
	for _, c := range workloadCases(b) {
		if c.Name == name {
			return c
		}
	}
	b.Fatalf("there is no case %s", name)
	return workload.Case{}
}

// startBaselines builds the baseline, and runs it with Go's own setting for garbage and with the program's.
func startBaselines(b *testing.B, backend string) []contestant {
	b.Helper()
	path := filepath.Join(b.TempDir(), "baseline")
	if out, err := exec.Command("go", "build", "-o", path, "./baseline/server").CombinedOutput(); err != nil {
		b.Fatalf("build the baseline: %v\n%s", err, out)
	}
	return []contestant{startBaseline(b, "baseline", path, backend, "GOGC=100"), startBaseline(b, "baseline with the program's GOGC", path, backend, programGOGC)}
}

// startBaseline runs the baseline until the benchmark ends.
func startBaseline(b *testing.B, name, path, backend string, variables ...string) contestant {
	b.Helper()
	process := exec.Command(path, "--backend", backend)
	process.Stderr, process.Env = os.Stderr, append(os.Environ(), variables...)
	out, err := process.StdoutPipe()
	if err == nil {
		err = process.Start()
	}
	if err != nil {
		b.Fatalf("start the baseline: %v", err)
	}
	b.Cleanup(func() {
		process.Process.Kill() //nolint:errcheck // it fails for a process that has ended
		process.Wait()         //nolint:errcheck // it was killed
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatalf("read the address of the baseline: %v", err)
	}
	return contestant{name, "http://" + strings.TrimSpace(address), process.Process.Pid}
}

// checkSameData wants equal data: who answers less would have less to do. Errors aren't compared, since the baseline has no error
// contract.
func checkSameData(b *testing.B, program, bare contestant, c workload.Case) {
	b.Helper()
	client := newClient()
	defer client.CloseIdleConnections()
	answers := map[string]any{}
	for _, one := range []contestant{program, bare} {
		text, err := ask(client, one.url, benchToken, c.Body, withData)
		var answer struct{ Data any }
		if err == nil {
			err = json.Unmarshal([]byte(text), &answer)
		}
		if err != nil {
			b.Fatalf("%s: %v", one.name, err)
		}
		answers[one.name] = answer.Data
	}
	if diff := cmp.Diff(answers[program.name], answers[bare.name]); diff != "" {
		b.Fatalf("the data differ (-program +baseline):\n%s", diff)
	}
}
