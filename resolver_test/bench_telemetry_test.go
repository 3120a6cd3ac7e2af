//go:build linux

package resolver_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"zitadel-graphql/internal/racetest"
)

// BenchmarkTelemetry measures what it costs to tell operators of a request: the CPU time of the program with its access log, audit
// trail, metrics and traces, compared with the same program without any. docs/performance.md has the figures.
func BenchmarkTelemetry(b *testing.B) {
	if racetest.Enabled {
		b.Skip("it would measure the race detector")
	}
	backend := start(b, "--embedded-listen", "127.0.0.1:0")
	to := "http://" + backend.embeddedAddress
	metrics := []string{"--metrics-listen", "127.0.0.1:0"}
	contestants := []contestant{
		startMeasured(b, "nothing", buildWithoutAudit(b), to, nil, "--log-level", "warn"),
		startMeasured(b, "logs-and-audit", binary, to, nil),
		startMeasured(b, "and-metrics", binary, to, nil, metrics...),
		startMeasured(b, "and-traces-1%", binary, to, tracesVariables(b, "0.01"), metrics...),
		startMeasured(b, "and-traces-100%", binary, to, tracesVariables(b, "1"), metrics...),
	}
	b.Run("addAndRemove", func(b *testing.B) {
		compareAll(b, contestants, benchLoad{clients: benchClients, turns: benchTurns, bodies: addAndRemove})
	})
	page := func(int) []string { return []string{caseNamed(b, "settingsPage").Body} }
	b.Run("settingsPage", func(b *testing.B) {
		compareAll(b, contestants, benchLoad{clients: benchClients, turns: benchTurns, bodies: page})
	})
}

// compareAll reports the CPU time of the first contestant, and the ratio of each other one to it.
func compareAll(b *testing.B, contestants []contestant, l benchLoad) {
	b.Helper()
	costs := costsOf(b, contestants, l)
	b.ReportMetric(0, "ns/op") // an iteration's length means nothing
	base := costs[contestants[0].name]
	b.ReportMetric(medianOf(base, cpuOf), contestants[0].name+"-cpu-µs/request")
	for _, c := range contestants[1:] {
		of := ratios(costs[c.name], base, cpuOf)
		b.ReportMetric(quantile(of, 0.25), c.name+"-q1")
		b.ReportMetric(quantile(of, 0.5), c.name)
		b.ReportMetric(quantile(of, 0.75), c.name+"-q3")
	}
}

// startMeasured runs a build of the program in front of the backend at this URL, with its log in a file, as a service manager would
// have it.
func startMeasured(b *testing.B, name, path, backend string, variables []string, args ...string) contestant {
	b.Helper()
	address := freeAddress(b)
	log, err := os.Create(filepath.Join(b.TempDir(), "log"))
	if err != nil {
		b.Fatal(err)
	}
	process := exec.Command(path, append([]string{"--listen", address, "--backend", backend, "--drain-delay", "0s"}, args...)...)
	process.Env, process.Stderr = append(cleanEnvironment(), variables...), log
	if err := process.Start(); err != nil {
		b.Fatalf("start %s: %v", name, err)
	}
	b.Cleanup(func() {
		process.Process.Kill() //nolint:errcheck // it fails for a process that has ended
		process.Wait()         //nolint:errcheck // it was killed
		log.Close()
	})
	c := contestant{name, "http://" + address, process.Process.Pid}
	eventually(b, name+" is ready", func() bool {
		response, err := http.Get(c.url + "/readyz")
		return err == nil && response.Body.Close() == nil && response.StatusCode == http.StatusOK
	})
	return c
}

// buildWithoutAudit builds the program without its audit trail, for which there is no switch.
func buildWithoutAudit(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	original, err := filepath.Abs("../internal/handler/handler.go")
	if err != nil {
		b.Fatal(err)
	}
	text, err := os.ReadFile(original)
	if err != nil {
		b.Fatal(err)
	}
	const with, without = "append(graph.Extensions(cfg.Graph, web.Annotate), parts.Auditor)", "graph.Extensions(cfg.Graph, web.Annotate)"
	if !strings.Contains(string(text), with) {
		b.Fatalf("handler.go has no %s", with)
	}
	changed := filepath.Join(dir, "handler.go")
	if err := os.WriteFile(changed, []byte(strings.Replace(string(text), with, without, 1)), 0o600); err != nil {
		b.Fatal(err)
	}
	list := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, []byte(toJSON(map[string]any{"Replace": map[string]string{original: changed}})), 0o600); err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(dir, "without-audit")
	if out, err := exec.Command("go", "build", "-overlay", list, "-o", path, "..").CombinedOutput(); err != nil {
		b.Fatalf("build the program without its audit trail: %v\n%s", err, out)
	}
	return path
}

// tracesVariables has a share of traces sent to a collector that throws them away.
func tracesVariables(b *testing.B, share string) []string {
	b.Helper()
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) //nolint:errcheck // nobody reads it
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	b.Cleanup(collector.Close)
	return []string{"OTEL_TRACES_EXPORTER=otlp", "OTEL_METRICS_EXPORTER=none", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.URL,
		"OTEL_TRACES_SAMPLER=parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG=" + share}
}
