//go:build linux

package resolver_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"zitadel-graphql/internal/racetest"
)

const (
	benchClients = 4
	// A turn is all requests of a workload, and each client takes so many at each contestant in an iteration.
	benchTurns = 250
	benchToken = "dev-org-owner"
)

// fullPolicyQuery asks for every setting of the policy.
const fullPolicyQuery = `query LoginPolicy($orgId: ID) {
  loginPolicy(orgId: $orgId) {
    details { sequence creationDate changeDate resourceOwner }
    isDefault
    secondFactors
    multiFactors
    forceMfa
    forceMfaLocalOnly
    passwordlessType
    passwordCheckLifetime
    externalLoginCheckLifetime
    mfaInitSkipLifetime
    secondFactorCheckLifetime
    multiFactorCheckLifetime
    allowUsernamePassword
    allowRegister
    allowExternalIdp
    allowDomainDiscovery
    hidePasswordReset
    ignoreUnknownUsernames
    disableLoginWithEmail
    disableLoginWithPhone
    defaultRedirectUri
  }
}`

const (
	addMutation = `mutation Add($type: SecondFactorType!, $orgId: ID) {
  addSecondFactor(type: $type, orgId: $orgId) { sequence creationDate changeDate resourceOwner }
}`
	removeMutation = `mutation Remove($type: SecondFactorType!, $orgId: ID) {
  removeSecondFactor(type: $type, orgId: $orgId) { sequence creationDate changeDate resourceOwner }
}`
)

// BenchmarkWholePath measures what GraphQL costs: the CPU time that the program uses for one request, compared with the
// program in baseline/, which makes the same calls without a GraphQL engine. In each iteration both get the same
// requests, and the one that was second before is first. Iterations are short, so that what else the machine does
// affects both. docs/performance.md has the figures.
func BenchmarkWholePath(b *testing.B) {
	if racetest.Enabled {
		b.Skip("it would measure the race detector")
	}
	backend := start(b, "--embedded-listen", "127.0.0.1:0")
	backendURL := "http://" + backend.embeddedAddress
	facade := start(b, "--backend", backendURL)
	contestants := []contestant{
		{"facade", facade.url, facade.process.Process.Pid},
		startBaseline(b, backendURL),
	}
	b.Run("loginPolicy", func(b *testing.B) {
		compare(b, contestants, func(int) []string { return []string{namedOperation("LoginPolicy", fullPolicyQuery, "")} })
	})
	b.Run("addAndRemove", func(b *testing.B) { compare(b, contestants, addAndRemove) })
}

// addAndRemove changes one factor for each client, and takes the change back.
func addAndRemove(client int) []string {
	own := [benchClients]struct {
		factor  string
		present bool
	}{
		{"SECOND_FACTOR_TYPE_OTP", true},
		{"SECOND_FACTOR_TYPE_U2F", true},
		{"SECOND_FACTOR_TYPE_OTP_SMS", false},
		{"SECOND_FACTOR_TYPE_RECOVERY_CODES", false},
	}[client]
	bodies := []string{namedOperation("Add", addMutation, own.factor), namedOperation("Remove", removeMutation, own.factor)}
	if own.present {
		slices.Reverse(bodies)
	}
	return bodies
}

// namedOperation is the body of a request. The baseline knows an operation only by its name.
func namedOperation(name, document, factor string) string {
	variables := map[string]string{"orgId": "200000000000000001"}
	if factor != "" {
		variables["type"] = factor
	}
	return toJSON(map[string]any{"query": document, "operationName": name, "variables": variables})
}

// contestant is a process whose CPU time is measured.
type contestant struct {
	name string
	url  string
	pid  int
}

// startBaseline builds the program in baseline/ and runs it until the benchmark ends.
func startBaseline(b *testing.B, backendURL string) contestant {
	b.Helper()
	path := filepath.Join(b.TempDir(), "baseline")
	if out, err := exec.Command("go", "build", "-o", path, "./baseline").CombinedOutput(); err != nil {
		b.Fatalf("build the baseline: %v\n%s", err, out)
	}
	process := exec.Command(path, "--backend", backendURL)
	process.Stderr = os.Stderr
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
	return contestant{"baseline", "http://" + strings.TrimSpace(address), process.Process.Pid}
}

// compare reports what a request costs each contestant and the ratio of the two, as medians of all iterations, and the
// quartiles of the ratio.
func compare(b *testing.B, contestants []contestant, workload func(client int) []string) {
	b.Helper()
	client := newClient()
	defer client.CloseIdleConnections()
	checkSameAnswers(b, client, contestants, workload(0))
	report(b, costsOf(b, client, contestants, workload))
}

