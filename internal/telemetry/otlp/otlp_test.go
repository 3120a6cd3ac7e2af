package otlp_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zitadel-graphql/internal/telemetry/otlp"
)

func lookUp(environment map[string]string) func(string) string {
	return func(name string) string { return environment[name] }
}

// Nothing is sent unless a variable asks for it, and each signal may be asked for alone.
func TestAsked(t *testing.T) {
	t.Parallel()
	collector := map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
	with := func(more map[string]string) map[string]string {
		all := maps.Clone(collector)
		maps.Copy(all, more)
		return all
	}
	for name, test := range map[string]struct {
		environment     map[string]string
		traces, metrics bool
	}{
		"nothing":                 {nil, false, false},
		"what says nothing of it": {map[string]string{"OTEL_SERVICE_NAME": "x", "OTEL_METRIC_EXPORT_INTERVAL": "1", "OTEL_EXPORTER_OTLP_HEADERS": "a=b", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, false, false},
		"a collector":             {collector, true, true},
		"a collector of traces":   {map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:9"}, true, false},
		"a collector of metrics":  {map[string]string{"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://127.0.0.1:9"}, false, true},
		"an exporter of metrics":  {map[string]string{"OTEL_METRICS_EXPORTER": "otlp"}, false, true},
		"traces by none":          {with(map[string]string{"OTEL_TRACES_EXPORTER": "none"}), false, true},
		"metrics by none":         {with(map[string]string{"OTEL_METRICS_EXPORTER": "none"}), true, false},
		"a disabled SDK":          {with(map[string]string{"OTEL_SDK_DISABLED": "TRUE"}), false, false},
		"an SDK that isn't":       {with(map[string]string{"OTEL_SDK_DISABLED": "false"}), true, true},
	} {
		getenv := lookUp(test.environment)
		if traces, metrics := otlp.Traces.Asked(getenv), otlp.Metrics.Asked(getenv); traces != test.traces || metrics != test.metrics {
			t.Errorf("%s: traces %t, metrics %t", name, traces, metrics)
		}
	}
}

// wrongFor returns, for each signal and for all, variables with values that can't be used.
func wrongFor(t *testing.T) (traces, metrics, every, served map[string]string) {
	t.Helper()
	wrong := filepath.Join(t.TempDir(), "not.pem")
	if err := os.WriteFile(wrong, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	traces = map[string]string{
		"OTEL_TRACES_EXPORTER":                         "zipkin",
		"OTEL_TRACES_SAMPLER":                          "jaeger_remote",
		"OTEL_BSP_SCHEDULE_DELAY":                      "5s",
		"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT":           "http://user:secret@/",
		"OTEL_EXPORTER_OTLP_TRACES_COMPRESSION":        "zstd",
		"OTEL_EXPORTER_OTLP_TRACES_HEADERS":            "authorization=Bearer%2 secret",
		"OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE": wrong,
	}
	metrics = map[string]string{
		"OTEL_METRICS_EXPORTER":                                    "prometheus",
		"OTEL_METRIC_EXPORT_INTERVAL":                              "0",
		"OTEL_METRIC_EXPORT_TIMEOUT":                               "30s",
		"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT":                      "secret",
		"OTEL_EXPORTER_OTLP_METRICS_PROTOCOL":                      "http",
		"OTEL_EXPORTER_OTLP_METRICS_HEADERS":                       "secret",
		"OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE":                   wrong,
		"OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE":            wrong,
		"OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE":        "sums",
		"OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION": "none",
	}
	every = map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT":    "collector:4318",
		"OTEL_EXPORTER_OTLP_PROTOCOL":    "http/json",
		"OTEL_EXPORTER_OTLP_TIMEOUT":     "-1",
		"OTEL_EXPORTER_OTLP_INSECURE":    "yes",
		"OTEL_EXPORTER_OTLP_HEADERS":     "authorization=Bearer secret,secret",
		"OTEL_EXPORTER_OTLP_CERTIFICATE": wrong,
		"OTEL_EXPORTER_OTLP_CLIENT_KEY":  wrong,
	}
	served = map[string]string{"OTEL_RESOURCE_ATTRIBUTES": "secret", "OTEL_METRICS_EXEMPLAR_FILTER": "some"}
	return traces, metrics, every, served
}

// Each variable with a value that can't be used is named at once and once, with a remedy, of the signals that are asked for; and none
// shows a secret.
func TestWrongVariables(t *testing.T) {
	t.Parallel()
	traces, metrics, every, served := wrongFor(t)
	all := map[string]string{}
	for _, some := range []map[string]string{traces, metrics, every, served} {
		maps.Copy(all, some)
	}
	with := func(more string) map[string]string { // one signal is off
		environment := maps.Clone(all)
		environment[more] = "none"
		return environment
	}
	count := len(every) + len(served)
	for name, test := range map[string]struct {
		environment map[string]string
		isServed    bool
		want        int
	}{
		"both":                    {all, true, len(all)},
		"traces alone":            {with("OTEL_METRICS_EXPORTER"), false, len(traces) + count - 1},
		"metrics alone":           {with("OTEL_TRACES_EXPORTER"), false, len(metrics) + count},
		"metrics that are served": {served, true, len(served)},
		"nothing":                 {served, false, 0},
	} {
		err := otlp.Validate(lookUp(test.environment), test.isServed, otlp.Traces, otlp.Metrics)
		var lines []string
		if err != nil {
			lines = strings.Split(err.Error(), "\n")
		}
		if len(lines) != test.want || strings.Contains(strings.Join(lines, "\n"), "secret") {
			t.Errorf("%s: %d lines, want %d:\n%v", name, len(lines), test.want, err)
		}
		for _, line := range lines {
			variable, rest, _ := strings.Cut(line, ": ")
			variable = strings.ReplaceAll(variable, "CLIENT_CERTIFICATE", "CLIENT_")
			if _, ok := all[variable]; !ok && !strings.HasSuffix(variable, "CLIENT_") || !strings.Contains(rest, "; ") {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
}

// A sampler's argument has to be a share where the sampler takes one.
func TestSamplerArgument(t *testing.T) {
	t.Parallel()
	for ratio, ok := range map[string]bool{"0": true, "1": true, "0.01": true, "1.1": false, "-0.1": false, "NaN": false, "1%": false} {
		environment := map[string]string{"OTEL_TRACES_EXPORTER": "otlp", "OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": ratio}
		if err := otlp.Validate(lookUp(environment), false, otlp.Traces); (err == nil) != ok || err != nil && !strings.Contains(err.Error(), "OTEL_TRACES_SAMPLER_ARG: ") {
			t.Errorf("%s: %v", ratio, err)
		}
	}
}
