package resolver_test

import (
	"encoding/json"
	"io"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"zitadel-graphql/internal/browsertest"
)

// collector is a process of tools/collector, which receives spans and metrics as an OpenTelemetry Collector does.
type collector struct {
	// grpc and http are where they can be sent.
	grpc, http string

	process *exec.Cmd
	in      io.Closer
	output  *processOutput
}

// buildCollector builds the collector once, beside the program.
var buildCollector = sync.OnceValues(func() (string, error) {
	built := filepath.Join(filepath.Dir(binary), "collector")
	build := exec.Command("go", "build", "-o", built, ".")
	build.Dir = "../tools/collector"
	out, err := build.CombinedOutput()
	return built + string(out), err
})

// startCollector starts a collector until the test ends.
func startCollector(t *testing.T) *collector {
	t.Helper()
	built, err := buildCollector()
	if err != nil {
		browsertest.Lacking(t, "tools/collector doesn't build: "+built)
	}
	c := &collector{process: exec.Command(built), output: newProcessOutput()}
	c.process.Stdout, c.process.Stderr = c.output, c.output
	if c.in, err = c.process.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.process.Process.Kill() }) //nolint:errcheck // it fails for a process that has ended
	late := time.After(patience)
	for changed := c.output.changes(); !strings.Contains(c.output.text(), "\n"); changed = c.output.changes() {
		select {
		case <-changed:
		case <-late:
			t.Fatalf("the collector doesn't begin: %s", c.output.text())
		}
	}
	var urls map[string]string
	if err := json.NewDecoder(strings.NewReader(c.output.text())).Decode(&urls); err != nil {
		t.Fatalf("%v: %s", err, c.output.text())
	}
	c.grpc, c.http = urls["grpc"], urls["http"]
	return c
}

// variables are those with which a program sends its spans and metrics here, by the protocol and under the service's name.
func (c *collector) variables(protocol, service string) []string {
	endpoint := c.http
	if protocol == "grpc" {
		endpoint = c.grpc
	}
	return []string{"OTEL_EXPORTER_OTLP_ENDPOINT=" + endpoint, "OTEL_EXPORTER_OTLP_PROTOCOL=" + protocol, "OTEL_SERVICE_NAME=" + service}
}

// span is one as OTLP's JSON has it.
type span struct {
	TraceID           string
	SpanID            string
	ParentSpanID      string
	Name              string
	Kind              int
	StartTimeUnixNano string
	EndTimeUnixNano   string
	Attributes        attributes
	Events            []struct {
		Name       string
		Attributes attributes
	}
	Status struct{ Code int }
}

// attributes are those of a span, a resource or an event.
type attributes []struct {
	Key   string
	Value map[string]any
}

// of returns the text of an attribute, or an empty one where it isn't there.
func (a attributes) of(key string) string {
	for _, each := range a {
		if each.Key == key {
			for _, value := range each.Value {
				if text, ok := value.(string); ok {
					return text
				}
				return toJSON(value)
			}
		}
	}
	return ""
}

// overlaps reports whether there was a moment in which both were under way.
func (s span) overlaps(t *testing.T, other span) bool {
	t.Helper()
	return at(t, s.StartTimeUnixNano) < at(t, other.EndTimeUnixNano) && at(t, other.StartTimeUnixNano) < at(t, s.EndTimeUnixNano)
}

func at(t *testing.T, nanoseconds string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(nanoseconds, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// sentMetric is a metric as OTLP's JSON has it, of which at most one member is there.
type sentMetric struct {
	Name                  string
	Sum, Gauge, Histogram *struct{ DataPoints []dataPoint }
}

type dataPoint struct {
	Attributes   attributes
	AsInt, Count string
}

// received is what one service sent.
type received struct {
	resource attributes
	spans    []span
	metrics  []sentMetric
}

// end stops the collector, and returns what it received by the services.
func (c *collector) end(t *testing.T) map[string]*received {
	t.Helper()
	if err := c.in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.process.Wait(); err != nil {
		t.Fatalf("%v: %s", err, c.output.text())
	}
	all := map[string]*received{}
	of := func(resource attributes) *received {
		service := resource.of("service.name")
		if all[service] == nil {
			all[service] = &received{resource: resource}
		}
		return all[service]
	}
	for line := range strings.Lines(c.output.text()) { // the first of which has the URLs
		var batch struct {
			ResourceSpans []struct {
				Resource   struct{ Attributes attributes }
				ScopeSpans []struct{ Spans []span }
			}
			ResourceMetrics []struct {
				Resource     struct{ Attributes attributes }
				ScopeMetrics []struct{ Metrics []sentMetric }
			}
		}
		if err := json.Unmarshal([]byte(line), &batch); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		for _, sent := range batch.ResourceSpans {
			for _, scope := range sent.ScopeSpans {
				of(sent.Resource.Attributes).spans = append(of(sent.Resource.Attributes).spans, scope.Spans...)
			}
		}
		for _, sent := range batch.ResourceMetrics {
			for _, scope := range sent.ScopeMetrics {
				of(sent.Resource.Attributes).metrics = append(of(sent.Resource.Attributes).metrics, scope.Metrics...)
			}
		}
	}
	return all
}
