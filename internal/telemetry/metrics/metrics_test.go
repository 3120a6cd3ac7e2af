package metrics_test

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/graph/observe"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/telemetry/metrics"
	"zitadel-graphql/internal/web"
	"zitadel-graphql/internal/wire"
)

const method = "/zitadel.management.v1.ManagementService/GetLoginPolicy"

// serve has one request pass, with one operation, field and call.
func serve(m *metrics.Metrics, ctx context.Context, operation, called string, failures ...observe.Failure) { //nolint:revive // the subject comes first
	ctx = m.RequestBegins(ctx, httptest.NewRequest(http.MethodPost, "/graphql", nil), false)
	ctx = m.OperationBegins(ctx, observe.Operation{Name: operation, Type: "query"})
	callCtx := m.CallBegins(ctx, called)
	m.CallRepeats(callCtx, called, errors.New("first"))
	m.CallEnds(callCtx, called, time.Millisecond, &wire.CallError{Method: called, Status: status.New(codes.NotFound, "")})
	m.RootFieldEnds(ctx, observe.Field{Type: "Query", Name: "loginPolicy", Failures: failures})
	m.OperationEnds(ctx, failures)
	m.RequestEnds(ctx, web.RequestEnd{Route: "/graphql", Method: http.MethodPost, Status: http.StatusOK, Duration: 3 * time.Millisecond})
}

// eachKind returns metrics that are only served, and such that are pushed too.
func eachKind(t *testing.T) map[string]*metrics.Metrics {
	t.Helper()
	return map[string]*metrics.Metrics{"served": metrics.New(t, "Settings"), "pushed": metrics.NewPushed(t, sdk.NewManualReader(), "Settings")}
}

func scrape(t *testing.T, m *metrics.Metrics, accept string) string {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil)
	r.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Fatalf("/metrics: %d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func want(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains(text, line) {
			t.Errorf("no %s in\n%s", line, text)
		}
	}
}

// A request counts by its operation and by the worst of its errors, and each of its errors counts by itself, once.
func TestRequest(t *testing.T) {
	for kind, m := range eachKind(t) {
		t.Log(kind)
		forbidden := observe.Failure{Code: problem.CodeForbidden, Reason: problem.ReasonPermissionMissing}
		serve(m, t.Context(), "Settings", method, forbidden, observe.Failure{Code: problem.CodeServiceUnavailable, Reason: problem.ReasonBackendBusy}, forbidden)
		want(t, scrape(t, m, ""),
			`zitadel_graphql_requests_total{code="SERVICE_UNAVAILABLE",operation="Settings",reason="BACKEND_BUSY",route="/graphql",type="query"} 1`,
			`zitadel_graphql_errors_total{code="FORBIDDEN",reason="PERMISSION_MISSING"} 1`,
			`zitadel_graphql_errors_total{code="INTERNAL_SERVER_ERROR",reason="WROTE_ELSEWHERE"} 0`,
			`zitadel_graphql_fields_total{code="SERVICE_UNAVAILABLE",name="loginPolicy",type="Query"} 1`,
			`zitadel_graphql_http_responses_total{method="POST",route="/graphql",status="200"} 1`,
			`zitadel_graphql_request_duration_seconds_bucket{operation="Settings",route="/graphql",type="query",le="0.005"} 1`,
			`zitadel_graphql_request_duration_seconds_bucket{operation="Settings",route="/graphql",type="query",le="0.0025"} 0`,
			`zitadel_graphql_backend_calls_total{method="`+method[1:]+`",refusal="",status="NOT_FOUND"} 1`,
			`zitadel_graphql_backend_call_retries_total{method="`+method[1:]+`"} 1`,
			`zitadel_graphql_requests_in_flight 0`, `zitadel_graphql_backend_calls_in_flight 0`)
	}
}

// Calls that succeed count as well, and a method has series from its first call on.
func TestCalls(t *testing.T) {
	for kind, m := range eachKind(t) {
		t.Log(kind)
		if text := scrape(t, m, ""); strings.Contains(text, method[1:]) {
			t.Errorf("before the first call there is\n%s", text)
		}
		for i, err := range []error{nil, nil, errors.New("of no wire"), &wire.CallError{Method: method, Status: status.New(codes.Unavailable, ""), LocalRefusal: wire.Busy}} {
			m.CallEnds(m.CallBegins(t.Context(), method), method, time.Duration(i)*time.Second, err)
		}
		want(t, scrape(t, m, ""),
			`zitadel_graphql_backend_calls_total{method="`+method[1:]+`",refusal="",status="OK"} 2`,
			`zitadel_graphql_backend_calls_total{method="`+method[1:]+`",refusal="",status="UNKNOWN"} 1`,
			`zitadel_graphql_backend_calls_total{method="`+method[1:]+`",refusal="busy",status="UNAVAILABLE"} 1`,
			`zitadel_graphql_backend_call_duration_seconds_sum{method="`+method[1:]+`"} 6`)
	}
}

