package resolver_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"zitadel-graphql/internal/racetest"
	"zitadel-graphql/resolver_test/workload"
)

var (
	sizingClients = flag.String("sizing-clients", "16", "with how many clients at once BenchmarkSizing measures memory, several numbers by commas")
	sizingStreams = flag.Int("sizing-streams", 10, "how many streams BenchmarkSizing has open at once")
)

const (
	sizingToken = "dev-org-owner"
	// readers is how many clients ask as fast as they are answered, while CPU time is measured.
	readers = 16
	// lookConcurrencyOfProgram is the default of --look-concurrency.
	lookConcurrencyOfProgram = 8
	// roundsOfClient is how often each client asks all that it has to ask, in an iteration.
	roundsOfClient = 50
)

// BenchmarkSizing measures what an operator has to know in order to size a replica: how many requests a second it answers and the CPU
// time and the backend calls of each, and the memory and the connections that it has with many clients and with many streams. Its
// backend is the embedded one in another process; its clients are in the test's own. docs/scaling.md has the figures.
func BenchmarkSizing(b *testing.B) {
	if racetest.Enabled {
		b.Skip("it would measure the race detector")
	}
	backend := start(b, "--embedded-listen", "127.0.0.1:0")
	for _, one := range sizingWorkloads(b) {
		b.Run(one.name, func(b *testing.B) {
			measureRequests(b, start(b, append([]string{"--backend", "http://" + backend.embeddedAddress}, one.args...)...), backend, one)
		})
	}
	for text := range strings.SplitSeq(*sizingClients, ",") {
		clients, err := strconv.Atoi(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("clients="+text, func(b *testing.B) { measureClients(b, backend, clients) })
	}
	b.Run(fmt.Sprintf("streams=%d", *sizingStreams), measureStreams)
}

// sizingWorkload is what each of several clients asks, in turn.
type sizingWorkload struct {
	name    string
	args    []string // of the program
	clients int
	bodies  func(client int) []string
}

func sizingWorkloads(b *testing.B) []sizingWorkload {
	b.Helper()
	same := func(body string) func(int) []string { return func(int) []string { return []string{body} } }
	policy := namedOperation("WholePolicy", workload.WholePolicy, "")
	page := namedOperation("LoginSettings", documentedPageQuery(b), "")
	manifest := filepath.Join(b.TempDir(), "manifest.json")
	if err := os.WriteFile(manifest, []byte(toJSON(map[string]string{"policy": workload.WholePolicy})), 0o600); err != nil {
		b.Fatal(err)
	}
	trusted := toJSON(map[string]any{"documentId": "policy", "variables": map[string]string{"orgId": acme}})
	return []sizingWorkload{
		{"addAndRemoveSecondFactor", nil, benchClients, addAndRemove},
		{"loginPolicy", nil, readers, same(policy)},
		{"loginPolicyTrusted", []string{"--trusted-documents", manifest, "--trusted-documents-mode", "require"}, readers, same(trusted)},
		{"settingsPage", nil, readers, same(page)},
	}
}

// measureRequests has all clients ask as fast as they are answered.
func measureRequests(b *testing.B, p, backend *program, load sizingWorkload) {
	b.Helper()
	askRounds(b, p, load) // fills caches and connections
	program, behind := p.process.Process.Pid, backend.process.Process.Pid
	used, usedBehind := cpuTime(b, program), cpuTime(b, behind)
	for b.Loop() {
		askRounds(b, p, load)
	}
	requests := float64(b.N * load.clients * roundsOfClient * len(load.bodies(0)))
	b.ReportMetric(0, "ns/op") // an iteration's length means nothing
	b.ReportMetric(requests/b.Elapsed().Seconds(), "requests/s")
	b.ReportMetric(float64((cpuTime(b, program)-used).Microseconds())/requests, "cpu-µs/request")
	b.ReportMetric(float64((cpuTime(b, behind)-usedBehind).Microseconds())/requests, "backend-cpu-µs/request")
	b.ReportMetric(callsOfLastRequest(p), "backend-calls/request")
}

// askRounds returns when each client has all its answers.
func askRounds(b *testing.B, p *program, load sizingWorkload) {
	b.Helper()
	var clients sync.WaitGroup
	for client := range load.clients {
		clients.Go(func() {
			for range roundsOfClient {
				for _, body := range load.bodies(client) {
					if _, err := ask(p.client, p.url, benchToken, body, withData); err != nil {
						b.Error(err)
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

// callsOfLastRequest is how many calls the last request of the access log made.
func callsOfLastRequest(p *program) float64 {
	var request struct{ BackendCalls float64 }
	for _, line := range slices.Backward(strings.Split(p.log(), "\n")) {
		if strings.Contains(line, `"backendCalls"`) && json.Unmarshal([]byte(line), &request) == nil {
			break
		}
	}
	return request.BackendCalls
}

// measureClients has many clients read at once, each over a connection of its own, and reports the peak of the program's memory.
func measureClients(b *testing.B, backend *program, clients int) {
	b.Helper()
	p := start(b, "--backend", "http://"+backend.embeddedAddress)
	p.client.Transport = &http.Transport{MaxIdleConnsPerHost: clients}
	idle := memory(b, p, "VmRSS")
	load := sizingWorkload{clients: clients, bodies: func(int) []string { return []string{namedOperation("WholePolicy", workload.WholePolicy, "")} }}
	for b.Loop() {
		askRounds(b, p, load)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(megabytes(idle), "MB-idle")
	b.ReportMetric(megabytes(memory(b, p, "VmHWM")), "MB-peak")
	b.ReportMetric(float64(connectionsTo(b, p, backend.embeddedAddress)), "backend-connections")
}

// measureStreams opens streams whose looks wait for the backend in the middle, each with as many calls as it may have under way, and
// reports the memory that each takes.
func measureStreams(b *testing.B) {
	b.Helper()
	backend := start(b, "--embedded-listen", "127.0.0.1:0", "--embedded-users", "1000")
	held, calls := startRelay(b, backend.embeddedAddress), make(chan struct{})
	held.before = func(call *relayed) {
		if call.method == "ListAuthenticationMethodTypes" {
			calls <- struct{}{}
			<-call.ctx.Done()
		}
	}
	most := strconv.Itoa(*sizingStreams + 1)
	p := start(b, "--backend", held.url, "--max-streams", most, "--max-streams-per-caller", most,
		"--backend-max-concurrent", "100000", "--backend-connections", "32") // or streams would wait for one another
	open := func(streams int) {
		openStreams(b, p, streams)
		for range streams * lookConcurrencyOfProgram {
			<-calls
		}
	}
	open(1) // so that what is made once is there
	idle := memory(b, p, "VmRSS")
	open(*sizingStreams)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(memory(b, p, "VmRSS")-idle)/(1<<10)/float64(*sizingStreams), "KB/stream")
}

// openStreams opens so many, and returns when each has had an event.
func openStreams(b *testing.B, p *program, count int) {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{}}
	for range count {
		request, err := http.NewRequestWithContext(b.Context(), http.MethodPost, p.url+"/graphql", strings.NewReader(operation(countPasswords, nil)))
		if err != nil {
			b.Fatal(err)
		}
		request.Header = as(sizingToken)
		request.Header.Set("Accept", "text/event-stream")
		request.Header.Set("Content-Type", "application/json")
		response, err := client.Do(request)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = response.Body.Close() })
		if _, err := response.Body.Read(make([]byte, 1<<10)); err != nil || response.StatusCode != http.StatusOK {
			b.Fatalf("a stream begins with %s, %v", response.Status, err)
		}
	}
}

// connectionsTo counts the program's TCP connections to an address of this machine, by proc_pid_net(5).
func connectionsTo(b *testing.B, p *program, address string) (count int) {
	b.Helper()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		b.Fatal(err)
	}
	remote, err := strconv.Atoi(port)
	if err != nil {
		b.Fatal(err)
	}
	table, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.process.Process.Pid), "net", "tcp"))
	if err != nil {
		b.Fatal(err)
	}
	const established = "01"
	for line := range strings.Lines(string(table)) {
		if fields := strings.Fields(line); len(fields) > 3 && strings.HasSuffix(fields[2], fmt.Sprintf(":%04X", remote)) && fields[3] == established {
			count++
		}
	}
	return count
}

func megabytes(bytes int64) float64 { return float64(bytes) / (1 << 20) }