// costsOf returns what a request costs each contestant, in each iteration.
func costsOf(b *testing.B, client *http.Client, contestants []contestant, workload func(client int) []string) map[string][]float64 {
	b.Helper()
	for _, c := range contestants {
		drive(b, client, c, workload) // fills caches and connections
	}
	costs := map[string][]float64{}
	order := slices.Clone(contestants)
	for b.Loop() {
		for name, cost := range iterate(b, client, order, workload) {
			costs[name] = append(costs[name], cost)
		}
		slices.Reverse(order)
	}
	return costs
}

// iterate returns the microseconds of CPU time that a request took each contestant. The clocks are read when all
// requests are done, so that the garbage collection after the last answer counts.
func iterate(b *testing.B, client *http.Client, contestants []contestant, workload func(int) []string) map[string]float64 {
	b.Helper()
	used := map[string]time.Duration{}
	for _, c := range contestants {
		used[c.name] = -cpuTime(b, c.pid)
	}
	for _, c := range contestants {
		drive(b, client, c, workload)
	}
	costs := map[string]float64{}
	requests := benchClients * benchTurns * len(workload(0))
	for _, c := range contestants {
		used[c.name] += cpuTime(b, c.pid)
		costs[c.name] = float64(used[c.name].Nanoseconds()) / 1e3 / float64(requests)
	}
	return costs
}

// report sets the benchmark's metrics.
func report(b *testing.B, costs map[string][]float64) {
	b.Helper()
	var ratios []float64
	for i, cost := range costs["facade"] {
		ratios = append(ratios, cost/costs["baseline"][i])
	}
	b.ReportMetric(0, "ns/op") // an iteration's length means nothing
	b.ReportMetric(quantile(costs["facade"], 0.5), "facade-cpu-µs/request")
	b.ReportMetric(quantile(costs["baseline"], 0.5), "baseline-cpu-µs/request")
	b.ReportMetric(quantile(ratios, 0.5), "ratio")
	b.ReportMetric(quantile(ratios, 0.25), "ratio-q1")
	b.ReportMetric(quantile(ratios, 0.75), "ratio-q3")
}

// quantile returns the value below which a part q of the values is.
func quantile(values []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[int(q*float64(len(sorted)-1)+0.5)]
}

// drive has all clients take their turns at the contestant, each over a connection of its own.
func drive(b *testing.B, client *http.Client, c contestant, workload func(client int) []string) {
	b.Helper()
	var clients sync.WaitGroup
	for number := range benchClients {
		clients.Go(func() {
			bodies := workload(number)
			for range benchTurns {
				for _, body := range bodies {
					if _, err := ask(client, c, body); err != nil {
						b.Errorf("%s: %v", c.name, err)
						return
					}
				}
			}
		})
	}
	clients.Wait()
	if b.Failed() {
		b.FailNow()
	}
}

// ask sends a request and returns the body of the answer, which must be data.
func ask(client *http.Client, c contestant, body string) (string, error) {
	request, err := http.NewRequest(http.MethodPost, c.url+"/graphql", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header = as(benchToken)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept-Language", "en")
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	answer, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return "", err
	}
	if response.StatusCode != http.StatusOK || strings.HasPrefix(string(answer), `{"errors"`) {
		return "", fmt.Errorf("got %d %s", response.StatusCode, answer)
	}
	return string(answer), nil
}

// checkSameAnswers wants equal answers, apart from times and sequences: who answers less would have less to do.
func checkSameAnswers(b *testing.B, client *http.Client, contestants []contestant, bodies []string) {
	b.Helper()
	changing := regexp.MustCompile(`"(sequence|creationDate|changeDate)":"[^"]+"`)
	var answers []string
	for _, c := range contestants {
		var all strings.Builder
		for _, body := range bodies {
			answer, err := ask(client, c, body)
			if err != nil {
				b.Fatalf("%s: %v", c.name, err)
			}
			all.WriteString(changing.ReplaceAllString(answer, `"$1":"…"`) + "\n")
		}
		answers = append(answers, all.String())
	}
	if answers[0] != answers[1] {
		b.Fatalf("%s answers\n%s\nand %s\n%s", contestants[0].name, answers[0], contestants[1].name, answers[1])
	}
}

// cpuTime returns the CPU time of all threads of a process so far, in user and kernel mode. It is the scheduler's own
// count, in nanoseconds; /proc/PID/stat counts hundredths of a second.
func cpuTime(b *testing.B, pid int) time.Duration {
	b.Helper()
	const ofProcess = 2                           // CPUCLOCK_SCHED without the bit for a single thread
	clock := uintptr(^uint32(pid)<<3 | ofProcess) // as clock_getcpuclockid(3) makes it
	var used syscall.Timespec
	if _, _, errno := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, clock, uintptr(unsafe.Pointer(&used)), 0); errno != 0 {
		b.Fatalf("read the CPU time of process %d: %v", pid, errno)
	}
	return time.Duration(used.Nano())
}
