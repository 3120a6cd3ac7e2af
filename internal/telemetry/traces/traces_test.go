package traces_test

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"

	"zitadel-graphql/internal/telemetry/traces"
)

// Without a variable that asks for traces there is no tracer, and so nothing that could dial or run.
func TestNothingUnlessAsked(t *testing.T) {
	collector := map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
	with := func(more map[string]string) map[string]string {
		all := maps.Clone(collector)
		maps.Copy(all, more)
		return all
	}
	for name, test := range map[string]struct {
		environment map[string]string
		asked       bool
	}{
		"nothing":                  {nil, false},
		"what says nothing of it":  {map[string]string{"OTEL_SERVICE_NAME": "x", "OTEL_TRACES_SAMPLER": "always_on", "OTEL_EXPORTER_OTLP_HEADERS": "a=b", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://127.0.0.1:9"}, false},
		"a collector":              {collector, true},
		"a collector of traces":    {map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:9/v1/traces"}, true},
		"an exporter":              {map[string]string{"OTEL_TRACES_EXPORTER": "otlp"}, true},
		"none of the exporters":    {with(map[string]string{"OTEL_TRACES_EXPORTER": "none"}), false},
		"a disabled SDK":           {with(map[string]string{"OTEL_SDK_DISABLED": "TRUE"}), false},
		"an SDK that isn't":        {with(map[string]string{"OTEL_SDK_DISABLED": "false"}), true},
		"what would be wrong then": {map[string]string{"OTEL_TRACES_SAMPLER": "x"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			set(t, test.environment)
			tracer, err := traces.Open(t.Context(), traces.Service{}, slog.New(slog.DiscardHandler))
			if err != nil || (tracer != nil) != test.asked {
				t.Errorf("got %v, %v", tracer, err)
			}
			if tracer != nil && tracer.Close() != nil {
				t.Error("it doesn't close")
			}
		})
	}
}

// set sets the variables, and takes away all other ones of OpenTelemetry's.
func set(t *testing.T, environment map[string]string) {
	t.Helper()
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "OTEL_") {
			t.Setenv(name, "")
		}
	}
	for name, value := range environment {
		t.Setenv(name, value)
	}
}

// collector takes spans as its function says.
type collector func(ctx context.Context, spans []sdk.ReadOnlySpan) error

func (c collector) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	return c(ctx, spans)
}

func (collector) Shutdown(context.Context) error { return nil }

// lines counts those of a log that have each of these texts.
func lines(log *strings.Builder, texts ...string) []int {
	counts := make([]int, 0, len(texts))
	for _, text := range texts {
		counts = append(counts, strings.Count(log.String(), text))
	}
	return counts
}

// A collector that fails batch after batch leaves one warning, one that is back one line, and one that fails again a warning.
func TestCollectorThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		var answer error
		tracer := traces.NewBatching(collector(func(context.Context, []sdk.ReadOnlySpan) error { return answer }), slog.New(slog.NewTextHandler(&log, nil)))
		batch := func(fails bool) {
			if answer = nil; fails {
				answer = errors.New("no route")
			}
			tracer.CallEnds(tracer.CallBegins(t.Context(), method), method, 0, nil)
			time.Sleep(10 * time.Second) // of the test's own clock
			synctest.Wait()
		}
		for _, step := range []struct {
			fails      bool
			warned, ok int
		}{{false, 0, 0}, {true, 1, 0}, {true, 1, 0}, {true, 1, 0}, {false, 1, 1}, {false, 1, 1}, {true, 2, 1}, {true, 2, 1}} {
			batch(step.fails)
			if got := lines(&log, "level=WARN", "level=INFO"); got[0] != step.warned || got[1] != step.ok {
				t.Fatalf("%+v: %v of\n%s", step, got, log.String())
			}
		}
		if err := tracer.Close(); err != nil {
			t.Error(err)
		}
	})
}

// A collector that takes what it is sent and never answers holds up no request, however many spans there are, and the program's
// end for five seconds.
func TestCollectorThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		tracer := traces.NewBatching(collector(func(ctx context.Context, _ []sdk.ReadOnlySpan) error {
			<-ctx.Done()
			return ctx.Err()
		}), slog.New(slog.NewTextHandler(&log, nil)))
		began := time.Now()
		for range 10_000 {
			tracer.CallEnds(tracer.CallBegins(t.Context(), method), method, 0, nil)
		}
		if waited := time.Since(began); waited != 0 {
			t.Errorf("10,000 spans took %v", waited)
		}
		synctest.Wait()
		began = time.Now()
		if err := tracer.Close(); err != nil || time.Since(began) != 5*time.Second {
			t.Errorf("closed after %v with %v", time.Since(began), err)
		}
		time.Sleep(time.Hour) // until the last export has given up
		synctest.Wait()
		if got := lines(&log, "spans can't be exported", "the last spans are lost"); got[0] != 1 || got[1] != 1 {
			t.Errorf("the log has\n%s", log.String())
		}
	})
}
