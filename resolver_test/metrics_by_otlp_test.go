package resolver_test

import (
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"zitadel-graphql/internal/telemetry/metrics"
)

// TestMetricsByOTLP sends metrics, and no spans, by both of OTLP's protocols to the receiver of a Collector, and ensures that what
// arrives has the names and the values that Prometheus would see, says who sends it, and has no token.
func TestMetricsByOTLP(t *testing.T) {
	t.Parallel()
	c := startCollector(t)
	endpoints := map[string]string{"grpc": c.grpc, "http/protobuf": c.http + "/v1/metrics"}
	for protocol, endpoint := range endpoints {
		p := startWithEnv(t, []string{
			"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=" + endpoint, "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=" + protocol, "OTEL_SERVICE_NAME=" + protocol,
			"OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=test",
		}, "--metrics-operation", "Mine")
		for range 3 {
			mustPost(t, p, as("dev-viewer"), operation("query Mine { viewer { id } }", nil))
		}
		p.stop() // which sends what is left
		if strings.Contains(p.log(), `"level":"WARN"`) {
			t.Errorf("%s: %s", protocol, p.log())
		}
	}
	all := c.end(t)
	for protocol := range endpoints {
		got := all[protocol]
		if got == nil || len(got.spans) > 0 {
			t.Fatalf("by %s came %+v", protocol, got)
		}
		if got.resource.of("service.version") == "" || got.resource.of("deployment.environment.name") != "test" {
			t.Errorf("%s: they come from %v", protocol, got.resource)
		}
		checkMetricsByOTLP(t, protocol, got.metrics)
	}
	if strings.Contains(c.output.text(), "dev-viewer") {
		t.Error("a token is among the metrics")
	}
}

func checkMetricsByOTLP(t *testing.T, protocol string, sent []sentMetric) {
	t.Helper()
	byName := map[string]sentMetric{}
	for _, metric := range sent {
		byName[metric.Name] = metric
		isOurs := strings.HasPrefix(metric.Name, "zitadel_graphql_")
		if isOurs != slices.Contains(metrics.Names(), metric.Name) {
			t.Errorf("%s: there is no metric %s for Prometheus", protocol, metric.Name)
		}
	}
	if requests := byName["zitadel_graphql_requests_total"]; requests.Sum == nil || countOf(requests.Sum.DataPoints, "operation", "Mine") != "3" {
		t.Errorf("%s: the requests are %+v", protocol, requests)
	}
	if durations := byName["zitadel_graphql_request_duration_seconds"]; durations.Histogram == nil || countOf(durations.Histogram.DataPoints, "operation", "Mine") != "3" {
		t.Errorf("%s: the durations are %+v", protocol, durations)
	}
	for _, name := range []string{"zitadel_graphql_requests_in_flight", "zitadel_graphql_build_info", "go_goroutines"} {
		if byName[name].Gauge == nil || len(byName[name].Gauge.DataPoints) == 0 {
			t.Errorf("%s: %s is %+v", protocol, name, byName[name])
		}
	}
}

// countOf is that of the one point of which an attribute has the value.
func countOf(points []dataPoint, attribute, value string) string {
	for _, point := range points {
		if point.Attributes.of(attribute) == value {
			return point.AsInt + point.Count
		}
	}
	return ""
}

// callers listens at an address until the test ends, hangs up on everybody, and counts them.
type callers struct {
	address string
	count   atomic.Int64
	third   chan struct{} // is closed at the third
}

func listenForCallers(t *testing.T, address string) *callers {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Skip(err) // another run of this test on the same machine
	}
	t.Cleanup(func() { listener.Close() })
	c := &callers{address: listener.Addr().String(), third: make(chan struct{})}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if c.count.Add(1) == 3 { // before a caller notices that it is hung up on, and ends
				close(c.third)
			}
			_ = conn.Close() // which is all that it is there for
		}
	}()
	return c
}

// TestCollectorOfMetricsThatIsGone ensures that a collector that takes nothing costs no request anything and the log one warning,
// however often metrics are sent.
func TestCollectorOfMetricsThatIsGone(t *testing.T) {
	t.Parallel()
	for _, protocol := range []string{"grpc", "http/protobuf"} {
		t.Run(protocol, func(t *testing.T) {
			t.Parallel()
			gone := listenForCallers(t, "127.0.0.1:0")
			p := startWithEnv(t, []string{
				"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://" + gone.address, "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=" + protocol,
				"OTEL_EXPORTER_OTLP_TIMEOUT=20", "OTEL_METRIC_EXPORT_INTERVAL=20",
			})
			p.awaitLine("metrics can't be exported until their collector is back; requests are served as before")
			select {
			case <-gone.third:
			case <-time.After(patience):
				t.Fatalf("%d attempts", gone.count.Load())
			}
			if got := mustPost(t, p, as("dev-viewer"), operation("{ viewer { id } }", nil)); !isData(got) {
				t.Errorf("got %s", got.body)
			}
			p.stop()
			if warnings := strings.Count(p.log(), `"level":"WARN"`) + strings.Count(p.log(), `"level":"ERROR"`); warnings != 1 {
				t.Errorf("%d warnings:\n%s", warnings, p.log())
			}
		})
	}
}

// TestNoCollectorUnlessAsked ensures that nobody is called where a collector is by default, unless a variable asks for that.
func TestNoCollectorUnlessAsked(t *testing.T) {
	t.Parallel()
	overGRPC, overHTTP := listenForCallers(t, "127.0.0.1:4317"), listenForCallers(t, "127.0.0.1:4318")
	stopAfterOne := func(variables ...string) {
		p := startWithEnv(t, variables, "--metrics-listen", "127.0.0.1:0")
		mustPost(t, p, as("dev-viewer"), operation("{ viewer { id } }", nil))
		p.stop() // which sends what is left
	}
	stopAfterOne("OTEL_SERVICE_NAME=x", "OTEL_METRIC_EXPORT_INTERVAL=1", "OTEL_BSP_SCHEDULE_DELAY=1", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc")
	stopAfterOne("OTEL_METRIC_EXPORT_INTERVAL=1", "OTEL_BSP_SCHEDULE_DELAY=1")
	if overGRPC.count.Load()+overHTTP.count.Load() > 0 {
		t.Error("a collector was called that nobody asked for")
	}
	stopAfterOne("OTEL_METRICS_EXPORTER=otlp", "OTEL_EXPORTER_OTLP_TIMEOUT=100")
	if overHTTP.count.Load() == 0 {
		t.Error("a collector wasn't called that a variable asks for")
	}
}
