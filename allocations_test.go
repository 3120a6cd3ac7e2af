package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zitadel-graphql/internal/backend/backendtest"
	"zitadel-graphql/internal/racetest"
	"zitadel-graphql/resolver_test/baseline"
	"zitadel-graphql/resolver_test/workload"
)

var updateAllocations = flag.Bool("update", false, "record how much requests allocate, in testdata/allocations.txt")

const (
	allocationsFile = "testdata/allocations.txt"
	// measuredCalls is how many calls of ZITADEL's the requests make together of which the mean is taken.
	measuredCalls = 800
	// moreAllowed and lessAllowed are by how much of a record a request may be off it.
	moreAllowed = 0.01
	lessAllowed = 0.02
)

// TestAllocations ensures that no request allocates more than is recorded, and that the record is of the program as it is. It counts
// everything in this process: the program from its outermost handler to the socket of its one connection to ZITADEL, with access log,
// audit trail and metrics on, and the canned ZITADEL behind, which allocates next to nothing. Beside it the record has what
// resolver_test/baseline allocates for the same answer by the same calls; that isn't checked.
//
//	go test . -run '^TestAllocations$' -update    records what is measured
//	go test . -run '^TestAllocations$' -v         prints it beside the record
func TestAllocations(t *testing.T) {
	racetest.Skip(t, "the detector allocates, too; nothing is executed that other tests don't")
	cases, err := workload.Cases(".")
	if err != nil {
		t.Fatal(err)
	}
	recorded, measured := readAllocations(t), map[string]allocations{}
	zitadel := startCountingZITADEL(t)
	plain, trusted, bare := startInProcess(t, zitadel.address), startInProcess(t, zitadel.address, withManifest(t)...), startBaseline(t, zitadel.address)
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			handler := plain
			if c.Trusted {
				handler = trusted
			}
			checkSameData(t, handler, bare, c)
			measured[c.Name] = allocations{allocationsOf(t, handler, c, zitadel), allocationsOf(t, bare, c, zitadel)}
			compareAllocations(t, recorded[c.Name], measured[c.Name])
		})
	}
	if *updateAllocations && !t.Failed() {
		writeAllocations(t, cases, measured)
	}
}

// allocations are those of one request.
type allocations struct{ program, baseline float64 }

// countingZITADEL is the canned one, and counts calls.
type countingZITADEL struct {
	address string
	calls   atomic.Int64
}

func startCountingZITADEL(t testing.TB) *countingZITADEL {
	t.Helper()
	z, answer := &countingZITADEL{}, backendtest.CannedZITADEL(t)
	z.address = backendtest.ServeCanned(t, func(call backendtest.CannedCall) (*backendtest.CannedAnswer, time.Duration) {
		z.calls.Add(1)
		return answer(call), 0
	})
	return z
}

// startBaseline returns what the baseline answers requests with.
func startBaseline(t testing.TB, zitadel string) http.Handler {
	t.Helper()
	conn, err := baseline.Dial(zitadel)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return baseline.New(conn)
}

// checkSameData ensures that the program and the baseline answer with the same data: who answers less has less to do. Errors aren't
// compared: the baseline has no error contract.
func checkSameData(t *testing.T, program, bare http.Handler, c workload.Case) {
	t.Helper()
	client := newInProcessClient(t, c.Body)
	var answers [2]struct {
		Data       any
		Extensions any
	}
	for i, handler := range []http.Handler{program, bare} {
		text := client.ask(handler)
		if err := json.Unmarshal(text, &answers[i]); err != nil || answers[i].Data == nil || answers[i].Extensions != nil {
			t.Fatalf("%d %s: %v", client.status, text, err)
		}
	}
	if diff := cmp.Diff(answers[0], answers[1]); diff != "" {
		t.Fatalf("the data differ (-program +baseline):\n%s", diff)
	}
}

// compareAllocations fails where a request allocates more than the record allows. Where it allocates less, the record has to follow,
// or it would allow to lose again what was won: the gate fails, and everybody else is told.
func compareAllocations(t *testing.T, inRecord, now allocations) {
	t.Helper()
	const renew = "; go test . -run '^TestAllocations$' -update records it"
	recorded, measured := inRecord.program, now.program
	t.Logf("%.0f allocations, recorded %.0f; the baseline's %.0f", measured, recorded, now.baseline)
	switch {
	case *updateAllocations:
	case measured > recorded*(1+moreAllowed):
		t.Errorf("a request makes %.0f allocations, and %.0f are recorded. Where it can't do with fewer, say why in the commit"+renew, measured, recorded)
	case measured >= recorded*(1-lessAllowed):
	case os.Getenv("ZGTEST_REQUIRE_TOOLS") != "":
		t.Errorf("a request makes %.0f allocations, and %.0f are recorded"+renew, measured, recorded)
	default:
		t.Logf("a request makes fewer allocations than are recorded" + renew)
	}
}

