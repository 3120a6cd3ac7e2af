package resolver_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"zitadel-graphql/internal/browsertest"
	"zitadel-graphql/internal/telemetry/metrics"
)

// TestMetrics has Prometheus' own parser read what a program serves that was asked for this and that, in both of its formats: every
// metric is there, and in OpenMetrics the durations lead to the trace that a collector was sent.
func TestMetrics(t *testing.T) {
	t.Parallel()
	parser := buildPrometheus(t)
	received := startCollector(t)
	p := startWithEnv(t, received.variables("http/protobuf", "metrics"), "--metrics-listen", "127.0.0.1:0", "--metrics-operation", "Named")
	if got := mustPost(t, p, as("dev-instance-owner"), operation("query Named { viewer { id } }", nil)); !isData(got) {
		t.Fatalf("got %s", got.body)
	}
	mustPost(t, p, as("dev-instance-owner"), operation("query SomethingElse { viewer { id } }", nil))
	mustPost(t, p, as("nobody"), operation("query Named { viewer { id } }", nil))
	p.get(t, "/readyz")
	url := p.awaitLine("serving metrics")["url"]
	for _, accept := range []string{"text/plain;version=0.0.4", "application/openmetrics-text;version=1.0.0"} {
		checkMetrics(t, scraped(t, parser, url, accept), strings.Contains(accept, "openmetrics"))
	}
}

func checkMetrics(t *testing.T, all []scrapedSeries, isOpen bool) {
	t.Helper()
	names, operations, exemplars := map[string]bool{}, map[string]bool{}, 0
	for _, one := range all {
		name := one.Labels["__name__"]
		for _, suffix := range []string{"_bucket", "_sum", "_count"} {
			name = strings.TrimSuffix(name, suffix)
		}
		names[name] = true
		if name == "zitadel_graphql_requests_total" {
			operations[one.Labels["operation"]+" "+one.Labels["code"]] = true
		}
		if len(one.Exemplar["trace_id"]) == 32 {
			exemplars++
		}
	}
	for _, name := range metrics.Names() {
		if !names[name] && name != "zitadel_graphql_backend_call_retries_total" { // which nothing was that had to be
			t.Errorf("OpenMetrics %t: there is no %s", isOpen, name)
		}
	}
	if !operations["Named "] || !operations["other "] || !operations["Named UNAUTHENTICATED"] || operations["SomethingElse "] {
		t.Errorf("OpenMetrics %t: the operations and codes are %v", isOpen, operations)
	}
	if !names["go_goroutines"] || !names["process_resident_memory_bytes"] || isOpen != (exemplars > 0) {
		t.Errorf("OpenMetrics %t: %d exemplars, and of Go's: %t", isOpen, exemplars, names["go_goroutines"])
	}
}

// scrapedSeries is one as tools/prometheus prints it.
type scrapedSeries struct {
	Labels, Exemplar map[string]string
	Value            string
}

// scraped has the parser read the metrics in the format that is accepted.
func scraped(t *testing.T, parser, url, accept string) (all []scrapedSeries) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", accept)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	parse := exec.CommandContext(t.Context(), parser, response.Header.Get("Content-Type"))
	var problems bytes.Buffer
	parse.Stdin, parse.Stderr = response.Body, &problems
	out, err := parse.Output()
	if err != nil {
		t.Fatalf("Prometheus can't read %s: %v: %s", accept, err, &problems)
	}
	for lines := json.NewDecoder(bytes.NewReader(out)); ; {
		var one scrapedSeries
		if err := lines.Decode(&one); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
}

// buildPrometheus builds Prometheus' parser beside the program.
func buildPrometheus(t *testing.T) string {
	t.Helper()
	built := filepath.Join(filepath.Dir(binary), "prometheus")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", built, ".")
	build.Dir = "../tools/prometheus"
	if out, err := build.CombinedOutput(); err != nil {
		browsertest.Lacking(t, "tools/prometheus doesn't build: "+string(out))
	}
	return built
}