// What is refused before it is executed is known from the access log's words alone.
func TestRefusedRequest(t *testing.T) {
	m := metrics.New(t)
	ctx := m.RequestBegins(t.Context(), httptest.NewRequest(http.MethodPost, "/graphql", nil), false)
	want(t, scrape(t, m, ""), "zitadel_graphql_requests_in_flight 1")
	m.RequestEnds(ctx, web.RequestEnd{Route: "/graphql", Method: http.MethodPost, Status: http.StatusTooManyRequests, Annotations: []slog.Attr{
		slog.Any("codes", []problem.Code{problem.CodeRateLimited}), slog.Any("reasons", []problem.Reason{problem.ReasonTooManyRequests})}})
	want(t, scrape(t, m, ""), `zitadel_graphql_requests_total{code="RATE_LIMITED",operation="",reason="TOO_MANY_REQUESTS",route="/graphql",type=""} 1`)
}

// Who executed operations is read from who counts them.
func TestOperationsByWhatExecutedThem(t *testing.T) {
	m := metrics.New(t)
	m.Read(metrics.Sources{Operations: func() (byPlans, others uint64) { return 3, 1 }})
	want(t, scrape(t, m, ""), `zitadel_graphql_operations_total{executor="plan"} 3`, `zitadel_graphql_operations_total{executor="gqlgen"} 1`)
}

// No stranger makes series: thousands of names cost as many as one.
func TestSeriesAreBounded(t *testing.T) {
	for kind, m := range eachKind(t) {
		t.Log(kind)
		m.TellApart(func(name string) bool { return name == "Trusted" })
		for i := range 5000 {
			name := strconv.FormatUint(rand.Uint64(), 16)
			serve(m, t.Context(), name, "/"+name+"/"+name)
			if i == 0 {
				serve(m, t.Context(), "Settings", method)
				serve(m, t.Context(), "Trusted", method)
				serve(m, t.Context(), "", method)
			}
		}
		text := scrape(t, m, "")
		for name, most := range map[string]int{"requests_total": 4, "request_duration_seconds_count": 4, "backend_calls_total": 2, "backend_call_duration_seconds_count": 2,
			"fields_total": 1, "http_responses_total": 1} {
			if series := regexp.MustCompile(`(?m)^zitadel_graphql_`+name+`\{`).FindAllString(text, -1); len(series) != most {
				t.Errorf("%s has %d series, want %d", name, len(series), most)
			}
		}
		want(t, text, `operation="other"`, `operation="Settings"`, `operation="Trusted"`, `operation=""`, `method="other"`)
	}
}

// Both formats can be read, and OpenMetrics has the trace of a request that was recorded, and of no other.
func TestFormats(t *testing.T) {
	for kind, m := range eachKind(t) {
		t.Log(kind)
		id := trace.TraceID{1, 2, 3}
		recorded := trace.ContextWithSpanContext(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{TraceID: id, SpanID: trace.SpanID{4}, TraceFlags: trace.FlagsSampled}))
		notRecorded := trace.ContextWithSpanContext(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{9}, SpanID: trace.SpanID{4}}))
		serve(m, recorded, "", method)
		serve(m, notRecorded, "", method)
		parser := expfmt.NewTextParser(model.LegacyValidation)
		families, err := parser.TextToMetricFamilies(strings.NewReader(scrape(t, m, "text/plain")))
		if err != nil || families["zitadel_graphql_requests_total"] == nil {
			t.Fatalf("the text can't be read: %v", err)
		}
		for name, family := range families {
			if family.GetHelp() == "" {
				t.Errorf("%s has no help", name)
			}
		}
		open := scrape(t, m, "application/openmetrics-text; version=1.0.0")
		want(t, open, `trace_id="`+id.String()+`"`, "# EOF")
		if strings.Contains(open, trace.TraceID{9}.String()) {
			t.Error("an exemplar leads to a trace that nobody has recorded")
		}
	}
}