// startInProcess returns what the program answers requests with, in front of the ZITADEL at this address. Its log is thrown away, and
// its audit trail goes to a file.
func startInProcess(t testing.TB, zitadel string, args ...string) http.Handler {
	t.Helper()
	args = append([]string{"--backend", "http://" + zitadel, "--log-format", "json", "--metrics-listen", "127.0.0.1:0",
		"--audit-log", filepath.Join(t.TempDir(), "audit"), "--max-root-fields", "50", "--max-backend-calls", "50"}, args...)
	return openProgram(t, io.Discard, args...).server.Handler
}

// withManifest returns workload.TrustedSettings.
func withManifest(t testing.TB) []string {
	t.Helper()
	settings, err := workload.TrustedSettings(".", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return settings
}

// allocationsOf returns how many allocations a request makes. The collector is off meanwhile: how often it ran would depend on the
// machine, and each time it empties pools.
func allocationsOf(t *testing.T, handler http.Handler, c workload.Case, zitadel *countingZITADEL) float64 {
	t.Helper()
	client := newInProcessClient(t, c.Body)
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(math.MaxInt64))
	requests := measuredCalls / c.Calls
	for range requests { // fills caches, pools and buffers
		client.ask(handler)
	}
	var before, after runtime.MemStats
	callsBefore := zitadel.calls.Load()
	runtime.ReadMemStats(&before)
	mean := testing.AllocsPerRun(requests, func() { client.ask(handler) })
	runtime.ReadMemStats(&after)
	requests++ // AllocsPerRun asks once before it counts
	t.Logf("%.1f KiB", float64(after.TotalAlloc-before.TotalAlloc)/float64(requests)/1024)
	if made := float64(zitadel.calls.Load()-callsBefore) / float64(requests); made != float64(c.Calls) {
		t.Errorf("a request makes %.2f calls, want %d", made, c.Calls)
	}
	return mean
}

// inProcessClient sends the same request again and again, and makes no allocation for it. It is the http.ResponseWriter of the answer.
type inProcessClient struct {
	made, sent *http.Request
	text       string
	body       *strings.Reader
	header     http.Header
	status     int
	answer     bytes.Buffer
}

var _ http.ResponseWriter = (*inProcessClient)(nil)

func newInProcessClient(t testing.TB, body string) *inProcessClient {
	t.Helper()
	c := &inProcessClient{sent: &http.Request{}, text: body, body: strings.NewReader(body), header: http.Header{}}
	made, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1:4000/graphql", c.body)
	if err != nil {
		t.Fatal(err)
	}
	made.Body, made.RequestURI, made.RemoteAddr = io.NopCloser(c.body), "/graphql", "127.0.0.1:50000"
	made.Header = http.Header{"Authorization": {"Bearer token"}, "Content-Type": {"application/json"}, "Accept-Language": {"en"}}
	c.made = made
	return c
}

// ask returns the answer, which is good until the next one.
func (c *inProcessClient) ask(handler http.Handler) []byte {
	c.body.Reset(c.text)
	clear(c.header)
	c.answer.Reset()
	c.status = http.StatusOK
	*c.sent = *c.made
	handler.ServeHTTP(c, c.sent)
	return c.answer.Bytes()
}

// Header implements http.ResponseWriter.
func (c *inProcessClient) Header() http.Header { return c.header }

// Write implements io.Writer.
func (c *inProcessClient) Write(part []byte) (int, error) { return c.answer.Write(part) }

// WriteHeader implements http.ResponseWriter.
func (c *inProcessClient) WriteHeader(status int) { c.status = status }

// readAllocations returns the record, by the cases' names.
func readAllocations(t *testing.T) map[string]allocations {
	t.Helper()
	recorded := map[string]allocations{}
	for line := range strings.SplitSeq(read(t, allocationsFile), "\n") {
		var name string
		var of allocations
		if _, err := fmt.Sscan(line, &name, &of.program, &of.baseline); err == nil {
			recorded[name] = of
		}
	}
	return recorded
}

func writeAllocations(t *testing.T, cases []workload.Case, measured map[string]allocations) {
	t.Helper()
	var text strings.Builder
	text.WriteString("# Allocations of one request, which TestAllocations measures. go test . -run '^TestAllocations$' -update writes this file.\n" +
		"# The case, zitadel-graphql, and resolver_test/baseline.\n")
	for _, c := range cases {
		fmt.Fprintf(&text, "%-20s %6.0f %6.0f\n", c.Name, measured[c.Name].program, measured[c.Name].baseline)
	}
	if err := os.WriteFile(allocationsFile, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