// Without traces nothing is lost but what leads to them.
func TestUntracedDurations(t *testing.T) {
	m := metrics.NewUntraced(t, "Settings")
	serve(m, t.Context(), "Settings", method)
	want(t, scrape(t, m, "text/plain"),
		`zitadel_graphql_request_duration_seconds_count{operation="Settings",route="/graphql",type="query"} 1`,
		`zitadel_graphql_backend_call_duration_seconds_count{method="`+strings.TrimPrefix(method, "/")+`"} 1`)
}

// Who sends metrics may ask OpenTelemetry for differences instead of totals, and gets them of durations too.
func TestDeltas(t *testing.T) {
	reader := sdk.NewManualReader(sdk.WithTemporalitySelector(func(sdk.InstrumentKind) metricdata.Temporality { return metricdata.DeltaTemporality }))
	m := metrics.NewPushed(t, reader)
	for range 2 {
		serve(m, t.Context(), "", method)
		var all metricdata.ResourceMetrics
		if err := reader.Collect(t.Context(), &all); err != nil {
			t.Fatal(err)
		}
		durations := 0
		for _, each := range all.ScopeMetrics[0].Metrics {
			if histogram, ok := each.Data.(metricdata.Histogram[float64]); ok {
				durations++
				if point := histogram.DataPoints[0]; histogram.Temporality != metricdata.DeltaTemporality || point.Count != 1 || each.Unit != "s" {
					t.Errorf("%s: %v, %d measurements in %q", each.Name, histogram.Temporality, point.Count, each.Unit)
				}
			}
		}
		if durations != 2 {
			t.Errorf("%d histograms, want 2", durations)
		}
	}
}

// Only /metrics is served, and only to be read.
func TestNothingElseIsServed(t *testing.T) {
	m := metrics.New(t)
	for _, request := range []string{"GET /", "GET /metrics/", "GET /debug/pprof/", "GET /graphql", "POST /metrics"} {
		verb, path, _ := strings.Cut(request, " ")
		w := httptest.NewRecorder()
		m.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), verb, path, nil))
		if w.Code != http.StatusNotFound && w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", request, w.Code)
		}
	}
}

// Warnings and errors count by what happened, whatever the log's level, and everything that has no name together.
func TestLogEvents(t *testing.T) {
	events := metrics.NewLogEvents()
	log := events.Count(slog.New(slog.DiscardHandler)).With("a", 1).WithGroup("g")
	log.Warn("the backend is gone; calls are refused until it is back")
	log.Error("something new")
	log.Info("request")
	got := map[string]uint64{}
	events.Each(func(event, level string, total uint64) { got[event+" "+level] += total })
	if got["backend_gone WARN"] != 1 || got["other ERROR"] != 1 || got["other WARN"] != 0 || got["backend_gone ERROR"] != 0 {
		t.Errorf("counted %v", got)
	}
}

func TestValidate(t *testing.T) {
	for _, test := range []struct {
		metrics, public string
		ok              bool
	}{
		{"", "127.0.0.1:4000", true}, {"127.0.0.1:9464", "127.0.0.1:4000", true}, {"127.0.0.2:4000", "127.0.0.1:4000", true}, {":0", ":0", true},
		{"nowhere", ":4000", false}, {"127.0.0.1:4000", "127.0.0.1:4000", false}, {":4000", "10.0.0.1:4000", false}, {"10.0.0.1:4000", "[::]:4000", false},
	} {
		if err := (metrics.Config{Listen: test.metrics}).Validate(test.public); (err == nil) != test.ok {
			t.Errorf("%s beside %s: %v", test.metrics, test.public, err)
		}
	}
}

// BenchmarkRequest is what the metrics of one request with one field and one call cost.
func BenchmarkRequest(b *testing.B) {
	type key int
	deep := b.Context()
	for i := range 20 { // as many as a call's context has
		deep = context.WithValue(deep, key(i), i) //nolint:fatcontext // on purpose
	}
	r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/graphql", nil)
	for name, m := range map[string]*metrics.Metrics{"traced": metrics.New(b, "Settings"), "untraced": metrics.NewUntraced(b, "Settings")} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ctx := m.RequestBegins(deep, r, false)
				ctx = m.OperationBegins(ctx, observe.Operation{Name: "Settings", Type: "query"})
				m.CallEnds(m.CallBegins(ctx, method), method, time.Millisecond, nil)
				m.RootFieldEnds(ctx, observe.Field{Type: "Query", Name: "loginPolicy"})
				m.OperationEnds(ctx, nil)
				m.RequestEnds(ctx, web.RequestEnd{Route: "/graphql", Method: http.MethodPost, Status: http.StatusOK})
			}
		})
	}
}
